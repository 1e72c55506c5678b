"""A time or a source in a question, and the articles that it points to.

A time is one that the question names by "in", "on" or "during", or a date with a year that it names
by "before", "until", "by", "after" or "since": what was "before the election" or "since March" can
not be told from an article's date. A source is one of the store's.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.facts import Date, dates
from assistant.question import AnswerType, answer_type, bounding
from assistant.words import content_stems
from vectorstore.filters import source_key
from vectorstore.types import Filters

EARLY = timedelta(days=1)
"""An event of one day is reported the day before where that day begins later."""
LATE = timedelta(days=60)
"""How long after it an event is still reported, with its final figures."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, that a question names; None: without end.

    `yearly`: in any year; `first` then lies in 2000. `one_sided`: "since April 2021", which
    is asked of an article's own date, with no days before or after.
    """

    first: date | None
    last: date | None
    yearly: bool
    said: str

    @property
    def one_sided(self) -> bool:
        return self.first is None or self.last is None

    @property
    def since(self) -> date | None:
        return self.first - EARLY if self.first and self.last else self.first

    @property
    def until(self) -> date | None:
        return self.last + LATE if self.first and self.last else self.last

    def admits(self, published: str | None) -> bool:
        """Whether an article of this ISO date may report it; a date that names no day may not."""
        try:
            day = date.fromisoformat((published or "")[:10])
        except ValueError:
            return False
        since, until = self.since or date.min, self.until or date.max
        days = [_in_year(day, year) for year in (1999, 2000, 2001)] if self.yearly else [day]
        return any(since <= each <= until for each in days)


@dataclass(frozen=True, slots=True)
class Restriction:
    """The articles that a question points to; a period or a source is there.

    `question` is without the words that name the source: no article repeats its own name.
    """

    question: str
    period: Period | None = None
    source: str | None = None

    @property
    def said(self) -> str:
        """The articles in words: "articles of April 2021 and the two months after".

        Those of a one-sided period: "articles dated since April 2021".
        """
        source = f" from {self.source}" if self.source else ""
        period = ""
        if self.period and self.period.one_sided:
            period = f" dated {self.period.said}"
        elif self.period:
            period = f" of {self.period.said} and the two months after"
        return f"articles{source}{period}"

    def within(self, filters: Filters) -> Filters | None:
        """The filters that hold for both, or None if no article could pass them.

        A yearly period stands in no filter: `Period.admits` tells.
        """
        since, until, sources = filters.since, filters.until, filters.sources
        if self.period and not self.period.yearly:
            begins, ends = self.period.since, self.period.until
            since = max(since or "", begins.isoformat()) if begins else since
            until = min(until or "9999-12-31", ends.isoformat()) if ends else until
            if since and until and since > until:
                return None
        if self.source:
            if sources and source_key(self.source) not in map(source_key, sources):
                return None
            sources = (self.source,)
        return replace(filters, since=since, until=until, sources=sources)


def restriction(question: str, sources: Sequence[str], today: date) -> Restriction | None:
    """What a stand-alone question says of the articles it wants; None if nothing.

    `sources` are the store's. A time to come restricts nothing, nor does one in a question of what
    will happen or whether something did: the date may be what is wrong with it.
    """
    source, rest = _without_source(question, sources)
    period = _period(rest, today)
    return Restriction(rest, period, source) if period or source else None


def dated(question: str, today: date) -> str:
    """The question with "last year", "this month", "last April" and "yesterday" as dates."""
    quoted = [match.span() for match in _QUOTED.finditer(question)]

    def absolute(match: re.Match[str]) -> str:
        if _inside(match.start(), quoted):
            return match[0]
        preposition, when = _resolved(match, today)
        if match["possessive"]:
            return f"{when}’s"
        if _AFTER_PREPOSITION.search(question[: match.start()]):
            return when
        return f"{preposition if match.start() else preposition.capitalize()} {when}"

    return _RELATIVE.sub(absolute, question)


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)['‘][^'’]*['’](?!\w)")
_ASIDE = re.compile(rf"{_QUOTED.pattern}|\([^)]*\)")
"""Somebody's words, or in brackets what a question borrows from the one before."""
_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_RELATIVE = re.compile(
    r"(?<!\bthe )(?<!\bhis )(?<!\bher )(?<!\bits )(?<!\btheir )\b(?:(?:in|during)\s+)?"
    r"(?:(?P<which>last|this)\s+(?P<unit>year|month|January|February|(?-i:March)|April|(?-i:May)"
    r"|June|July|August|September|October|November|December)|yesterday)\b(?P<possessive>['’]s\b)?",
    re.IGNORECASE,
)
_AFTER_PREPOSITION = re.compile(
    r"\b(?:since|until|till|before|after|by|from|to|than|of|for|between|and|on)\s+$", re.IGNORECASE
)
_NAMED_BEFORE = re.compile(
    r"\b(?:in|on|during|throughout)\s+(?:the\s+(?:month|year)\s+(?:of\s+)?)?"
    r"(?:(?:early|mid|late)[\s-]+)?$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|going to|expect(?:s|ed)?|due|plan(?:s|ned)?|scheduled|forecast)\b",
    re.IGNORECASE,
)
_SMALL_MONTH = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december)\b"
    r"|(?<=\bin )(?:march|may)\b"
)


