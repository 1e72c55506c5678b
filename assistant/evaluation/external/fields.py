"""The fields that several shapes of an answer have in common."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from assistant.evaluation.external.answers import CitedSource
from assistant.evaluation.external.naming import Known
from corpus.errors import BadInput


def listed(where: str, fields: Mapping[str, Any], name: str) -> list[Any]:
    """A field that must be a list."""
    value = fields[name]
    if not isinstance(value, list):
        raise BadInput(f'{where}: "{name}" is a list')
    return value


def listed_if_any(where: str, fields: Mapping[str, Any], name: str) -> list[Any]:
    """The same of a field that may be left out, or be empty in any way."""
    return listed(where, fields, name) if fields.get(name) else []


def first_text(fields: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The first of several fields that holds a text."""
    found = (fields.get(name) for name in names)
    return next((each for each in found if isinstance(each, str)), None)


def answer_text(where: str, fields: Mapping[str, Any], names: Sequence[str]) -> str:
    """The same where there must be one. Raises BadInput."""
    text = first_text(fields, names)
    if text is None:
        raise BadInput(f'{where}: needs an "answer" (a text), or "sentences" (a list)')
    return text


def is_offset(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def source(where: str, citation: Any, known: Known, what: str = "a citation") -> CitedSource:
    """An id, or an object with an article_id and perhaps a quote, its place and a version."""
    if isinstance(citation, str):
        return CitedSource(known.id_of(citation))
    id = citation.get("article_id") if isinstance(citation, dict) else None
    if not isinstance(id, str):
        raise BadInput(f'{where}: {what} is an id, or an object with an "article_id"')
    quote, version = citation.get("quote"), citation.get("version")
    start, end = citation.get("start"), citation.get("end")
    if not isinstance(quote, str | None) or not isinstance(version, str | None):
        raise BadInput(f"{where}: the quote and the version of {what} are texts")
    if (start, end) != (None, None) and not (is_offset(start) and is_offset(end)):
        raise BadInput(f"{where}: start and end of {what} are two whole numbers, or neither")
    return CitedSource(known.id_of(id), quote, start, end, version)
