"""Which articles tell one story: copies, near copies, and rewritten or translated ones.

Two articles are near copies if half of the shorter one's runs of five words stand in the longer
one (containment of shingles, Broder 1997, "On the resemblance and containment of documents").
A translation shares almost no such runs, but it keeps the sentences in their order and in each of
them the names, the numbers and the stems of rare words. So the sentences of two articles are
aligned in order, and what the aligned ones share is weighed by rarity. Reports that two people
wrote of one event share as many names, but in part and in another order.

Candidates are found by bottom-k sketches of an article's terms (MinHash, Broder 1997), so that not
every pair of a large collection is compared.
"""

import heapq
import math
import re
import zlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.lines import gaps, lines_of
from corpus.types import Article, Span

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
# Rough, for it sees each article once more: what it cuts wrongly, the alignment joins.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+")
_STEM = 5
"""Letters kept of a word: "normalise" and "normalisation" agree, whatever the language."""
_SHORT = 4
"""Letters below which a word that is neither a name nor a number says nothing."""

_RUN = 5
_COPIED = 0.5
"""Share of the shorter article's runs of words that makes a near copy."""
_LEAST_RUNS = 10
"""Of a text of fewer words nothing can be said."""
_LONGER = 6
"""A text so many times longer is a digest of several stories, or more than a copy."""

_TOLD = 0.25
"""Share of each article's weight that the aligned sentences of a rewritten one have in common."""
_IN_ORDER = 0.8
"""Share of it that is kept if the sentences must come in the same order."""
_WEIGHT = 200.0
"""Nats of rarity in common. Of less, two reports of one statement may have as much."""
_TOLD_WHOLE = 0.5
_WEIGHT_WHOLE = 100.0
"""Half of that will do for a short article of which twice as much is told."""
_MATCHED = 0.2
"""Share of the lighter sentence's weight that two sentences need in common to be aligned."""
_MATCHED_TERMS = 3
"""Terms that they need in common."""

_SKETCH = 96
_FREQUENT = 0.01
_SEEN_OFTEN = 30
"""A term in more than this many articles, and that share of them, brings no candidates."""
_NEAREST = 24
_SHARED = 0.3
"""Share of the shorter article's terms without which two articles are not compared."""


class Aligned(NamedTuple):
    """Two sentences, by their spans in the one and the other article's text."""

    one: Span
    other: Span


@dataclass(frozen=True, slots=True)
class Outline:
    """What is compared of an article, its page furniture left out.

    `spans` are its sentences, roughly, and `terms` the stems in each; `frequencies` counts the
    sentences that a term stands in; `runs` are hashes of its runs of words.
    """

    id: str
    version: str
    spans: tuple[Span, ...]
    terms: tuple[frozenset[str], ...]
    frequencies: Mapping[str, int]
    runs: frozenset[int]


def outline(article: Article) -> Outline:
    """The article as it is compared with others."""
    spans: list[Span] = []
    terms: list[frozenset[str]] = []
    words: list[str] = []
    for span in _sentences(article):
        found = [match[0] for match in _WORD.finditer(article.text, span.start, span.end)]
        told = frozenset(word.casefold()[:_STEM] for word in found if _tells(word))
        words += (word.casefold() for word in found)
        if told:
            spans.append(span)
            terms.append(told)
    runs = frozenset(
        hash_of(" ".join(words[at : at + _RUN])) for at in range(max(1, len(words) - _RUN + 1))
    )
    return Outline(
        article.id,
        article.version,
        tuple(spans),
        tuple(terms),
        Counter(each for some in terms for each in some),
        runs,
    )


def sketch(article: Outline) -> tuple[int, ...]:
    """The smallest hashes of the article's terms, 32 bits each, at most 96, in order.

    Two articles with many terms in common have many of these in common.
    """
    return tuple(heapq.nsmallest(_SKETCH, map(hash_of, article.frequencies)))


def tell_one_story(one: Outline, other: Outline) -> bool:
    """Whether two articles are copies of each other, word for word or rewritten."""
    short, long = sorted((len(one.runs), len(other.runs)))
    if short < _LEAST_RUNS or long > _LONGER * short:
        return False
    if len(one.runs & other.runs) >= _COPIED * short:
        return True
    shared = sum(1 for term in one.frequencies if term in other.frequencies)
    if shared < _SHARED * min(len(one.frequencies), len(other.frequencies)):
        return False
    return _is_retold(one, other)


def aligned(one: Outline, other: Outline) -> tuple[Aligned, ...]:
    """The sentences that say the same, in the order of both texts; each stands in one pair."""
    return tuple(
        Aligned(one.spans[row], other.spans[column])
        for row, column in _chain(_alike(one, other, _weights(one, other)))
    )


@lru_cache(maxsize=256)
def retold(one: Article, other: Article) -> tuple[Aligned, ...]:
    """The sentences of two copies that say the same, as `aligned` finds them."""
    return aligned(outline(one), outline(other))


def stories(articles: Iterable[Article]) -> tuple[tuple[str, ...], ...]:
    """The ids of the articles by story, each id once, all in order."""
    outlines = {article.id: outline(article) for article in articles}
    near = Neighbours()
    pairs: list[tuple[str, str]] = []
    for id, each in outlines.items():
        drawn = sketch(each)
        pairs += ((id, other) for other in near.of(drawn) if tell_one_story(each, outlines[other]))
        near.add(id, drawn)
    return clusters(outlines, pairs)


