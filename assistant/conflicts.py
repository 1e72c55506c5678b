"""Where articles answer the same question differently."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assistant.evidence import Statement
from assistant.facts import dates, numbers
from assistant.question import AnswerType, Question
from assistant.words import content_stems, words
from corpus.types import Span


class Reading(NamedTuple):
    """A statement, the reader's probability that it answers, and the words that do, if known."""

    statement: Statement
    score: float
    span: Span | None

    @property
    def answer(self) -> str:
        return self.statement.text[self.span.start : self.span.end] if self.span else ""


_COMPARABLE = frozenset({AnswerType.DATE, AnswerType.YEAR, AnswerType.NUMBER, AnswerType.MONEY})
_UPDATE = re.compile(
    r"\b(?:correction|corrected|corrects|revised|updated|rose to|risen to|now (?:stands|put"
    r"|puts|at)|has risen"
    r"|increased to|fell to|cut to|final (?:figure|bill|count|result|cost|toll)"
    r"|earlier (?:figure|estimate|report)"
    r"|originally|recount|adopted|up from|down from|previous(?:ly)?)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\s*(?:[a-z]+\s+)?(?:above|below|more|less|fewer|higher|lower|dearer|cheaper|over|under|short)\b",
    re.IGNORECASE,
)
_SAME_NEWS_DAYS = 3
_LEAST_SHARED = 3


def disagreeing(question: Question, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Of readings best first, the best of each different answer; empty if they all agree.

    Answers are compared where the question wants a date or a quantity. Two statements are about the
    same thing if they share enough of the question's and each other's words; answers that differ
    only in precision or rounding are the same.
    """
    if question.wants not in _COMPARABLE:
        return ()
    sides: list[Reading] = []
    for reading in readings:
        if reading.span is None or _is_difference(reading) or not _about(question, reading):
            continue
        if all(_differ(question, reading, side) for side in sides) and all(
            _same_matter(question, reading, side)
            and reading.statement.article.id != side.statement.article.id
            for side in sides
        ):
            sides.append(reading)
    return tuple(sides) if len(sides) > 1 else ()


def is_update(sides: Sequence[Reading]) -> bool | None:
    """True if the latest side replaces the others, False if they dispute, None if neither.

    Reports of one matter within days, or without dates, that differ are in dispute. Further apart,
    only a text that speaks of a change is an update; else they are statements about two times.
    """
    stamps = [_day(side.statement.article.published) for side in sides]
    texts = [f"{s.statement.article.title or ''} {s.statement.text}" for s in sides]
    if any(stamp is None for stamp in stamps):
        return False
    known = [stamp for stamp in stamps if stamp is not None]
    latest = max(range(len(known)), key=lambda n: known[n])
    if min(known) < known[latest] and _UPDATE.search(texts[latest]):
        return True
    if (max(known) - min(known)).days <= _SAME_NEWS_DAYS:
        return False
    return None


def _is_difference(reading: Reading) -> bool:
    """Whether the answer only says by how much something is more or less than something else."""
    end = reading.span.end if reading.span else 0
    return bool(_COMPARED.match(reading.statement.text, end))


def _about(question: Question, reading: Reading) -> bool:
    """For a counted question, whether the number counts the asked thing."""
    if question.wants is not AnswerType.NUMBER:
        return True
    match = re.search(r"how many\s+((?:\w+\s+){0,2}?\w+)\s+(?:\w+)", question.text, re.IGNORECASE)
    if match is None or reading.span is None:
        return True
    counted = set(content_stems(match[1]))
    after = [word.stem for word in words(reading.statement.text[reading.span.end :])][:4]
    before = [word.stem for word in words(reading.statement.text[: reading.span.start])][-3:]
    return not counted or bool(counted & {*after, *before})


def _same_matter(question: Question, one: Reading, other: Reading) -> bool:
    first, second = (set(content_stems(each.statement.text)) for each in (one, other))
    asked = set(question.terms)
    shared = first & second
    return len(shared) >= _LEAST_SHARED or len(shared & asked) >= 2


def _differ(question: Question, one: Reading, other: Reading) -> bool:
    if question.wants in (AnswerType.DATE, AnswerType.YEAR):
        first, second = (dates(each.answer) for each in (one, other))
        return bool(first and second) and first[0].contradicts(second[0])
    ours, theirs = (numbers(each.answer) for each in (one, other))
    if not ours or not theirs or ours[0].unit != theirs[0].unit:
        return False
    everywhere = [number.value for number in numbers(other.statement.text)]
    return not any(_rounds(ours[0].value, value) for value in everywhere)


def _rounds(one: float, other: float) -> bool:
    """Whether two quantities differ by no more than rounding does: one fiftieth."""
    return abs(one - other) <= 0.02 * max(abs(one), abs(other))


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
