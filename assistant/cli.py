"""The command line. Everything heavy is imported inside the command that needs it."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer

from corpus.errors import BadInput, CitewiseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from assistant.ask import Assistant
    from assistant.evaluation.evaluating import Subject
    from assistant.evaluation.shipped import NamedCases
    from assistant.settings import Settings
    from assistant.verifier import Verifier
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
JsonOption = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
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
    app()
    sys.exit(0)


def _one_line_errors(command: Callable[P, R]) -> Callable[P, R]:
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except CitewiseError as error:
            _say(f"citewise: {error}")
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt as interrupt:  # here, since typer would lose what it says
            _say(str(interrupt) or "stopped")
            raise typer.Exit(INTERRUPTED) from None
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
        from assistant.render.terminal import render
        from assistant.render.text import nearest

        near = {each: assistant.library.articles.get(each) for each in nearest(answer)}
        _print(render(answer, near))


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


@_command(
    "check",
    "Examples:  citewise check answers.jsonl   ·   citewise check answers.jsonl --json --strict   "
    "·   citewise check answers.jsonl --review to-rule.jsonl   ·   citewise check answers.jsonl "
    "--accept ruled.jsonl",
)
def check(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSONL, one answer a line: {answer} with [article-id] markers, {sentences} with "
            "citations, a LangChain result, an OpenAI message with annotations, or `ask --json`."
        ),
    ],
    store: StoreOption = None,
    as_json: JsonOption = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings fail too: doubts and uncited sentences.")
    ] = False,
    accept: Annotated[
        Path | None, typer.Option(help="JSONL of a person's rulings on faults.")
    ] = None,
    review: Annotated[
        Path | None, typer.Option(help="Write the faults here, to be ruled on and accepted.")
    ] = None,
) -> None:
    """Check somebody's cited answers against the indexed articles.

    Exits with 1 on unknown ids, inexact quotes, contradictions and numbers, dates or names that the
    cited words do not have. Uncited sentences and the verifier's doubts only warn.
    """
    from assistant.evaluation.answers import parse_answers
    from assistant.evaluation.checking import check_answers
    from assistant.evaluation.records import read_lines
    from assistant.evaluation.report import render, to_json
    from assistant.evaluation.rulings import read_rulings, write_review
    from assistant.evaluation.shelf import Shelf
    from assistant.render.progress import counting

    if review is not None and review.resolve() == file.resolve():
        raise BadInput("--review would overwrite the answers; name another file")
    lines = read_lines(file)
    rulings = read_rulings(accept) if accept is not None else {}
    with _store(store) as found:
        shelf = Shelf(found)
        urls = shelf.urls if any("://" in line for line in lines) else {}
        answers = parse_answers(lines, shelf.ids, urls, place=f"{file}:")
        if not answers:
            raise BadInput(f"{file} holds no answer")
        with counting("checking", len(answers)) as step:
            report = check_answers(answers, shelf, _verifier(), rulings, step)
    if review is not None:
        written = write_review(review, report.faulty)
        _say(f"{written} to rule on in {review}")
    if as_json:
        typer.echo(json.dumps(to_json(report, strict=strict), ensure_ascii=False, indent=2))
    else:
        _print(render(report, strict=strict))
    if report.fails(strict=strict):
        raise typer.Exit(1)


@_command(
    "verify",
    "Example:  citewise verify pairs.jsonl --out scores.jsonl   where a line of pairs.jsonl is  "
    '{"id": "1", "claim": "It sank.", "evidence": "The ferry sank on Friday."}',
)
def verify(
    pairs: Annotated[
        Path,
        typer.Argument(
            help="JSONL, one pair a line: id, claim, evidence (a text or a list of texts), and "
            "the day the evidence was published, if known."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Where the verdicts go: id, label, score, reason, one JSON a line.")
    ],
) -> None:
    """Judge pairs of a claim and its evidence, whatever they are from; no index is needed.

    Labels: supported, partly, unsupported, contradicted, unjudged. Scores: 0 to 1, or null.
    """
    from assistant.evaluation.pairs import judge_all, read_pairs
    from assistant.render.progress import counting

    if out.resolve() == pairs.resolve():
        raise BadInput("--out would overwrite the pairs; name another file")
    given = read_pairs(pairs)
    with counting("judging", len(given)) as step:
        judge_all(given, _verifier(), out, step)
    typer.echo(f"{len(given)} verdicts in {out}")


evaluation = typer.Typer(rich_markup_mode=None)
app.add_typer(evaluation, name="eval")


@evaluation.callback(
    invoke_without_command=True,
    epilog="Examples:  citewise eval --split development   ·   citewise eval --gate gate.toml   ·  "
    "citewise eval --cases mine.jsonl --store ~/news/.citewise   ·   citewise eval --cases "
    "mine.jsonl --answers theirs.jsonl",
)
@_one_line_errors
def evaluate(
    context: typer.Context,
    cases: Annotated[
        list[Path] | None,
        typer.Option(help="JSONL of cases; may be repeated. Default: those that are shipped."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Of the shipped cases: development, test or all (default).")
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the index. Default for --cases: CITEWISE_STORE or .citewise; for the "
            "shipped cases: the sample articles, indexed under --out."
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Judge these answers of another system, in any shape that `citewise check` reads, "
            "each with the id of its case."
        ),
    ] = None,
    model: ModelOption = None,
    out: Annotated[Path, typer.Option(help="Folder of the reports.")] = Path(".citewise-eval"),
    workers: Annotated[int, typer.Option(min=1, help="Cases at a time.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first cases.")] = None,
    gate: Annotated[
        Path | None, typer.Option(help="TOML of thresholds; the exit code is 1 if one fails.")
    ] = None,
    rulings: Annotated[
        Path | None,
        typer.Option(help="JSONL of people's rulings: what are the verifier's scores worth?"),
    ] = None,
) -> None:
    """Answer questions whose answers are known, judge every sentence, and report.

    Writes report.html, report.json, timings.json, junit.xml and run.jsonl into --out. A run that
    was stopped goes on where it was.
    """
    if context.invoked_subcommand is not None:
        return
    from assistant.evaluation.evaluating import evaluate as evaluated
    from assistant.evaluation.gating import load_gate
    from assistant.evaluation.reporting.table import render
    from assistant.evaluation.reporting.writing import PAGE, write_report
    from assistant.evaluation.rulings import read_rulings
    from assistant.evaluation.shipped import read_cases, shipped
    from assistant.render.progress import counting

    if answers is not None and model is not None:
        raise BadInput("--answers are another system's; leave out --model")
    if cases and split is not None:
        raise BadInput("--split chooses among the shipped cases; leave it out with --cases")
    files = read_cases(cases or shipped(split or "all"), limit)
    thresholds = None if gate is None else load_gate(gate)
    ruled = {} if rulings is None else read_rulings(rulings)
    out.mkdir(parents=True, exist_ok=True)
    if store is None and not cases:
        store = _sample_store(out / "sample")
    asked = sum(len(each.cases) for each in files)
    with (
        _subject(store, model, answers, files) as subject,
        counting("evaluating", asked) as step,
    ):
        report = evaluated(
            files,
            subject,
            _verifier(),
            agreement=_agreement(),
            gate=thresholds,
            rulings=ruled,
            folder=out,
            workers=workers,
            step=step,
            say=_say,
        )
    write_report(report, out)
    _print(render(report))
    typer.echo(f"The whole report is in {out / PAGE}")
    if report.gate:
        raise typer.Exit(1)


@evaluation.command("compare", epilog="Example:  citewise eval compare old/run.jsonl new/run.jsonl")
@_one_line_errors
def compare(
    before: Annotated[Path, typer.Argument(help="run.jsonl of the earlier evaluation.")],
    after: Annotated[Path, typer.Argument(help="run.jsonl of the later one, over the same cases.")],
    as_json: JsonOption = False,
) -> None:
    """Compare two evaluations case by case; exit code 1 if the later is worse beyond chance."""
    from assistant.evaluation import comparing
    from assistant.evaluation.runfile import read_run

    found = comparing.compare(read_run(before), read_run(after), (before, after))
    if as_json:
        typer.echo(json.dumps(comparing.to_json(found), ensure_ascii=False, indent=2))
    else:
        _print(comparing.render(found))
    if found.is_worse:
        raise typer.Exit(1)


@evaluation.command(
    "make-cases",
    epilog="Example:  citewise eval make-cases mine.jsonl --store ~/news/.citewise",
)
@_one_line_errors
def make_cases(
    out: Annotated[Path, typer.Argument(help="JSONL of proposals to accept or strike.")],
    store: StoreOption = None,
    answerable: Annotated[int, typer.Option(min=0, help="Questions with an answer.")] = 60,
    unanswerable: Annotated[int, typer.Option(min=0, help="Questions without one.")] = 30,
    cases: Annotated[
        Path | None, typer.Option(help="Write the accepted ones of OUT here, and propose nothing.")
    ] = None,
) -> None:
    """Propose cases from your own articles, or collect those that you accepted.

    Fill in "accept": true or false in each line of OUT, edit what needs it, then run again with
    --cases FILE.
    """
    from assistant.evaluation.making import accepted, propose, write_cases, write_proposals

    if cases is not None:
        typer.echo(f"{write_cases(cases, accepted(out))} cases in {cases}")
        return
    with _store(store) as found:
        proposals = propose(found.articles(), answerable=answerable, unanswerable=unanswerable)
    typer.echo(f"{write_proposals(out, proposals)} proposals to accept or strike in {out}")


@evaluation.command("attack", epilog="Example:  citewise eval attack --split test --limit 20")
@_one_line_errors
def attack(
    cases: Annotated[Path | None, typer.Option(help="JSONL of cases over --store.")] = None,
    split: Annotated[str, typer.Option(help="Of the shipped cases.")] = "development",
    store: Annotated[Path | None, typer.Option(help="The articles of --cases.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Only the first cases.")] = 20,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hide instructions in articles, reword questions, reorder articles: does the answer change?"""
    from assistant.evaluation import robustness
    from assistant.evaluation.shipped import SAMPLE, read_cases, shipped
    from assistant.render.progress import counting
    from corpus.reading import Record, read_articles

    if cases is None:
        files = read_cases(shipped(split), limit)
        articles = [each.article for each in read_articles([SAMPLE]) if isinstance(each, Record)]
    else:
        files = read_cases([cases], limit)
        with _store(store) as found:
            articles = list(found.articles())
    with counting("attacking", robustness.STEPS) as step:
        trials = robustness.try_cases(
            [case for file in files for case in file.cases],
            articles,
            robustness.our_own(_settings(model=model)),
            step,
        )
    if as_json:
        typer.echo(json.dumps(robustness.to_json(trials), ensure_ascii=False, indent=2))
    else:
        _print(robustness.render(trials))


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


