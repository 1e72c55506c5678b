"""Searching first in the articles that a question points to."""

from dataclasses import replace

from assistant.restrictions import Restriction
from corpus.dates import day_number
from vectorstore.library import Library
from vectorstore.types import Filters, Hit

SIFTED = 60
"""Passages to choose from where no filter can tell which are wanted."""


def narrowed(
    pointed: Restriction, filters: Filters, library: Library, k: int
) -> tuple[Hit, ...] | None:
    """The at most `k` best passages of the articles pointed to, and of undated ones, best first.

    None if there are no such articles. Empty if it makes no difference: no article that may be
    searched has a date, or each is one of those.
    """
    within, period = pointed.within(filters), pointed.period
    if within is None:
        return None
    if period is None:
        if library.scope(within) == library.scope(filters):
            return ()
        return library.search(pointed.question, k=k, filters=within)
    any_day = replace(within, since=filters.since, until=filters.until)
    near = library.search(pointed.question, k=SIFTED, filters=any_day)
    days = [_published(hit, library) for hit in near]
    undated = [hit for hit, day in zip(near, days, strict=True) if day_number(day) is None]
    if period.yearly:
        named = [hit for hit, day in zip(near, days, strict=True) if period.admits(day)]
        every = len(named) + len(undated) == len(near)
    else:
        named = list(library.search(pointed.question, k=k, filters=within))
        scope = library.scope(within)
        every = scope.searched + scope.undated_left_out == library.scope(any_day).searched
    if len(undated) == len(near) or (every and any_day == filters):
        return ()
    return tuple(sorted([*named, *undated], key=lambda hit: -hit.score)[:k]) if named else None


def _published(hit: Hit, library: Library) -> str | None:
    return library.articles.get(hit.passage.article_id, hit.passage.version).published
