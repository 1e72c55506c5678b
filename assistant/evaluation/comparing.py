"""Two runs over the same cases: what became better, what worse, and which cases turned."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.case import Case
from assistant.evaluation.estimates import FEWEST, Estimate, difference, estimate
from assistant.evaluation.metrics import METRICS, Better, Metric, Unit
from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.reporting.columns import columns
from assistant.evaluation.reporting.findings import findings
from assistant.evaluation.reporting.wording import some, title, value_text
from assistant.evaluation.runfile import Run
from assistant.render.text import printable
from corpus.errors import BadInput


class Change(StrEnum):
    """What a paired difference says; only one whose interval leaves out 0 says anything."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"  # of a metric that has no better way
    LOWER = "lower"
    NONE = "no difference shown"
    TOO_FEW = "too few articles"  # for an interval, so for a verdict
    UNKNOWN = "not applicable"


@dataclass(frozen=True, slots=True)
class Compared:
    """A metric in both runs, each over all its cases, and by how much the later is above.

    The difference is paired: over the cases judged in both.
    """

    metric: Metric
    before: Estimate
    after: Estimate
    difference: Estimate
    change: Change


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that turned.

    `worse`: right before and wrong now, and `reasons` say why it is wrong; else the other way, and
    they say why it was.
    """

    case: Case
    worse: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`changed` are the fields of the runs' keys that differ: (name, before, after)."""

    cases: int
    changed: tuple[tuple[str, str, str], ...]
    metrics: tuple[Compared, ...]
    flips: tuple[Flip, ...]

    @property
    def is_worse(self) -> bool:
        """Whether any metric is worse; a time may be the machine's doing and does not count."""
        return any(
            each.change is Change.WORSE and each.metric.unit is Unit.SHARE for each in self.metrics
        )


def compare(before: Run, after: Run, names: tuple[Path, Path]) -> Comparison:
    """The later run against the earlier; `names` are their files, for what is said of them.

    Raises BadInput, which names the first case that differs, if they are not over the same cases.
    """
    _check_same(before.outcomes, after.outcomes, names)
    pairs = list(zip(before.outcomes, after.outcomes, strict=True))
    return Comparison(
        len(pairs),
        tuple(
            (name, value, getattr(after.key, name))
            for name, value in asdict(before.key).items()
            if value != getattr(after.key, name)
        ),
        tuple(_compared(each, before.outcomes, after.outcomes) for each in METRICS),
        tuple(flip for one, other in pairs if (flip := _flip(one, other))),
    )


def _check_same(
    before: Sequence[Outcome], after: Sequence[Outcome], names: tuple[Path, Path]
) -> None:
    if not before and not after:
        raise BadInput(f"{names[0]} and {names[1]} hold no case; run the evaluation first")
    for number, (one, other) in enumerate(zip_longest(before, after), start=1):
        if one is None or other is None:
            shorter, there = (names[0], other) if one is None else (names[1], one)
            raise BadInput(
                f"{shorter} ends before case {number} ({there.case.id}); "
                "finish that run, or compare runs over the same cases"
            )
        if one.case != other.case:
            what = (
                f"{one.case.id} differs in {_differing(one.case, other.case)}"
                if one.case.id == other.case.id
                else f"{one.case.id} in {names[0]}, {other.case.id} in {names[1]}"
            )
            raise BadInput(f"the runs are not over the same cases; case {number}: {what}")


def _differing(one: Case, other: Case) -> str:
    return " and ".join(
        name for name in Case.__slots__ if getattr(one, name) != getattr(other, name)
    )


def _compared(metric: Metric, before: Sequence[Outcome], after: Sequence[Outcome]) -> Compared:
    paired = difference(metric, before, after)
    change = _change(metric.better, paired)
    return Compared(metric, estimate(metric, before), estimate(metric, after), paired, change)


def _change(better: Better, paired: Estimate) -> Change:
    if paired.value is None:
        return Change.UNKNOWN
    if paired.low is None or paired.high is None:
        return Change.TOO_FEW
    if paired.low <= 0 <= paired.high:
        return Change.NONE
    higher = paired.low > 0
    if better is Better.NEITHER:
        return Change.HIGHER if higher else Change.LOWER
    return Change.BETTER if higher is (better is Better.HIGHER) else Change.WORSE


def _flip(before: Outcome, after: Outcome) -> Flip | None:
    then, now = _failing(before), _failing(after)
    if bool(then) is bool(now):
        return None
    return Flip(after.case, bool(now), now or then)


