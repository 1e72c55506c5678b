"""Somebody else's cited answers, in the shapes in which programs write them.

A line is one answer, as a JSON object of one of these shapes:

    {"answer": "text with [article-id] markers"}                 marked text
    {"sentences": [{"text": "…", "citations": ["id", {"article_id": "id", "quote": "…"}]}]}
                                                                 structured; our own JSON is one
    {"answer" | "result": "…", "context" | "source_documents": [{"metadata": {"id": "…"}}]}
                                                                 a LangChain result
    {"content" | "text": "…", "annotations": [{"type": "url_citation", "url": "…", …}]}
                                                                 an OpenAI message or part of one

Each may hold "id" and "question" too, and tell of how it came about:

    "retrieved": ["id", …]       best first; a LangChain result's documents and our own "considered"
                                 say the same
    "status": "no_evidence"      or another `Status`
    "conflicts": [{"kind": "dispute", "sides": [{"answer": "…", "citations": ["id"]}, …]}]
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeGuard

from assistant.evaluation.claims import needs_citation
from assistant.evaluation.external.conflicts import StatedConflict, StatedSide
from assistant.evaluation.external.marking import (
    Annotation,
    Cited,
    cited_sentences,
    mark_annotations,
    mark_positions,
)
from assistant.evaluation.external.records import Record, records
from assistant.types import ConflictKind, Status
from corpus.errors import BadInput
from corpus.types import Span


@dataclass(frozen=True, slots=True)
class CitedSource:
    """What a sentence cites: an article, and the words of it or their place where given.

    `article_id` is an id as cited, known or not; an indexed article's address is already its id.
    `start` and `end` are given both or not at all, and need not be right.
    """

    article_id: str
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence without markers, and what it cites, in order and each once.

    `highlights` are its answering words, where the system marks them.
    """

    text: str
    citations: tuple[CitedSource, ...]
    highlights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedAnswer:
    """An answer, and of how it came about what its system tells; None where it does not.

    `id` is its own, or the number of its line where it is not `named`; `where` is that line.
    `text` is what was shown, where that is told beside the sentences. `context` is what was
    retrieved, best first: passages, or whole articles where neither words nor place are told.
    `partial`: by its own words it is not whole.
    """

    id: str
    question: str | None
    sentences: tuple[CitedSentence, ...]
    text: str | None = None
    context: tuple[CitedSource, ...] | None = None
    status: Status | None = None
    conflicts: tuple[StatedConflict, ...] | None = None
    partial: bool = False
    where: str = "an answer"
    named: bool = True

    @property
    def retrieved(self) -> tuple[str, ...] | None:
        """The ids of the retrieved articles, best first, each once."""
        if self.context is None:
            return None
        return tuple(dict.fromkeys(each.article_id for each in self.context))


@dataclass(frozen=True, slots=True)
class _Known:
    ids: Collection[str]
    urls: Mapping[str, str]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.ids or address(name) in self.urls)

    def id_of(self, name: str) -> str:
        return name if name in self.ids else self.urls.get(address(name), name)


def parse_answers(
    lines: Iterable[str],
    known_ids: Collection[str],
    urls: Mapping[str, str] | None = None,
    *,
    place: str = "line ",
) -> list[CitedAnswer]:
    """The answers of JSON Lines.

    `known_ids` are the indexed ids, `urls` the ids by `address` of the articles that have a url.
    Raises BadInput, which names the first bad line after `place`.
    """
    known = _Known(known_ids, urls or {})
    return [_answer(record, known) for record in records(lines, place)]


def address(url: str) -> str:
    """A web address without what does not tell two pages apart: scheme, "www.", fragment, "/"."""
    plain = re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    return plain.split("#")[0].rstrip("/")


def _answer(record: Record, known: _Known) -> CitedAnswer:
    where, fields = record
    id = fields.get("id")
    question = next(
        (each for name in _QUESTIONS if isinstance(each := fields.get(name), str)), None
    )
    named = isinstance(id, str | int) and not isinstance(id, bool)
    number = re.sub(r".*\D", "", where)
    status = _status(fields)
    return CitedAnswer(
        str(id) if named else number,
        question,
        _sentences(record, known),
        text=_shown(fields) if "sentences" in fields else None,
        context=_context(record, known),
        status=status,
        conflicts=_conflicts(record, known),
        partial=status is Status.INCOMPLETE or _is_partial(fields),
        where=where,
        named=named,
    )


_QUESTIONS = ("question", "input", "query")
_DOCUMENTS = ("context", "source_documents")


