"""The commands that check and evaluate: `check`, `verify` and `eval` with what belongs to it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.shell import (
    JsonOption,
    ModelOption,
    StoreOption,
    one_line_errors,
    opened_assistant,
    opened_store,
    say,
    settings_of,
    show_rendered,
    verifier_of,
)
from corpus.errors import BadInput

if TYPE_CHECKING:
    from assistant.evaluation.evaluating import Subject
    from assistant.evaluation.shipped import NamedCases
    from assistant.verifier import Verifier

app = typer.Typer(rich_markup_mode=None)


@app.command(
    "check",
    epilog="Examples:  citewise check answers.jsonl   ·   citewise check answers.jsonl --json "
    "--strict   ·   citewise check answers.jsonl --review to-rule.jsonl   ·   citewise check "
    "answers.jsonl --accept ruled.jsonl",
)
@one_line_errors
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
    from assistant.evaluation.external.checking import check_answers
    from assistant.evaluation.external.parsing import read_answers
    from assistant.evaluation.external.report import render, to_json
    from assistant.evaluation.external.rulings import read_rulings, write_review
    from assistant.evaluation.external.shelf import Shelf
    from assistant.evaluation.remembering import Remembering
    from assistant.render.progress import counting

    if review is not None and review.resolve() == file.resolve():
        raise BadInput("--review would overwrite the answers; name another file")
    rulings = read_rulings(accept) if accept is not None else {}
    with opened_store(store) as found:
        shelf = Shelf(found)
        answers = read_answers(file, shelf).answers
        if not answers:
            raise BadInput(f"{file} holds no answer")
        with counting("checking", len(answers)) as step:
            report = check_answers(answers, shelf, Remembering(verifier_of()), rulings, step)
    if review is not None:
        written = write_review(review, report.faulty)
        say(f"{written} to rule on in {review}")
    if as_json:
        typer.echo(json.dumps(to_json(report, strict=strict), ensure_ascii=False, indent=2))
    else:
        show_rendered(render(report, strict=strict))
    if report.fails(strict=strict):
        raise typer.Exit(1)


@app.command(
    "verify",
    epilog="Example:  citewise verify pairs.jsonl --out scores.jsonl   where a line of pairs.jsonl "
    'is  {"id": "1", "claim": "It sank.", "evidence": "The ferry sank on Friday."}',
)
@one_line_errors
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
    from assistant.evaluation.external.pairs import judge_all, read_pairs
    from assistant.render.progress import counting

    if out.resolve() == pairs.resolve():
        raise BadInput("--out would overwrite the pairs; name another file")
    given = read_pairs(pairs)
    with counting("judging", len(given)) as step:
        judge_all(given, verifier_of(), out, step)
    typer.echo(f"{len(given)} verdicts in {out}")


evaluation = typer.Typer(rich_markup_mode=None)
app.add_typer(evaluation, name="eval")


@evaluation.callback(
    invoke_without_command=True,
    epilog="Examples:  citewise eval --split development   ·   citewise eval --gate gate.toml   ·  "
    "citewise eval --cases mine.jsonl --store ~/news/.citewise   ·   citewise eval --cases "
    "mine.jsonl --answers theirs.jsonl",
)
@one_line_errors
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
    lies: Annotated[
        bool,
        typer.Option(help="Break what is found right on purpose, and see whether it is caught."),
    ] = True,
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
    from assistant.evaluation.evaluating import RUN
    from assistant.evaluation.evaluating import evaluate as evaluated
    from assistant.evaluation.external.rulings import read_rulings
    from assistant.evaluation.gating import load_gate
    from assistant.evaluation.remembering import Remembering
    from assistant.evaluation.reporting.lies import render as render_lies
    from assistant.evaluation.reporting.table import render
    from assistant.evaluation.reporting.writing import PAGE, write_report
    from assistant.evaluation.runfile import finish
    from assistant.evaluation.shipped import read_cases, shipped
    from assistant.render.progress import counting

    if answers is not None and model is not None:
        raise BadInput("--answers are another system's; leave out --model")
    if cases and split is not None:
        raise BadInput("--split chooses among the shipped cases; leave it out with --cases")
    files = read_cases(cases or shipped(split or "all"), limit)
    thresholds = None if gate is None else load_gate(gate)
    if thresholds is not None and thresholds.lies and not lies:
        raise BadInput(f"{gate} has limits on planted lies; leave out --no-lies")
    ruled = {} if rulings is None else read_rulings(rulings)
    out.mkdir(parents=True, exist_ok=True)
    if store is None and not cases:
        store = _sample_store(out / "sample")
    asked = sum(len(each.cases) for each in files)
    verifier = Remembering(verifier_of())
    with _stoppable():
        with (
            _subject(store, model, answers, files, verifier) as subject,
            counting("evaluating", asked) as step,
        ):
            report = evaluated(
                files,
                subject,
                verifier,
                agreement=_agreement(),
                gate=thresholds,
                lies=lies,
                rulings=ruled,
                folder=out,
                workers=workers,
                step=step,
                say=say,
            )
        write_report(report, out)
    finish(out / RUN)
    if report.lies is not None:
        show_rendered(render_lies(report.lies))
    show_rendered(render(report))
    typer.echo(f"The whole report is in {out / PAGE}")
    if report.gate:
        raise typer.Exit(1)


@evaluation.command("compare", epilog="Example:  citewise eval compare old/run.jsonl new/run.jsonl")
@one_line_errors
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
        show_rendered(comparing.render(found))
    if found.is_worse:
        raise typer.Exit(1)


@evaluation.command(
    "make-cases",
    epilog="Example:  citewise eval make-cases mine.jsonl --store ~/news/.citewise",
)
@one_line_errors
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
    from assistant.evaluation.proposing.making import (
        accepted,
        propose,
        write_cases,
        write_proposals,
    )

    if cases is not None:
        typer.echo(f"{write_cases(cases, accepted(out))} cases in {cases}")
        return
    with opened_store(store) as found:
        proposals = propose(found.articles(), answerable=answerable, unanswerable=unanswerable)
    typer.echo(f"{write_proposals(out, proposals)} proposals to accept or strike in {out}")


@evaluation.command("attack", epilog="Example:  citewise eval attack --split test --limit 20")
@one_line_errors
def attack(
    cases: Annotated[Path | None, typer.Option(help="JSONL of cases over --store.")] = None,
    split: Annotated[str, typer.Option(help="Of the shipped cases.")] = "development",
    store: Annotated[Path | None, typer.Option(help="The articles of --cases.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Only the first cases.")] = 20,
    model: ModelOption = None,
    as_json: JsonOption = False,
    out: Annotated[Path | None, typer.Option(help="Folder to write attack.json into.")] = None,
) -> None:
    """Hide instructions in articles, reword questions, reorder articles: does the answer change?"""
    from assistant.evaluation import robustness
    from assistant.evaluation.reporting.attacks import render, to_json
    from assistant.evaluation.reporting.writing import write_json
    from assistant.evaluation.shipped import SAMPLE, read_cases, shipped
    from assistant.render.progress import counting
    from corpus.reading import Record, read_articles

    if cases is None:
        files = read_cases(shipped(split), limit)
        articles = [each.article for each in read_articles([SAMPLE]) if isinstance(each, Record)]
    else:
        files = read_cases([cases], limit)
        with opened_store(store) as found:
            articles = list(found.articles())
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with counting("attacking", robustness.STEPS) as step:
        tried = robustness.try_cases(
            [case for file in files for case in file.cases],
            articles,
            robustness.our_own(settings_of(model=model)),
            step,
        )
    told = to_json(tried)
    if out is not None:
        write_json(out / "attack.json", told)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show_rendered(render(tried))


def _sample_store(store: Path) -> Path:
    """A store of the sample articles; there already, it costs next to nothing."""
    from assistant.evaluation.shipped import SAMPLE
    from assistant.render.progress import indexing_progress
    from vectorstore.embedder import SentenceEmbedder
    from vectorstore.indexing import index_paths

    embedder = SentenceEmbedder(settings_of().embedder)
    with indexing_progress() as progress:
        index_paths(store, [SAMPLE], embedder=embedder, prune=True, progress=progress)
    return store


@contextmanager
def _subject(
    store: Path | None,
    model: str | None,
    answers: Path | None,
    files: "Sequence[NamedCases]",
    verifier: "Verifier",
) -> "Iterator[Subject]":
    from assistant.evaluation.evaluating import of_answers, of_assistant

    if answers is None:
        with opened_assistant(store, model, verifier) as assistant:
            settings = settings_of()
            yield of_assistant(assistant, (settings.embedder, settings.base_url))
    else:
        with opened_store(store) as found:
            yield of_answers(answers, found, files, say)


@contextmanager
def _stoppable() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt("stopped; run the same command again to go on") from None


def _agreement() -> str:
    """How far the verifier agrees with people, in words."""
    from assistant.verifier import AGREEMENT, MODEL_CARD

    if settings_of().judge != "shipped":
        return "its agreement with people has not been measured"
    return f"{AGREEMENT}; see {MODEL_CARD.name}"
