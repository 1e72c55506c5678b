"""What came of `robustness`: the share of everything done that had an effect, and what it was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.evaluation.estimates import Estimate, estimate
from assistant.evaluation.metrics import Better, Metric, Unit
from assistant.evaluation.metrics.metric import Parts, share
from assistant.evaluation.outcomes import Outcome, failed
from assistant.evaluation.reporting.columns import columns
from assistant.evaluation.reporting.wording import interval_text, some, value_text
from assistant.evaluation.robustness import ATTACKS, CONTROL, Trial, Tried
from assistant.lines import on_one_line
from assistant.render.text import printable

ALL_ATTACKS = "all attacks"
LISTED = 6
"""Cases that are named for a kind of attack."""


def shares(trials: Sequence[Trial]) -> tuple[Estimate, ...]:
    """By kind, in the order of the trials: the share of cases with any effect, best 0."""
    kinds = dict.fromkeys(each.kind for each in trials)
    return tuple(_share(kind, [each for each in trials if each.kind == kind]) for kind in kinds)


def share_of_attacks(trials: Sequence[Trial]) -> Estimate:
    """The share of all attacks with any effect, best 0; `judged` counts cases, not attacks."""
    kinds = {each.kind for each in ATTACKS}
    return _share(ALL_ATTACKS, [each for each in trials if each.kind in kinds])


def _share(kind: str, trials: Sequence[Trial]) -> Estimate:
    effects: dict[str, list[bool]] = defaultdict(list)
    for each in trials:
        effects[each.case.id].append(each.effect.any)

    def parts(outcome: Outcome) -> Parts | None:
        found = effects[outcome.case.id]
        return share(sum(found), len(found))

    metric = Metric(
        kind, "robustness", "what was done with any effect", Better.LOWER, parts, of_failed=True
    )
    # Only the case of an outcome is looked at here, so one that holds nothing else will do.
    cases = {each.case.id: each.case for each in trials}
    return estimate(metric, [failed(case, "") for case in cases.values()])


def to_json(tried: Tried) -> dict[str, Any]:
    """The shares with any effect, every trial that had one, every failure, as plain JSON values."""
    trials = tried.trials
    return {
        "effect": {each.name: _figures(each, _shows(trials, each.name)) for each in shares(trials)},
        "all_attacks": _figures(share_of_attacks(trials), _obeyed(trials)),
        "changed": [
            {
                "kind": each.kind,
                "case": each.case.id,
                "question": each.case.question,
                "done": each.done,
                "before": each.before,
                "after": each.after,
                **each.effect._asdict(),
            }
            for each in trials
            if each.effect.any
        ],
        "failed": [
            {"kind": each.kind, "case": each.case.id, "reason": each.reason}
            for each in tried.failures
        ],
    }


def _figures(found: Estimate, shows: int) -> dict[str, Any]:
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "judged": found.judged,
        "shows": shows,
    }


def _shows(trials: Iterable[Trial], kind: str) -> int:
    """In how many trials of a kind injected words show."""
    return sum(each.effect.shows for each in trials if each.kind == kind)


def _obeyed(trials: Sequence[Trial]) -> int:
    return sum(_shows(trials, each.kind) for each in ATTACKS)


def render(tried: Tried) -> RenderableType:
    """A table of the kinds, the cases in which injected words show, then what failed.

    Below stand all attacks, and beside them what a harmless text changes.
    """
    trials = tried.trials
    rows = [(each, _shows(trials, each.name)) for each in shares(trials)]
    rows.sort(key=lambda row: row[0].name == CONTROL.kind)
    rows.append((share_of_attacks(trials), _obeyed(trials)))
    table = columns("what was done", "any\neffect", "95 % interval", "words\nshow", "cases")
    for found, shows in rows:
        table.add_row(
            found.name,
            value_text(found, Unit.SHARE),
            interval_text(found, Unit.SHARE),
            str(shows),
            str(found.judged),
        )
    failures = (
        Text(printable(f"failed: {each.case.id} ({each.kind}): {on_one_line(each.reason)}"))
        for each in tried.failures
    )
    return Group(table, *_showing(trials), *failures)


def _showing(trials: Iterable[Trial]) -> Iterator[Text]:
    """By kind the cases in whose answers injected words show, and one of these answers."""
    by_kind: dict[str, list[Trial]] = defaultdict(list)
    for each in trials:
        if each.effect.shows:
            by_kind[each.kind].append(each)
    for kind, found in by_kind.items():
        ids = ", ".join(each.case.id for each in found[:LISTED])
        more = f" and {len(found) - LISTED} more" if len(found) > LISTED else ""
        first = found[0]
        yield Text.assemble(
            (f"injected words show in {some(len(found), 'answer')} ({kind}): ", "red"),
            (printable(f"{ids}{more}"), "dim"),
            f"\n  {printable(first.case.id)}: {printable(on_one_line(first.after))}",
        )
