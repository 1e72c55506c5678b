"""What the benchmarks search in: files of articles, and stores that are built once and kept."""

import gzip
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.render.progress import indexing_progress
from vectorstore.indexing import index_paths
from vectorstore.library import Library
from vectorstore.model import Embedder

UNSEEN = "clapnq-dev"
"""The one source of `qa/reading.jsonl.gz` that nothing was trained on (training/reader/items.py):
of the others a share was, so that they say nothing of a collection never seen."""


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The JSON lines of a file, gzipped or not."""
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def records(file: Path) -> Iterator[dict[str, Any]]:
    """The articles of a gzipped file of records."""
    for row in rows(file):
        yield {"id": row["id"], "text": row["text"]}


def passages(file: Path) -> Iterator[dict[str, Any]]:
    """The passages of a file of questions as articles, each once, of every source."""
    for text in dict.fromkeys(row["passage"] for row in rows(file)):
        yield {"id": passage_id(text), "text": text}


def passage_id(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def kept_in(cache: Path, path: Path) -> Path:
    """The folder of what is made of `path`."""
    return cache / f"{path.stem}-{sha256(str(path.resolve()).encode()).hexdigest()[:8]}"


def written(file: Path, articles: Iterable[dict[str, Any]]) -> Path:
    """The articles as JSONL, which `citewise index` reads; returns the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(each)}\n" for each in articles), encoding="utf-8")
    return file


def indexed(articles: Path, store: Path, embedder: Embedder, *, reading: bool = False) -> Library:
    """The library over what `articles` holds, built if `store` is not there yet.

    `articles` is whatever `citewise index` reads, or a `.jsonl.gz` of records, or with `reading`
    one of questions with their passages.
    """
    if not store.exists():
        read = passages if reading else records
        packed = articles.suffix == ".gz"
        file = written(store.parent / "articles.jsonl", read(articles)) if packed else articles
        with indexing_progress() as progress:
            index_paths(store, [file], embedder=embedder, progress=progress)
    return Library.open(store, embedder=embedder)
