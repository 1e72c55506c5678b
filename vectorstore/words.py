"""A text as the words that the lexical side counts."""

import re
from functools import lru_cache
from typing import Any

from corpus.letters import without_accents

_STOPWORDS = """
    a an and are as at be been being but by did do does for from had has have he her hers him his
    how i if in into is it its me my of on or our she so than that the their them then there these
    they this those to was we were what when where which who whom whose why will with would you
    your
"""
STOPWORDS = frozenset(_STOPWORDS.split())
"""English function and question words. "us" is none of them: it is also what "US" becomes."""

_ABBREVIATION = re.compile(r"\b(?:[a-z]\.){2,}")
_NUMBER_COMMA = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"\d+\.\d+|[^\W_]+(?:'[^\W_]+)?")


def words(text: str) -> list[str]:
    """Stemmed words in order, with repeats, without stopwords.

    Case and accents are folded ("Erdoğan" = "erdogan"), "U.S." is "us", "1,200" is "1200", and a
    possessive is its noun.
    """
    folded = _fold(text)
    folded = _ABBREVIATION.sub(lambda found: found[0].replace(".", "") + " ", folded)
    folded = _NUMBER_COMMA.sub("", folded)
    found = [word for word in _WORD.findall(folded) if word not in STOPWORDS]
    stems: list[str] = _stemmer().stemWords(found)
    return stems


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    return without_accents(text.replace("\u2019", "'").casefold())


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
