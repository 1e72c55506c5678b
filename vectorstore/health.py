"""Noticing damaged index files before Chroma maps them: a flipped byte there ends the process.

Chroma keeps its graph in memory and persists it every 1,000 changes, in place: killed while doing
so, it leaves files that it can not open again. Below that it writes the files, but never reads
them, and they hold whatever was in the memory of the process.
"""

import hashlib
from pathlib import Path

from corpus.errors import IndexFault
from vectorstore.manifest import REBUILD, Manifest

PERSISTED = "index_metadata.pickle"


def checksums(index: Path, words: Path) -> dict[str, str]:
    """SHA-256 by path under `index`, of the files of `words` and of Chroma's graphs.

    Left out are Chroma's database, which readers change too and SQLite checks itself, and graphs
    that are not persisted yet.
    """
    files = [file for file in words.rglob("*") if file.is_file()] + _graph(index)
    return {file.relative_to(index).as_posix(): _checksum(file) for file in sorted(files)}


def check(index: Path, manifest: Manifest) -> None:
    """Raises IndexFault, naming the file, if a file of a complete index is gone or different."""
    if not manifest.complete:
        return
    for name, checksum in manifest.files.items():
        file = index / name
        if not file.is_file() or _checksum(file) != checksum:
            raise IndexFault(f"the search index is damaged ({file}); {REBUILD}")


def graph_stamp(index: Path) -> dict[str, list[int]]:
    """Size and time of the persisted graph's files: equal as long as Chroma has not persisted."""
    return {
        file.relative_to(index).as_posix(): [file.stat().st_size, file.stat().st_mtime_ns]
        for file in _graph(index)
    }


def scrub(index: Path) -> None:
    """Overwrites the files of graphs that are not persisted; only a writer may."""
    for folder in index.glob("chroma/*/"):
        if not (folder / PERSISTED).exists():
            for file in folder.iterdir():
                file.write_bytes(bytes(file.stat().st_size))


def _graph(index: Path) -> list[Path]:
    persisted = index.glob(f"chroma/*/{PERSISTED}")
    return sorted(file for one in persisted for file in one.parent.iterdir())


def _checksum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
