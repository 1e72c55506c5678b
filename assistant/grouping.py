"""Statements that say the same, joined under the one that most of them carry."""

from collections.abc import Sequence
from itertools import combinations

from assistant.conflicts import Reading
from assistant.evidence import Statement
from assistant.types import Quote
from assistant.verifier.checks import CHECKS, check_words, own_stems, word_share
from assistant.words import content_stems, share

_SAME = 0.6
"""Share of words from which two sentences say the same; half of it if they give the same answer."""
_LEAST_WORDS = 2
"""Words beside names that a claim needs, to be called the same as another."""
_LESS = 1.2
"""By how much the longer of two sentences may share fewer of its words."""


def grouped(
    readings: Sequence[Reading], sides: Sequence[Reading], most: int
) -> list[list[Reading]]:
    """At most `most` groups of readings (best first) that say the same, in order of their best.

    The `sides` of a conflict come first, each its own group, and lead it. Elsewhere the statement
    leads that most of its group carry too.
    """
    groups: list[list[Reading]] = [[side] for side in sides]
    taken = {side.statement.key for side in sides}
    for reading in readings:
        if reading.statement.key in taken:
            continue
        taken.add(reading.statement.key)
        home = next((group for group in groups if _say_the_same(reading, group[0])), None)
        if home is not None:
            home.append(reading)
        elif len(groups) < most:
            groups.append([reading])
    return [group if group[0] in sides else _led(group) for group in groups]


def carries(statement: Statement, claim: str) -> bool:
    """Whether a statement says most of a claim and little else, and contradicts none of its facts.

    Only words beside names count: two sentences about one person are not the same statement.
    """
    said, there = own_stems(claim), own_stems(statement.text)
    return (
        len(said) >= _LEAST_WORDS
        and share(said, content_stems(statement.text)) >= _SAME
        and bool(there)
        and share(there, content_stems(claim)) >= _SAME / 2
        and all(check(claim, [Quote(statement.text)]) is None for check in (*CHECKS, check_words))
    )


def _say_the_same(one: Reading, other: Reading) -> bool:
    first, second = one.statement.text, other.statement.text
    same_answer = bool(one.answer) and one.answer.casefold() == other.answer.casefold()
    apart = one.statement.article.id != other.statement.article.id
    least = _SAME / 2 if same_answer and apart else _SAME
    shares = (word_share(first, second), word_share(second, first))
    return min(shares) >= least / _LESS and max(shares) >= least


def _led(group: list[Reading]) -> list[Reading]:
    support = {each.statement.key: 0 for each in group}
    for one, other in combinations(group, 2):
        support[one.statement.key] += carries(other.statement, one.statement.text)
        support[other.statement.key] += carries(one.statement, other.statement.text)
    return sorted(group, key=lambda each: (-support[each.statement.key], -each.score))