def _verifier() -> "Verifier":
    from assistant.verifier import load_verifier

    return load_verifier(_settings())


def _sample_store(store: Path) -> Path:
    """A store of the sample articles; there already, it costs next to nothing."""
    from assistant.evaluation.shipped import SAMPLE
    from assistant.render.progress import indexing_progress
    from vectorstore.embedder import SentenceEmbedder
    from vectorstore.indexing import index_paths

    embedder = SentenceEmbedder(_settings().embedder)
    with indexing_progress() as progress:
        index_paths(store, [SAMPLE], embedder=embedder, prune=True, progress=progress)
    return store


@contextmanager
def _subject(
    store: Path | None, model: str | None, answers: Path | None, files: "Sequence[NamedCases]"
) -> "Iterator[Subject]":
    from assistant.evaluation.evaluating import of_answers, of_assistant

    if answers is None:
        with _assistant(store, model) as assistant:
            yield of_assistant(assistant)
    else:
        with _store(store) as found:
            yield of_answers(answers, found, files, _say)


def _agreement() -> str:
    """How far the verifier agrees with people, in words."""
    from assistant.verifier import AGREEMENT, MODEL_CARD

    if _settings().judge != "shipped":
        return "its agreement with people has not been measured"
    return f"{AGREEMENT}; see {MODEL_CARD.name}"


def _print(what: "RenderableType") -> None:
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as printed:  # rich would end the program itself on a broken pipe
        console.print(what)
    for line in printed.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")  # rich fills lines up with spaces
    sys.stdout.flush()


def _say(line: str) -> None:
    typer.echo(" ".join(line.split()), err=True)
