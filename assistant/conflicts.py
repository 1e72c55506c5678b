"""Where articles answer the same question differently."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from assistant.evidence import Statement
from assistant.facts import Number, Unit, dates, numbers
from assistant.fitting import fits_time
from assistant.question import AnswerType, Question
from assistant.reading.counting import (
    Figure,
    count_the_same,
    counts_asked,
    quantities,
    same_harm,
)
from assistant.reading.frames import Said, differ_in_words
from assistant.reading.revisions import is_replaced, replaced
from assistant.reading.stance import is_told, stance, takes_back
from assistant.resolve import leans
from assistant.rounding import rounds
from assistant.spans import is_difference
from assistant.words import content_stems, words
from corpus.types import Span


class Reading(NamedTuple):
    """A statement, the reader's probability that it answers, and the words that do, if known.

    `story` is the same for all copies of one story (`Evidence.story`). `parts` are what the
    probability is made of, by name, where the reader says.
    """

    statement: Statement
    score: float
    span: Span | None
    story: str
    parts: Mapping[str, float] = MappingProxyType({})

    @property
    def answer(self) -> str:
        return self.statement.text[self.span.start : self.span.end] if self.span else ""

    @property
    def words(self) -> str:
        """The answering words, or the whole statement where it has none of its own."""
        return self.answer or self.statement.text


class Dissent(NamedTuple):
    """The sides of a disagreement, the first to be shown first.

    `update`: the first side is later and took the place of the others; else they are in dispute.
    """

    sides: tuple[Reading, ...]
    update: bool


_DATED = frozenset({AnswerType.DATE, AnswerType.YEAR})
_COUNTED = frozenset({AnswerType.NUMBER, AnswerType.MONEY, AnswerType.AGE, AnswerType.DURATION})
_UPDATE = re.compile(
    r"\b(?:correction|corrected|corrects|revised|updated|rose to|risen to|now (?:stands|put"
    r"|puts|at)|has risen"
    r"|increased to|fell to|cut to|final (?:figure|bill|count|result|cost|toll)"
    r"|earlier (?:figure|estimate|report)"
    r"|originally|recount|adopted|up from|down from|previous(?:ly)?"
    r"|withdr[ae]w\w*|retract\w*|overturn\w*|revers(?:ed|es|al)|abandon(?:ed|s)|dropped"
    r"|scrapped|cleared|no longer)\b",
    re.IGNORECASE,
)
_ASKS_EARLIER = re.compile(
    r"\b(?:first|initial(?:ly)?|original(?:ly)?|earlier|estimate[ds]?|planned|promised|expected"
    r"|forecast|predicted|proposed|before|at the time)\b",
    re.IGNORECASE,
)
"""A question for an older answer is answered by it, not by what came after."""
_NOW = re.compile(r"^\W*(?:is|are|does|do|has|have|will|can)(?:n['’]t)?\b", re.IGNORECASE)
_FROM_TO = re.compile(r"[^.;]{0,40}?\bto\s+(?:\w+\s+)?$", re.IGNORECASE)
_SAME_NEWS_DAYS = 3
_LEAST_ASKED = 2
"""Words that a question needs, to say of what answers could differ."""
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|comparison|difference between|versus|vs)\b", re.IGNORECASE
)
"""A question about two things has two answers."""
_LEAST_SHARED = 3
_LEAST_REVISED = 2
"""Words that a statement must share with the question or with what replaces it."""
_FEWEST_SIDES = 2


def dissent(
    question: Question, likely: Sequence[Reading], every: Sequence[Reading]
) -> Dissent | None:
    """How articles answer a question differently, or None where they do not.

    `likely` are the readings that may be a side, best first. A figure that one of them says it
    replaced is looked for in `every` reading, since an old report may answer badly by now.
    """
    if not has_one_matter(question):
        return None
    if question.wants is AnswerType.YES_NO:
        return _contrary(question, likely)
    revised = revision(question, likely, every)
    if revised:
        return Dissent(revised, update=True)
    sides = disagreeing(question, likely)
    # What speaks of another time than the best answer is no side.
    sides = (*sides[:1], *(each for each in sides[1:] if is_update([sides[0], each]) is not None))
    update = is_update(sides) if len(sides) > 1 else None
    if update is None:
        return None
    if not update:
        sides = tuple(each for n, each in enumerate(sides) if not _is_told(each, sides[:n]))
        if len(sides) < _FEWEST_SIDES:
            return None
    latest = max(sides, key=lambda side: side.statement.article.published or "")
    first = [latest] if update else []
    return Dissent((*first, *(side for side in sides if side not in first)), update)


def has_one_matter(question: Question) -> bool:
    """Whether a question says of what answers could differ, and of one thing only."""
    return len(question.terms) >= _LEAST_ASKED and not _COMPARES.search(question.text)


def disagreeing(question: Question, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Of readings best first, the best of each different answer; empty if they all agree.

    Compared are dates, quantities and, where only one can be right, names and other words. Two
    statements are about the same thing if they share enough of the question's and each other's
    words; answers that differ only in precision or rounding are the same.
    """
    if question.wants is AnswerType.YES_NO:
        return ()
    sides: list[Reading] = []
    for reading in readings:
        if reading.span is None or not _about(question, reading) or leans(reading.statement):
            continue  # of an unnamed "she" it can not be told whether the matter is the same
        if all(
            _differ(question, reading, side)
            and _same_matter(question, reading, side)
            and can_be_sides(reading, side)
            for side in sides
        ):
            sides.append(reading)
    return tuple(sides) if len(sides) > 1 else ()


