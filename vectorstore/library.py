"""The read side: a question to hits, beside a writer that may change the index at any time."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from corpus.errors import BadInput, IndexFault, UnknownArticle
from corpus.store import ArticleStore
from corpus.types import Passage
from vectorstore import health
from vectorstore import manifest as manifests
from vectorstore.filters import bounds
from vectorstore.filters import scope as count_scope
from vectorstore.fusion import Side, cut, summed
from vectorstore.index import Near, PassageIndex, Row
from vectorstore.layout import Layout
from vectorstore.lexical import LexicalIndex, Match
from vectorstore.manifest import REBUILD, Manifest, Stamp
from vectorstore.mismatch import mismatch
from vectorstore.model import Embedder
from vectorstore.types import Filters, Found, Hit, Scope

NO_FILTERS = Filters()
CANDIDATES = 50
"""Rows that each side brings, at least: one that this side ranks low may be the other's best."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """One finished generation of the index, opened."""

    manifest: Manifest
    dense: PassageIndex
    lexical: LexicalIndex


class Library:
    """The indexed articles, searchable. Threads may share one.

    `articles` is the article store; `embedder` must be the model that the index was built with.
    """

    def __init__(self, layout: Layout, articles: ArticleStore, embedder: Embedder) -> None:
        self.articles = articles
        self.embedder = embedder
        self._layout = layout
        self._turn = threading.RLock()
        self._stamp, self._snapshot = _open(layout, embedder)

    @classmethod
    def open(cls, root: Path, *, embedder: Embedder | None = None) -> Self:
        """Does not load the embedding model.

        Raises IndexFault if nothing is indexed or the index is damaged, ModelMismatch if another
        model built it, StoreFault if the articles can not be read. Each says what to do.
        """
        layout = Layout(root)
        if not layout.articles.is_file():
            raise IndexFault(f"nothing is indexed in {root}; run `citewise index PATH`")
        if embedder is None:
            from vectorstore.embedder import SentenceEmbedder

            embedder = SentenceEmbedder()
        articles = ArticleStore.open(layout.articles)
        try:
            return cls(layout, articles, embedder)
        except BaseException:
            articles.close()
            raise

    def close(self) -> None:
        with self._turn:
            self._snapshot.dense.close()
            self.articles.close()

    def search(
        self, question: str, *, k: int = 12, filters: Filters = NO_FILTERS
    ) -> tuple[Hit, ...]:
        """The at most `k` passages nearest to the question in meaning and words, best first.

        A hit's score is its cosine plus its share of the highest BM25 score that the question
        allows. Each passage comes once; the same question, index and filters give the same hits.
        Raises BadInput for a bad filter.
        """
        if k < 1:
            raise BadInput(f"asked for {k} passages; ask for at least 1")
        limits = bounds(filters)
        if not question.strip():
            return ()
        import numpy as np

        vector = np.asarray(self.embedder.embed_query(question), dtype=np.float32)
        with self._turn:
            now = self._current()
            count = max(CANDIDATES, 4 * k)
            near = {one.row: one for one in now.dense.nearest(vector, count, limits)}
            match = {
                one.row: one
                for one in now.lexical.best(question, count, limits, now.manifest.entries)
            }
            highest = now.lexical.highest(question)
            sides = [
                _side({row: one.cosine for row, one in near.items()}, count, now),
                _side({row: one.bm25 / highest for row, one in match.items()}, count, now),
            ]
            ranking = cut(summed(sides), sides, k)
            return self._hits(ranking, near, match)

    def scope(self, filters: Filters = NO_FILTERS) -> Scope:
        """What a search with these filters covers, in articles."""
        limits = bounds(filters)
        with self._turn:
            return count_scope(limits, self._current().manifest.entries.items())

    def _current(self) -> _Snapshot:
        """The newest finished generation; another process may have written one meanwhile."""
        stamp = manifests.stamp(self._layout.index)
        if stamp is None or stamp == self._stamp:
            return self._snapshot
        manifest = manifests.read(self._layout.index)
        if manifest and manifest.generation not in (0, self._snapshot.manifest.generation):
            stamp, fresh = _open(self._layout, self.embedder)
            self._snapshot.dense.close()
            self._snapshot = fresh
        self._stamp = stamp
        return self._snapshot

    def _hits(
        self,
        ranking: list[tuple[Row, float]],
        near: Mapping[Row, Near],
        match: Mapping[Row, Match],
    ) -> tuple[Hit, ...]:
        ranks = [{row: rank for rank, row in enumerate(side, start=1)} for side in (near, match)]
        hits: list[Hit] = []
        for row, score in ranking:
            passage = self._passage(row)
            if passage is None:
                continue
            found = Found(
                dense_rank=ranks[0].get(row),
                cosine=near[row].cosine if row in near else None,
                lexical_rank=ranks[1].get(row),
                bm25=match[row].bm25 if row in match else None,
            )
            hits.append(Hit(passage, score, found))
        return tuple(hits)

    def _passage(self, row: Row) -> Passage | None:
        """None for an article that was removed and that the index still holds."""
        if row.article_id not in self.articles:
            return None
        try:
            article = self.articles.get(row.article_id, row.version)
        except UnknownArticle:
            return None
        return Passage(
            row.article_id, row.version, row.start, row.end, article.text[row.start : row.end]
        )


def _side(scores: Mapping[Row, float], count: int, snapshot: _Snapshot) -> Side[Row]:
    """Only rows that the manifest knows: a killed run may have left others.

    A row beyond the `count` best scores at most what the last of them does, and is taken to; where
    there are fewer, the others score 0.
    """
    holds = snapshot.manifest.holds
    return Side(
        {row: score for row, score in scores.items() if holds(row.article_id, row.version)},
        missing=min(scores.values()) if len(scores) >= count else 0.0,
    )


def _open(layout: Layout, embedder: Embedder) -> tuple[Stamp, _Snapshot]:
    """The index as it is now, and the stamp of its manifest."""
    while True:
        stamp = manifests.stamp(layout.index)
        try:
            return stamp, _open_once(layout, embedder)
        except IndexFault:
            # A fault while another process writes may be its doing; one that stands still is not.
            if manifests.stamp(layout.index) == stamp:
                raise


def _open_once(layout: Layout, embedder: Embedder) -> _Snapshot:
    manifest = manifests.read(layout.index)
    if manifest is None:
        raise IndexFault(f"the search index {layout.index} is missing; {REBUILD}")
    if not manifest.model.same_model(embedder.fingerprint):
        raise mismatch(manifest.model, embedder.fingerprint)
    if manifest.generation == 0:
        raise IndexFault(
            f"the first indexing of {layout.root} has not finished; "
            "run the same `citewise index` again, or wait if it is running"
        )
    health.check(layout.index, manifest)
    lexical = LexicalIndex.load(layout.words(manifest.generation))
    dense = PassageIndex.open(layout.chroma, manifest.model)
    if manifest.complete and len(dense) != manifest.passages:
        dense.close()
        raise IndexFault(
            f"the search index {layout.chroma} does not hold the {manifest.passages} passages "
            f"that it should; {REBUILD}"
        )
    return _Snapshot(manifest, dense, lexical)
