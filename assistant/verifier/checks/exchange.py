"""A sentence of the evidence in which two names have changed places, and nothing else."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.facts import names
from assistant.types import Quote
from assistant.verifier.checks.alignment import coverage, lemmas, matching, tokens
from assistant.verifier.checks.forms import is_participle
from corpus.types import Span

_LEAST_ALIKE = 0.8
"""Share of the claim's content words that the sentence must have."""
_LEAST_BACK = 0.6
"""Share of the sentence's that the claim must have."""
_BE = frozenset("is are was were be been being".split())


def exchanged(
    claim: str, quotes: Sequence[Quote], mutual: frozenset[str]
) -> tuple[str, str] | None:
    """The surnames of two who have changed places between the claim and the evidence, if any.

    With them put back, the words that both have stand in one order. Between the two must stand a
    word that is not `mutual`: "Rann and Holt" are "Holt and Rann", and one meets the other.
    """
    ours = _in_order(claim)
    for sentence in matching(lemmas(claim), quotes, _LEAST_ALIKE)[:1]:
        theirs = _in_order(sentence)
        common = {word for word, _ in ours} & {word for word, _ in theirs}
        here = [word for word, _ in ours if word in common]
        there = [word for word, _ in theirs if word in common]
        named = sorted({word for word, is_name in ours if is_name and word in common})
        if coverage(lemmas(sentence), claim) < _LEAST_BACK:
            continue
        if here == there or _passives(claim) != _passives(sentence):
            continue
        for one, other in combinations(named, 2):
            places = {one: other, other: one}
            if [places.get(word, word) for word in here] == there and _apart(
                here, one, other, mutual
            ):
                return one, other
    return None


def _in_order(text: str) -> list[tuple[str, bool]]:
    """The content words in order by lemma, a name by its last word; and whether each is a name."""
    return list(_units(text))


def _units(text: str) -> Iterator[tuple[str, bool]]:
    found = names(text)
    for token in tokens(text):
        here = Span(token.start, token.end)
        name = next((each for each in found if here.overlaps(Span(each.start, each.end))), None)
        if name is not None and token.end >= name.end:
            yield token.lemma, True
        elif name is None and token.is_content:
            yield token.lemma, False


def _passives(text: str) -> int:
    """How many participles turn a sentence round: "was beaten", "directed by"."""
    every = tokens(text)
    return sum(
        is_participle(token.word)
        and (
            any(t.word.lower() in _BE for t in every[max(0, token.position - 3) : token.position])
            or [t.word.lower() for t in every[token.position + 1 : token.position + 2]] == ["by"]
        )
        for token in every
    )


def _apart(order: Sequence[str], one: str, other: str, mutual: frozenset[str]) -> bool:
    first, last = sorted((order.index(one), order.index(other)))
    between = order[first + 1 : last]
    return bool(between) and mutual.isdisjoint(between)