def _resolved(match: re.Match[str], today: date) -> tuple[str, str]:
    """The preposition and the date that a relative time stands for."""
    if match["unit"] is None:
        return "on", _in_words(today - timedelta(days=1))
    unit, last = match["unit"].lower(), match["which"].lower() == "last"
    if unit == "year":
        return "in", str(today.year - last)
    if unit == "month":
        when = today.replace(day=1) - timedelta(days=1) if last else today
        return "in", f"{when:%B} {when.year}"
    month = _MONTHS.index(unit) + 1
    year = today.year - (last and month >= today.month)
    return "in", f"{calendar.month_name[month]} {year}"


def _period(question: str, today: date) -> Period | None:
    if answer_type(question)[0] is AnswerType.YES_NO or _AHEAD.search(question):
        return None
    text = _SMALL_MONTH.sub(lambda match: match[0].capitalize(), question)
    stated = [each for each in dates(text) if each.year or each.month]
    if len(stated) != 1:
        return None  # of two times it takes a reader to say which one the articles are of
    [when] = stated
    aside = [match.span() for match in _ASIDE.finditer(text)]
    bound = bounding(text, when)
    if _inside(when.start, aside) or not (bound or _names(text, when)):
        return None
    period = _days(when)
    if period is None or (period.first and not period.yearly and period.first > today):
        return None
    return _one_sided(period, bound) if bound else period


def _one_sided(period: Period, bound: str) -> Period | None:
    """The time before, until, since or after some days; None of "since March", in which year?"""
    first, last = period.first, period.last
    if period.yearly or first is None or last is None:
        return None
    said = f"{'until' if bound in ('by', 'till') else bound} {period.said}"
    if bound in ("since", "after"):
        return Period(first if bound == "since" else last + timedelta(days=1), None, False, said)
    return Period(None, first - timedelta(days=1) if bound == "before" else last, False, said)


def _names(text: str, when: Date) -> bool:
    """Whether the words around a date make it the time of what is asked."""
    before = text[: when.start]
    if when.day:
        before = re.sub(r"\bthe\s+$", "", before)
    return bool(_NAMED_BEFORE.search(before) or re.match(r"['’]s\b", text[when.end :]))


def _days(when: Date) -> Period | None:
    """The days of a date as stated; None for a day that does not exist."""
    year = when.year or 2000
    first_month, last_month = (when.month, when.month) if when.month else (1, 12)
    try:
        first = date(year, first_month, when.day or 1)
        last = date(year, last_month, when.day or calendar.monthrange(year, last_month)[1])
    except ValueError:
        return None
    stated = (when.day, when.month and calendar.month_name[when.month], when.year)
    return Period(first, last, when.year is None, " ".join(str(each) for each in stated if each))


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in spans)


_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_SAY = "say|report|write|tell us|mention|state|claim"


def _without_source(question: str, sources: Sequence[str]) -> tuple[str | None, str]:
    """The source that a question names, and the question without the words that name it."""
    for source, name in _names_of(question, sources):
        for pattern in _mentions(name):
            rest = _tidy(re.sub(pattern, " ", question, count=1))
            if rest != _tidy(question) and content_stems(rest):
                return source, rest
    return None, question


def _names_of(question: str, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each source that the question may name, longest first, and a pattern of its name.

    Its last word alone will do after "the" if no other source has it: "the Gazette" for the
    Pellwick Gazette.
    """
    asked = question.casefold()
    for source in sorted(sources, key=len, reverse=True):
        parts = _ARTICLE.sub("", source).split()
        if not parts:
            continue
        if " ".join(parts).casefold() in asked:
            yield source, r"(?:the\s+)?" + r"\s+".join(map(re.escape, parts))
        last = parts[-1]
        alike = [each for each in sources if each.casefold().split()[-1:] == [last.casefold()]]
        if parts[1:] and len(alike) == 1 and last.casefold() in asked:
            yield source, rf"the\s+{re.escape(last)}"


def _mentions(name: str) -> tuple[str, ...]:
    """Patterns of the words by which a question says that it wants this source.

    "In the post" is where letters are: after "in" a name has a capital.
    """
    ends = r"(?!['’\w-])(?!\s+(?-i:[A-Z]))"
    return (
        rf"(?i),?\s*\b(?:as\s+)?(?:reported|told|described)\s+(?:by|in)\s+{name}{ends},?",
        rf"(?i),?\s*\baccording\s+to\s+{name}{ends},?",
        rf"(?i),?\s*\bin\s+(?=(?:the\s+)?(?-i:[A-Z])){name}{ends},?",
        rf"(?i)\b(?:did|does|do|has|have)\s+{name}{ends}\s+(?:{_SAY})\b(?:\s+that\b)?",
    )


def _tidy(question: str) -> str:
    text = re.sub(r"\s+([?.,!])", r"\1", " ".join(question.split())).strip(" ,")
    return text[:1].upper() + text[1:]
