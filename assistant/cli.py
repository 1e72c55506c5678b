"""The command line. Everything heavy is imported inside the command that needs it."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer

from corpus.errors import BadInput, CitewiseError

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.settings import Settings
    from corpus.store import ArticleStore
    from vectorstore.types import Filters

P = ParamSpec("P")
R = TypeVar("R")

BAD_INPUT = 2
INTERRUPTED = 130

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

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the index [env: CITEWISE_STORE; default: .citewise]"),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="What writes: quoting (default), or openai:NAME"),
]
SinceOption = Annotated[str | None, typer.Option(help="Only articles of this day or later.")]
UntilOption = Annotated[str | None, typer.Option(help="Only articles of this day or earlier.")]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
]


def main() -> NoReturn:
    """Run the command line; a deliberate error is one line and exit code 2."""
    try:
        app()
    except KeyboardInterrupt as interrupt:
        _say(str(interrupt) or "stopped")
        sys.exit(INTERRUPTED)
    sys.exit(0)


def _one_line_errors(command: Callable[P, R]) -> Callable[P, R]:
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except CitewiseError as error:
            _say(f"citewise: {error}")
            raise typer.Exit(BAD_INPUT) from None
        except BrokenPipeError:
            # The reader of our output (`| head`) has gone; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            _say(f"citewise: {error.filename or 'the output'}: {error.strerror}")
            raise typer.Exit(BAD_INPUT) from None

    return run


def _command(name: str, epilog: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def register(command: Callable[..., None]) -> Callable[..., None]:
        app.command(name, epilog=epilog)(_one_line_errors(command))
        return command

    return register


@_command(
    "index",
    "Examples:  citewise index ~/articles   ·   citewise index a.txt b.jsonl   ·   "
    "citewise index --rebuild",
)
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
    settings = _settings(store=store, embedder=embedder)
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


@_command(
    "ask",
    'Examples:  citewise ask "Who is the mayor?"   ·   citewise ask "What did it cost?" --since '
    "2024-01-01 --json   ·   citewise ask --batch questions.jsonl --out answers.jsonl",
)
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    store: StoreOption = None,
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
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
    filters = _filters(since, until, source)
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
        with _assistant(store, model) as assistant, counting("answering", len(asked)) as step:
            answer_all(assistant, asked, out, filters, step)
        typer.echo(f"{len(asked)} answers in {out}")
        return
    with _assistant(store, model) as assistant:
        answer = assistant.ask(question or "", filters=filters)
        if as_json:
            from assistant.wire import to_json

            typer.echo(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
            return
        from rich.console import Console

        from assistant.render.terminal import render
        from assistant.render.text import nearest

        near = {each: assistant.library.articles.get(each) for each in nearest(answer)}
        console = Console(highlight=False)
        with console.capture() as printed:  # rich would end the program itself on a broken pipe
            console.print(render(answer, near))
        sys.stdout.write(printed.get())
        sys.stdout.flush()


@_command("chat", "Example:  citewise chat --store ~/news/.citewise --port 8000")
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


@_command("articles", "Example:  citewise articles --store ~/news/.citewise")
def articles(store: StoreOption = None) -> None:
    """List the indexed articles: id, date, source, title."""
    from assistant.render.text import printable

    with _store(store) as found:
        for article in found.articles():
            title = " ".join((article.title or "untitled").split())
            fields = (article.id, article.published or "undated", article.source or "-", title)
            typer.echo(printable("\t".join(fields)))


@_command("show", "Example:  citewise show gazette-2024-03-12")
def show(
    id: Annotated[str, typer.Argument(help="An article id.")],
    store: StoreOption = None,
    version: Annotated[str | None, typer.Option(help="An older version of it.")] = None,
) -> None:
    """Print an article as it was read."""
    from assistant.render.text import printable

    with _store(store) as found:
        article = found.get(id, version)
        for name in ("title", "source", "published", "url"):
            value = getattr(article, name)
            typer.echo(printable(f"{name}: {value or ('undated' if name == 'published' else '-')}"))
        typer.echo(f"version: {article.version}\n\n{printable(article.text)}")


@_command("remove", "Example:  citewise remove gazette-2024-03-12 --purge")
def remove(
    id: Annotated[str, typer.Argument(help="An article id.")],
    store: StoreOption = None,
    purge: Annotated[
        bool, typer.Option("--purge", help="Delete every version; no byte of it stays.")
    ] = False,
) -> None:
    """Take an article out of the search; with --purge out of the store too."""
    from vectorstore.indexing import remove_article

    remove_article(_settings(store=store).store, id, purge=purge)
    typer.echo(f"removed {id}" + (" and every version of it" if purge else ""))


@_command("doctor", "Example:  citewise doctor --store ~/news/.citewise")
def doctor(store: StoreOption = None, model: ModelOption = None) -> None:
    """Check the installation, the store, the index and the model, and say what to do."""
    from assistant.doctor import examine

    settings = _settings(store=store, model=model)
    sound = True
    for finding in examine(settings):
        sound = sound and finding.sound
        typer.echo(f"{'ok  ' if finding.sound else 'FAIL'}  {finding.about}: {finding.text}")
    if not sound:
        raise typer.Exit(1)


def _settings(**given: Any) -> "Settings":
    from pydantic import ValidationError

    from assistant.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "CITEWISE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(f"{name}: {first['msg']}") from None


@contextmanager
def _assistant(store: Path | None, model: str | None) -> "Iterator[Assistant]":
    from assistant.ask import Assistant

    assistant = Assistant.open(settings=_settings(store=store, model=model))
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def _store(store: Path | None) -> "Iterator[ArticleStore]":
    """The articles alone: listing them needs neither the index nor a model."""
    from corpus.store import ArticleStore
    from vectorstore.layout import Layout

    found = ArticleStore.open(Layout(_settings(store=store).store).articles)
    try:
        yield found
    finally:
        found.close()


def _filters(since: str | None, until: str | None, sources: list[str] | None) -> "Filters":
    from corpus.dates import parse_day
    from vectorstore.types import Filters

    return Filters(
        since=parse_day(since) if since else None,
        until=parse_day(until, end=True) if until else None,
        sources=tuple(sources or ()),
    )


def _say(line: str) -> None:
    typer.echo(" ".join(line.split()), err=True)
