"""Which statements an answer shows, in what order, and what the assistant says before them."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.conflicts import Dissent, Reading, dissent, revision, same_value
from assistant.facts import TITLES
from assistant.grouping import grouped
from assistant.question import AnswerType, Question
from assistant.reading.chronicle import at_two_times, chronicle, in_order
from assistant.reading.stance import stance
from assistant.words import words
from corpus.dates import in_words

DISAGREE = "The articles disagree:"
MOST_SHOWN = 4
"""The most sentences of an answer that is no list, those brought in for others included."""


class Shares(NamedTuple):
    """Shares of the best reading's probability, in [0, 1], that others need.

    `beside`: to be shown with it. `related`: to be a side of a disagreement, one of several answers
    asked for, or a step of a development, each of which may be worded worse.
    """

    beside: float
    related: float


class Part(NamedTuple):
    """Readings that say the same, the one to show first.

    `opening` are the assistant's words before that one, such as "Yes:"; `date` those before all
    that is shown of the part. `needed`: not left out of an answer that gets too long.
    """

    group: tuple[Reading, ...]
    opening: str = ""
    date: str = ""
    needed: bool = False


class Plan(NamedTuple):
    """The parts of an answer in their order, and the disagreement that some of them make."""

    parts: tuple[Part, ...]
    dissent: Dissent | None = None


def plan(question: Question, readings: Sequence[Reading], threshold: float, shares: Shares) -> Plan:
    """The plan of an answer from readings, best first, of which the best is above `threshold`."""
    best = readings[0].score
    related = [each for each in readings if each.score >= shares.related * best]
    sure = [each for each in related if each.score >= threshold]
    if question.over_time:
        steps = chronicle(question, sure, most(question))
        if steps:
            return _development(question, steps)
    found = dissent(question, related, readings)
    if found and max(side.score for side in found.sides) < threshold:
        found = None
    beside = [
        each
        for each in readings
        if each.score >= max(threshold, shares.beside * best)
        and (each.span or not readings[0].span)
    ]
    times = at_two_times(question, sure) if found is None else ()
    if times:
        return _at_their_times(question, times, beside)
    if question.wants is AnswerType.YES_NO:
        return _decision(question, beside, sure, found)
    listed = question.plural and bool(readings[0].span) and found is None
    if listed:
        beside = _several(question, sure)
    sides = found.sides if found else ()
    groups = grouped(beside, sides, max(len(sides), most(question)))
    if question.gathers and not sides:
        groups = [groups[0], *_in_order(groups[1:])]
    return Plan(_parts(groups, needed=len(groups) if listed else len(sides)), found)


def most(question: Question) -> int:
    """The most sentences that answer a question, without those brought in for them."""
    return 4 if question.gathers or question.plural or question.over_time else 3


def _development(question: Question, steps: Sequence[Reading]) -> Plan:
    """Dated statements, oldest first; an update only where one says what it replaced.

    Figures of two times may be of two events.
    """
    parts = tuple(Part((each,), date=_dated(each), needed=True) for each in steps)
    sides = revision(question, steps, steps)
    return Plan(parts, Dissent(sides, update=True) if sides else None)


def _at_their_times(
    question: Question, times: Sequence[Reading], beside: Sequence[Reading]
) -> Plan:
    """Different answers of different times, each after its date, the best first; no conflict."""
    groups = grouped(beside, times, max(len(times), most(question)))
    dates = [*map(_dated, times), *[""] * (len(groups) - len(times))]
    return Plan(
        tuple(
            Part(tuple(group), date=date, needed=bool(date))
            for group, date in zip(groups, dates, strict=True)
        )
    )


def _dated(reading: Reading) -> str:
    return f"{in_words(reading.statement.article.published or '')}:"


def _decision(
    question: Question, beside: Sequence[Reading], sure: Sequence[Reading], found: Dissent | None
) -> Plan:
    """A yes/no answer: it begins with what the shown articles support, if that is plain.

    A reading among the `sure` that takes a side goes before those `beside` that take none.
    """
    sides = found.sides if found else ()
    decided = next((each for each in sure if stance(question, each.statement)), None)
    ordered = [decided, *(each for each in beside if each is not decided)] if decided else beside
    groups = grouped(ordered, sides, max(len(sides), most(question)))
    if found and not found.update:
        opening = DISAGREE
    else:
        side = stance(question, groups[0][0].statement) if groups else None
        opening = f"{side}:" if side else ""
    return Plan(_parts(groups, len(sides), opening), found)


def _parts(groups: Sequence[list[Reading]], needed: int, opening: str = "") -> tuple[Part, ...]:
    """The groups as parts, the first opened so; that one and the first `needed` stay."""
    return tuple(
        Part(tuple(group), "" if number else opening, needed=number < max(needed, 1))
        for number, group in enumerate(groups)
    )


def _several(question: Question, readings: Sequence[Reading]) -> list[Reading]:
    """Of readings best first, those that give an answer which no better one gives.

    A surname is no second person beside a full name that ends with it. A place is: York, New York.
    """
    kept: list[Reading] = []
    named = question.wants is AnswerType.PERSON
    full = [_surnamed(each.answer) for each in readings] if named else []
    for each in readings:
        name = _surnamed(each.answer)
        said = any(
            same_value(each.answer, other.answer) or (named and name == _surnamed(other.answer))
            for other in kept
        )
        part = any(len(name) < len(other) and other[-len(name) :] == name for other in full)
        if each.answer and not said and not part:
            kept.append(each)
    return kept


def _surnamed(name: str) -> list[str]:
    """The stems of a name without titles, the surname last."""
    return [word.stem for word in words(name) if word.word.casefold().rstrip(".") not in TITLES]


def _in_order(groups: Sequence[list[Reading]]) -> list[list[Reading]]:
    leads = {group[0].statement.key: group for group in groups}
    return [leads[each.statement.key] for each in in_order([group[0] for group in groups])]
