"""The one JSON shape of an answer, and the schema that the types give.

`ask --json`, `ask --batch`, the HTTP API and the export all use `to_json`.
"""

import dataclasses
from typing import Any

from assistant.types import Answer, Citation, Conflict, Searched, Sentence, Verdict, Withheld
from assistant.types import Notice as NoticeValue
from vectorstore.types import Hit

Json = dict[str, Any]


def to_json(answer: Answer, *, id: str | None = None) -> Json:
    """An answer as plain JSON values; `id` (a batch question's own) comes first where given."""
    shape: Json = {} if id is None else {"id": id}
    return shape | {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status.value,
        "text": answer.text,
        "sentences": [_sentence(each) for each in answer.sentences],
        "withheld": [dataclasses.asdict(each) for each in answer.withheld],
        "conflicts": [_conflict(each) for each in answer.conflicts],
        "considered": [_hit(each) for each in answer.considered],
        "filters": _filters(answer.filters),
        "notices": [dataclasses.asdict(each) for each in answer.notices],
        "model": answer.model,
        "usage": None if answer.usage is None else dict(answer.usage),
        "timings_ms": dict(answer.timings_ms),
    }


def _sentence(sentence: Sentence) -> Json:
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "opening": sentence.opening,
        "highlights": [[span.start, span.end] for span in sentence.highlights],
        "citations": [citation_json(each) for each in sentence.citations],
        "verdict": _verdict(sentence.verdict),
    }


def citation_json(citation: Citation) -> Json:
    """A citation as it stands in the JSON of an answer."""
    return dataclasses.asdict(citation) | {
        "supports": citation.supports.value,
        "copies": list(citation.copies),
        "wordings": [dataclasses.asdict(each) for each in citation.wordings],
    }


def _verdict(verdict: Verdict) -> Json:
    return dataclasses.asdict(verdict) | {"label": verdict.label.value}


def _conflict(conflict: Conflict) -> Json:
    return {
        "about": conflict.about,
        "kind": conflict.kind.value,
        "sides": [
            {
                "answer": side.answer,
                "sentence": side.sentence,
                "citations": [citation_json(each) for each in side.citations],
            }
            for side in conflict.sides
        ],
    }


def _hit(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "article_id": passage.article_id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
        "found": hit.found._asdict(),
    }


def _filters(searched: Searched) -> Json:
    return dataclasses.asdict(searched) | {
        "sources": list(searched.sources),
        "article_ids": list(searched.article_ids),
    }


def answer_schema() -> Json:
    """The JSON Schema (2020-12) of `to_json`, made from the types themselves."""
    from pydantic import TypeAdapter

    parts = {
        kind.__name__.lower(): TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}")
        for kind in (Citation, Verdict, Withheld, NoticeValue, Searched)
    }
    return _assembled(parts)


def _assembled(parts: dict[str, Json]) -> Json:
    defs: Json = {}
    for name, schema in parts.items():
        defs |= schema.pop("$defs", {})
        defs[name] = schema
    whole = {"type": "integer", "minimum": 0}
    text = {"type": "string"}
    span = {"type": "array", "prefixItems": [whole, whole], "minItems": 2, "maxItems": 2}
    citations = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/citation"}}
    defs["sentence"] = _object(
        text={**text, "minLength": 1},
        start=whole,
        end=whole,
        opening=text,
        highlights={"type": "array", "items": span},
        citations=citations,
        verdict={"$ref": "#/$defs/verdict"},
    )
    defs["side"] = _object(answer=text, sentence=whole, citations=citations)
    defs["conflict"] = _object(
        about=text,
        kind={"enum": ["dispute", "update"]},
        sides={"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/side"}},
    )
    defs["hit"] = _object(
        article_id=text,
        version=text,
        start=whole,
        end={**whole, "minimum": 1},
        score={"type": "number"},
        found={"type": "object"},
    )

    def many(name: str) -> Json:
        return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}

    shape = _object(
        question=text,
        standalone_question=text,
        status={"enum": ["answered", "no_evidence", "incomplete"]},
        text=text,
        sentences=many("sentence"),
        withheld=many("withheld"),
        conflicts=many("conflict"),
        considered=many("hit"),
        filters={"$ref": "#/$defs/searched"},
        notices=many("notice"),
        model=text,
        usage={"type": ["object", "null"]},
        timings_ms={"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
    )
    shape["properties"] = {"id": text} | shape["properties"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answer",
        **shape,
        "allOf": [
            _when("answered", {"minItems": 1}),
            _when("no_evidence", {"maxItems": 0}),
        ],
        "$defs": defs,
    }


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _when(status: str, sentences: Json) -> Json:
    return {
        "if": {"properties": {"status": {"const": status}}},
        "then": {"properties": {"sentences": sentences}},
    }
