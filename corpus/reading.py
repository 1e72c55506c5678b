"""Files and folders → articles, with every file that is none reported by name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.article import make_article
from corpus.dates import parse_published
from corpus.errors import BadInput, UnreadableArticle
from corpus.ids import clean_id
from corpus.readers import READERS
from corpus.readers.draft import Draft, Failure
from corpus.types import Article

__all__ = ["Failure", "Record", "discover", "read_articles"]


@dataclass(frozen=True, slots=True)
class Record:
    """An article and where it was read: the absolute `path`, or `path:line` of a record."""

    article: Article
    origin: str


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str  # relative to the folder it was found in, with `/`


def discover(paths: Iterable[Path]) -> list[Path]:
    """The files to read: those named, and those of a known format in the folders named.

    Folders are read whole, by name, hidden files left out; a file reached twice is listed once.
    Raises `BadInput` for a path that does not exist.
    """
    return [found.path for found in _found(paths) if isinstance(found, _File)]


def read_articles(
    paths: Iterable[Path], ids: Literal["stem", "path"] = "stem"
) -> Iterator[Record | Failure]:
    """The articles in `paths`, in order, and a `Failure` for each file or record that is none.

    An article's id is the one its record states, else the file's stem (`path`: its path below the
    folder named, so that two files with one stem can both be read). Of two articles with one id
    the first stays. Raises `BadInput` for a path that does not exist.
    """
    origins: dict[str, str] = {}
    for found in _found(paths):
        results = [found] if isinstance(found, Failure) else _read(found, ids)
        for result in results:
            if isinstance(result, Record):
                result = _unless_taken(result, origins)
            yield result


def _unless_taken(record: Record, origins: dict[str, str]) -> Record | Failure:
    first = origins.setdefault(record.article.id, record.origin)
    if first is record.origin:
        return record
    return Failure(record.origin, f"its id {record.article.id} is already taken by {first}")


def _read(file: _File, ids: Literal["stem", "path"]) -> Iterator[Record | Failure]:
    reader = READERS.get(file.path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        yield Failure(str(file.path), f"its format is not known; known are {known}")
        return
    name = file.name if ids == "path" else file.path.stem
    try:
        for draft in reader(file.path):
            yield draft if isinstance(draft, Failure) else _record(draft, name, file.path)
    except UnreadableArticle as error:
        yield Failure(str(file.path), str(error))


def _record(draft: Draft, name: str, path: Path) -> Record | Failure:
    origin = str(path) if draft.line is None else f"{path}:{draft.line}"
    try:
        article = make_article(
            clean_id(draft.id or name),
            draft.text,
            title=draft.title,
            source=draft.source,
            published=parse_published(draft.published),
            url=draft.url,
            authors=draft.authors,
        )
    except BadInput as error:
        return Failure(origin, str(error))
    return Record(article, origin)


def _found(paths: Iterable[Path]) -> Iterator[_File | Failure]:
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise BadInput(f"{path} does not exist")
        below = (
            _below(path, "", frozenset()) if path.is_dir() else [_File(path.absolute(), path.name)]
        )
        for found in below:
            if isinstance(found, _File):
                if found.path.resolve() in seen:
                    continue
                seen.add(found.path.resolve())
            yield found


def _below(folder: Path, name: str, above: frozenset[Path]) -> Iterator[_File | Failure]:
    """The files of known formats in `folder`; `above` holds the folders that contain it."""
    real = folder.resolve()
    if real in above:
        return  # a link back to a folder above
    try:
        entries = sorted(folder.absolute().iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield Failure(str(folder), f"the folder can not be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _below(entry, f"{name}{entry.name}/", above | {real})
        elif entry.suffix.lower() in READERS and entry.is_file():
            yield _File(entry, f"{name}{entry.name}")
