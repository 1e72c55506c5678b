"""The days that a quote speaks of, as fully as its own words and its article's date allow."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.facts import Date, dates
from assistant.types import Quote
from corpus.dates import day_number

_RELATIVE = re.compile(
    r"\b(?:(?P<day>yesterday|tomorrow|last\s+night)"
    r"|(?<!\bthe\s)(?P<which>last|next|this)\s+(?P<unit>week|month|year)(?!\s+of\b|[-’'])"
    r"|(?P<count>two|three|four|five|six|a|\d{1,2})\s+(?P<back>day|week|year)s?\s+ago)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|next|coming|due|plan(?:s|ned)?|expected|scheduled|going\s+to|set\s+to|is\s+to|are\s+to"
    r"|would)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:is|are|opens?|begins?|starts?|closes?|votes?|meets?|until|by)\b", re.IGNORECASE
)
_BREAK = re.compile(r"[.!?;,]\s|\n|\b(?:and|but|while|after|before|because)\b")
_COUNTS = {"a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_OFFSETS = {"yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}


def days_of(quote: Quote) -> Iterator[Date]:
    """Every date of a quote as stated, and once more for each day that it may mean.

    A day has a weekday; "on Tuesday" and "April 13" have a year only by the article's own date.
    """
    today = _whole_day(quote.published)
    for date in dates(quote.text):
        yield date
        yield from _meant(date, quote.text, today)
    if today is not None:
        for match in _RELATIVE.finditer(quote.text):
            yield from _counted_from(match, today)


def relative_days(claim: str, published: str | None) -> Iterator[tuple[str, tuple[Date, ...]]]:
    """The claim's words such as "yesterday", with what they mean in an article of that day.

    "Three days ago" is a number first of all, and left out.
    """
    today = _whole_day(published)
    for match in _RELATIVE.finditer(claim):
        if not match["back"]:
            yield match[0], tuple(_counted_from(match, today)) if today else ()


def _whole_day(published: str | None) -> datetime.date | None:
    """The day that an article states as its own, if it has days around it."""
    number = day_number(published)
    day = _day(number // 10000, number // 100 % 100, number % 100) if number else None
    return day if day and datetime.MINYEAR < day.year < datetime.MAXYEAR else None


def _meant(date: Date, text: str, today: datetime.date | None) -> Iterator[Date]:
    if date.weekday is not None:
        if today is not None:
            yield from (_as_date(date, day) for day in _weekday_days(date, text, today))
        return
    if date.month is None:
        return
    years = [date.year] if date.year else [today.year + n for n in (-1, 0, 1)] if today else []
    middles = [day for year in years if (day := _day(year, date.month, date.day or 15))]
    if not middles:
        return
    nearest = min(middles, key=lambda day: abs(day - today)) if today else middles[0]
    yield _as_date(date, nearest) if date.day else replace(date, year=nearest.year)


def _weekday_days(date: Date, text: str, today: datetime.date) -> Iterator[datetime.date]:
    """The last such day, the next one, or both where the clause leaves that open."""
    back = (today.weekday() - (date.weekday or 0)) % 7
    lead = text[max(0, date.start - 6) : date.start].lower()
    around = _BREAK.split(text[: date.start])[-1] + _BREAK.split(text[date.end :], maxsplit=1)[0]
    ahead = lead.endswith("next ") or (not lead.endswith("last ") and _AHEAD.search(around))
    if not ahead:
        yield today - datetime.timedelta(back)
    if ahead or (not lead.endswith("last ") and _PRESENT.search(around)):
        yield today + datetime.timedelta((7 - back) if back else 7 * bool(ahead))


def _counted_from(match: re.Match[str], today: datetime.date) -> Iterator[Date]:
    def found(**parts: int) -> Date:
        return Date(*match.span(), **parts)

    if match["day"]:
        offset = _OFFSETS.get(match["day"].lower(), -1)
        yield _as_date(found(), today + datetime.timedelta(offset))
    elif match["back"]:
        count = _COUNTS.get(match["count"].lower()) or int(match["count"])
        unit = match["back"].lower()
        if unit == "year":
            yield found(year=today.year - count)
        elif unit == "day":
            yield _as_date(found(), today - datetime.timedelta(count))
    else:
        step, unit = _STEPS[match["which"].lower()], match["unit"].lower()
        if unit == "year":
            yield found(year=today.year + step)
        elif unit == "month":
            months = today.year * 12 + today.month - 1 + step
            yield found(year=months // 12, month=months % 12 + 1)
        else:
            monday = today - datetime.timedelta(today.weekday()) + datetime.timedelta(7 * step)
            sunday = monday + datetime.timedelta(6)
            if monday.month == sunday.month:
                yield found(year=monday.year, month=monday.month)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _as_date(at: Date, day: datetime.date) -> Date:
    return Date(at.start, at.end, day.year, day.month, day.day, day.weekday())
