"""Answers as OpenAI's messages, or parts of one, with annotations.

{"content" | "text": "…", "annotations": [{"type": "url_citation", "url": "…", …}]}
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from assistant.evaluation.external.answers import CitedSentence
from assistant.evaluation.external.fields import answer_text, is_offset, listed
from assistant.evaluation.external.marking import Annotation, mark_annotations
from assistant.evaluation.external.naming import Known
from assistant.evaluation.external.plain import marked
from corpus.errors import BadInput
from corpus.types import Span

_NAMES = {"url_citation": ("url",), "file_citation": ("file_id", "filename")}


def is_one(fields: Mapping[str, Any]) -> bool:
    """Whether a line has this shape."""
    return isinstance(fields.get("annotations"), list)


def sentences(where: str, fields: Mapping[str, Any], known: Known) -> tuple[CitedSentence, ...]:
    """The sentences with what the annotations cite in them."""
    text = answer_text(where, fields, ("answer", "result", "content", "text"))
    annotations = listed(where, fields, "annotations")
    found = chain.from_iterable(_annotation(where, each, text, known) for each in annotations)
    return marked(mark_annotations(text, found), known)


def _annotation(where: str, annotation: Any, text: str, known: Known) -> list[Annotation]:
    """A citation of a file or an address; other annotations are none."""
    if not isinstance(annotation, dict) or not isinstance(annotation.get("type"), str):
        raise BadInput(f'{where}: each of "annotations" needs a "type"')
    kind = annotation["type"]
    if kind not in _NAMES:
        return []
    nested = annotation.get(kind)
    fields = annotation | nested if isinstance(nested, dict) else annotation
    stated = [each for name in _NAMES[kind] if isinstance(each := fields.get(name), str)]
    # A file is indexed under its name without the ending.
    names = [*stated, *(each.rpartition(".")[0] for each in stated)]
    start = fields.get("start_index", fields.get("index"))
    end = fields.get("end_index", start)
    if not stated or not (is_offset(start) and is_offset(end)):
        raise BadInput(f"{where}: a {kind} needs {_NAMES[kind][0]}, start_index and end_index")
    if not 0 <= start <= end <= len(text):
        raise BadInput(f"{where}: a {kind} points outside the text")
    name = next((each for each in names if each in known), stated[-1])
    return [Annotation(Span(start, end), name)]