def _failing(outcome: Outcome) -> tuple[str, ...]:
    """Why a case fails, each reason once; empty where it does not."""
    found = (f"{each.kind}: {each.reason}" for each in findings(outcome) if each.fails)
    return tuple(dict.fromkeys(found))


def to_json(comparison: Comparison) -> dict[str, Any]:
    """The whole comparison as plain JSON values."""
    return {
        "cases": comparison.cases,
        "worse": comparison.is_worse,
        "changed": [
            {"what": name, "before": before, "after": after}
            for name, before, after in comparison.changed
        ],
        "metrics": [
            {
                "name": each.metric.name,
                "group": each.metric.group,
                "change": each.change.value,
                "before": _figure(each.before),
                "after": _figure(each.after),
                "difference": _figure(each.difference),
            }
            for each in comparison.metrics
        ],
        "flips": [
            {
                "case": each.case.id,
                "question": each.case.question,
                "now": "wrong" if each.worse else "right",
                "reasons": list(each.reasons),
            }
            for each in comparison.flips
        ],
    }


def _figure(found: Estimate) -> dict[str, float | int | None]:
    return {"value": found.value, "low": found.low, "high": found.high, "judged": found.judged}


def render(comparison: Comparison) -> RenderableType:
    """What differs between the runs, a table of the metrics, the cases that turned."""
    return Group(*_heading(comparison), _table(comparison), *_closing(comparison))


def _heading(comparison: Comparison) -> Iterator[Text]:
    yield Text(some(comparison.cases, "case"))
    for name, before, after in comparison.changed:
        yield Text(printable(f"another {name}: {before} → {after}"))
    if any(name == "verifier" for name, *_ in comparison.changed):
        yield Text(
            "The verifier is another: a difference may be of what judges, not of what is judged.",
            style="yellow",
        )


_NONE = "-"
_WORDS = {Change.NONE: "", Change.UNKNOWN: ""}
"""What needs no word in the table, where the interval or a dash says it."""
_STYLES = {Change.BETTER: "green", Change.WORSE: "bold red"}


def _table(comparison: Comparison) -> Table:
    table = columns("metric", "before", "after", "change", "95 % interval", "cases")
    table.add_column("", vertical="bottom")
    for each in comparison.metrics:
        if each.change is Change.UNKNOWN and each.before.value is each.after.value is None:
            continue
        unit, paired = each.metric.unit, each.difference
        table.add_row(
            title(each.metric),
            _value(each.before, unit),
            _value(each.after, unit),
            _signed(paired.value, unit),
            f"{_signed(paired.low, unit)} to {_signed(paired.high, unit)}"
            if paired.low is not None
            else "",
            str(paired.judged),
            _WORDS.get(each.change, each.change.value),
            style=_STYLES.get(each.change, ""),
        )
    return table


def _value(estimate: Estimate, unit: Unit) -> str:
    return _NONE if estimate.value is None else value_text(estimate, unit)


def _signed(value: float | None, unit: Unit) -> str:
    """ "+0.012", "+1,200" milliseconds; a true minus sign, so that it lines up with the plus."""
    if value is None:
        return _NONE
    if unit is Unit.MILLISECONDS:
        return f"{value:+,.0f}".replace("-", "−")
    return "0.000" if value == 0 else f"{value:+.3f}".replace("-", "−")


def _closing(comparison: Comparison) -> Iterator[Text]:
    for each in comparison.flips:
        way = "right → wrong" if each.worse else "wrong → right"
        said = f"{way}: {each.case.id}: {each.case.question} ({'; '.join(each.reasons)})"
        yield Text(printable(" ".join(said.split())), style="red" if each.worse else "green")
    counts = {
        change: sum(each.change is change for each in comparison.metrics)
        for change in (Change.WORSE, Change.BETTER)
    }
    turned = sum(each.worse for each in comparison.flips)
    without = sum(each.change is Change.TOO_FEW for each in comparison.metrics)
    compared = sum(each.change is not Change.UNKNOWN for each in comparison.metrics) - without
    yield Text(
        f"{counts[Change.WORSE]} of {some(compared, 'metric')} worse, "
        f"{counts[Change.BETTER]} better; {some(turned, 'case')} turned wrong, "
        f"{len(comparison.flips) - turned} right. "
        "Where nothing differs, chance alone calls one metric in twenty so."
    )
    if without:
        yield Text(
            f"Of {some(without, 'metric')} there are too few articles to say: "
            f"it takes {FEWEST} cases without an article in common.",
            style="yellow",
        )
