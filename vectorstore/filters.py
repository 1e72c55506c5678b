"""What a filter lets through: in words Chroma understands, and as a plain predicate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from corpus.errors import BadInput
from vectorstore.types import Filters, Scope

UNDATED = 0
"""The day of an article without a date; real days are integers such as 20210413."""


class Described(Protocol):
    """An indexed article, as far as filters look at it."""

    @property
    def day(self) -> int: ...

    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """`Filters` made ready for comparing: days as integers, sources as keys; None is no limit."""

    first_day: int | None
    last_day: int | None
    sources: frozenset[str]
    article_ids: frozenset[str]

    @property
    def dated(self) -> bool:
        return self.first_day is not None or self.last_day is not None

    def admits_day(self, day: int) -> bool:
        if not self.dated:
            return True
        return (
            day != UNDATED
            and (self.first_day is None or day >= self.first_day)
            and (self.last_day is None or day <= self.last_day)
        )

    def admits_rest(self, article_id: str, source: str) -> bool:
        return (not self.sources or source in self.sources) and (
            not self.article_ids or article_id in self.article_ids
        )

    def admits(self, article_id: str, article: Described) -> bool:
        return self.admits_rest(article_id, article.source) and self.admits_day(article.day)


def source_key(source: str | None) -> str:
    """A source's name as it is compared: case and outer or doubled spaces do not matter."""
    return " ".join((source or "").casefold().split())


def bounds(filters: Filters) -> Bounds:
    """Raises BadInput for a date that is not an existing `YYYY-MM-DD`, or a range that is empty."""
    first, last = _day(filters.since), _day(filters.until)
    if first is not None and last is not None and first > last:
        raise BadInput(f"nothing lies between {filters.since} and {filters.until}; swap the dates")
    return Bounds(
        first_day=first,
        last_day=last,
        sources=frozenset(map(source_key, filters.sources)),
        article_ids=frozenset(filters.article_ids),
    )


def only(article_ids: Iterable[str]) -> Bounds:
    """The limits that let only these articles through; at least one."""
    return Bounds(None, None, frozenset(), frozenset(article_ids))


def where(limits: Bounds) -> dict[str, Any] | None:
    """The same limits as a Chroma `where`, None for no limits (Chroma refuses an empty one).

    Chroma takes one operator a clause, hence a list of clauses under `$and`.
    """
    clauses: list[dict[str, Any]] = []
    if limits.dated:
        clauses.append({"day": {"$gte": max(limits.first_day or 0, UNDATED + 1)}})
    if limits.last_day is not None:
        clauses.append({"day": {"$lte": limits.last_day}})
    if limits.sources:
        clauses.append({"source": {"$in": sorted(limits.sources)}})
    if limits.article_ids:
        clauses.append({"article_id": {"$in": sorted(limits.article_ids)}})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def scope(limits: Bounds, articles: Iterable[tuple[str, Described]]) -> Scope:
    """Counts what a search within these limits covers.

    `undated_left_out` counts the articles that pass every filter but the one on dates, and fail
    that one for want of a date.
    """
    total = searched = undated = 0
    for article_id, article in articles:
        total += 1
        if not limits.admits_rest(article_id, article.source):
            continue
        if limits.admits_day(article.day):
            searched += 1
        elif article.day == UNDATED:
            undated += 1
    return Scope(total=total, searched=searched, undated_left_out=undated)


def _day(text: str | None) -> int | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is not a date; write it as YYYY-MM-DD") from None
    return day.year * 10000 + day.month * 100 + day.day
