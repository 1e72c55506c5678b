"""Whether the evidence has the opposite word in the place of one of the claim's."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.facts import names
from assistant.types import Quote
from assistant.verifier.checks.alignment import (
    Token,
    clauses,
    coverage,
    ranked,
    sentences,
    tokens,
)
from assistant.verifier.checks.forms import lemma
from assistant.verifier.checks.negation import negated
from assistant.verifier.checks.objection import Objection, differs
from assistant.verifier.checks.opposites import OPPOSITES, SYNONYMS
from corpus.types import Span

_LEAST_ALIKE = 0.5
"""Share of a clause's other content words that a clause of the evidence must have."""
_LEAST_WORDS = 2
_REACH = 6  # words around an opposite in which its place is recognised


def check_antonyms(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """No word of the claim may stand where the evidence, which says the rest, has its opposite.

    The claim's own word must be nowhere in the evidence, unless one clause says all the rest, and
    none near to it where the evidence says as much.
    """
    whole = [each for quote in quotes for each in sentences(quote.text)]
    parts = [part for each in whole for part in clauses(each)]
    present = {each.lemma for sentence in whole for each in tokens(sentence)}
    for clause in clauses(claim):
        for here in _common(clause):
            opposites = OPPOSITES.get(here.lemma, frozenset()) - {here.lemma}
            rest = frozenset(t.lemma for t in tokens(clause) if t.is_content and t != here)
            if not opposites or not rest:
                continue
            for every in (parts, whole):
                best = _best(rest, every, elsewhere=here.lemma in present)
                if any(SYNONYMS[here.lemma] & {t.lemma for t in tokens(each)} for each in best):
                    continue
                for part in (part for each in best for part in clauses(each)):
                    there = _in_its_place(here, clause, opposites, part)
                    if there is not None:
                        return differs("antonyms", f"“{there.word}”", f"“{here.word}”")
    return None


def _best(rest: frozenset[str], every: Sequence[str], *, elsewhere: bool) -> list[str]:
    """What says most of the rest; all of it where the claim's own word stands `elsewhere`."""
    alike = ranked(rest, every, _LEAST_ALIKE)
    most = coverage(rest, alike[0]) if alike else 0.0
    if elsewhere and (most < 1 or len(rest) < _LEAST_WORDS):
        return []
    return [each for each in alike if coverage(rest, each) == most]


def _common(text: str) -> list[Token]:
    """The words that stand in no name: "South Carolina" lies north of nothing."""
    named = [Span(name.start, name.end) for name in names(text)]
    return [
        t
        for t in tokens(text)
        if t.position == 0 or not any(Span(t.start, t.end).overlaps(name) for name in named)
    ]


def _in_its_place(here: Token, clause: str, opposites: frozenset[str], part: str) -> Token | None:
    """The opposite in a clause of the evidence that has the same words around it."""
    for there in _common(part):
        if (
            there.lemma in opposites
            and _is_negative(part, there) == _is_negative(clause, here)
            and _same_place(here, clause, there, part)
        ):
            return there
    return None


def _is_negative(text: str, besides: Token) -> bool:
    """Whether a clause denies something, by another word than its opposite ("rejected")."""
    return sum(lemma(word) != besides.lemma for word, _ in negated(text)) % 2 == 1


class _Around(NamedTuple):
    """The lemmas of the content words near a word, from the nearest on."""

    before: list[str]
    after: list[str]


def _same_place(here: Token, clause: str, there: Token, part: str) -> bool:
    ours, theirs = _around(here, clause), _around(there, part)
    if not here.is_content and ours.before[:1] != theirs.before[:1]:
        return bool(ours.after) and ours.after[:1] == theirs.after[:1]
    kept = {*ours.before} & {*theirs.before} | {*ours.after} & {*theirs.after}
    crossed = {*ours.before} & {*theirs.after} | {*ours.after} & {*theirs.before}
    return bool(kept) and len(kept) >= len(crossed - kept)


def _around(at: Token, text: str) -> _Around:
    near = [t for t in tokens(text) if t.is_content and abs(t.position - at.position) <= _REACH]
    return _Around(
        [t.lemma for t in reversed(near) if t.position < at.position],
        [t.lemma for t in near if t.position > at.position],
    )
