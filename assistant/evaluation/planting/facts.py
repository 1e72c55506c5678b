"""Lies in one hard fact: a number, a unit, a date, a weekday or a name that is not the quote's."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from assistant.evaluation.planting.grounds import (
    Change,
    Ground,
    Surroundings,
    names_in,
    same_bearer,
    swapped,
)
from assistant.facts import Date, Name, Number, Unit, dates, names, numbers
from assistant.words import words
from corpus.dates import in_words
from corpus.types import Span

_BOUND = re.compile(
    r"\b(?:more than|less than|fewer than|over|under|above|below|at least|at most|up to|no more"
    r" than|exceed\w*|within|limit\w*(?: to| of)?|beyond|no fewer than|rather than|not)\s+"
    r"(?:\w+\s+)?[£$€]?$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(r"\s+(?:\w+\s+)?(?:at most|at least|or (?:more|less|fewer|so))\b")
_ROUGHLY = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|something like|just over)\s+"
    r"[£$€]?$",
    re.IGNORECASE,
)
"""A bound holds for many values, and a rough number for its neighbours: those would be no lies."""
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CARDINALS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split()
)
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()


def thing_counted(text: str, number: Number) -> tuple[Unit, str | None, str | None]:
    """What a number measures or counts: its unit, its measure, the stem of the noun after it."""
    following = [word for word in words(text[number.end : number.end + 40]) if word.is_content]
    counted = following[0].stem if following and number.unit is Unit.PLAIN else None
    return number.unit, number.of, None if number.of else counted


def changeable_numbers(text: str) -> Iterator[Number]:
    """The exact numbers of a text: no bounds, no parts of names."""
    named = [Span(name.start, name.end) for name in names(text)]
    for number in numbers(text):
        if (
            number.unit is not Unit.ROUND
            and not any(Span(number.start, number.end).overlaps(name) for name in named)
            and not _BOUND.search(text[: number.start])
            and not _BOUND_AFTER.match(text, number.end)
        ):
            yield number


def change_number(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """Another value: other digits, digits in another order, or a number of something else."""
    text, quote = ground.text, ground.quote.text
    stated = {number.value for number in numbers(quote)}
    made = []
    for number in changeable_numbers(text):
        factor = 1.25 if _ROUGHLY.search(text[: number.start]) else 1.0
        for other in _other_values(text[number.start : number.end], rng):
            change = swapped(text, number.start, number.end, other)
            new = [each for each in numbers(change.claim) if each.start == number.start]
            if len(new) == 1 and new[0].value not in stated and new[0].unit is number.unit:
                low, high = sorted((abs(new[0].value) + 1e-9, abs(number.value) + 1e-9))
                if high / low > factor:
                    made.append(change)
        made += _numbers_of_other_things(ground, number)
    return rng.choice(made) if made else None


def _other_values(words_of_it: str, rng: Random) -> Iterator[str]:
    match = _DIGITS.search(words_of_it)
    if match is not None:
        for digits in _other_digits(match[0], rng):
            yield words_of_it[: match.start()] + digits + words_of_it[match.end() :]
        return
    for series in (_CARDINALS, _ORDINALS):
        if words_of_it.lower() in series:
            at = series.index(words_of_it.lower())
            yield series[(at + rng.choice((1, 2, 3, -1, -2))) % len(series)]


def _other_digits(digits: str, rng: Random) -> Iterator[str]:
    places = [n for n, char in enumerate(digits) if char.isdigit()]
    at = rng.choice(places)
    other = rng.choice([digit for digit in "123456789" if digit != digits[at]])
    yield digits[:at] + other + digits[at + 1 :]
    for one, next_one in pairwise(places):
        if digits[one] != digits[next_one] and digits[next_one] != "0":
            between = digits[one + 1 : next_one]
            yield digits[:one] + digits[next_one] + between + digits[one] + digits[next_one + 1 :]
            return


def _numbers_of_other_things(ground: Ground, number: Number) -> Iterator[Change]:
    """The quote's own numbers in each other's place, where they count different things."""
    quote, text = ground.quote.text, ground.text
    own = thing_counted(text, number)
    beside = {each.value for each in numbers(quote) if thing_counted(quote, each)[1:] == own[1:]}
    for other in numbers(quote):
        if (
            other.unit is number.unit
            and thing_counted(quote, other)[1:] != own[1:]
            and other.value not in beside
            and number.unit in (Unit.PLAIN, Unit.PERCENT)
        ):
            said, own_words = quote[other.start : other.end], text[number.start : number.end]
            if said[0].isdigit() == own_words[0].isdigit():
                yield swapped(text, number.start, number.end, said)


_OTHER_UNITS = (
    (r"\bmillion\b", ("billion", "thousand")),
    (r"\bbillion\b", ("million",)),
    (r"\bthousand\b", ("million",)),
    (r"(?<=\d)m\b", ("bn",)),
    (r"£(?=\d)", ("$", "€")),
    (r"\$(?=\d)", ("£", "€")),
    (r"€(?=\d)", ("£", "$")),
    (r"\bpounds\b", ("dollars", "euros")),
    (r"\bdollars\b", ("euros", "pounds")),
    (r"\beuros\b", ("dollars", "pounds")),
    (r"(?<=\d)(?: percent| per cent|%)", (" in every thousand",)),
    (r"\bcentimetres\b", ("metres", "inches")),
    (r"\bmillimetres\b", ("centimetres", "inches")),
    (r"(?<!i)\bmetres\b", ("feet", "centimetres")),
    (r"\bkilometres\b", ("miles", "metres")),
    (r"\bmiles\b", ("kilometres", "yards")),
    (r"\btonnes\b", ("kilograms",)),
    (r"\bminutes\b", ("hours", "seconds")),
    (r"\bhours\b", ("minutes", "days")),
    (r"\bdays\b", ("weeks", "hours")),
    (r"\bweeks\b", ("months", "days")),
    (r"\bmonths\b", ("years", "weeks")),
    (r"\byears\b", ("months", "decades")),
    (r"\ba\.m\.", ("p.m.",)),
    (r"\bp\.m\.", ("a.m.",)),
    (r"(?<=\d )a year\b", ("a month",)),
)
_UNITS = tuple((re.compile(pattern), others) for pattern, others in _OTHER_UNITS)


def change_unit(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """The right value in another currency, scale or measure."""
    text = ground.text
    stated = {_measured(each) for each in numbers(ground.quote.text)}
    made = []
    for number in changeable_numbers(text):
        near = Span(number.start, min(len(text), number.end + 9))
        for pattern, others in _UNITS:
            match = pattern.search(text, near.start, near.end)
            if match is None or match.start() > number.end + 1:
                continue
            for other in others:
                change = swapped(text, match.start(), match.end(), other)
                new = [_measured(each) for each in numbers(change.claim)]
                if not set(new) <= stated:
                    made.append(change)
    return rng.choice(made) if made else None


def _measured(number: Number) -> tuple[float, Unit, str | None]:
    return number.value, number.unit, number.of


_OPEN_ENDED = re.compile(r"\b(?:by|since|before|after|until|till|from|between)\s+(?:\w+day,? )?$")
"""A date that bounds a time holds for many: "built none since 2019" and since 2021 too."""


def change_date(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """Another day, month or year, another date of the quote, or a weekday as the wrong date."""
    text, quote = ground.text, ground.quote.text
    stated = dates(quote)
    made = []
    for found in dates(text):
        if _OPEN_ENDED.search(text[: found.start]):
            continue
        others = _other_dates(text[found.start : found.end], found, rng)
        for other in [*others, *_wrong_days(ground, found, rng)]:
            new = dates(f"in {other}")
            if len(new) == 1 and not any(_says(each, new[0]) for each in stated):
                made.append(swapped(text, found.start, found.end, other))
        made += _dates_of_other_things(text, quote, found)
    return rng.choice(made) if made else None


def _says(stated: Date, new: Date) -> bool:
    return stated.states(new) or new.states(stated)


def _other_dates(said: str, found: Date, rng: Random) -> Iterator[str]:
    if found.year is not None and (year := str(found.year)) in said:
        yield said.replace(year, str(found.year + rng.choice((-3, -2, -1, 1, 2, 3))))
    if found.month is not None and found.weekday is None:
        for month in (calendar.month_name[found.month], calendar.month_abbr[found.month]):
            if month in said:
                others = [name for name in calendar.month_name if name and name != month]
                yield said.replace(month, rng.choice(others), 1)
                break
    if found.day is not None and (match := re.search(rf"\b{found.day}\b", said)):
        near = [day for day in range(1, 29) if 0 < abs(day - found.day) < 9]
        yield said[: match.start()] + str(rng.choice(near)) + said[match.end() :]


def _wrong_days(ground: Ground, found: Date, rng: Random) -> Iterator[str]:
    """ "on Tuesday" as a calendar day that was another day of the week."""
    published = (ground.article.published or "")[:10]
    text = ground.text
    if found.weekday is None or not text[: found.start].endswith("n ") or len(published) < 10:
        return
    if text[found.end : found.end + 1] in ("'", "’") or re.match(r" \w+ing|, \w+ \d", text):
        return
    days = [date.fromisoformat(published) + timedelta(n) for n in range(-9, 3)]
    wrong = [day for day in days if day.weekday() != found.weekday]
    yield in_words(rng.choice(wrong).isoformat()).rsplit(",", 1)[0]


def _dates_of_other_things(text: str, quote: str, found: Date) -> Iterator[Change]:
    """A date that the quote gives to something else."""
    own = text[found.start : found.end]
    for other in dates(quote):
        said = quote[other.start : other.end]
        alike = (found.day is None, found.month is None, found.weekday is None) == (
            other.day is None,
            other.month is None,
            other.weekday is None,
        )
        if alike and found.contradicts(other) and said not in text and said != own:
            yield swapped(text, found.start, found.end, said)


_WEEKDAYS = tuple(calendar.day_name)


def change_weekday(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """Another day of the week."""
    text = ground.text
    taken = {each.weekday for each in dates(ground.quote.text) if each.weekday is not None}
    found = [each for each in dates(text) if each.weekday is not None]
    free = [name for n, name in enumerate(_WEEKDAYS) if n not in taken]
    if not found or not free:
        return None
    day = rng.choice(found)
    end = day.end - text[day.start : day.end].endswith("days")
    return swapped(text, day.start, end, rng.choice(free))


def change_name(ground: Ground, around: Surroundings, rng: Random) -> Change | None:
    """Another person, by preference of the same article; or a place that is not in it at all."""
    text, article = ground.text, ground.article
    made = []
    standing = names_in(text)
    for name in standing:
        full = around.full_name(article, name.text)
        if full is not None:
            near = [*around.people[article.id]]
            far = [other for each in around.like(article, 3) for other in around.people[each.id]]
            others = _strangers(full, standing, near) or _strangers(full, standing, far)
            made += [swapped(text, name.start, name.end, other) for other in others]
        elif name.text in around.places[article.id]:
            elsewhere = [
                place
                for each in around.like(article, 8)
                for place in around.places[each.id]
                if place not in article.text
            ]
            others = _strangers(name.text, standing, elsewhere)
            made += [swapped(text, name.start, name.end, other) for other in others]
    return rng.choice(made) if made else None


def _strangers(own: str, standing: Sequence[Name], others: Sequence[str]) -> list[str]:
    """Those of `others` that are neither the bearer of a name nor named beside it."""
    return [
        other
        for other in dict.fromkeys(others)
        if not same_bearer(own, other)
        and not any(same_bearer(each.text, other) for each in standing)
    ]
