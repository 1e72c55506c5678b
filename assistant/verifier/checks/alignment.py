"""Which sentence of the evidence a claim speaks of: tokens by lemma, clauses, shares."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.types import Quote
from assistant.verifier.checks.forms import lemma
from assistant.words import words

_BOUNDARY = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:Mr|Ms|Dr|St|Mt|No|Lt)\.)(?<!\b(?:Mrs|Gov|Sen|Rep|Gen|Col)\.)"
    r"(?<!\bProf\.)(?<!\bCllr\.)[”\"’')\]]*\s+|\n+"
)
_CLAUSE = re.compile(
    r"[;:—–]\s|,\s(?!\d)|\s(?=(?:but|while|whereas|although|though|because|and|which|who)\s)"
)


class Token(NamedTuple):
    """A word by its lemma, lower case; `position` counts words, from 0."""

    word: str
    start: int
    end: int
    lemma: str
    position: int
    is_content: bool


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(each.word, each.start, each.end, lemma(each.word), position, each.is_content)
        for position, each in enumerate(words(text))
    )


@lru_cache(maxsize=512)
def lemmas(text: str) -> frozenset[str]:
    """The lemmas of the content words."""
    return frozenset(each.lemma for each in tokens(text) if each.is_content)


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[str, ...]:
    return tuple(part for each in _BOUNDARY.split(text) if (part := each.strip()))


@lru_cache(maxsize=512)
def clauses(sentence: str) -> tuple[str, ...]:
    return tuple(part for each in _CLAUSE.split(sentence) if (part := each.strip(" ,;:.—–")))


def coverage(said: frozenset[str], sentence: str) -> float:
    """The share of lemmas that stand in a sentence, in [0, 1]; 0.0 of none."""
    return len(said & lemmas(sentence)) / len(said) if said else 0.0


def matching(said: frozenset[str], quotes: Sequence[Quote], least: float) -> list[str]:
    """The sentences of the evidence that hold at least that share of the lemmas, best first."""
    return ranked(said, [each for quote in quotes for each in sentences(quote.text)], least)


def ranked(said: frozenset[str], every: Sequence[str], least: float) -> list[str]:
    """Of sentences or clauses, those that hold at least that share of the lemmas, best first."""
    found = [(coverage(said, sentence), sentence) for sentence in every]
    return [s for share, s in sorted(found, key=lambda each: -each[0]) if share >= least]
