"""The index's own record of what it holds: the one file that says which rows count.

A row of Chroma or of the lexical side counts only if the manifest has its article at its version.
Rows are written between two states of the manifest, so a killed run leaves at worst rows that do
not count, and the manifest names whose they are (`unfinished`).
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from corpus.dates import day_number
from corpus.errors import IndexFault
from corpus.types import Article
from vectorstore.filters import UNDATED, source_key
from vectorstore.model import Fingerprint

FORMAT = 1
FILE = "manifest.json"
REBUILD = "run `citewise index --rebuild` (the articles are safe)"

Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One indexed article; `digest` changes with anything that its rows are made from.

    `day` is YYYYMMDD or `filters.UNDATED`; `source` is a `source_key`; `passages` counts its rows.
    """

    version: str
    digest: str
    passages: int
    day: int
    source: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`generation` names the last finished run that changed something (later is higher; 0 is none).

    `complete` says that nothing was touched since. `unfinished` are the ids whose rows were being
    replaced: until they are entries again, rows with these ids are to be deleted. `files` are the
    `health.checksums` of a complete index, `graph` is the `health.graph_stamp` when it was written.
    """

    model: Fingerprint
    generation: int = 0
    complete: bool = False
    entries: Mapping[str, Entry] = field(default_factory=dict)
    unfinished: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    graph: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def passages(self) -> int:
        return sum(entry.passages for entry in self.entries.values())

    def holds(self, article_id: str, version: str) -> bool:
        entry = self.entries.get(article_id)
        return entry is not None and entry.version == version

    def starting(self, ids: tuple[str, ...]) -> "Manifest":
        """Before the rows of `ids` are touched: none of them counts."""
        kept = {id: entry for id, entry in self.entries.items() if id not in set(ids)}
        unfinished = tuple(sorted({*self.unfinished, *ids}))
        return replace(self, entries=kept, unfinished=unfinished, complete=False)

    def finished(self, done: Mapping[str, Entry], graph: Mapping[str, list[int]]) -> "Manifest":
        """After all rows of the unfinished ids are written (or, for those not in `done`, gone)."""
        entries = {**self.entries, **done}
        return replace(self, entries=entries, unfinished=(), complete=False, graph=graph)

    def next_generation(self) -> int:
        """The clock keeps generations apart across a rebuild."""
        return max(self.generation + 1, time.time_ns() // 1_000_000)


def entry(article: Article, settings: str, passages: int) -> Entry:
    """`settings` describes everything but the article and the model that shapes its rows."""
    stated = (article.title, article.source, article.published)
    made_from = json.dumps([article.version, *stated, article.furniture, settings])
    return Entry(
        version=article.version,
        digest=sha256(made_from.encode()).hexdigest()[:32],
        passages=passages,
        day=day_number(article.published) or UNDATED if article.published else UNDATED,
        source=source_key(article.source),
    )


def read(folder: Path) -> Manifest | None:
    """The manifest in `folder`, None if there is none; IndexFault if it can not be understood."""
    path = folder / FILE
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        if state["format"] != FORMAT:
            raise IndexFault(
                f"{folder} was written by another version of citewise (format {state['format']}, "
                f"this one reads {FORMAT}); {REBUILD}"
            )
        return Manifest(
            model=Fingerprint(**state["model"]),
            generation=int(state["generation"]),
            complete=bool(state["complete"]),
            entries={id: Entry(*values) for id, values in state["articles"].items()},
            unfinished=tuple(state["unfinished"]),
            files=dict(state["files"]),
            graph=dict(state["graph"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexFault(f"{path} is damaged ({error}); {REBUILD}") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Atomic: a reader or a crash sees the old file or the new one, whole."""
    state = {
        "format": FORMAT,
        "model": asdict(manifest.model),
        "generation": manifest.generation,
        "complete": manifest.complete,
        "unfinished": manifest.unfinished,
        "files": dict(manifest.files),
        "graph": dict(manifest.graph),
        "articles": {
            id: [entry.version, entry.digest, entry.passages, entry.day, entry.source]
            for id, entry in sorted(manifest.entries.items())
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(state, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def stamp(folder: Path) -> Stamp:
    """Differs whenever the manifest was written in between; None if there is no manifest."""
    try:
        status = (folder / FILE).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
