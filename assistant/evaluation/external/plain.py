"""Answers in plain JSON Lines.

{"answer": "text with [article-id] markers"}                 marked text
{"sentences": [{"text": "…", "citations": ["id", {"article_id": "id", "quote": "…"}]}]}
                                                             structured; our own JSON is one
"""

from collections.abc import Mapping
from typing import Any

from assistant.evaluation.external.answers import CitedSentence, CitedSource
from assistant.evaluation.external.fields import (
    first_text,
    is_offset,
    listed,
    listed_if_any,
    source,
)
from assistant.evaluation.external.marking import Cited, cited_sentences
from assistant.evaluation.external.naming import Known
from corpus.errors import BadInput


def marked(text: str, known: Known) -> tuple[CitedSentence, ...]:
    """The sentences of a text with markers."""
    return tuple(_sourced(each, known) for each in cited_sentences(text, known.__contains__))


def structured(where: str, fields: Mapping[str, Any], known: Known) -> tuple[CitedSentence, ...]:
    """The sentences that are told one by one, under "sentences"."""
    return tuple(_sentence(where, each, known) for each in listed(where, fields, "sentences"))


def shown(fields: Mapping[str, Any]) -> str | None:
    """The words that stand beside structured sentences."""
    return first_text(fields, ("text", "answer", "result", "content"))


def _sourced(cited: Cited, known: Known) -> CitedSentence:
    ids = dict.fromkeys(known.id_of(name) for name in cited.names)
    return CitedSentence(cited.text, tuple(CitedSource(id) for id in ids))


def _sentence(where: str, sentence: Any, known: Known) -> CitedSentence:
    if not isinstance(sentence, dict) or not isinstance(sentence.get("text"), str):
        raise BadInput(f'{where}: each of "sentences" needs a "text"')
    citations = listed_if_any(where, sentence, "citations")
    sources = dict.fromkeys(source(where, each, known) for each in citations)
    return CitedSentence(sentence["text"], tuple(sources), _highlights(where, sentence))


def _highlights(where: str, sentence: Mapping[str, Any]) -> tuple[str, ...]:
    text = sentence["text"]
    spans = listed_if_any(where, sentence, "highlights")
    for span in spans:
        places = isinstance(span, list) and len(span) == 2 and all(map(is_offset, span))
        if not places or not 0 <= span[0] < span[1] <= len(text):
            raise BadInput(f"{where}: a highlight is a start and an end in its sentence")
    return tuple(text[start:end] for start, end in spans)
