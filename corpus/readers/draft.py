"""What a reader hands over: the fields of one article as its file states them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as stated; `id` is None where the file's name is to be it.

    `line` is the 1-based line of the record in its file, None where the file is one article.
    """

    text: str
    id: str | None = None
    title: str | None = None
    source: str | None = None
    published: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read; `where` is `path` or `path:line`."""

    where: str
    reason: str


class Reader(Protocol):
    """Reads one format.

    Yields a `Failure` for each record that is none, and raises `UnreadableArticle` where the
    whole file can not be read.
    """

    def __call__(self, path: Path) -> Iterator[Draft | Failure]: ...


def draft_from(
    fields: Mapping[str, object], text: str, *, title: str | None = None, line: int | None = None
) -> Draft:
    """The draft of a record's `fields`, under any of the names that are usual for each.

    `title` is used where the fields hold none. A value of the wrong type counts as not stated.
    """
    url = _first(fields, "url", "link")
    return Draft(
        text=text,
        id=_first(fields, "id"),
        title=_first(fields, "title", "headline") or title,
        source=_first(fields, "source", "outlet", "publisher"),
        published=_first(fields, "published", "date"),
        # Shown as a link, so nothing that a browser would run.
        url=url if url and url.lower().startswith(("http://", "https://")) else None,
        authors=_authors(fields),
        line=line,
    )


def _first(fields: Mapping[str, object], *names: str) -> str | None:
    return next((value for name in names if (value := _stated(fields.get(name)))), None)


def _stated(value: object) -> str | None:
    """The value as one line of text; None for what is empty or neither text nor a number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return " ".join(str(value).split()) or None


def _authors(fields: Mapping[str, object]) -> tuple[str, ...]:
    value = fields.get("authors") or fields.get("author")
    names = value if isinstance(value, list) else [value]
    return tuple(name for each in names if (name := _stated(each)))
