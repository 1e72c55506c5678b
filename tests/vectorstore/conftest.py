"""A small newsroom: a folder of articles that can be indexed in milliseconds."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.doubles import FakeEmbedder
from vectorstore.indexing import IndexReport, index_paths
from vectorstore.library import Library

FERRY = "The ferry to Saltholm was cancelled on Monday. A storm had torn the pier from its piles."
BUDGET = "The council passed the budget by nine votes to six. Taxes will rise by two percent."
HOSPITAL = "The hospital opened a new ward for children. Its director thanked the donors."


@dataclass
class Newsroom:
    """`folder` holds the files and `root` the store."""

    folder: Path
    root: Path
    embedder: FakeEmbedder

    def write(self, id: str, text: str, **fields: str) -> Path:
        """One file an article, as a record where it states more than its text."""
        path = self.folder / f"{id}.{'jsonl' if fields else 'txt'}"
        record = json.dumps({"id": id, "text": text, **fields}) if fields else text
        path.write_text(record + "\n", encoding="utf-8")
        return path

    def index(self, **options: Any) -> IndexReport:
        return index_paths(self.root, [self.folder], embedder=self.embedder, **options)

    def library(self) -> Library:
        return Library.open(self.root, embedder=self.embedder)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Three articles on three subjects; `hospital` has a date and a source."""
    room = Newsroom(tmp_path / "articles", tmp_path / "store", FakeEmbedder())
    room.folder.mkdir()
    room.write("ferry", FERRY)
    room.write("budget", BUDGET)
    room.write("hospital", HOSPITAL, published="2024-05-17", source="Harbour Post")
    return room


@pytest.fixture
def opened(newsroom: Newsroom) -> Iterator[Callable[[], Library]]:
    """Opens the newsroom's library and closes it after the test."""
    libraries: list[Library] = []

    def open_library() -> Library:
        libraries.append(newsroom.library())
        return libraries[-1]

    yield open_library
    for library in libraries:
        library.close()


def found(library: Library, question: str, **options: Any) -> list[str]:
    """The article ids of the hits, best first, each once."""
    hits = library.search(question, **options)
    return list(dict.fromkeys(hit.passage.article_id for hit in hits))
