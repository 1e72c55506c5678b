"""Figures that are one figure, rounded."""

from decimal import Decimal

from assistant.facts import Number, Unit

_EXACT = frozenset({Unit.ORDINAL, Unit.TIME})
_ROUNDED_FROM = 100
_TWO_DIGITS = 0.05
_EQUAL = 1e-9


def rounds(one: Number, other: Number) -> bool:
    """Whether two quantities are the same, or one is the other rounded.

    They then differ by one in the last digit of the rounder one, as what was rounded up does from
    what was rounded down, and by no more than rounding to two digits can bring about. Small whole
    numbers, ranks and times are not rounded.
    """
    if one.unit is not other.unit:
        return False
    high, apart = max(abs(one.value), abs(other.value)), abs(one.value - other.value)
    if apart <= _EQUAL * high:
        return True
    whole = one.value.is_integer() and other.value.is_integer()
    if one.unit in _EXACT or (whole and high < _ROUNDED_FROM):
        return False
    digit = max(_last_digit(one), _last_digit(other))
    return apart <= (1 + _EQUAL) * digit and apart <= _TWO_DIGITS * high


def _last_digit(number: Number) -> float:
    """What the last digit given stands for: 100,000 in 14.6 million."""
    _, _, exponent = Decimal(repr(number.value)).normalize().as_tuple()
    return 10.0 ** int(exponent)
