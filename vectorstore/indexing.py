"""The write side: folders of articles into the article store and the search index.

At any moment the process may be killed. The article store is brought up to date first; then the
index is brought to agree with it, a batch of articles at a time, in an order in which every state
on disk is either counted by the manifest or known by it to be unfinished. So the next run, whatever
it was asked for, ends in the state of one clean run.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal

from corpus.errors import StoreFault
from corpus.passages import split_passages
from corpus.reading import Failure, Record, discover, read_articles
from corpus.store import ArticleStore
from corpus.stories import Neighbours, Outline, outline, sketch, tell_one_story
from corpus.types import Article, Passage
from vectorstore import health
from vectorstore import manifest as manifests
from vectorstore.index import PassageIndex, Row
from vectorstore.layout import (
    OVERLAP,
    Layout,
    passage_tokens,
    searchable_text,
    settings,
)
from vectorstore.lexical import LexicalIndex
from vectorstore.lock import writing
from vectorstore.manifest import Manifest
from vectorstore.mismatch import mismatch
from vectorstore.model import Embedder

BATCH_PASSAGES = 256
"""A batch is complete with the article that reaches this; what is lost at worst by a kill."""
READ_TOGETHER = 200
"""Articles a transaction of the article store."""
OUTLINES_KEPT = 2000
"""Of articles compared with others; one takes some 20 kB."""
FREE_BYTES = 64 * 1024 * 1024
"""Chroma hangs on a full disk, so indexing stops before."""


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """`done` of `total` (None while unknown) articles of this stage."""

    stage: Literal["reading", "embedding", "finishing"]
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did, as article ids in order.

    `missing` are in the store, but their file under the given paths is gone; with `prune` they are
    in `removed` instead. `passages` counts all that the index holds now.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    missing: tuple[str, ...]
    failures: tuple[Failure, ...]
    passages: int
    seconds: float


def index_paths(
    root: Path,
    paths: Sequence[Path],
    *,
    embedder: Embedder,
    prune: bool = False,
    rebuild: bool = False,
    ids: Literal["stem", "path"] = "stem",
    progress: Callable[[IndexProgress], None] | None = None,
) -> IndexReport:
    """Brings the store under `root` up to date with the articles at `paths`.

    Articles from elsewhere stay as they are. `rebuild` makes the index anew from the article store,
    with this embedder; `paths` may then be empty. Files that can not be read are in the report.

    Raises StoreBusy, ModelMismatch, IndexFault or StoreFault; and KeyboardInterrupt with a message
    for the user, once what is done is safe and searchable.
    """
    started = time.monotonic()
    tell = progress or (lambda _: None)
    discover(paths)  # a path that does not exist must not leave an empty store behind
    layout = Layout(root)
    with writing(root), ArticleStore.open(layout.articles, create=True) as articles:
        _check_space(root)
        fresh = Manifest(embedder.fingerprint)
        state = fresh if rebuild else _state(layout) or fresh
        if not state.model.same_model(fresh.model):
            raise mismatch(state.model, fresh.model)
        try:
            reading = _read(articles, paths, ids, tell)
            _find_copies(articles)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                "stopped while reading; run the same command again to go on"
            ) from None
        missing = _missing(articles, paths, reading)
        if prune:
            with articles.transaction():
                for id in missing:
                    articles.remove(id)
        if rebuild:
            _drop_index(layout)
        todo, stale = _differences(articles, state, settings(embedder))
        after = _update(layout, articles, state, todo, stale, embedder, tell)
    made = set(todo)
    return IndexReport(
        added=tuple(id for id in todo if id not in state.entries),
        changed=tuple(id for id in todo if id in state.entries),
        unchanged=tuple(sorted(id for id in reading.seen if id not in made)),
        removed=missing if prune else (),
        missing=() if prune else missing,
        failures=tuple(reading.failures),
        passages=after.passages,
        seconds=time.monotonic() - started,
    )


def remove_article(root: Path, id: str, *, purge: bool = False) -> None:
    """Takes an article out of the store and out of the search.

    With `purge` its old versions go too, and no byte of it stays in the index. Raises
    UnknownArticle, StoreBusy, IndexFault or StoreFault.
    """
    layout = Layout(root)
    with writing(root), ArticleStore.open(layout.articles) as articles:
        if id in articles or not (purge and articles.versions(id)):
            articles.remove(id)
        state = _state(layout)
        if state is not None:
            state = _forget(layout, state, (id,))
            if purge:
                _compact(layout, state)
            _finish(layout, articles, state)
        if purge:
            articles.remove(id, purge=True)


# --- the article store ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    seen: set[str]
    failures: list[Failure]


def _read(
    articles: ArticleStore,
    paths: Sequence[Path],
    ids: Literal["stem", "path"],
    tell: Callable[[IndexProgress], None],
) -> _Reading:
    reading = _Reading(set(), [])
    origins = articles.origins()
    found = read_articles(paths, ids=ids)
    while some := list(islice(found, READ_TOGETHER)):
        with articles.transaction():
            for each in some:
                if isinstance(each, Record):
                    each = _unless_taken(each, origins.get(each.article.id))
                if isinstance(each, Failure):
                    reading.failures.append(each)
                else:
                    articles.put(each.article, each.origin)
                    reading.seen.add(each.article.id)
        tell(IndexProgress("reading", len(reading.seen), None))
    return reading


def _find_copies(articles: ArticleStore) -> None:
    """Joins what is new or changed to its copies; the rest is read only where it is near."""
    todo = articles.unsketched()
    if not todo:
        return
    near = Neighbours()
    for id, known in articles.sketches():
        near.add(id, known)

    @lru_cache(maxsize=OUTLINES_KEPT)
    def outlined(id: str) -> Outline:
        return outline(articles.get(id))

    for first in range(0, len(todo), READ_TOGETHER):
        with articles.transaction():
            for id in todo[first : first + READ_TOGETHER]:
                article = outlined(id)
                drawn = sketch(article)
                copies = [
                    each for each in near.of(drawn) if tell_one_story(article, outlined(each))
                ]
                articles.put_copies(id, article.version, drawn, copies)
                near.add(id, drawn)


def _unless_taken(record: Record, origin: str | None) -> Record | Failure:
    """An id stays with the file that an earlier run read it from, as long as that file exists."""
    if origin is None or origin == record.origin:
        return record
    first, second = _file(origin), _file(record.origin)
    if not first.exists() or first.samefile(second):
        return record
    return Failure(
        record.origin, f"its id {record.article.id} is already taken by {origin}, indexed before"
    )


def _missing(articles: ArticleStore, paths: Sequence[Path], reading: _Reading) -> tuple[str, ...]:
    """Articles that came from under `paths` and were not met there again.

    One whose file, or a folder above, is there but could not be read today is not missing.
    """
    roots = [path.resolve() for path in paths]
    unread = [_file(failure.where).resolve() for failure in reading.failures]
    missing = []
    for id, origin in articles.origins().items():
        if id not in reading.seen:
            file = _file(origin).resolve()
            if _under(file, roots) and not _under(file, unread):
                missing.append(id)
    return tuple(sorted(missing))


def _under(file: Path, places: Sequence[Path]) -> bool:
    return any(file.is_relative_to(place) for place in places)


def _file(origin: str) -> Path:
    """The file of an origin, which is `path` or `path:line`."""
    path, _, line = origin.rpartition(":")
    return Path(path if path and line.isdecimal() and not Path(origin).exists() else origin)


# --- the index -----------------------------------------------------------------------------------


def _state(layout: Layout) -> Manifest | None:
    """What to go on from; None, with nothing left, if there is no index that can be trusted.

    Raises IndexFault if files of a complete index were damaged since.
    """
    state = manifests.read(layout.index)
    if state is not None:
        health.check(layout.index, state)
        if state.complete or health.graph_stamp(layout.index) == state.graph:
            return state
        # A killed run was persisting the graph, or had just done so: no way to tell which.
    _drop_index(layout)
    return None


def _differences(
    articles: ArticleStore, state: Manifest, made_with: str
) -> tuple[list[str], list[str]]:
    """Ids whose rows are to be made, and indexed ids that are no articles any more."""
    todo = []
    current = set()
    for article in articles.articles():
        current.add(article.id)
        known = state.entries.get(article.id)
        if known is None or known.digest != manifests.entry(article, made_with, 0).digest:
            todo.append(article.id)
    return sorted(todo), sorted(set(state.entries) - current)


def _update(
    layout: Layout,
    articles: ArticleStore,
    state: Manifest,
    todo: Sequence[str],
    stale: Sequence[str],
    embedder: Embedder,
    tell: Callable[[IndexProgress], None],
) -> Manifest:
    """The index agrees with the article store when this returns or raises KeyboardInterrupt."""
    if state.complete and not todo and not stale:
        return state
    state = replace(state, complete=False, graph=health.graph_stamp(layout.index))
    manifests.write(layout.index, state)
    if stale or state.unfinished:
        state = _forget(layout, state, tuple(stale))
    index = PassageIndex.create(layout.chroma, embedder.fingerprint)
    done = 0
    try:
        for batch in _batches(articles, todo, embedder):
            _check_space(layout.root)
            state = _replace(layout, index, state, batch, embedder)
            done += len(batch)
            tell(IndexProgress("embedding", done, len(todo)))
    except KeyboardInterrupt:
        index.close()
        _finish(layout, articles, _forget(layout, manifests.read(layout.index) or state, ()))
        raise KeyboardInterrupt(
            f"stopped after {done} of {len(todo)} articles, which are searchable; "
            "run the same command again to go on"
        ) from None
    index.close()
    tell(IndexProgress("finishing", len(todo), len(todo)))
    return _finish(layout, articles, state)


def _batches(
    articles: ArticleStore, todo: Sequence[str], embedder: Embedder
) -> Iterator[list[tuple[Article, tuple[Passage, ...]]]]:
    """Whole articles with their passages, BATCH_PASSAGES or a few more together."""
    batch: list[tuple[Article, tuple[Passage, ...]]] = []
    size = 0
    for id in todo:
        article = articles.get(id)
        passages = split_passages(
            article, embedder.count_tokens, limit=passage_tokens(embedder), overlap=OVERLAP
        )
        batch.append((article, passages))
        size += len(passages)
        if size >= BATCH_PASSAGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _replace(
    layout: Layout,
    index: PassageIndex,
    state: Manifest,
    batch: Sequence[tuple[Article, tuple[Passage, ...]]],
    embedder: Embedder,
) -> Manifest:
    """Makes the rows of some articles anew; deleting and adding is not one step in Chroma."""
    vectors = embedder.embed_array(
        [
            searchable_text(article, passage.start, passage.end)
            for article, passages in batch
            for passage in passages
        ]
    )
    ids = tuple(article.id for article, _passages in batch)
    state = state.starting(ids)
    manifests.write(layout.index, state)
    index.delete_articles(ids)
    done = {
        article.id: manifests.entry(article, settings(embedder), len(passages))
        for article, passages in batch
    }
    rows = [Row.of(passage) for _article, passages in batch for passage in passages]
    index.add(rows, vectors, done)
    index.settle()
    state = state.finished(done, health.graph_stamp(layout.index))
    manifests.write(layout.index, state)
    return state


def _forget(layout: Layout, state: Manifest, ids: tuple[str, ...]) -> Manifest:
    """Deletes the rows of `ids` and of what a killed run left unfinished."""
    state = state.starting(ids)
    manifests.write(layout.index, state)
    index = PassageIndex.create(layout.chroma, state.model)
    index.delete_articles(state.unfinished)
    index.settle()
    index.close()
    state = state.finished({}, health.graph_stamp(layout.index))
    manifests.write(layout.index, state)
    return state


def _finish(layout: Layout, articles: ArticleStore, state: Manifest) -> Manifest:
    """A new generation: the lexical side made anew, readers told, the old lexical side deleted."""
    _check_space(layout.root)
    generation = state.next_generation()
    index = PassageIndex.open(layout.chroma, state.model)
    words = LexicalIndex.build(_lexical_rows(index, articles, state))
    index.close()
    words.save(layout.words(generation))
    health.scrub(layout.index)
    state = replace(
        state,
        generation=generation,
        complete=True,
        files=health.checksums(layout.index, layout.words(generation)),
        graph=health.graph_stamp(layout.index),
    )
    manifests.write(layout.index, state)
    for old in layout.bm25.iterdir():
        if old != layout.words(state.generation):
            # Elsewhere than on Unix a reader may still hold it; the next run deletes it then.
            shutil.rmtree(old, ignore_errors=True)
    return state


def _lexical_rows(
    index: PassageIndex, articles: ArticleStore, state: Manifest
) -> Iterator[tuple[Row, str]]:
    rows = sorted(
        (row for row in index.places() if state.holds(row.article_id, row.version)),
        key=lambda row: (row.article_id, row.start),
    )
    article: Article | None = None
    for row in rows:
        if article is None or (article.id, article.version) != (row.article_id, row.version):
            article = articles.get(row.article_id, row.version)
        yield row, searchable_text(article, row.start, row.end)


def _compact(layout: Layout, state: Manifest) -> None:
    """Writes Chroma anew without what was deleted, which its files would keep.

    Killed in between, the next `citewise index` embeds the articles again.
    """
    index = PassageIndex.open(layout.chroma, state.model)
    rows, vectors = index.everything()
    index.close()
    manifests.write(layout.index, Manifest(state.model))
    shutil.rmtree(layout.chroma)
    index = PassageIndex.create(layout.chroma, state.model)
    index.add(rows, vectors, state.entries)
    index.close()


def _drop_index(layout: Layout) -> None:
    if layout.index.exists():
        # The manifest first: what is left by a kill is then known to be no index.
        (layout.index / manifests.FILE).unlink(missing_ok=True)
        shutil.rmtree(layout.index)


def _check_space(root: Path) -> None:
    free = shutil.disk_usage(root).free
    if free < FREE_BYTES:
        raise StoreFault(
            f"only {free // 2**20} MB are free where {root} lies; make room for at least "
            f"{FREE_BYTES // 2**20} MB and run the same command again"
        )
