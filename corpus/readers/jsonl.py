"""JSON Lines: one article a line, with at least `id` and `text`."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import UnreadableArticle
from corpus.readers.decoding import decode, read_bytes
from corpus.readers.draft import Draft, Failure, draft_from

_TEXT_NAMES = ("text", "body", "content")


def read(path: Path) -> Iterator[Draft | Failure]:
    """The article of each line that is not blank; a line that holds none is a `Failure`."""
    for number, line in enumerate(_lines(read_bytes(path)), 1):
        if not line.strip():
            continue
        try:
            yield _draft(decode(line), number)
        except UnreadableArticle as error:
            yield Failure(f"{path}:{number}", str(error))


def _lines(data: bytes) -> list[bytes]:
    # Decoded a line at a time, so that one line in another encoding costs that line only; only
    # UTF-16, in which a newline is two bytes, is decoded whole.
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = decode(data).encode()
    return data.split(b"\n")


def _draft(line: str, number: int) -> Draft:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableArticle(
            f"it is not JSON: {error.msg} at character {error.pos + 1}"
        ) from None
    except (ValueError, RecursionError):
        raise UnreadableArticle(
            "it is not usable JSON: a number or a nesting is too large"
        ) from None
    if not isinstance(record, dict):
        raise UnreadableArticle('it is not a JSON object; write {"id": …, "text": …}')
    text = next((value for name in _TEXT_NAMES if isinstance(value := record.get(name), str)), None)
    draft = draft_from(record, text or "", line=number)
    if draft.id is None:
        raise UnreadableArticle('it has no "id"')
    if text is None:
        raise UnreadableArticle('it has no "text"')
    return draft
