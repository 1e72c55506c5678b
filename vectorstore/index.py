"""The dense side: one Chroma collection of passage vectors, without texts.

The texts stand in the article store; a copy here would be the slowest and largest part of the
index, and would outlive a purge.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from corpus.errors import IndexFault
from corpus.types import Passage
from vectorstore.filters import Bounds, Described, only, where
from vectorstore.manifest import REBUILD
from vectorstore.model import Fingerprint

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import System
    from numpy.typing import NDArray

COLLECTION = "passages"
HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}
"""Measured on 100,000 passages: recall@10 .998, where Chroma's defaults give .84."""
BATCH = 2000
"""Rows a call; Chroma takes at most 5461."""

_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Row:
    """Where a passage is, without its text: what both sides of the search return."""

    article_id: str
    version: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return f"{self.article_id}:{self.version}:{self.start}"

    @classmethod
    def of(cls, passage: Passage) -> Self:
        return cls(passage.article_id, passage.version, passage.start, passage.end)


@dataclass(frozen=True, slots=True)
class Near:
    """A row and the cosine of its vector to the question's, clamped to [0, 1]."""

    row: Row
    cosine: float


class PassageIndex:
    """Chroma under one folder. Every failure of Chroma leaves here as an IndexFault."""

    def __init__(self, folder: Path, system: "System", collection: "Collection") -> None:
        self._folder = folder
        self._system = system
        self._collection: Collection | None = collection

    @classmethod
    def create(cls, folder: Path, model: Fingerprint) -> Self:
        """A new, empty index in `folder`, or the one that is there if it is this model's."""
        folder.mkdir(parents=True, exist_ok=True)
        with _opening, _translated(folder):
            client, system = _fresh_client(folder)
            collection = client.get_or_create_collection(
                COLLECTION,
                configuration={"hnsw": HNSW},
                metadata={
                    "model": model.name,
                    "revision": model.revision,
                    "dimension": model.dimension,
                    "sha256": model.sha256,
                },
                embedding_function=None,
            )
        return cls(folder, system, collection)._checked(model)

    @classmethod
    def open(cls, folder: Path, model: Fingerprint) -> Self:
        """Raises IndexFault if there is no index, or it is damaged or not this model's."""
        if not (folder / "chroma.sqlite3").is_file():
            raise IndexFault(f"the search index {folder} is missing; {REBUILD}")
        with _opening, _translated(folder):
            client, system = _fresh_client(folder)
            collection = client.get_collection(COLLECTION, embedding_function=None)
        return cls(folder, system, collection)._checked(model)

    def _checked(self, model: Fingerprint) -> Self:
        metadata = self._open.metadata or {}
        if metadata.get("sha256") != model.sha256 or metadata.get("dimension") != model.dimension:
            raise IndexFault(
                f"the search index {self._folder} does not belong to its manifest; {REBUILD}"
            )
        return self

    @property
    def _open(self) -> "Collection":
        if self._collection is None:
            raise IndexFault(f"the search index {self._folder} is closed")
        return self._collection

    def close(self) -> None:
        """Lets go of Chroma's files. Closing twice is allowed."""
        if self._collection is not None:
            self._collection = None
            self._system.stop()

    def __len__(self) -> int:
        with _translated(self._folder):
            return self._open.count()

    def settle(self) -> None:
        """Waits until Chroma has worked off what was written, and persisted what it will.

        It counts only then.
        """
        len(self)

    def add(
        self,
        rows: Sequence[Row],
        vectors: "NDArray[np.float32]",
        described: Mapping[str, Described],
    ) -> None:
        """Adds rows of articles whose old rows are deleted: Chroma ignores ids that it has."""
        for at in range(0, len(rows), BATCH):
            part = rows[at : at + BATCH]
            with _translated(self._folder):
                self._open.add(
                    ids=[row.key for row in part],
                    embeddings=vectors[at : at + BATCH],
                    metadatas=[
                        {
                            "article_id": row.article_id,
                            "version": row.version,
                            "start": row.start,
                            "end": row.end,
                            "day": described[row.article_id].day,
                            "source": described[row.article_id].source,
                        }
                        for row in part
                    ],
                )

    def delete_articles(self, ids: Sequence[str]) -> None:
        """Deletes the rows of these articles, of every version; unknown ids are no error."""
        for at in range(0, len(ids), BATCH):
            with _translated(self._folder):
                self._open.delete(where=where(only(ids[at : at + BATCH])))

    def nearest(
        self, vector: "NDArray[np.float32]", count: int, limits: Bounds
    ) -> tuple[Near, ...]:
        """At most `count` rows within the limits, nearest first, equal ones by their key."""
        with _translated(self._folder):
            count = min(count, self._open.count())
            if count < 1:
                return ()
            found = self._open.query(
                query_embeddings=vector,
                n_results=count,
                where=where(limits),
                include=["metadatas", "distances"],
            )
        metadatas, distances = found["metadatas"], found["distances"]
        if metadatas is None or distances is None:
            raise IndexFault(f"the search index {self._folder} gives no rows; {REBUILD}")
        near = [
            Near(_row(metadata), min(1.0, max(0.0, 1.0 - distance)))
            # A row that another process deleted since this one opened comes back empty.
            for metadata, distance in zip(metadatas[0], distances[0], strict=True)
            if metadata
        ]
        return tuple(sorted(near, key=lambda one: (-one.cosine, one.row.key)))

    def places(self) -> list[Row]:
        """Every row, in no order."""
        return [_row(one) for part in self._parts(["metadatas"]) for one in part["metadatas"]]

    def everything(self) -> "tuple[list[Row], NDArray[np.float32]]":
        """Every row and, in the same order, its vector."""
        import numpy as np

        rows: list[Row] = []
        vectors: list[Any] = []
        for part in self._parts(["metadatas", "embeddings"]):
            rows.extend(_row(metadata) for metadata in part["metadatas"])
            vectors.extend(part["embeddings"])
        return rows, np.asarray(vectors, dtype=np.float32)

    def _parts(self, include: list[Any]) -> Iterator[Any]:
        for at in range(0, len(self), BATCH):
            with _translated(self._folder):
                part = self._open.get(limit=BATCH, offset=at, include=include)
            yield part


def _row(metadata: Any) -> Row:
    return Row(metadata["article_id"], metadata["version"], metadata["start"], metadata["end"])


def _fresh_client(folder: Path) -> "tuple[ClientAPI, System]":
    """A client that shares nothing with other ones of this process, and what stops it.

    Chroma keeps one system per path for the life of the process, and one that was opened before
    another process wrote goes on answering from the old vectors. So this one is taken out of
    Chroma's cache at once; then closing the client would no longer stop it, and we do.
    """
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    SharedSystemClient.clear_system_cache()
    client = chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )
    system = cast("SharedSystemClient", client)._system
    SharedSystemClient.clear_system_cache()
    return client, system


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    import sqlite3

    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.Error, OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise IndexFault(f"the search index {folder} failed ({reason}); {REBUILD}") from error
