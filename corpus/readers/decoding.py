"""Bytes to text, without guessing an encoding."""

import codecs
from pathlib import Path

from corpus.errors import UnreadableArticle

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARK = codecs.BOM_UTF32_LE  # begins like the UTF-16 one


def read_text(path: Path) -> str:
    """The file's text: UTF-8, or UTF-16 that says so with a byte order mark.

    Raises `UnreadableArticle` where the file can not be opened, is empty or is neither.
    """
    return decode(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises `UnreadableArticle` where it is empty or can not be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableArticle(f"it can not be opened: {error.strerror}") from error
    if not data.strip():
        raise UnreadableArticle("it is empty")
    return data


def decode(data: bytes) -> str:
    """`data` as text. Raises `UnreadableArticle` for binary data and other encodings."""
    if data.startswith(_UTF16_MARKS) and not data.startswith(_UTF32_MARK):
        return _decode(data, "utf-16")
    if b"\0" in data:
        raise UnreadableArticle("it holds binary data, not text")
    return _decode(data, "utf-8-sig")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableArticle(
            f"byte {error.start + 1} is not {encoding[:6].upper().rstrip('-')};"
            " save the file as UTF-8"
        ) from None
