"""Whether two numbers measure or count the same kind of thing, and in which unit they compare."""

import re
from collections.abc import Iterator

from assistant.facts import Number, Unit
from assistant.verifier.checks.alignment import tokens

_FACTORS = {
    "millimetre": ("metre", 0.001),
    "centimetre": ("metre", 0.01),
    "metre": ("metre", 1.0),
    "kilometre": ("metre", 1000.0),
    "inch": ("foot", 1 / 12),
    "foot": ("foot", 1.0),
    "yard": ("foot", 3.0),
    "mile": ("foot", 5280.0),
    "gram": ("gram", 1.0),
    "kilogram": ("gram", 1000.0),
    "tonne": ("gram", 1e6),
    "kilowatt": ("watt", 1e3),
    "megawatt": ("watt", 1e6),
    "gigawatt": ("watt", 1e9),
    "second": ("second", 1.0),
    "minute": ("second", 60.0),
    "hour": ("second", 3600.0),
    "day": ("second", 86400.0),
    "week": ("second", 7 * 86400.0),
    "month": ("month", 1.0),
    "year": ("month", 12.0),
    "decade": ("month", 120.0),
    "century": ("month", 1200.0),
}
"""Each measure in a smaller one, where that is exact."""
_IMPLIED = re.compile(
    r"\b(?:(?P<two>both|pair|couple|duo|twins)|(?P<three>trio|triplets)|(?P<four>quartet)"
    r"|(?P<double>doubl(?:e|es|ed|ing)|two\s+times)|(?P<triple>(?:tripl|trebl)(?:e|es|ed|ing)"
    r"|three\s+times)|(?P<halve>halv(?:e|es|ed|ing))"
    r"|(?:an?|one|per|each|every|the|last|past|this|next|whole)[\s-]+(?:full\s+|whole\s+)?"
    r"(?P<one>second|minute|hour|day|night|week|month|year|decade|century|mile|acre|tonne))\b",
    re.IGNORECASE,
)
_NAMED = {"two": 2.0, "three": 3.0, "four": 4.0, "double": 2.0, "triple": 3.0, "halve": 50.0}
_NEAR = 3  # words after a number among which its measure or noun stands


def implied(text: str) -> Iterator[Number]:
    """Numbers that a text gives in other words: "both", "a year", "doubled"."""
    for match in _IMPLIED.finditer(text):
        kind = match.lastgroup or ""
        if kind == "one":
            yield Number(*match.span(), 1.0, Unit.PLAIN, match[kind].lower())
        else:
            unit = Unit.PERCENT if kind == "halve" else Unit.PLAIN
            of = "time" if kind in ("double", "triple") else None
            yield Number(*match.span(), _NAMED[kind], unit, of)


def in_base(number: Number) -> tuple[float, str | None]:
    """A number's value and measure, in the smallest measure that it converts to exactly."""
    measure, factor = _FACTORS.get(number.of or "", (number.of, 1.0))
    return number.value * factor, measure


def same_kind(claim: str, number: Number, evidence: str, other: Number) -> bool:
    """Whether two numbers can be compared; one that says no measure may have the other's."""
    if Unit.TIME in (number.unit, other.unit):
        return number.unit == other.unit and (not (number.of and other.of) or number.of == other.of)
    if Unit.PERCENT in (number.unit, other.unit):
        return number.unit == other.unit and number.of == other.of
    if number.of and other.of:
        return in_base(number)[1] == in_base(other)[1]
    if number.unit is Unit.ROUND and other.unit is Unit.PLAIN:
        return other.of is None
    if {number.unit, other.unit} - {Unit.PLAIN, Unit.MONEY}:
        return number.unit == other.unit
    if number.of or other.of:
        bare, text = (other, evidence) if number.of else (number, claim)
        return counted(text, bare) is None
    return True


def counted(text: str, number: Number) -> str | None:
    """The lemma of the noun right after a number that has no measure, if there is one."""
    following = re.compile(r"\s+([a-z]+)\b(?!\.\w)").match(text, number.end)
    if number.unit is not Unit.PLAIN or number.of or not following:
        return None
    return next((each.lemma for each in tokens(following[1]) if each.is_content), None)


def nouns_near(text: str, number: Number) -> frozenset[str]:
    """The lemmas of the first few words after a number."""
    following = tokens(text[number.end : number.end + 60])
    return frozenset(each.lemma for each in following[:_NEAR] if each.is_content)
