"""Whether a system answers what it can and declines what it can not.

What can be answered is asked twice: from the collection, and from what was retrieved. A system
answers, answers in part (it says itself that a part is missing, or was cut short), or declines.
"""

from collections.abc import Callable
from enum import IntEnum

import numpy as np

from assistant.evaluation.metrics.metric import Floats, Parts, quotient
from assistant.evaluation.outcomes import Conduct, Outcome


class Due(IntEnum):
    """What a system should do."""

    ANSWER = 0
    PART = 1
    DECLINE = 2


_DID = {
    Conduct.ANSWERED: Due.ANSWER,
    Conduct.PARTIAL: Due.PART,
    Conduct.DECLINED: Due.DECLINE,
}

DueOf = Callable[[Outcome], Due | None]


def by_collection(outcome: Outcome) -> Due | None:
    """Answer what the collection answers, in part what it answers partly, and decline the rest."""
    if outcome.case.answerable == "partly":
        return Due.PART
    return Due.ANSWER if outcome.case.answerable else Due.DECLINE


def by_retrieved(outcome: Outcome) -> Due | None:
    """Answer if for each vital nugget one of its articles was retrieved, in part if for some.

    All nuggets where none is vital, and all articles where there are no nuggets. Of a question that
    the collection answers partly, in part at most. None where it is not known what was retrieved.
    """
    if outcome.retrieved is None:
        return None
    case = outcome.case
    vital = [each.articles for each in case.nuggets if each.vital]
    needed = vital or [each.articles for each in case.nuggets] or [(id,) for id in case.articles]
    there = [not set(outcome.retrieved).isdisjoint(each) for each in needed]
    if not any(there):
        return Due.DECLINE
    return Due.ANSWER if all(there) and case.answerable is True else Due.PART


def decline_precision(due_of: DueOf) -> Callable[[Outcome], Parts | None]:
    """Of the questions that were declined, the share that was to be declined."""

    def parts(outcome: Outcome) -> Parts | None:
        due = due_of(outcome)
        if due is None or _DID[outcome.conduct] is not Due.DECLINE:
            return None
        return float(due is Due.DECLINE), 1.0

    return parts


def decline_recall(due_of: DueOf) -> Callable[[Outcome], Parts | None]:
    """Of the questions that were to be declined, the share that was declined."""

    def parts(outcome: Outcome) -> Parts | None:
        if due_of(outcome) is not Due.DECLINE:
            return None
        return float(_DID[outcome.conduct] is Due.DECLINE), 1.0

    return parts


def confusion(due_of: DueOf) -> Callable[[Outcome], Parts | None]:
    """A case's cell of the table of what was due (rows) and done (columns), row by row."""

    def parts(outcome: Outcome) -> Parts | None:
        due = due_of(outcome)
        if due is None:
            return None
        cell = due * len(Due) + _DID[outcome.conduct]
        return tuple(float(cell == each) for each in range(len(Due) ** 2))

    return parts


def macro_f1(rows: Floats, weights: Floats) -> Floats:
    """The mean of F1 = 2tp / (2tp + fp + fn) over the classes that were ever due.

    A partial answer is a class where some were due, as where cases are "partly" answerable. Where
    none was due, one is a miss of what was and no class of its own, lest one such answer lower the
    mean by a class of 0. nan where fewer than two classes were due: there is then nothing to tell
    apart.
    """
    tables = (weights @ rows).reshape(-1, len(Due), len(Due))
    hits = np.diagonal(tables, axis1=1, axis2=2)
    due, done = tables.sum(axis=2), tables.sum(axis=1)
    f1 = quotient(2 * hits, due + done, 0.0)
    classes = (due > 0).sum(axis=1)
    total = np.where(due > 0, f1, 0.0).sum(axis=1)
    return quotient(total, np.where(classes > 1, classes, 0), np.nan)
