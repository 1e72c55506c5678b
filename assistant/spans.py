"""Which words of a sentence answer the question: a date for *when*, a number for *how many*."""

import re
from collections.abc import Sequence

from assistant.facts import Unit, dates, names, numbers
from assistant.question import AnswerType, Question
from assistant.reading.counting import Figure, asks_harmed, counts_asked, lone_people
from assistant.words import Word, words
from corpus.types import Span

OF_OWN_FORM = frozenset(
    {AnswerType.YEAR, AnswerType.NUMBER, AnswerType.MONEY, AnswerType.DURATION, AnswerType.AGE}
)
"""Without words of these types a sentence hardly answers; *when* can be an event instead."""

_DURATION = re.compile(
    r"\b(?:(?:about|nearly|almost|over|more than|some|roughly|around)\s+)?"
    r"(?:\d[\d,.]*|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|several|a few)"
    r"(?:[\s-]+(?:and a half|half))?[\s-]+(?:second|minute|hour|day|night|week|month|year"
    r"|decade)s?\b",
    re.IGNORECASE,
)
_RELATIVE_TIME = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|last (?:night|week|month|year)|this (?:morning"
    r"|week|month|year|afternoon|evening)"
    r"|next (?:week|month|year)|(?:\w+|\d+) (?:days|weeks|months|years) (?:ago|later|earlier))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<clock>\d{1,2}(?:[:.]\s?\d{2})?\s?(?:[ap]\.\s?m\.|[ap]m\b|GMT\b)"
    r"|(?<!\d)\d{1,2}:\s?\d{2}(?!\d)|\d{4} hours\b|(?:\w+|\d+) o['’]clock|noon\b|midnight\b"
    r"|half[- ]past \w+|(?:a )?quarter (?:past|to) \w+)",
    re.IGNORECASE,
)
_ASKS_CLOCK = re.compile(r"\b(?:what|which) (?:exact )?(?:time|hour)\b", re.IGNORECASE)
_AGE = re.compile(
    r"(?<=[a-z], )(?P<age>1?\d{1,2})(?=[,.;])"
    r"|\b(?:aged?|(?:wo)?man of|boy of|girl of)\s(?P<age2>1?\d{1,2})\b"
    r"|\b(?P<age3>[\w-]+[- ]years?[- ]old)\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|in response to|as a result of|in order to|so that"
    r"|on the grounds that"
    r"|aimed at|thanks to|prompted by|caused by|blamed on|so as to|for fear of"
    r"|in protest (?:at|over))\b[^.;!?”\"]*",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|to|from|near|on|off|outside|inside|across|along|towards?|into|between"
    r"|through|around|beside|over)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PLACE_WORDS = re.compile(
    r"\b(?:in|at|on|near)\s+(?:an?|the|one|another)\s+(?:\w+\s+)?(?:country|city|town|village"
    r"|place|venue|border|street|church|school|hall|station|harbou?r|port|building|island"
    r"|river)\b",
    re.IGNORECASE,
)


_COMPARED = re.compile(
    r"\s*(?:[a-z]+\s+)?(?:above|below|more|less|fewer|higher|lower|dearer|cheaper|over|under|short)\b",
    re.IGNORECASE,
)
_ASKS_SHARE = re.compile(r"\b(?:what|which) (?:share|percentage|proportion)\b", re.IGNORECASE)
_ASKS_DIFFERENCE = re.compile(
    r"\b(?:by how"
    r"|how (?:much|many) (?:\w+ )?(?:more|less|fewer|higher|lower|over|under|above|below)"
    r"|difference|extra|overrun|gap|short)\b",
    re.IGNORECASE,
)


def is_difference(text: str, span: Span) -> bool:
    """Whether a figure only says by how much something is more or less than something else."""
    return bool(_COMPARED.match(text, span.end))


def answer_spans(question: Question, text: str) -> tuple[Span, ...]:
    """The words of `text` of the type the question wants, most likely first; often none.

    What the question itself says already is no answer. A *what* or yes/no question has no type.
    """
    finder = _FINDERS.get(question.wants)
    found = finder(question, text) if finder else ()
    return _by_nearness(question, text, found)


