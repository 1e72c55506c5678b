"""A check's report: for a terminal, and as JSON."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.composing import marker
from assistant.evaluation.external.checking import (
    Checked,
    CheckedAnswer,
    Report,
    Share,
    counted,
    precision,
    recall,
)
from assistant.evaluation.external.rulings import Decision
from assistant.evaluation.judging import Extract
from assistant.render.text import printable

Json = dict[str, Any]


def to_json(report: Report, *, strict: bool) -> Json:
    """The whole report as plain JSON values."""
    everything = report.sentences
    return {
        "ok": not report.fails(strict=strict),
        "verifier": report.verifier,
        "total": {
            "answers": len(report.answers),
            "sentences": len(everything),
            "faults": {kind.value: count for kind, count in counted(everything).items()},
            **_figures(everything),
        },
        "answers": [
            {
                "id": answer.id,
                "question": answer.question,
                **_figures(answer.sentences),
                "sentences": [_sentence(each, strict=strict) for each in answer.sentences],
            }
            for answer in report.answers
        ],
        "rulings_that_no_longer_apply": [
            {"sentence": each.sentence, "evidence_key": each.evidence_key} for each in report.stale
        ],
    }


def _figures(sentences: tuple[Checked, ...]) -> Json:
    return {
        f"citation_{name}": {"value": share.value, "good": share.good, "judged": share.judged}
        for name, share in (("recall", recall(sentences)), ("precision", precision(sentences)))
    }


def _sentence(checked: Checked, *, strict: bool) -> Json:
    judged, verdict = checked.judged, checked.judged.verdict
    return {
        "text": judged.text,
        "needs_citation": judged.needed,
        "label": None if verdict is None else verdict.label.value,
        "score": None if verdict is None else verdict.score,
        "reason": None if verdict is None else verdict.reason,
        "citations": [dataclasses.asdict(each) for each in judged.citations],
        "quotes": [
            {name: getattr(each, name) for name in _QUOTE_FIELDS} for each in judged.extracts
        ],
        "faults": [
            {
                "kind": each.kind.value,
                "reason": each.reason,
                "fails": checked.fails(each, strict=strict),
                "accepted": checked.is_accepted(each),
            }
            for each in judged.faults
        ],
        "evidence_key": checked.key,
        "ruling": None if checked.ruling is None else checked.ruling.decision.value,
    }


_QUOTE_FIELDS = ("article_id", "version", "start", "end", "quote")


def render(report: Report, *, strict: bool) -> RenderableType:
    """Every answer with its sentences, then the figures."""
    parts = [part for answer in report.answers for part in _answer(answer, strict=strict)]
    return Group(*parts, *_summary(report, strict=strict))


def _answer(answer: CheckedAnswer, *, strict: bool) -> Iterator[RenderableType]:
    yield Text(printable(" ".join(f"{answer.id}  {answer.question or ''}".split())), style="bold")
    for each in answer.sentences:
        yield from _lines(each, strict=strict)
    yield Text("")


def _lines(checked: Checked, *, strict: bool) -> Iterator[RenderableType]:
    judged = checked.judged
    text = Text(printable(" ".join(judged.text.split())))
    if judged.citations:
        ids = marker(each.article_id for each in judged.citations)
        text.append(" " + printable(ids), style="cyan")
    yield _marked(*_mark(checked, strict=strict), text)
    for fault in judged.faults:
        accepted = checked.is_accepted(fault)
        style = "red" if checked.fails(fault, strict=strict) else "dim" if accepted else "yellow"
        said = f"{_said(fault.kind)}: {fault.reason}{_ruled(checked, accepted=accepted)}"
        yield _indented(Text(printable(said), style=style))
    for extract in judged.extracts:
        yield _indented(_quote(extract))


def _mark(checked: Checked, *, strict: bool) -> tuple[str, str]:
    if any(checked.fails(each, strict=strict) for each in checked.faults):
        return "FAIL", "red"
    if checked.faults:
        return "warn", "yellow"
    return ("ok", "green") if checked.judged.needed else ("-", "dim")


def _marked(mark: str, style: str, text: Text) -> RenderableType:
    row = Table.grid(padding=(0, 1))
    row.add_column(width=6)
    row.add_column(ratio=1)
    row.add_row(Text(f"  {mark}", style=style), text)
    return row


def _indented(text: Text) -> RenderableType:
    return Padding(text, (0, 0, 0, 9), expand=False)


def _quote(extract: Extract) -> Text:
    return Text.assemble(
        (f"{extract.article_id}: ", "cyan dim"),
        (printable(f"“{' '.join(extract.quote.split())}”"), "dim italic"),
    )


def _ruled(checked: Checked, *, accepted: bool) -> str:
    if checked.ruling is None:
        return ""
    person = checked.ruling.by or "a person"
    if checked.ruling.decision is Decision.ACCEPTED and not accepted:
        return f" (accepted by {person}, but this can not be accepted)"
    return f" ({checked.ruling.decision} by {person})"


def _said(kind: str) -> str:
    return kind.replace("_", " ")


def _summary(report: Report, *, strict: bool) -> Iterator[RenderableType]:
    for ruling in report.stale:
        yield Text(
            printable(f"A ruling no longer applies ({ruling.evidence_key}): {ruling.sentence}"),
            style="yellow",
        )
    everything = report.sentences
    faulty = ", ".join(f"{count} {_said(kind)}" for kind, count in counted(everything).items())
    yield Text(
        f"{_some(len(report.answers), 'answer')}, {_some(len(everything), 'sentence')}: "
        f"{faulty or 'no fault'}"
    )
    yield Text(f"Citation recall {_share(recall(everything), 'sentences that need a citation')}")
    yield Text(f"Citation precision {_share(precision(everything), 'citations')}")
    failed = report.fails(strict=strict)
    yield Text("failed" if failed else "passed", style="bold red" if failed else "bold green")


def _share(share: Share, of: str) -> str:
    if share.value is None:
        return "does not apply: nothing to judge"
    return f"{share.value:.2f} ({share.good} of {share.judged} {of})"


def _some(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
