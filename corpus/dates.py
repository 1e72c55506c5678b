"""Dates as records state them and as users type them. Nothing is ever completed by guessing."""

import calendar
import re
from datetime import date, datetime

from corpus.errors import BadInput

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED_DAY = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2}) ([A-Za-z]+)\.?,? (\d{4})")
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]+)\.? (\d{1,2}),? (\d{4})")
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)


def parse_published(stated: str | None) -> str | None:
    """What a record states as its date, in ISO 8601 and no more exact than stated.

    Read are ISO dates, date-times, months and years, and the forms that can mean one day only:
    `2024/03/12`, `12 March 2024`, `March 12, 2024`. All else, such as `03/12/2024`, gives None.
    """
    text = " ".join((stated or "").split())
    if _MOMENT.fullmatch(text):
        return _moment(text)
    if _YEAR.fullmatch(text):
        return text if int(text) else None
    if match := _MONTH.fullmatch(text):
        return text if _iso(match[1], match[2], 1) else None
    if match := _DAY.fullmatch(text) or _SLASHED_DAY.fullmatch(text):
        return _iso(match[1], match[2], match[3])
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        return _iso(match[3], _MONTHS.get(match[2].lower(), 0), match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(text):
        return _iso(match[3], _MONTHS.get(match[1].lower(), 0), match[2])
    return None


def day_number(published: str | None) -> int | None:
    """`published` as the integer YYYYMMDD, or None where it does not name a whole day."""
    match = _DAY.match(published or "")
    return int("".join(match.groups())) if match else None


def parse_day(text: str, *, end: bool = False) -> str:
    """The ISO day that a user's `YYYY-MM-DD`, `YYYY-MM` or `YYYY` begins with (`end`: ends with).

    Raises `BadInput` for anything else, a day that does not exist included.
    """
    stated = text.strip()
    day: str | None = None
    if match := _DAY.fullmatch(stated):
        day = _iso(*match.groups())
    elif match := _MONTH.fullmatch(stated):
        day = _edge_of_month(match[1], match[2], end)
    elif _YEAR.fullmatch(stated):
        day = _iso(stated, 12, 31) if end else _iso(stated, 1, 1)
    if day is None:
        raise BadInput(f"{text!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")
    return day


def _iso(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    stated = text.replace(" ", "T")
    try:
        datetime.fromisoformat(stated)
    except ValueError:
        return None
    return stated


def _edge_of_month(year: str, month: str, end: bool) -> str | None:
    first = _iso(year, month, 1)
    if first is None or not end:
        return first
    return _iso(year, month, calendar.monthrange(int(year), int(month))[1])


def in_words(published: str) -> str:
    """An ISO date as an article would write it: "November 12, 2025", "November 2025" or "2025"."""
    year, month, day = [*published[:10].split("-"), "", ""][:3]
    name = calendar.month_name[int(month)] if month else ""
    return f"{name} {int(day)}, {year}" if day else f"{name} {year}".strip()
