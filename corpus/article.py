"""The one place where an `Article` is made."""

import hashlib

from corpus.errors import UnreadableArticle
from corpus.furniture import furniture_spans
from corpus.headline import headline
from corpus.types import Article

_VERSION_DIGITS = 12
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v")


def make_article(
    id: str,
    text: str,
    *,
    title: str | None = None,
    source: str | None = None,
    published: str | None = None,
    url: str | None = None,
    authors: tuple[str, ...] = (),
) -> Article:
    r"""The article with its version, its furniture and, where `title` is None, its headline.

    Newlines become `\n`; the text is otherwise unaltered. `id` is clean (`corpus.ids.clean_id`) and
    `published` in ISO 8601 (`corpus.dates.parse_published`). Raises `UnreadableArticle` for a text
    that is empty, binary, or not writable as UTF-8.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    version = version_of(_readable(text))
    if title is None and (span := headline(text)):
        title = " ".join(text[span.start : span.end].lstrip("# ").split())
    return Article(
        id, version, title, text, source, published, url, authors, furniture_spans(text, title)
    )


def version_of(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of `text` in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:_VERSION_DIGITS]


def _readable(text: str) -> str:
    if not text.strip():
        raise UnreadableArticle("it is empty")
    controls = sum(1 for char in text if ord(char) < 32 and char not in _ALLOWED_CONTROLS)
    if "\0" in text or controls > len(text) / 20:
        raise UnreadableArticle("it holds binary data, not text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableArticle(
            "it holds half a surrogate pair (a broken \\u escape); write it out again as UTF-8"
        ) from None
    return text
