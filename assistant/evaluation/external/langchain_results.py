"""Answers as LangChain's chains return them.

{"answer" | "result": "…", "context" | "source_documents": [{"metadata": {"id": "…"}}]}
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evaluation.claims import needs_citation
from assistant.evaluation.external.answers import CitedSentence, CitedSource
from assistant.evaluation.external.marking import mark_positions
from assistant.evaluation.external.naming import Known
from assistant.evaluation.external.plain import marked
from corpus.errors import BadInput

_DOCUMENTS = ("context", "source_documents")
_NAMES = ("id", "article_id", "url", "source")


def documents(
    where: str, fields: Mapping[str, Any], known: Known
) -> tuple[CitedSource, ...] | None:
    """The documents that were retrieved, in their order; None where the line tells of none."""
    name = next((each for each in _DOCUMENTS if isinstance(fields.get(each), list)), None)
    if name is None:
        return None
    found = enumerate(fields[name])
    return tuple(_document(f"{where}: {name}[{number}]", each, known) for number, each in found)


def sentences(
    text: str, retrieved: Sequence[CitedSource], known: Known
) -> tuple[CitedSentence, ...]:
    """`[1]` is the first document; without any marker every sentence rests on all of them.

    Several passages of one article are one source.
    """
    names = [each.article_id for each in retrieved]
    found = marked(mark_positions(text, names), known)
    if any(each.citations for each in found):
        return found
    every = tuple(CitedSource(id) for id in dict.fromkeys(names))
    return tuple(
        CitedSentence(each.text, every) if needs_citation(each.text) else each for each in found
    )


def _document(where: str, document: Any, known: Known) -> CitedSource:
    """A document's words, and of its metadata the first name that is known, or is there."""
    fields = document.get("kwargs", document) if isinstance(document, dict) else {}
    metadata, words = fields.get("metadata"), fields.get("page_content")
    found = [
        value
        for name in _NAMES
        if isinstance(metadata, dict) and isinstance(value := metadata.get(name), str) and value
    ]
    if not found:
        raise BadInput(f"{where} has no metadata.id")
    id = known.id_of(next((each for each in found if each in known), found[0]))
    return CitedSource(id, words if isinstance(words, str) else None)