def can_be_sides(one: Reading, other: Reading) -> bool:
    """Whether two different answers are more than two copies of one story, one of them wrong.

    A later copy that says what has changed is an update.
    """
    if one.story != other.story:
        return True
    return one.statement.article.id != other.statement.article.id and bool(is_update([one, other]))


def _is_told(reading: Reading, others: Sequence[Reading]) -> bool:
    return any(reading.story == each.story for each in others)


def revision(
    question: Question, likely: Sequence[Reading], every: Sequence[Reading]
) -> tuple[Reading, ...]:
    """An answer whose article says what it replaced, and an older article that has just that."""
    if question.wants not in _COUNTED or _ASKS_EARLIER.search(question.text):
        return ()
    for found in likely:
        likeliest = current(found)
        answer = _quantity(likeliest)
        if answer is None or not _about(question, likeliest):
            continue
        # The same figure elsewhere may stand beside the one that it replaced.
        saying = (_with_value(each, answer, answer.value) for each in every)
        for later in (likeliest, *(each for each in saying if each)):
            if not fits_time(question, later.statement.article):
                continue
            for value in replaced(later.statement, _quantity(later) or answer):
                for earlier in every:
                    older = _with_value(earlier, answer, value)
                    if older and _is_older(older, later) and _is_revised(question, older, later):
                        return later, older
    return ()


def is_update(sides: Sequence[Reading]) -> bool | None:
    """True if the latest side replaces the others, False if they dispute, None if neither.

    Reports of one matter within days, or without dates, that differ are in dispute. Further apart,
    only a text that speaks of a change is an update; else they are statements about two times.
    """
    stamps = [_day(side.statement.article.published) for side in sides]
    if any(stamp is None for stamp in stamps):
        return False
    known = [stamp for stamp in stamps if stamp is not None]
    latest = max(range(len(known)), key=lambda n: known[n])
    last = sides[latest].statement
    speaks_of_change = _UPDATE.search(f"{last.article.title or ''} {last.text}")
    if min(known) < known[latest] and speaks_of_change:
        return True
    if (max(known) - min(known)).days <= _SAME_NEWS_DAYS:
        return False
    return None


def other_figure(question: Question, one: Reading, other: Reading) -> bool:
    """Whether the dates or quantities that answer differ, and neither has the other's as well."""
    return (
        question.wants in _DATED | _COUNTED
        and _differ(question, one, other)
        and _differ(question, other, one)
    )


def same_value(one: str, other: str) -> bool:
    """Whether two answers state the same date or quantity, rounding and precision aside."""
    if one.casefold() == other.casefold():
        return True
    ours, theirs = numbers(one), numbers(other)
    if ours and theirs:
        return rounds(ours[0], theirs[0])
    stated, said = dates(one), dates(other)
    return bool(stated and said) and not stated[0].contradicts(said[0])


