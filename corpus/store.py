"""Every version of every article, and which articles tell one story, in one SQLite file."""

import difflib
import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import StoreFault, UnknownArticle
from corpus.types import Article, Span

SCHEMA_VERSION = 2
_STORIES = (
    """CREATE TABLE sketches (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        sketch BLOB NOT NULL  -- 32 bits each
    ) WITHOUT ROWID""",
    """CREATE TABLE copies (
        id TEXT NOT NULL,  -- each pair stands here both ways
        other TEXT NOT NULL,
        PRIMARY KEY (id, other)
    ) WITHOUT ROWID""",
)
_SCHEMA = (
    """CREATE TABLE versions (
        made INTEGER PRIMARY KEY,  -- grows each time a version becomes the current one
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        title TEXT,
        text TEXT NOT NULL,
        source TEXT,
        published TEXT,
        url TEXT,
        authors TEXT NOT NULL,  -- JSON list
        furniture TEXT NOT NULL,  -- JSON list of [start, end]
        UNIQUE (id, version)
    )""",
    """CREATE TABLE current (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        origin TEXT NOT NULL
    ) WITHOUT ROWID""",
    *_STORIES,
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
_UPGRADE = (*_STORIES, f"PRAGMA user_version = {SCHEMA_VERSION}")
_COLUMNS = "v.id, v.version, v.title, v.text, v.source, v.published, v.url, v.authors, v.furniture"
_CURRENT = f"SELECT {_COLUMNS} FROM current c JOIN versions v USING (id, version)"  # noqa: S608 - of constants
_VERSION = f"SELECT {_COLUMNS} FROM versions v WHERE id = ? AND version = ?"  # noqa: S608 - of constants
_INSERT = "INSERT INTO versions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_STORY = """
    WITH RECURSIVE story(id) AS (
        SELECT id FROM sketches WHERE id = ?1 AND version = ?2
        UNION SELECT c.other FROM story s JOIN copies c USING (id)
    )
    SELECT s.id FROM story s JOIN current USING (id) WHERE s.id <> ?1 ORDER BY s.id
"""
_Row = tuple[Any, ...]  # of _COLUMNS
_BATCH = 200
_WAIT_S = 5.0


class ArticleStore:
    """The articles; one writer at a time, any number of readers beside it.

    Safe to share between threads. `articles`, `ids`, `origins`, `len` and `in` speak of current
    articles only; `get` also opens older versions. Every method raises `StoreFault` where the file
    can not be used.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """For `ArticleStore.open`."""
        self._path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """The store in the file `path`, which is made, with its folder, where `create` says so."""
        if not create and not path.is_file():
            raise StoreFault(f"there are no articles at {path}; run `citewise index PATH…` first")
        with _translated(path):
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(connection, path, create)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def put(self, article: Article, origin: str) -> bool:
        """Makes `article` the current one of its id; whether its text or metadata changed."""
        row = _row(article)
        with self.transaction():
            stored = self._one(f"{_CURRENT} WHERE id = ?", article.id)
            if stored is not None and stored[:2] != row[:2]:
                self._forget_copies(article.id)
            if stored != row:
                # Inserted anew rather than updated: the newest row of an id is its newest version.
                self._run("DELETE FROM versions WHERE id = ? AND version = ?", *row[:2])
                self._run(_INSERT, *row)
            self._run("REPLACE INTO current VALUES (?, ?, ?)", article.id, article.version, origin)
        return stored != row

    def get(self, id: str, version: str | None = None) -> Article:
        """The current article with this id, or the given version of it, current or not.

        Raises `UnknownArticle`, whose message names what there is instead.
        """
        if version is None:
            row = self._one(f"{_CURRENT} WHERE id = ?", id)
        else:
            row = self._one(_VERSION, id, version)
        if row is None:
            raise UnknownArticle(self._not_found(id, version))
        return _article(row)

    def articles(self) -> Iterator[Article]:
        """The current articles by id, read a batch at a time."""
        after = ""
        while rows := self._all(f"{_CURRENT} WHERE id > ? ORDER BY id LIMIT {_BATCH}", after):
            yield from map(_article, rows)
            after = rows[-1][0]

    def ids(self) -> tuple[str, ...]:
        """The ids of the current articles, in order."""
        return tuple(id for (id,) in self._all("SELECT id FROM current ORDER BY id"))

    def sources(self) -> tuple[str, ...]:
        """The sources that current articles state, each once, in order."""
        rows = self._all(
            "SELECT DISTINCT v.source FROM current c JOIN versions v USING (id, version)"
            " WHERE v.source <> '' ORDER BY v.source"
        )
        return tuple(source for (source,) in rows)

    def origins(self) -> dict[str, str]:
        """Where each current article was read: id → absolute `path` or `path:line`."""
        return dict(self._all("SELECT id, origin FROM current ORDER BY id"))

    def copies(self, id: str, version: str) -> tuple[str, ...]:
        """The ids of the other current articles of the same story, in order.

        Empty for a version that is not the current one: it was not compared with them.
        """
        return tuple(other for (other,) in self._all(_STORY, id, version))

    def unsketched(self) -> tuple[str, ...]:
        """The ids of the current articles whose copies have not been looked for, in order."""
        rows = self._all(
            "SELECT c.id FROM current c LEFT JOIN sketches s USING (id, version)"
            " WHERE s.id IS NULL ORDER BY c.id"
        )
        return tuple(id for (id,) in rows)

    def sketches(self) -> Iterator[tuple[str, Sequence[int]]]:
        """The current articles whose copies have been looked for, and their sketches, by id."""
        rows = self._all(
            "SELECT id, sketch FROM sketches JOIN current USING (id, version) ORDER BY id"
        )
        for id, sketch in rows:
            yield id, array("I", sketch)

    def put_copies(
        self, id: str, version: str, sketch: Iterable[int], others: Iterable[str]
    ) -> None:
        """Keeps which of the articles looked at so far are copies of this version of `id`."""
        with self.transaction():
            self._forget_copies(id)
            drawn = array("I", sketch).tobytes()
            self._run("INSERT INTO sketches VALUES (?, ?, ?)", id, version, drawn)
            for other in others:
                self._run("INSERT INTO copies VALUES (?1, ?2), (?2, ?1)", id, other)

    def versions(self, id: str) -> tuple[str, ...]:
        """The versions kept of this id, newest first; empty for an id never stored."""
        rows = self._all("SELECT version FROM versions WHERE id = ? ORDER BY made DESC", id)
        return tuple(version for (version,) in rows)

    def remove(self, id: str, *, purge: bool = False) -> None:
        """Takes the article out of the current ones; its versions stay open to `get`.

        With `purge` all its versions are deleted and their bytes overwritten, which rewrites the
        file and can not happen inside a `transaction`. Raises `UnknownArticle`.
        """
        if purge:
            self._purge(id)
            return
        with self.transaction():
            if id not in self:
                raise UnknownArticle(self._not_found(id, None))
            self._run("DELETE FROM current WHERE id = ?", id)
            self._forget_copies(id)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept together, or, on an exception, not at all.

        Other threads wait. May be nested; the outermost decides.
        """
        with self._lock:
            if self._depth == 0:
                self._run("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0 and self._connection.in_transaction:
                    self._run("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._run("COMMIT")

    def close(self) -> None:
        """Ends the use of the store. Closing twice is allowed."""
        with self._lock, _translated(self._path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._all("SELECT count(*) FROM current")[0][0])

    def __contains__(self, id: object) -> bool:
        if not isinstance(id, str):
            return False
        return self._one("SELECT 1 FROM current WHERE id = ?", id) is not None

    def _purge(self, id: str) -> None:
        if self._depth:
            raise RuntimeError("an article can not be purged inside a transaction")
        with self._lock:
            with self.transaction():
                if not self.versions(id):
                    raise UnknownArticle(self._not_found(id, None))
                self._run("DELETE FROM current WHERE id = ?", id)
                self._run("DELETE FROM versions WHERE id = ?", id)
                self._forget_copies(id)
            # `secure_delete` overwrote the rows; the index pages and the log hold copies still.
            self._run("VACUUM")
            if self._all("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
                raise StoreFault(
                    f"{id} is deleted, but a log beside {self._path} holds its bytes while other"
                    " programs read the store; close them"
                )

    def _forget_copies(self, id: str) -> None:
        self._run("DELETE FROM sketches WHERE id = ?", id)
        self._run("DELETE FROM copies WHERE id = ?1 OR other = ?1", id)

    def _not_found(self, id: str, version: str | None) -> str:
        kept = self.versions(id)
        if kept and version is not None:
            return f"there is no version {version} of {id}; kept are {', '.join(kept)}"
        if kept:
            return f"{id} was removed; its kept versions are {', '.join(kept)}"
        near = difflib.get_close_matches(id, self.ids(), n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`citewise articles` lists them"
        return f"there is no article {id}; {hint}"

    def _run(self, statement: str, *values: str | bytes) -> None:
        self._all(statement, *values)

    def _one(self, statement: str, *values: str) -> _Row | None:
        return next(iter(self._all(statement, *values)), None)

    def _all(self, statement: str, *values: str | bytes) -> list[_Row]:
        with self._lock, _translated(self._path):
            return self._connection.execute(statement, values).fetchall()


def _prepare(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    """Checks the schema's version, makes the schema where the file is new, sets the connection."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if found > SCHEMA_VERSION:
        raise StoreFault(f"{path} was made by a newer citewise; upgrade citewise to open it")
    if found == 0 and tables:
        raise StoreFault(f"{path} is another program's database, not an article store")
    if found == 0 and not create:
        raise StoreFault(f"there are no articles at {path}; run `citewise index PATH…` first")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA secure_delete = ON")
    if found < SCHEMA_VERSION:
        _make_schema(connection, found)


def _make_schema(connection: sqlite3.Connection, found: int) -> None:
    """Makes the schema, or what a store of the version `found` lacks of it."""
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have made it since.
    if connection.execute("PRAGMA user_version").fetchone() == (found,):
        for statement in _UPGRADE if found else _SCHEMA:
            connection.execute(statement)
    connection.execute("COMMIT")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's and the file system's errors as `StoreFault`."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreFault(_explained(path, error)) from error
    except OSError as error:
        raise StoreFault(f"{path} can not be made: {error.strerror}") from error


def _explained(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"another program is writing to {path}; try again when it is done"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{path} is damaged ({error}); move it away and run `citewise index PATH…` again"
    return f"{path} can not be used: {error}"


def _row(article: Article) -> _Row:
    return (
        article.id,
        article.version,
        article.title,
        article.text,
        article.source,
        article.published,
        article.url,
        json.dumps(article.authors, ensure_ascii=False),
        json.dumps(article.furniture),
    )


def _article(row: _Row) -> Article:
    id, version, title, text, source, published, url, authors, furniture = row
    spans = tuple(Span(start, end) for start, end in json.loads(furniture))
    return Article(
        id, version, title, text, source, published, url, tuple(json.loads(authors)), spans
    )
