"""The hard facts of a text: its numbers, dates and names, with offsets and in one normal form.

These are what a reader checks first and a small model gets wrong, so they are found by rule. The
same finders serve the quoting writer (which words answer *when*?) and the gate (is this number in
the quote?).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from assistant.quantities import (
    CLOCK,
    CURRENCIES,
    FRACTION,
    ORDINAL,
    ROUND,
    SCALE,
    SPELLED,
    TIMES,
    currency_of,
    hours_of,
    is_number_word,
    measure_at,
    scale_of,
    share_of,
    times_of,
    value_of,
)
from assistant.words import FUNCTION_WORDS
from corpus.types import Span

_KEPT = 4096
"""Texts whose facts are kept: a sentence is looked at by many checks, for many questions."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_currency = "|".join(CURRENCIES.values())
_NUMBER = re.compile(
    rf"""
    (?P<currency>(?:\b(?:US|A|C))?[$£€¥]|\b(?:USD|EUR|GBP|AUD|CAD|JPY|CNY|RUB)\s)?\s?
    (?:
        (?P<sign>\bminus\s+|(?<![\w)\]])[-−])?
        (?P<digits>(?<![\w.,])\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+(?:\.\d+)?|(?<![\w.,])(?:\d+,\d{{1,2}}(?![\d,])|\d*\.?\d+))
        (?:(?P<ordinal>st|nd|rd|th)\b)?(?![A-Za-z]*\d)(?P<scale>{SCALE})?
      | \b(?P<word>{SPELLED})\b
    )
    (?P<percent>\s?%|[\s-]per\s?cent\b|[\s-]percentage[\s-]points?\b)?
    (?P<money>\s?(?:{_currency})(?!\w))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL = re.compile(rf"\b(?:{ORDINAL})\b", re.IGNORECASE)
_FRACTION = re.compile(rf"\b(?:{FRACTION})", re.IGNORECASE)
_ROUND = re.compile(rf"\b(?:{ROUND})\b", re.IGNORECASE)
_TIMES = re.compile(rf"\b(?:{TIMES})\b", re.IGNORECASE)
_DECADE = re.compile(r"(?<=0)[’']?s\b")  # "the 1990s", "in his 30s"
_CLOCK = re.compile(CLOCK, re.VERBOSE | re.IGNORECASE)
_month = (
    r"(?P<month{n}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
    rf"""
    \b(?P<iso>\d{{4}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)
  | \b(?P<day0>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_month.format(n=0)}(?![a-z])
        (?:,?\s+(?P<year0>(?:1[5-9]|20)\d\d)\b)?
  | \b{_month.format(n=1)}\s+(?:the\s+)?(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d)
        (?:,?\s+(?P<year1>(?:1[5-9]|20)\d\d)\b)?
  | \b{_month.format(n=2)}(?:,?\s+(?:of\s+)?(?P<year2>(?:1[5-9]|20)\d\d)\b)?(?![a-z])
  | (?<![\d,.$£€])(?<!\d-)\b(?P<year3>(?:1[5-9]|20)\d\d)(?:[-–/](?P<year4>(?:\d\d)?\d\d))?\b
        (?![,.]?\d|\s*%|\s?(?:m|km|people|euros|dollars|pounds)\b)
  | \b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b
    """,
    re.VERBOSE,
)


class Unit(StrEnum):
    PLAIN = "number"
    PERCENT = "percent"
    MONEY = "money"
    ORDINAL = "ordinal"
    ROUND = "round"  # "hundreds", "tens of thousands": an order of magnitude
    TIME = "time"  # of day, in hours


class Number(NamedTuple):
    """A quantity: `text[start:end]` means `value` in `unit`.

    `of` is the currency or measure, in one normal form, where one is stated: "point" for a
    percentage point, "a.m." or "p.m." for a time of day whose half is known. A fraction is the
    percentage it stands for.
    """

    start: int
    end: int
    value: float
    unit: Unit
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A date as stated: unstated parts are None and never completed."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def states(self, other: "Date") -> bool:
        """Whether everything `other` says is said here too."""
        return all(
            getattr(other, part) is None or getattr(other, part) == getattr(self, part)
            for part in ("year", "month", "day", "weekday")
        )

    def contradicts(self, other: "Date") -> bool:
        """Whether a part that both state differs."""
        return any(
            None not in (getattr(self, part), getattr(other, part))
            and getattr(self, part) != getattr(other, part)
            for part in ("year", "month", "day", "weekday")
        )


class Name(NamedTuple):
    """A run of capitalised words that names someone or something."""

    start: int
    end: int
    text: str


@lru_cache(_KEPT)
def dates(text: str) -> tuple[Date, ...]:
    """Every date expression of a text; the month "May" only where a day, a year or "in" is near."""
    found = []
    for match in _DATE.finditer(text):
        if match["iso"]:
            year, month, day = (int(part) for part in match["iso"].split("-"))
            found.append(Date(*match.span(), year, month, day))
        elif match["weekday"]:
            found.append(Date(*match.span(), weekday=_WEEKDAYS.index(match["weekday"].lower())))
        elif match["year3"]:
            found += _years(match)
        else:
            month_word = match["month0"] or match["month1"] or match["month2"]
            day_word = match["day0"] or match["day1"]
            year_word = match["year0"] or match["year1"] or match["year2"]
            if not (day_word or year_word) and _is_not_the_month(text, match, month_word):
                continue
            found.append(
                Date(
                    *match.span(),
                    int(year_word) if year_word else None,
                    _MONTHS[month_word.rstrip(".").lower()],
                    int(day_word) if day_word else None,
                )
            )
    return tuple(found)


def _years(match: re.Match[str]) -> Iterator[Date]:
    """One year, or both years of "2018-19"."""
    first, last = match["year3"], match["year4"]
    yield Date(*match.span("year3"), int(first))
    if last:
        yield Date(*match.span("year4"), int(first[: 4 - len(last)] + last))


_BEFORE_A_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|last|next|this|early|mid|late|of|from|to|and|during|before|after"
    r"|between|through)[\s-]+$",
    re.IGNORECASE,
)


def _is_not_the_month(text: str, match: re.Match[str], month_word: str) -> bool:
    # "May" and "March" open sentences and name people; an abbreviation alone is a word or a name.
    if len(month_word.rstrip(".")) > 5 or month_word in ("April", "June", "July"):
        return False
    follows = re.match(r"\s+[A-Z]", text[match.end() :])
    return bool(follows) or not _BEFORE_A_MONTH.search(text[: match.start()])


def numbers(text: str, *, besides: Collection[Date] | None = None) -> tuple[Number, ...]:
    """Every quantity of a text that is not part of a date.

    `besides` are the text's dates where the caller has them already. The words "one" and "first"
    alone say too little ("one of them", "first of all") and are left out.
    """
    taken = [Span(date.start, date.end) for date in (dates(text) if besides is None else besides)]
    found: list[Number] = []
    for number in _quantities(text):
        span = Span(number.start, number.end)
        if not any(span.overlaps(other) for other in taken):
            taken.append(span)
            found.append(number)
    return tuple(sorted(found, key=lambda number: number.start))


@lru_cache(_KEPT)
def _quantities(text: str) -> tuple[Number, ...]:
    return tuple(_every_number(text))


def _every_number(text: str) -> Iterator[Number]:
    """The finders in the order of their rights: "two thirds" is no "two", "twenty-first" no 20."""
    for match in _CLOCK.finditer(text):
        if match["half"] or measure_at(text, match.end()) is None:
            hours, half = hours_of(match)
            yield Number(*match.span(), hours, Unit.TIME, half)
    for match in _TIMES.finditer(text):
        yield Number(*match.span(), times_of(match[0]), Unit.PLAIN, "time")
    for match in _FRACTION.finditer(text):
        yield Number(*match.span(), share_of(match), Unit.PERCENT)
    for match in _ROUND.finditer(text):
        yield Number(*match.span(), scale_of(match[0]), Unit.ROUND)
    for match in _ORDINAL.finditer(text):
        if _counts(text, match):
            yield Number(*match.span(), value_of(match[0]), Unit.ORDINAL)
    for match in _NUMBER.finditer(text):
        number = _quantity(text, match)
        if number is not None:
            yield number


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether an ordinal tells one thing from others: not "at first", "seconds later"."""
    word, before, after = match[0].lower(), text[: match.start()], text[match.end() :]
    if word == "first":
        return bool(re.search(r"\b(?:the|its|his|her|their|a)\s+$", before, re.IGNORECASE))
    return word != "second" or not re.match(r"\s+(?:later|ago|long)\b", after)


def _quantity(text: str, match: re.Match[str]) -> Number | None:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    if match["digits"]:
        if _DECADE.match(text, match.end()):
            return None
        digits = re.sub(r"[,\u00a0\u202f](?=\d{3}(?!\d))", "", match["digits"]).replace(",", ".")
        value = round(float(digits) * scale_of(match["scale"] or ""), 6)
        value = -value if match["sign"] else value
    else:
        value = value_of(match["word"])
    if match["percent"]:
        point = "point" if "point" in match["percent"].lower() else None
        return Number(start, match.end(), value, Unit.PERCENT, point)
    if match["currency"] or match["money"]:
        currency = currency_of(match["currency"] or match["money"])
        return Number(start, match.end(), value, Unit.MONEY, currency)
    measure = measure_at(text, match.end())
    if match["word"] and value == 1 and measure is None:
        return None
    unit = Unit.ORDINAL if match["ordinal"] else Unit.PLAIN
    return Number(start, match.end(), value, unit, measure)


_CAPITAL = re.compile(
    r"(?<![\w’'])(?:[A-Z]\.(?:[A-Z]\.)*(?![A-Za-z])|(?:St|Mt|Ft)\.(?=\s[A-Z])"
    r"|[A-ZÀ-ÖØ-Þ](?:\w|[’'&](?=[A-Z]))*(?:-(?:[A-ZÀ-ÖØ-Þ]\w*|\d+))*)"
)
_JOINS = re.compile(r"(?:\s+|\s+(?:of|the|de|la|van|von|der|al|bin|for|of\s+the)\s+|-)\Z")
TITLES = frozenset(
    "mr mrs ms dr sir president presidents minister ministers prime secretary senator governor "
    "mayor king queen prince chairman spokesman spokeswoman general colonel captain judge "
    "councillor councillors cllr professor prof lord lady ambassador sergeant inspector sen "
    "gov rep gen col capt sgt lt".split()
)
_ALSO_SURNAMES = frozenset("king prince judge".split())
_ALSO_NAMES = frozenset("may will".split())
"""Function words that name people where they stand capitalised inside a sentence."""


def names(text: str, *, known: Collection[str] = ()) -> tuple[Name, ...]:
    """The names in a text: runs of capitalised words, titles ("Mr", "President") left out.

    A capitalised word that opens a sentence is a name only if it is followed by another
    capitalised word, is no ordinary word, or stands among the lower-cased `known` names. Weekdays
    and months are dates, not names.
    """
    dated = [Span(date.start, date.end) for date in dates(text)]
    found = []
    for run in _runs(text, dated):
        start, end = run[0].start(), run[-1].end()
        word = run[0][0]
        alone = len(run) == 1 and not (word.isupper() and len(word) > 1)
        opens = alone and word.lower() not in known and _opens_sentence(text, start)
        if opens and _looks_common(text, run[0]):
            continue
        found.append(Name(start, end, text[start:end]))
    return tuple(found)


def _runs(text: str, dated: Sequence[Span]) -> Iterator[list[re.Match[str]]]:
    """The capitalised words that belong together; a title parts "U.S. President Joe Biden"."""
    run: list[re.Match[str]] = []
    for match in _CAPITAL.finditer(text):
        if _is_ordinary(text, match) or any(Span(*match.span()).overlaps(d) for d in dated):
            continue
        title = match[0].lower() in TITLES
        joined = bool(run) and bool(_JOINS.match(text[run[-1].end() : match.start()]))
        surname = joined and match[0].lower() in _ALSO_SURNAMES and len(run) == 1
        if run and (not joined or (title and not surname)):
            yield run
            run = []
        if not title or surname:
            run.append(match)
    if run:
        yield run


def _is_ordinary(text: str, match: re.Match[str]) -> bool:
    lowered = match[0].lower()
    if lowered in _ALSO_NAMES:
        return _opens_sentence(text, match.start())
    return (
        (lowered in FUNCTION_WORDS and not (match[0].isupper() and len(lowered) > 1))
        or lowered in _WEEKDAYS
        or (lowered in _MONTHS and lowered not in ("march", "mar", "jan"))
    )


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t“”\"'‘’([")
    return not before or before[-1] in ".!?:;\n—–-•*" or text[:start].endswith("\n")


_COMMON_ENDING = re.compile(
    r"(?:tion|tions|ment|ments|ness|ers|ors|ities|ity|als|ances?|ences?|ists?|ies|ous|ful|ive|able"
    r"|ible|cials|ists|ogists)$"
)
_PARTICIPLE_OR_ADVERB = re.compile(r"\w{3,}(?:ing|ed|ly)$")
_AS_A_PERSON = re.compile(
    r"[’']s\b|\s+(?:said|says|told|added|asked|called|wrote|warned|denied|met|resigned|won|lost)\b"
)


def _looks_common(text: str, match: re.Match[str]) -> bool:
    first = match[0].split("-")[0].lower()
    if _PARTICIPLE_OR_ADVERB.match(first):
        # "Voting began", but "Rowling said".
        return not _AS_A_PERSON.match(text, match.end())
    return bool(_COMMON_ENDING.search(first)) or first in _COMMON_OPENERS or is_number_word(first)


_COMMON_OPENERS = frozenset(
    """
    furthermore consequently accordingly overall similarly likewise shares thanks friends
    compare list describe explain summarise summarize name give show asked besides earlier finally
    firstly secondly thirdly today tomorrow tonight yesterday later experts people police talks
    troops critics sources reports dozens hundreds thousands millions work plans prices support
    under former new old local national government council members leaders workers residents voters
    teachers doctors nurses families children women men students researchers figures documents data
    results votes fans crews rescue firefighters ferry flood harbour hospital school schools nobody
    everyone everybody neither half part parts most
    """.split()
)
