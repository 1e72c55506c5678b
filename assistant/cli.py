"""The command line. Everything heavy is imported inside the command that needs it."""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from assistant.evaluation import commands as evaluation
from assistant.shell import (
    JsonOption,
    ModelOption,
    SinceOption,
    SourceOption,
    StoreOption,
    UntilOption,
    filters_of,
    one_line_errors,
    opened_assistant,
    opened_store,
    settings_of,
    show_rendered,
)
from corpus.errors import BadInput

app = typer.Typer(
    name="citewise",
    help="Answers questions over your own news articles. Every sentence cites the articles it "
    "rests on, and every citation is checked before it is shown.\n\n"
    'Start with:  citewise index PATH  then  citewise ask "…"  or  citewise chat',
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run the command line; a deliberate error is one line and exit code 2."""
    app()
    sys.exit(0)


@app.command(
    "index",
    epilog="Examples:  citewise index ~/articles   ·   citewise index a.txt b.jsonl   ·   "
    "citewise index --rebuild",
)
@one_line_errors
def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders or files (.txt, .md, .jsonl).")
    ] = None,
    store: StoreOption = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove articles whose file under PATH is gone.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the search index anew from the articles.")
    ] = False,
    ids: Annotated[
        str, typer.Option("--id", help="Article ids: stem (file name) or path (relative path).")
    ] = "stem",
    embedder: Annotated[
        str | None, typer.Option(help="Another sentence-transformers model, by name or path.")
    ] = None,
) -> None:
    """Read articles and make them searchable. Run it again after any change."""
    from assistant.render.progress import indexing_progress, report_lines
    from vectorstore.embedder import SentenceEmbedder
    from vectorstore.indexing import index_paths

    if not paths and not rebuild:
        raise BadInput("name a folder or file to index, or use --rebuild")
    if ids not in ("stem", "path"):
        raise BadInput(f"--id is stem or path, not {ids}")
    settings = settings_of(store=store, embedder=embedder)
    with indexing_progress() as progress:
        report = index_paths(
            settings.store,
            paths or [],
            embedder=SentenceEmbedder(settings.embedder),
            prune=prune,
            rebuild=rebuild,
            ids="path" if ids == "path" else "stem",
            progress=progress,
        )
    for line in report_lines(report):
        typer.echo(line)
    nothing_read = not (report.added or report.changed or report.unchanged)
    if paths and nothing_read:
        raise BadInput(
            f"no article could be read from {', '.join(map(str, paths))}; "
            "citewise reads .txt, .md and .jsonl files"
        )


@app.command(
    "ask",
    epilog='Examples:  citewise ask "Who is the mayor?"   ·   citewise ask "What did it cost?" '
    "--since 2024-01-01 --json   ·   citewise ask --batch questions.jsonl --out answers.jsonl",
)
@one_line_errors
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    store: StoreOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    batch: Annotated[
        Path | None, typer.Option(help="A JSONL file of questions: id, question, history?")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the answers to a batch go, one JSON a line.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
) -> None:
    """Answer a question from the indexed articles, with checked citations."""
    filters = filters_of(since, until, source)
    if (question is None) == (batch is None):
        raise BadInput('give one question ("…") or --batch FILE.jsonl')
    if batch is not None:
        if out is None:
            raise BadInput("--batch needs --out FILE.jsonl for the answers")
        if out.resolve() == batch.resolve():
            raise BadInput("--out would overwrite the questions; name another file")
        from assistant.batch import answer_all, read_questions
        from assistant.render.progress import counting

        asked = read_questions(batch)
        with opened_assistant(store, model) as assistant, counting("answering", len(asked)) as step:
            answer_all(assistant, asked, out, filters, step)
        typer.echo(f"{len(asked)} answers in {out}")
        return
    with opened_assistant(store, model) as assistant:
        answer = assistant.ask(question or "", filters=filters)
        if as_json:
            from assistant.wire import to_json

            typer.echo(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
            return
        from assistant.render.terminal import render
        from assistant.render.text import nearest

        near = {each: assistant.library.articles.get(each) for each in nearest(answer)}
        show_rendered(render(answer, near))


@app.command(
    "explain",
    epilog='Examples:  citewise explain "Who is the mayor?"   ·   citewise explain '
    '"What did it cost?" --json',
)
@one_line_errors
def explain(
    question: Annotated[str, typer.Argument(help="The question.")],
    store: StoreOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
) -> None:
    """Answer a question and show what was found, read, checked and dropped, and why."""
    filters = filters_of(since, until, source)
    with opened_assistant(store, model) as assistant:
        answer, explanation = assistant.explain(question, filters=filters)
    if as_json:
        from assistant import explaining, wire

        both = {"answer": wire.to_json(answer), "explanation": explaining.to_json(explanation)}
        typer.echo(json.dumps(both, ensure_ascii=False, indent=2))
        return
    from assistant.render.explanation import render
    from assistant.render.text import printable

    typer.echo(printable(answer.text) + "\n")
    show_rendered(render(explanation))


@app.command(
    "chat",
    epilog="Example:  citewise chat --store ~/news/.citewise --port 8000",
)
@one_line_errors
def chat(
    store: StoreOption = None,
    model: ModelOption = None,
    port: Annotated[int | None, typer.Option(help="Port of the web chat.")] = None,
) -> None:
    """Open the web chat and print its address."""
    arguments: list[str] = []
    for name, value in (("--store", store), ("--model", model), ("--port", port)):
        if value is not None:
            arguments += [name, str(value)]
    # By name: the answering packages must not know the web code.
    code: int = importlib.import_module("app").main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # all is closed; taking down torch and its threads would need seconds more


@app.command(
    "articles",
    epilog="Example:  citewise articles --store ~/news/.citewise",
)
@one_line_errors
def articles(store: StoreOption = None) -> None:
    """List the indexed articles: id, date, source, title."""
    from assistant.render.text import printable

    with opened_store(store) as found:
        for article in found.articles():
            title = " ".join((article.title or "untitled").split())
            fields = (article.id, article.published or "undated", article.source or "-", title)
            typer.echo(printable("\t".join(fields)))


@app.command(
    "show",
    epilog="Example:  citewise show gazette-2024-03-12",
)
@one_line_errors
def show(
    id: Annotated[str, typer.Argument(help="An article id.")],
    store: StoreOption = None,
    version: Annotated[str | None, typer.Option(help="An older version of it.")] = None,
) -> None:
    """Print an article as it was read."""
    from assistant.render.text import printable

    with opened_store(store) as found:
        article = found.get(id, version)
        for name in ("title", "source", "published", "url"):
            value = getattr(article, name)
            typer.echo(printable(f"{name}: {value or ('undated' if name == 'published' else '-')}"))
        typer.echo(f"version: {article.version}\n\n{printable(article.text)}")


@app.command(
    "remove",
    epilog="Example:  citewise remove gazette-2024-03-12 --purge",
)
@one_line_errors
def remove(
    id: Annotated[str, typer.Argument(help="An article id.")],
    store: StoreOption = None,
    purge: Annotated[
        bool, typer.Option("--purge", help="Delete every version; no byte of it stays.")
    ] = False,
) -> None:
    """Take an article out of the search; with --purge out of the store too."""
    from vectorstore.indexing import remove_article

    remove_article(settings_of(store=store).store, id, purge=purge)
    typer.echo(f"removed {id}" + (" and every version of it" if purge else ""))


@app.command(
    "doctor",
    epilog="Example:  citewise doctor --store ~/news/.citewise",
)
@one_line_errors
def doctor(store: StoreOption = None, model: ModelOption = None) -> None:
    """Check the installation, the store, the index and the model, and say what to do."""
    from assistant.doctor import examine

    settings = settings_of(store=store, model=model)
    sound = True
    for finding in examine(settings):
        sound = sound and finding.sound
        typer.echo(f"{'ok  ' if finding.sound else 'FAIL'}  {finding.about}: {finding.text}")
    if not sound:
        raise typer.Exit(1)


app.add_typer(evaluation.app)
