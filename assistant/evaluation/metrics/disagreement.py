"""Whether the answer shows that articles disagree, and only where they do."""

from assistant.evaluation.case import ExpectedConflict
from assistant.evaluation.claims import plain_claim
from assistant.evaluation.matching import says
from assistant.evaluation.metrics.metric import Parts
from assistant.evaluation.outcomes import Outcome, StatedConflict
from assistant.types import Quote


def both_sides(outcome: Outcome) -> Parts | None:
    """Of the cases with a disagreement, the share that shows all sides due, each cited to its own.

    All sides of a dispute are due, of an update the newest (`ExpectedConflict.due`). A side is
    shown if some sentence says it and cites one of the articles that take it.
    """
    expected = outcome.case.conflict
    if expected is None:
        return None
    shown = (
        any(
            not set(each.cited).isdisjoint(side.articles)
            and says(Quote(plain_claim(each.judged.text)), words)
            for each in outcome.stated
            for words in side.wordings
        )
        for side in expected.due
    )
    return float(all(shown)), 1.0


def conflict_stated(outcome: Outcome) -> Parts | None:
    """Of the cases with a disagreement, the share where the system states it, as what it is.

    A dispute is not an update. None where the system states none in a form that can be read.
    """
    expected = outcome.case.conflict
    if expected is None or outcome.conflicts is None:
        return None
    found = (_is(each, expected) and each.kind is expected.kind for each in outcome.conflicts)
    return float(any(found)), 1.0


def conflict_invented(outcome: Outcome) -> Parts | None:
    """The share of cases where the system states a disagreement that is not there."""
    if outcome.conflicts is None:
        return None
    expected = outcome.case.conflict
    found = (expected is None or not _is(each, expected) for each in outcome.conflicts)
    return float(any(found)), 1.0


def _is(stated: StatedConflict, expected: ExpectedConflict) -> bool:
    """Whether the stated sides rest on articles of two or more expected sides."""
    taken = {
        number
        for number, side in enumerate(expected.sides)
        for each in stated.sides
        if not set(side.articles).isdisjoint(each.articles)
    }
    return len(taken) > 1