def _contrary(question: Question, readings: Sequence[Reading]) -> Dissent | None:
    """The best reading that takes a side on a yes/no question, and the best against it."""
    found = [(each, side) for each in readings if (side := stance(question, each.statement))]
    for one, side in found[:1]:
        for other in readings:
            if not can_be_sides(one, other):
                continue
            against = stance(question, other.statement)
            if against not in (None, side):
                update = is_update([one, other])
                update = True if update is None and _NOW.match(question.text) else update
            elif against is None and _is_older(other, one) and takes_back(question, one.statement):
                update = True if is_told(question, other.statement) else None
            else:
                continue
            if update is not None:
                sides = [one, other]
                if update and _is_older(one, other):
                    sides = [other, one]
                return Dissent(tuple(sides), update)
    return None


def _quantity(reading: Reading) -> Number | None:
    """The quantity that answers, with its place in the statement."""
    if reading.span is None:
        return None
    return next(
        (
            each
            for each in numbers(reading.statement.text)
            if each.start < reading.span.end and each.end > reading.span.start
        ),
        None,
    )


def current(reading: Reading) -> Reading:
    """The reading with the second figure of "from 23 votes to 15" as its answer."""
    answer, text = _quantity(reading), reading.statement.text
    if answer is None or not is_replaced(text[: answer.start]):
        return reading
    for other in numbers(text):
        if (
            other.start > answer.end
            and (other.unit, other.of) == (answer.unit, answer.of)
            and _FROM_TO.fullmatch(text[answer.end : other.start])
        ):
            return reading._replace(span=Span(other.start, other.end))
    return reading


def _with_value(reading: Reading, like: Number, value: float) -> Reading | None:
    """The reading with that value, in the unit of another, as its answer, if it states it."""
    for each in numbers(reading.statement.text):
        same_unit = (each.unit, each.of) == (like.unit, like.of) and each.unit is not Unit.ORDINAL
        if same_unit and abs(each.value - value) <= 0.001 * abs(value):
            return reading._replace(span=Span(each.start, each.end))
    return None


def _is_older(one: Reading, other: Reading) -> bool:
    first, second = (_day(each.statement.article.published) for each in (one, other))
    return bool(first and second and first < second)


def _is_revised(question: Question, older: Reading, later: Reading) -> bool:
    """Whether both speak of the matter asked about, in statement or headline."""
    figure = older.span or Span(0, 0)
    if is_difference(older.statement.text, figure) or not _about(question, older):
        return False
    ours, theirs = (
        {*content_stems(each.statement.text), *content_stems(each.statement.article.title or "")}
        for each in (older, later)
    )
    return len(ours & {*question.terms, *theirs}) >= _LEAST_REVISED and bool(
        ours & set(question.terms)
    )


def _about(question: Question, reading: Reading) -> bool:
    """For a counted question, whether the number counts the asked thing."""
    return counts_asked(question, _figure(reading))


def _figure(reading: Reading) -> Figure | None:
    return Figure(reading.statement.text, reading.span) if reading.span else None


def _same_matter(question: Question, one: Reading, other: Reading) -> bool:
    first, second = (set(content_stems(each.statement.text)) for each in (one, other))
    asked = set(question.terms)
    shared = first & second
    harm = same_harm(question, one.statement.text, other.statement.text)
    return len(shared) >= _LEAST_SHARED or len(shared & asked) + harm >= _LEAST_ASKED


def _differ(question: Question, one: Reading, other: Reading) -> bool:
    if question.wants not in _DATED | _COUNTED:
        return differ_in_words(question, *(Said(e.statement, e.answer) for e in (one, other)))
    if question.wants in _DATED:
        first, second = (dates(each.answer) for each in (one, other))
        return bool(first and second) and first[0].contradicts(second[0])
    ours, theirs = (quantities(each.answer) for each in (one, other))
    if not ours or not theirs or ours[0].unit != theirs[0].unit:
        return False
    if question.wants is AnswerType.DURATION and _last_stem(one) != _last_stem(other):
        return False  # "two weeks" may be "14 days"
    here, there = _figure(one), _figure(other)
    if here is None or there is None or not count_the_same(question, here, there):
        return False
    return not any(rounds(ours[0], each) for each in numbers(other.statement.text))


def _last_stem(reading: Reading) -> str:
    return next((word.stem for word in reversed(list(words(reading.answer)))), "")


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
