"""The two things a corpus is made of: articles, and passages that point into them."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters, `0 <= start < end`, into some text."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    r"""One version of one article.

    `text` is the decoded text of the source with `\n` newlines and otherwise unaltered; page
    furniture is marked by `furniture` (sorted, disjoint spans of `text`) and never cut out.
    `version` is a prefix of the SHA-256 of `text`. `title` is the headline. `source`, `published`
    (ISO 8601 date or date-time) and `url` are None unless the record states them.
    """

    id: str
    version: str
    title: str | None
    text: str
    source: str | None = None
    published: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole consecutive sentences of one article version.

    Law: `article.text[start:end] == text` for the article with this id and version.
    """

    article_id: str
    version: str
    start: int
    end: int
    text: str
