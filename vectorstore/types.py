"""What a search is asked and what it returns."""

from dataclasses import dataclass
from typing import NamedTuple

from corpus.types import Passage


@dataclass(frozen=True, slots=True)
class Filters:
    """Restricts a search; empty fields restrict nothing.

    `since` and `until` are inclusive ISO dates (`YYYY-MM-DD`). An article without a date never
    passes a date filter. `sources` match case-insensitively, whole name.
    """

    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.sources or self.article_ids)


class Found(NamedTuple):
    """How a hit was found: 1-based ranks and raw scores, None on a side that did not.

    `cosine` lies in [0, 1] (clamped) and is that of headline and passage together, as embedded;
    `bm25` is unbounded and comparable only within one search.
    """

    dense_rank: int | None
    cosine: float | None
    lexical_rank: int | None
    bm25: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage; `score`, of one scale for all searches for a question, is best highest.

    `Library.search` gives its cosine plus its share of the highest possible BM25 score: [0, 2].
    """

    passage: Passage
    score: float
    found: Found


@dataclass(frozen=True, slots=True)
class Scope:
    """What a filtered search covered: `searched` of `total` articles, and how many lack a date."""

    total: int
    searched: int
    undated_left_out: int
