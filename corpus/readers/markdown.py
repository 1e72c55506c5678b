"""Markdown, with or without YAML front matter between `---` lines."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml  # type: ignore[import-untyped,unused-ignore]  # stubs may be there

from corpus.readers.decoding import read_text
from corpus.readers.draft import Draft, Failure, draft_from

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIRST_HEADING = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)
_LINES_ABOVE = 2  # the opening `---`, and YAML counts from 0


def read(path: Path) -> Iterator[Draft | Failure]:
    """The article below the front matter; its title is the stated one, else the first heading."""
    text = read_text(path).replace("\r\n", "\n")
    try:
        fields, body = _parted(text)
    except yaml.YAMLError as error:
        yield _failure(path, error)
        return
    heading = _FIRST_HEADING.search(body)
    yield draft_from(fields, body, title=heading[1].strip() if heading else None)


def _parted(text: str) -> tuple[Mapping[str, object], str]:
    """The front matter's fields and the text below. Raises `yaml.YAMLError`."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    # This loader leaves every value as the file's words: `id: 007`, `date: 2024-03`.
    fields = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings only
    if fields == "" or fields is None:
        return {}, text[match.end() :]
    # Between two rules of plain text there is no front matter.
    return (fields, text[match.end() :]) if isinstance(fields, dict) else ({}, text)


def _failure(path: Path, error: yaml.YAMLError) -> Failure:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it holds characters that YAML does not allow"
    where = f"{path}:{mark.line + _LINES_ABOVE}" if mark else str(path)
    return Failure(where, f"its front matter is not YAML: {problem}")
