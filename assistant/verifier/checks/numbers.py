"""Quantities of the claim against those of the evidence."""

import re
from collections.abc import Sequence

from assistant.facts import Number, Unit, numbers
from assistant.types import Quote
from assistant.verifier.checks.bounds import Bound, Stated, carries, equal, stated
from assistant.verifier.checks.digits import check_digits, check_singles, check_tallies
from assistant.verifier.checks.measures import counted, implied, in_base, nouns_near, same_kind
from assistant.verifier.checks.objection import Objection, differs, joined, some
from assistant.words import FUNCTION_WORDS

_ROUGHLY = 30  # times "thousands" at most: 24,000 are thousands, 50,000 tens of thousands
_NOUN = re.compile(r"[\s-](percentage points?|[a-z]+)\b")


def check_numbers(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Every quantity of the claim must stand in the evidence with its value, unit and bound.

    Another unit of the same measure will do, and so will a rounding that says it is one. Digits
    that make no quantity, such as those of a code, must stand there as they are.
    """
    evidence = joined(quotes)
    there = (*numbers(evidence), *implied(evidence))
    return (
        check_tallies(claim, evidence, there)
        or next(
            (
                objection
                for number in numbers(claim)
                if (objection := _unsupported(claim, number, evidence, there)) is not None
            ),
            None,
        )
        or check_singles(claim, evidence, there)
        or check_digits(claim, evidence)
    )


def _unsupported(
    claim: str, number: Number, evidence: str, there: Sequence[Number]
) -> Objection | None:
    like = [other for other in there if same_kind(claim, number, evidence, other)]
    read = [(other, *_read(claim, number, evidence, other)) for other in like]
    if any(_supports(claim, number, ours, evidence, other, said) for other, said, ours in read):
        return None
    here = stated(claim, number, number.value)
    rivals = (
        [said for _, said, here in read if equal(said.value, here.value)]
        or [said for other, said, _ in read if _counts_the_same(claim, number, evidence, other)]
        or [said for _, said, _ in read]
        or [stated(evidence, o, o.value) for o in there if equal(o.value, number.value)]
    )
    if not rivals:
        return Objection("numbers", f"the article does not say {_words(claim, here)}")
    found = some([_words(evidence, each) for each in rivals])
    return differs("numbers", found, _words(claim, here))


def _read(claim: str, number: Number, evidence: str, other: Number) -> tuple[Stated, Stated]:
    """The evidence's number and the claim's, in one unit where both say theirs."""
    values = (in_base(other)[0], in_base(number)[0])
    if not (other.of and number.of):
        values = (other.value, number.value)
    return stated(evidence, other, values[0]), stated(claim, number, values[1])


def _words(text: str, said: Stated) -> str:
    """A number as it is stated, with its measure or the noun that it counts."""
    following = _NOUN.match(text, said.end)
    noun = following is not None and following[1] not in FUNCTION_WORDS
    return " ".join(text[said.start : following.end() if following and noun else said.end].split())


def _supports(
    claim: str, number: Number, here: Stated, evidence: str, other: Number, said: Stated
) -> bool:
    """Whether one number of the evidence carries one of the claim, both of one kind."""
    if number.unit is Unit.TIME and not (number.of and other.of):
        return abs(here.value - said.value) % 12 < 1e-6
    if number.unit is Unit.ROUND and other.unit is Unit.PLAIN:
        return number.value <= other.value < _ROUGHLY * number.value
    if not carries(said, here):
        return False
    if equal(said.value, here.value):
        return _counts_the_same(claim, number, evidence, other)
    return here.bound is not Bound.EXACT and _is_about_the_same(claim, number, evidence, other)


def _counts_the_same(claim: str, number: Number, evidence: str, other: Number) -> bool:
    """Whether both numbers count the same, where both say what.

    "180 cars" is not "180 passengers" where the evidence counts cars too.
    """
    here, there = counted(claim, number), counted(evidence, other)
    if here is None or there is None or here == there:
        return True
    return all(counted(evidence, each) != here for each in numbers(evidence))


def _is_about_the_same(claim: str, number: Number, evidence: str, other: Number) -> bool:
    """Whether numbers of two values are of one thing: a measure, or a noun, that both name."""
    here, there = nouns_near(claim, number), nouns_near(evidence, other)
    return bool(number.of or number.unit is not Unit.PLAIN or here & there or not (here and there))
