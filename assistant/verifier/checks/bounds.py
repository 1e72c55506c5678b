"""How exactly a number is stated: "more than 40", "at most 40", "about 40", "40 or more"."""

import re
from enum import StrEnum
from typing import NamedTuple

from assistant.facts import Number


class Bound(StrEnum):
    EXACT = "exactly"
    ABOUT = "about"
    NEARLY = "nearly"
    ABOVE = "more than"
    LEAST = "at least"
    BELOW = "less than"
    MOST = "at most"


_BEFORE = {
    Bound.LEAST: r"at\s+(?:the\s+very\s+)?least|(?:no|not)\s+(?:fewer|less)\s+than"
    r"|minimum\s+of|upwards\s+of",
    Bound.MOST: r"at\s+(?:the\s+very\s+)?most|up\s+to|(?:no|not)\s+more\s+than|maximum\s+of"
    r"|as\s+(?:many|much|high)\s+as",
    Bound.ABOVE: r"(?:more|greater|higher|longer|older|larger|bigger|better)\s+than|over|above"
    r"|exceed(?:s|ed|ing)?|in\s+excess\s+of|upward\s+of|surpass(?:es|ed|ing)?",
    Bound.BELOW: r"(?:less|fewer|lower|shorter|younger|smaller)\s+than|under|below",
    Bound.NEARLY: r"nearly|almost|close\s+to|just\s+(?:under|short\s+of|below)|approaching",
    Bound.ABOUT: r"about|around|some|roughly|approximately|approx\.?|an?\s+estimated|estimated"
    r"|circa|~|near",
}
_AFTER = {
    Bound.LEAST: r"at\s+(?:the\s+)?(?:very\s+)?least|(?:[\w-]+\s+)?or\s+more|plus|\+",
    Bound.MOST: r"at\s+(?:the\s+)?(?:very\s+)?most|(?:[\w-]+\s+)?or\s+(?:less|fewer)",
    Bound.ABOUT: r"(?:[\w-]+\s+)?or\s+so",
}
_LEADS = re.compile(
    "|".join(
        rf"(?P<{bound.name}>\b(?:{pattern}))"
        for bound, pattern in sorted(
            _BEFORE.items(), key=lambda each: each[0] not in (Bound.NEARLY, Bound.LEAST, Bound.MOST)
        )
    ),
    re.IGNORECASE,
)
_ENDS_IN = re.compile(rf"(?:{_LEADS.pattern})\s+(?:(?:an?|the)\s+)?$", re.IGNORECASE)
_BEGINS_WITH = re.compile(
    r"(?:\s*,?\s*(?:[\w-]+\s+)?)(?:"
    + "|".join(rf"(?P<{bound.name}>{pattern})" for bound, pattern in _AFTER.items())
    + r")(?!\w)",
    re.IGNORECASE,
)
_ROOM = 40  # characters in which the words of a bound stand before a number
_SLACK = 0.05  # how far "about" may round
_NEAR = 0.9  # of a number, what "nearly" is said of
_FAR = 2.0  # nobody says "more than 40" of 100


class Stated(NamedTuple):
    """A number with its bound; `text[start:end]` are the words that state both."""

    value: float
    bound: Bound
    start: int
    end: int


def stated(text: str, number: Number, value: float) -> Stated:
    """How `text` states a number, whose `value` may be in another measure."""
    room = max(0, number.start - _ROOM)
    if before := _ENDS_IN.search(text[room : number.start]):
        bound = Bound[before.lastgroup or ""]
        return Stated(value, bound, room + before.start(), number.end)
    if after := _BEGINS_WITH.match(text, number.end):
        return Stated(value, Bound[after.lastgroup or ""], number.start, after.end())
    return Stated(value, Bound.EXACT, number.start, number.end)


def equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-3)


_UPWARD = (Bound.ABOVE, Bound.LEAST)
_DOWNWARD = (Bound.BELOW, Bound.MOST, Bound.NEARLY)


def carries(there: Stated, here: Stated) -> bool:
    """Whether the evidence's number `there` makes the claim's number `here` true and sensible."""
    value, said = there.value, here.value
    if there.bound in _UPWARD:
        return here.bound in _UPWARD and said <= value * (1 + 1e-6) and value <= _FAR * abs(said)
    if there.bound in (Bound.BELOW, Bound.MOST):
        return here.bound in _DOWNWARD and said >= value * (1 - 1e-6) and said <= _FAR * abs(value)
    if here.bound in _UPWARD:
        exact = there.bound is Bound.EXACT and here.bound is Bound.LEAST and equal(value, said)
        return exact or (said < value <= _FAR * abs(said) and not equal(value, said))
    if here.bound in _DOWNWARD:
        if there.bound in (Bound.NEARLY, Bound.ABOUT) and equal(value, said):
            return here.bound is Bound.NEARLY or there.bound is Bound.NEARLY
        least = said * _NEAR if here.bound is Bound.NEARLY else said / _FAR
        touches = here.bound is Bound.MOST and equal(value, said)
        return touches or (least <= value < said and not equal(value, said))
    if here.bound is Bound.ABOUT:
        return abs(value - said) <= _SLACK * max(abs(value), abs(said)) + 1e-9
    return equal(value, said)
