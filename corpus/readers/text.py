"""Plain text: the whole file is the article."""

from collections.abc import Iterator
from pathlib import Path

from corpus.readers.decoding import read_text
from corpus.readers.draft import Draft, Failure


def read(path: Path) -> Iterator[Draft | Failure]:
    yield Draft(read_text(path))
