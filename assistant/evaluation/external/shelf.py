"""The articles as somebody else's citations name them."""

from collections.abc import Mapping
from functools import cached_property

from assistant.evaluation.external.naming import address
from corpus.errors import UnknownArticle
from corpus.store import ArticleStore
from corpus.types import Article


class Shelf:
    """The indexed articles, each read once."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._read: dict[tuple[str, str | None], Article | None] = {}

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the current articles."""
        return frozenset(self._store.ids())

    @cached_property
    def urls(self) -> Mapping[str, str]:
        """The id behind each `address`, the first of several. Reads every article."""
        found: dict[str, str] = {}
        for article in self._store.articles():
            if article.url:
                found.setdefault(address(article.url), article.id)
        return found

    def find(self, id: str, version: str | None = None) -> Article | None:
        """The cited version where it is kept, else the current one, else None."""
        key = (id, version)
        if key not in self._read:
            try:
                self._read[key] = self._store.get(id, version)
            except UnknownArticle:
                self._read[key] = self.find(id) if version is not None else None
        return self._read[key]
