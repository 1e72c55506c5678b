"""Which articles are copies of one text, such as an agency's report in two papers."""

from collections.abc import Iterable

from assistant.words import words
from corpus.types import Article

_RUN = 5
"""Words; two people who write of one matter share few runs as long as this."""
_SAME = 0.5
"""Share of the shorter text's runs."""


def independent(articles: Iterable[Article]) -> int:
    """How many there are if copies of one text count once.

    Two are copies where one contains more than half of the other's runs of five words
    (containment, Broder 1997, "On the resemblance and containment of documents").
    """
    kept: list[frozenset[tuple[str, ...]]] = []
    for article in articles:
        runs = _runs(article)
        if not any(_contained(runs, other) for other in kept):
            kept.append(runs)
    return len(kept)


def _runs(article: Article) -> frozenset[tuple[str, ...]]:
    stems = [each.stem for each in words(article.text)]
    last = max(1, len(stems) - _RUN + 1)
    return frozenset(tuple(stems[at : at + _RUN]) for at in range(last))


def _contained(some: frozenset[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> bool:
    return len(some & others) > _SAME * min(len(some), len(others))
