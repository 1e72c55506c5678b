"""Who did it to whom: the same verb between the same two, the other way round."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.types import Quote
from assistant.verifier.checks.alignment import Token, clauses, sentences, tokens
from assistant.verifier.checks.exchange import exchanged
from assistant.verifier.checks.forms import is_participle, is_past, lemma
from assistant.verifier.checks.objection import Objection

_MUTUAL = frozenset(
    lemma(word)
    for word in """
    meet marry join link connect separate face play debate differ agree merge divorce fight border
    share combine mix resemble equal accompany base call name consider make become include involve
    follow relate associate say tell add report know
    """.split()
)
"""Verbs that mean nearly the same both ways, or that join no two parties."""
_BE = frozenset("is are was were be been being get gets got".split())
_BY = re.compile(r"(?:\s+[\w-]+){0,6}?\s+by\b")
_PREPOSITIONS = frozenset(
    "by in on at to of for from with into over as against about after before than and or".split()
)
_TOWARDS = frozenset("to for against over after before".split())
"""Prepositions after which somebody named is a party too: "Holt replied to Rann"."""
_REACH = 5  # content words on either side among which a party stands


class _Deed(NamedTuple):
    """A verb with the lemmas before and after it, the doer's side first."""

    verb: Token
    doer: tuple[str, ...]
    other: tuple[str, ...]


def check_order(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """ "A beat B" is no "B beat A", though it is "B was beaten by A".

    The two parties are what stands next to the verb, which the evidence must have between the same
    two and only the other way round; or two names that have changed places in a sentence.
    """
    theirs = [
        deed
        for quote in quotes
        for sentence in sentences(quote.text)
        for clause in clauses(sentence)
        for deed in _deeds(clause)
    ]
    for clause in clauses(claim):
        for deed in _deeds(clause):
            doer, other = deed.doer[0], deed.other[0]
            same = [each for each in theirs if each.verb.lemma == deed.verb.lemma]
            if doer == other or any(doer in each.doer and other in each.other for each in same):
                continue
            for each in same:
                if _swapped(deed, each):
                    return Objection(
                        "order", f"the article says “{deed.verb.word}” the other way round", True
                    )
    places = exchanged(claim, quotes, _MUTUAL)
    if places is not None:
        one, other = (name.capitalize() for name in places)
        return Objection("order", f"{one} and {other} have changed places in the sentence", True)
    return None


def _swapped(here: _Deed, there: _Deed) -> bool:
    doer, other = here.doer[0], here.other[0]
    return (
        doer in there.other
        and other in there.doer
        and doer not in there.doer
        and other not in there.other
    )


def _deeds(clause: str) -> Iterator[_Deed]:
    every = tokens(clause)
    for verb in every:
        if not verb.is_content or verb.lemma in _MUTUAL or not verb.word[:1].islower():
            continue
        before = [t for t in reversed(every[: verb.position]) if _is_party(t)][:_REACH]
        after = [t for t in every[verb.position + 1 :] if _is_party(t)][:_REACH]
        if not before or not after:
            continue
        left, right = tuple(t.lemma for t in before), tuple(t.lemma for t in after)
        named = before[0].word[:1].isupper() and after[0].word[:1].isupper()
        follows = [t.word.lower() for t in every[verb.position + 1 : verb.position + 2]]
        if _follows_be(verb, every):
            if _BY.match(clause, verb.end):
                yield _Deed(verb, right, left)
        elif follows == ["than"] if verb.word.endswith("er") else _is_verb(verb, named, follows):
            yield _Deed(verb, left, right)


def _is_verb(token: Token, named: bool, follows: Sequence[str]) -> bool:
    """Whether a word is a verb with an object: a past form, or any form between two names."""
    if named and _TOWARDS & set(follows):
        return True
    return (named or is_past(token.word)) and not _PREPOSITIONS & set(follows)


def _is_party(token: Token) -> bool:
    return token.is_content and token.word[:1].isalpha() and not token.word.lower().endswith("ly")


def _follows_be(verb: Token, every: Sequence[Token]) -> bool:
    leads = [t.word.lower() for t in every[max(0, verb.position - 3) : verb.position]]
    return is_participle(verb.word) and any(word in _BE for word in leads)
