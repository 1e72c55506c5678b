"""One small module a format, each with one function `read` (`corpus.readers.draft.Reader`)."""

from collections.abc import Mapping

from corpus.readers import jsonl, markdown, text
from corpus.readers.draft import Reader

READERS: Mapping[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".jsonl": jsonl.read,
}
"""The reader of each known suffix, in lower case."""
