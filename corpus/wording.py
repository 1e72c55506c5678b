"""Where two copies of a story word the same quotation differently."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.stories import Aligned, retold
from corpus.types import Article, Span

_QUOTED = re.compile(
    r"(?:[“„«]|(?<![\w.,!?])\"(?=\S))"  # a straight mark after a word or a stop closes
    r"(?P<words>[^“”„«»\"\n]{2,400})[“”»\"]"
)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_SAME = 0.5
"""Share of the shorter quotation's words, where the number of quotations differs."""


class DifferingQuotation(NamedTuple):
    """A quotation in the one and in the other article's text, quotation marks left out.

    Laws: both spans are quoted words of their text, and the words differ.
    """

    one: Span
    other: Span


def differing_quotations(one: Article, other: Article) -> tuple[DifferingQuotation, ...]:
    """The quotations of aligned sentences whose words differ, in the order of `one`.

    Two articles that are no copies of one story have hardly any aligned sentences, so ask it of
    copies. Letter case, punctuation and white space are no difference, nor is it that one quotes
    more of the same words than the other.
    """
    found: dict[DifferingQuotation, None] = {}
    for pair in retold(one, other):
        for each in _matched(one.text, other.text, pair):
            ours, theirs = _words(one.text, each.one), _words(other.text, each.other)
            if not _contains(ours, theirs) and not _contains(theirs, ours):
                found.setdefault(each)
    return tuple(found)


def _matched(one: str, other: str, pair: Aligned) -> Iterator[DifferingQuotation]:
    """As many in both sentences are the same ones in order; else those that share words."""
    ours, theirs = _quotations(one, pair.one), _quotations(other, pair.other)
    if len(ours) == len(theirs):
        yield from map(DifferingQuotation, ours, theirs)
        return
    for span in ours:
        nearest = max(theirs, key=lambda each: _alike(one, span, other, each), default=None)
        if nearest is not None and _alike(one, span, other, nearest) >= _SAME:
            yield DifferingQuotation(span, nearest)


def _quotations(text: str, sentence: Span) -> list[Span]:
    """The quoted words that begin in the sentence."""
    return [
        Span(*match.span("words"))
        for match in _QUOTED.finditer(text, sentence.start)
        if match.start() < sentence.end
    ]


def _alike(one: str, span: Span, other: str, nearby: Span) -> float:
    """The share of the shorter quotation's words that stand in the longer one, in [0, 1]."""
    ours, theirs = set(_words(one, span)), set(_words(other, nearby))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _contains(words: Sequence[str], run: Sequence[str]) -> bool:
    """Whether a run of words stands in others, in a row."""
    return any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))


def _words(text: str, span: Span) -> Sequence[str]:
    return [word.casefold() for word in _WORD.findall(text, span.start, span.end)]
