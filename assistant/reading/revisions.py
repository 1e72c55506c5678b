"""Earlier figures that a text itself says were replaced: "up from 12", "£9 more than expected".

Somebody who reads that the cost is "£1.24 million, or £140,000 more than expected" knows that an
older article with £1.1 million is out of date and not in dispute.
"""

import re
from collections.abc import Iterator

from assistant.evidence import Statement, sentences_of
from assistant.facts import Number, Unit, numbers

_REPLACED = re.compile(
    r"\b(?:instead of|rather than|previously|originally|initially|at first|earlier|formerly"
    r"|(?:up|down|rais(?:e|ed|ing)|cut|cuts|cutting|reduc(?:e|ed|ing)|increas(?:e|ed|ing)|rose|risen"
    r"|fell|fallen|grew|grown|chang(?:e|ed)|revis(?:e|ed)|lower(?:ed)?|dropp(?:ed)|went|gone"
    r"|narrow(?:ed)?|widen(?:ed)?|climbed|correct(?:ed|s))\b[^.;]*?\bfrom)"
    r"\s+(?:of\s+|put at\s+|stated as\s+|reported as\s+)?"
    r"(?:about|almost|nearly|some|only|just|over|around)?\s*$",
    re.IGNORECASE,
)
"""Words right before a figure that make it one of the past."""
_OF_THE_PAST = re.compile(
    r"\b(?:(?:first|earlier|original|initial|previous|preliminary|provisional|early)"
    r"\s+(?:[a-z-]+\s+)?"
    r"(?:estimate|figure|report|count|toll|total|tally|number|price|budget|result|article|date)s?"
    r"|estimates?|had (?:been|said|put|given|reported|promised|expected|planned)"
    r"|gave the wrong|wrongly|by mistake|in error|incorrectly|originally|initially|previously)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose figures are no longer held."""
_CORRECTS = re.compile(
    r"\bcorrections?\b|\bcorrected\b|\bthe correct (?:figure|number|sum|price|date|total|answer)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\s*(?:[a-z]+\s+)?(?P<way>above|below|more|less|fewer|higher|lower|over|under|short)\b"
    r"(?P<rest>[^.;]*)",
    re.IGNORECASE,
)
_MORE = frozenset(("above", "more", "higher", "over"))
_PLANNED = re.compile(
    r"\b(?:expected|planned|estimate[ds]?|forecast|budget(?:ed)?|approved|agreed|announced|reported"
    r"|first|earlier|original(?:ly)?|promised|previous(?:ly)?|contract|predicted|thought|count)\b",
    re.IGNORECASE,
)
_BESIDE = 1
"""Sentences before and after an answer that may say what it replaces."""


def replaced(statement: Statement, answer: Number) -> tuple[float, ...]:
    """The values, in the unit of `answer`, that the article says the answer took the place of.

    Read are the statement and its neighbours. A difference gives the older value: "£500,000 above
    the sum approved in March", beside an answer of £16.9 million, stands for £16.4 million.
    """
    text = statement.article.text
    spans = sentences_of(statement.article)
    first = max(0, statement.position - _BESIDE)
    corrects = bool(_CORRECTS.search(statement.text))
    found: list[float] = []
    for position, span in enumerate(spans[first : statement.position + _BESIDE + 1], start=first):
        sentence = text[span.start : span.end]
        own = position == statement.position
        found += _older(sentence, answer, own=own, corrects=corrects)
    return tuple(dict.fromkeys(value for value in found if value != answer.value))


def is_replaced(before: str) -> bool:
    """Whether the words before a figure make it one of the past: "reduced her majority from"."""
    return bool(_REPLACED.search(before))


def _older(sentence: str, answer: Number, *, own: bool, corrects: bool) -> Iterator[float]:
    same = [
        each
        for each in numbers(sentence)
        if each.unit is answer.unit is not Unit.ORDINAL and each.of == answer.of
    ]
    past = bool(_OF_THE_PAST.search(sentence))
    stated = own or any(each.value == answer.value for each in same)
    for each in same:
        if own and (each.start, each.end) == (answer.start, answer.end):
            continue
        compared = _COMPARED.match(sentence, each.end)
        if compared is not None:
            if _PLANNED.search(compared["rest"]):
                sign = -1 if compared["way"].lower() in _MORE else 1
                yield round(answer.value + sign * each.value, 6)
        elif is_replaced(sentence[: each.start]) or (not stated and (past or corrects)):
            yield each.value