def _sentences(record: Record, known: _Known) -> tuple[CitedSentence, ...]:
    where, fields = record
    if "sentences" in fields:
        sentences = _list(where, fields, "sentences")
        if not sentences and _status(fields) in (None, Status.ANSWERED):
            # Words that were shown are read, even where nobody took them apart.
            return _marked(_shown(fields) or "", known)
        return tuple(_structured(where, each, known) for each in sentences)
    annotated = isinstance(fields.get("annotations"), list)
    text = _text(where, fields, annotated)
    documents = _documents(fields)
    if annotated:
        annotations = _list(where, fields, "annotations")
        found = chain.from_iterable(_annotation(where, each, text, known) for each in annotations)
        return _marked(mark_annotations(text, found), known)
    if documents is not None:
        named = [each.article_id for each in _read_documents(record, documents, known)]
        return _of_documents(text, named, known)
    return _marked(text, known)


def _shown(fields: Mapping[str, Any]) -> str | None:
    found = (fields.get(name) for name in ("text", "answer", "result", "content"))
    return next((each for each in found if isinstance(each, str)), None)


def _documents(fields: Mapping[str, Any]) -> str | None:
    """The name under which a LangChain result has its documents; None for any other shape."""
    if "sentences" in fields or isinstance(fields.get("annotations"), list):
        return None
    return next((name for name in _DOCUMENTS if isinstance(fields.get(name), list)), None)


def _read_documents(record: Record, name: str, known: _Known) -> list[CitedSource]:
    where, fields = record
    return [_document(f"{where}: {name}[{n}]", each, known) for n, each in enumerate(fields[name])]


def _context(record: Record, known: _Known) -> tuple[CitedSource, ...] | None:
    where, fields = record

    def told(name: str) -> list[CitedSource]:
        what = f"each of what was {name}"
        return [_source(where, each, known, what) for each in _list(where, fields, name)]

    if fields.get("retrieved") is not None:
        return tuple(told("retrieved"))
    if fields.get("considered") is not None:
        sources = told("considered")
        hits = list(zip(map(_score, fields["considered"]), sources, strict=True))
        # As `assistant.evaluation.replies.ranked` has ours.
        hits.sort(key=lambda hit: (-hit[0], hit[1].article_id, hit[1].start or 0))
        return tuple(source for _, source in hits)
    documents = _documents(fields)
    return None if documents is None else tuple(_read_documents(record, documents, known))


def _score(hit: Any) -> float:
    score = hit.get("score") if isinstance(hit, dict) else None
    return score if isinstance(score, int | float) else 0.0


def _status(fields: Mapping[str, Any]) -> Status | None:
    """The status, where it is one of ours: other programs have others under this name."""
    value = fields.get("status")
    return next((each for each in Status if each.value == value), None)


def _is_partial(fields: Mapping[str, Any]) -> bool:
    notices = fields.get("notices")
    return isinstance(notices, list) and any(
        isinstance(each, dict) and each.get("code") == "partly_answered" for each in notices
    )


def _conflicts(record: Record, known: _Known) -> tuple[StatedConflict, ...] | None:
    where, fields = record
    if fields.get("conflicts") is None:
        return None
    return tuple(_conflict(where, each, known) for each in _list(where, fields, "conflicts"))


def _conflict(where: str, conflict: Any, known: _Known) -> StatedConflict:
    fields = conflict if isinstance(conflict, dict) else {}
    kind = next((each for each in ConflictKind if each.value == fields.get("kind")), None)
    sides = fields.get("sides")
    if kind is None or not isinstance(sides, list):
        raise BadInput(
            f'{where}: each of "conflicts" needs a "kind", dispute or update, and "sides" (a list)'
        )
    about = fields.get("about")
    return StatedConflict(
        about if isinstance(about, str) else "", kind, tuple(_side(where, e, known) for e in sides)
    )


def _side(where: str, side: Any, known: _Known) -> StatedSide:
    if not isinstance(side, dict) or not isinstance(side.get("answer"), str):
        raise BadInput(f'{where}: each of "sides" of a conflict needs an "answer"')
    cited = _list(where, side, "citations") if side.get("citations") else []
    ids = dict.fromkeys(_source(where, each, known).article_id for each in cited)
    return StatedSide(side["answer"], tuple(ids))


def _text(where: str, fields: Mapping[str, Any], annotated: bool) -> str:
    names = ("answer", "result", "content", "text") if annotated else ("answer", "result")
    for name in names:
        if isinstance(text := fields.get(name), str):
            return text
    raise BadInput(f'{where}: needs an "answer" (a text), or "sentences" (a list)')


def _marked(text: str, known: _Known) -> tuple[CitedSentence, ...]:
    return tuple(_sourced(each, known) for each in cited_sentences(text, known.__contains__))


def _sourced(cited: Cited, known: _Known) -> CitedSentence:
    ids = dict.fromkeys(known.id_of(name) for name in cited.names)
    return CitedSentence(cited.text, tuple(CitedSource(id) for id in ids))


