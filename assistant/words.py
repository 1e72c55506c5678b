"""Words of a text: tokens with offsets, stems, and which of them carry content."""

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corpus.letters import without_accents

if TYPE_CHECKING:
    import Stemmer

_WORD = re.compile(r"\w+(?:[.'’\-]\w+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s?$")
_CONTRACTED = re.compile(r"(?:n?'t|'(?:d|ll|re|ve|m))$")  # of a stem, whose apostrophe is straight

_AMERICAN = frozenset(("US", "U.S", "USA", "America"))
"""One country under names that share no stem, one of which is a pronoun in lower case."""

FUNCTION_WORDS = frozenset(
    """
    a about above across after again against ago all almost along already also although always am
    amid among an and another any are around as at away back be became because become been before
    behind being below beside besides between both but by came can cannot come could despite did do
    does doing
    done down during each either else even ever every few for from further gave get gets give
    given go goes going gone got had has have having he hence her here hers herself him himself his
    how however i if in indeed inside instead into is it its itself just last least less let like
    made make makes many may me meanwhile might mine more moreover most much must my myself near
    neither never nevertheless next no nor not now of off often on once one only onto or other
    others otherwise our ours ourselves out outside over own per perhaps put quite rather same say
    says said set several shall she should since so some somebody someone something soon still such
    take taken than that the their theirs them themselves then there therefore these they thing
    things this those though through throughout thus till to together too took toward towards under
    until up upon us use used very via was we well went were what whatever when where whether which
    while who whoever whom whose why will with within without would yes yet you your yours yourself
    according tell told anything everything nothing
    """.split()
)
"""Words that carry no content of their own, lower case."""


class Word(NamedTuple):
    """A word of a text: `text[start:end] == word`; `stem` is its lower-case English stem."""

    word: str
    start: int
    end: int
    stem: str

    @property
    def is_content(self) -> bool:
        return _CONTRACTED.sub("", self.stem) not in _function_stems()


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")


@cache
def _function_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in FUNCTION_WORDS) | FUNCTION_WORDS


def without_possessive(name: str) -> str:
    """ "Ukraine’s" and "councillors’" without their ending."""
    return _POSSESSIVE.sub("", name)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball stem without case, accents or a possessive: `Vendôme’s` and `VENDOME` agree."""
    folded = without_accents(without_possessive(word.casefold().replace("’", "'")))
    return str(_stemmer().stemWord(folded.replace(".", "")))


def words(text: str) -> Iterator[Word]:
    """All words of a text in order; a hyphenated word is one word."""
    for match in _WORD.finditer(text):
        word = "American" if match[0] in _AMERICAN else match[0]
        yield Word(match[0], match.start(), match.end(), stem(word))


def share(some: Sequence[str], among: Container[str]) -> float:
    """The share of some stems that stand among others, in [0, 1]; 1.0 of none."""
    return sum(each in among for each in some) / len(some) if some else 1.0


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of a text's content words, in order, each once; hyphenated words also in parts."""
    found: dict[str, None] = {}
    for word in words(text):
        if word.is_content:
            found.setdefault(word.stem)
        if "-" in word.word:
            for part in word.word.split("-"):
                if stem(part) not in _function_stems():
                    found.setdefault(stem(part))
    return tuple(found)