def _dates(question: Question, text: str) -> list[Span]:
    clock = [Span(*match.span("clock")) for match in _CLOCK.finditer(text)]
    if clock and _ASKS_CLOCK.search(question.text):
        return clock
    spans = [
        Span(each.start, each.end)
        for each in dates(text)
        if not any(asked.states(each) for asked in question.dates)
    ]
    return spans or [Span(*match.span()) for match in _RELATIVE_TIME.finditer(text)]


def _years(question: Question, text: str) -> list[Span]:
    return [
        Span(each.start, each.end)
        for each in dates(text)
        if each.year and not any(asked.states(each) for asked in question.dates)
    ]


def _numbers(question: Question, text: str) -> list[Span]:
    asked = {each.value for each in question.numbers}
    ages = _ages(question, text)
    found = lone_people(question, text) + [
        Span(each.start, each.end)
        for each in numbers(text)
        if each.value not in asked
        and each.unit not in (Unit.ORDINAL, Unit.TIME)
        and not any(age.overlaps(Span(each.start, each.end)) for age in ages)
        and (each.unit is Unit.PERCENT or not _ASKS_SHARE.search(question.text))
        and _is_wanted(question, text, Span(each.start, each.end))
    ]
    harmed = asks_harmed(question)
    counted = [each for each in found if harmed and counts_asked(question, Figure(text, each))]
    return counted or found  # of "one man died and four are missing" the one is of the dead


def _money(question: Question, text: str) -> list[Span]:
    asked = {each.value for each in question.numbers}
    return [
        Span(each.start, each.end)
        for each in numbers(text)
        if each.unit is Unit.MONEY
        and each.value not in asked
        and _is_wanted(question, text, Span(each.start, each.end))
    ]


def _is_wanted(question: Question, text: str, span: Span) -> bool:
    """Not "£500,000 above the first price", unless the question is for the difference."""
    return not is_difference(text, span) or bool(_ASKS_DIFFERENCE.search(question.text))


def _durations(question: Question, text: str) -> list[Span]:
    return [
        Span(*match.span())
        for match in _DURATION.finditer(text)
        if match[0].lower() not in question.text.lower()
    ]


def _ages(_: Question, text: str) -> list[Span]:
    return [Span(*match.span(match.lastgroup or 0)) for match in _AGE.finditer(text)]


def _people(question: Question, text: str) -> list[Span]:
    return [
        Span(name.start, name.end)
        for name in names(text)
        if not _named(question, name.text) and not _PLACE_BEFORE.search(text[: name.start])
    ]


def _places(question: Question, text: str) -> list[Span]:
    named = [
        Span(name.start, name.end)
        for name in names(text)
        if not _named(question, name.text) and _PLACE_BEFORE.search(text[: name.start])
    ]
    return named + [Span(*match.span()) for match in _PLACE_WORDS.finditer(text)]


def _reasons(_: Question, text: str) -> list[Span]:
    return [
        Span(match.start(), match.start() + len(match[0].rstrip(" ,")))
        for match in _REASON.finditer(text)
    ]


_FINDERS = {
    AnswerType.DATE: _dates,
    AnswerType.YEAR: _years,
    AnswerType.NUMBER: _numbers,
    AnswerType.MONEY: _money,
    AnswerType.DURATION: _durations,
    AnswerType.AGE: _ages,
    AnswerType.PERSON: _people,
    AnswerType.PLACE: _places,
    AnswerType.REASON: _reasons,
}


def _named(question: Question, name: str) -> bool:
    content = [word for word in words(name) if word.is_content]
    return bool(content) and all(
        word.stem in question.names or word.stem in question.terms for word in content
    )


def _by_nearness(question: Question, text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Nearest first to the sentence's words that the question uses too."""
    matched: list[Word] = [word for word in words(text) if word.stem in question.terms]

    def distance(span: Span) -> tuple[float, int]:
        outside = [word for word in matched if not span.overlaps(Span(word.start, word.end))]
        gaps = sorted(max(word.start - span.end, span.start - word.end, 0) for word in outside)[:3]
        return (sum(gaps) / len(gaps) if gaps else 0.0, span.start)

    return tuple(sorted(spans, key=distance))