def _structured(where: str, sentence: Any, known: _Known) -> CitedSentence:
    if not isinstance(sentence, dict) or not isinstance(sentence.get("text"), str):
        raise BadInput(f'{where}: each of "sentences" needs a "text"')
    citations = _list(where, sentence, "citations") if sentence.get("citations") else []
    sources = dict.fromkeys(_source(where, each, known) for each in citations)
    return CitedSentence(sentence["text"], tuple(sources), _highlights(where, sentence))


def _highlights(where: str, sentence: Mapping[str, Any]) -> tuple[str, ...]:
    text = sentence["text"]
    spans = _list(where, sentence, "highlights") if sentence.get("highlights") else []
    for span in spans:
        places = isinstance(span, list) and len(span) == 2 and all(map(_is_offset, span))
        if not places or not 0 <= span[0] < span[1] <= len(text):
            raise BadInput(f"{where}: a highlight is a start and an end in its sentence")
    return tuple(text[start:end] for start, end in spans)


def _source(where: str, citation: Any, known: _Known, what: str = "a citation") -> CitedSource:
    if isinstance(citation, str):
        return CitedSource(known.id_of(citation))
    id = citation.get("article_id") if isinstance(citation, dict) else None
    if not isinstance(id, str):
        raise BadInput(f'{where}: {what} is an id, or an object with an "article_id"')
    quote, version = citation.get("quote"), citation.get("version")
    start, end = citation.get("start"), citation.get("end")
    if not isinstance(quote, str | None) or not isinstance(version, str | None):
        raise BadInput(f"{where}: the quote and the version of {what} are texts")
    if (start, end) != (None, None) and not (_is_offset(start) and _is_offset(end)):
        raise BadInput(f"{where}: start and end of {what} are two whole numbers, or neither")
    return CitedSource(known.id_of(id), quote, start, end, version)


def _is_offset(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _of_documents(text: str, names: list[str], known: _Known) -> tuple[CitedSentence, ...]:
    """A LangChain answer: `[1]` is its first document; without any marker all of it rests on all.

    Several passages of one article are one source.
    """
    sentences = _marked(mark_positions(text, names), known)
    if any(each.citations for each in sentences):
        return sentences
    every = tuple(CitedSource(id) for id in dict.fromkeys(names))
    return tuple(
        CitedSentence(each.text, every) if needs_citation(each.text) else each for each in sentences
    )


_NAMES_OF_A_DOCUMENT = ("id", "article_id", "url", "source")


def _document(where: str, document: Any, known: _Known) -> CitedSource:
    """A document's words, and of its metadata the first name that is known, or is there."""
    fields = document.get("kwargs", document) if isinstance(document, dict) else {}
    metadata, words = fields.get("metadata"), fields.get("page_content")
    found = [
        value
        for name in _NAMES_OF_A_DOCUMENT
        if isinstance(metadata, dict) and isinstance(value := metadata.get(name), str) and value
    ]
    if not found:
        raise BadInput(f"{where} has no metadata.id")
    id = known.id_of(next((each for each in found if each in known), found[0]))
    return CitedSource(id, words if isinstance(words, str) else None)


def _annotation(where: str, annotation: Any, text: str, known: _Known) -> list[Annotation]:
    """A citation of a file or an address; other annotations are none."""
    if not isinstance(annotation, dict) or not isinstance(annotation.get("type"), str):
        raise BadInput(f'{where}: each of "annotations" needs a "type"')
    kind = annotation["type"]
    if kind not in ("url_citation", "file_citation"):
        return []
    nested = annotation.get(kind)
    fields = annotation | nested if isinstance(nested, dict) else annotation
    stated = [each for name in _NAMES_OF[kind] if isinstance(each := fields.get(name), str)]
    # A file is indexed under its name without the ending.
    names = [*stated, *(each.rpartition(".")[0] for each in stated)]
    start = fields.get("start_index", fields.get("index"))
    end = fields.get("end_index", start)
    if not stated or not (_is_offset(start) and _is_offset(end)):
        raise BadInput(f"{where}: a {kind} needs {_NAMES_OF[kind][0]}, start_index and end_index")
    if not 0 <= start <= end <= len(text):
        raise BadInput(f"{where}: a {kind} points outside the text")
    name = next((each for each in names if each in known), stated[-1])
    return [Annotation(Span(start, end), name)]


_NAMES_OF = {"url_citation": ("url",), "file_citation": ("file_id", "filename")}


def _list(where: str, fields: Mapping[str, Any], name: str) -> list[Any]:
    value = fields[name]
    if not isinstance(value, list):
        raise BadInput(f'{where}: "{name}" is a list')
    return value