def clusters(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The ids, and what `pairs` of them join directly or through others; all in order."""
    first = {id: id for id in ids}

    def leader(id: str) -> str:
        while first[id] != id:
            first[id] = id = first[first[id]]
        return id

    for one, other in pairs:
        first[leader(one)] = leader(other)
    found: dict[str, list[str]] = defaultdict(list)
    for id in sorted(first):
        found[leader(id)].append(id)
    return tuple(sorted(tuple(each) for each in found.values()))


class Neighbours:
    """Sketches of articles, and which of them are near a given one."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sketches: list[tuple[int, ...]] = []
        self._holding: dict[int, list[int]] = defaultdict(list)

    def add(self, id: str, sketch: Iterable[int]) -> None:
        terms = tuple(sketch)
        for term in terms:
            self._holding[term].append(len(self._ids))
        self._ids.append(id)
        self._sketches.append(terms)

    def of(self, sketch: Iterable[int]) -> tuple[str, ...]:
        """At most 24 ids that seem to share terms enough, those with most rare ones first."""
        terms = tuple(sketch)
        count = len(self._ids)
        most = max(_SEEN_OFTEN, _FREQUENT * count)
        weights: dict[int, float] = defaultdict(float)
        for term in terms:
            holding = self._holding.get(term, ())
            if 0 < len(holding) <= most:
                weight = math.log1p(count / len(holding))
                for place in holding:
                    weights[place] += weight
        nearest = heapq.nlargest(_NEAREST, weights, key=lambda place: weights[place])
        return tuple(
            self._ids[place]
            for place in nearest
            if _seems_shared(terms, self._sketches[place]) >= _SHARED
        )


def _seems_shared(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of the terms of the shorter article that stand in the longer, by their sketches.

    Compared are the hashes up to the largest that both sketches reach.
    """
    reach = min(each[-1] if len(each) == _SKETCH else math.inf for each in (one, other))
    least = min(bisect_right(each, reach) for each in (one, other))
    return len({*one} & {*other}) / max(1, least)


def hash_of(text: str) -> int:
    """A hash of 32 bits that is the same in every process."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def _sentences(article: Article) -> Iterator[Span]:
    for part in gaps(len(article.text), article.furniture):
        for line in lines_of(article.text, part):
            start = line.span.start
            for match in _SENTENCE_END.finditer(article.text, start, line.span.end):
                yield Span(start, match.end() - len(match[0]) + len(match[0].rstrip()))
                start = match.end()
            if start < line.span.end:
                yield Span(start, line.span.end)


def _tells(word: str) -> bool:
    return len(word) >= _SHORT or word[0].isdigit() or word[0].isupper()


def _weights(one: Outline, other: Outline) -> dict[str, float]:
    """The rarity of each term in nats: of the sentences of both articles, how few it stands in."""
    count = len(one.terms) + len(other.terms)
    return {
        term: math.log(count / (one.frequencies.get(term, 0) + other.frequencies.get(term, 0)))
        for term in {*one.frequencies, *other.frequencies}
    }


_Alike = dict[tuple[int, int], float]
"""Weight in common of two sentences, by their places in the one and the other article."""


def _alike(one: Outline, other: Outline, weights: Mapping[str, float]) -> _Alike:
    holding: dict[str, list[int]] = defaultdict(list)
    for column, terms in enumerate(other.terms):
        for term in terms:
            holding[term].append(column)
    ours, theirs = _weight_of(one, weights), _weight_of(other, weights)
    alike: _Alike = {}
    for row, terms in enumerate(one.terms):
        shared: dict[int, list[float]] = defaultdict(list)
        for term in terms:
            for column in holding.get(term, ()):
                shared[column].append(weights[term])
        for column, found in shared.items():
            weight = math.fsum(found)
            if len(found) >= _MATCHED_TERMS and weight >= _MATCHED * min(ours[row], theirs[column]):
                alike[row, column] = weight
    return alike


def _weight_of(article: Outline, weights: Mapping[str, float]) -> list[float]:
    """The weight of each sentence."""
    return [math.fsum(weights[term] for term in terms) for terms in article.terms]


def _chain(alike: _Alike) -> list[tuple[int, int]]:
    """The places, rising in both articles, that have most weight together."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
    ends: list[tuple[int, int]] = []
    for place in sorted(alike):
        before = max(
            (end for end in ends if end[0] < place[0] and end[1] < place[1]),
            key=lambda end: best[end][0],
            default=None,
        )
        best[place] = (alike[place] + (best[before][0] if before else 0.0), before)
        ends.append(place)
    at = max(ends, key=lambda end: best[end][0], default=None)
    chain = []
    while at is not None:
        chain.append(at)
        at = best[at][1]
    return chain[::-1]


def _is_retold(one: Outline, other: Outline) -> bool:
    weights = _weights(one, other)
    alike = _alike(one, other, weights)
    common = math.fsum(alike[place] for place in _chain(alike))
    if common < _WEIGHT_WHOLE:
        return False
    told = min(common / sum(_weight_of(each, weights)) for each in (one, other))
    if told < (_TOLD if common >= _WEIGHT else _TOLD_WHOLE):
        return False
    rows: dict[int, float] = {}
    columns: dict[int, float] = {}
    for (row, column), weight in alike.items():
        rows[row] = max(weight, rows.get(row, 0.0))
        columns[column] = max(weight, columns.get(column, 0.0))
    anywhere = max(math.fsum(rows.values()), math.fsum(columns.values()))
    return common >= _IN_ORDER * anywhere
