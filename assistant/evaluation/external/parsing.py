"""Files of somebody else's answers: one answer a line, in whichever shape.

`plain`, `langchain_results` and `openai_messages` say what the shapes are. A line of any of them
may hold "id" and "question" too, and what `telling` reads.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from assistant.evaluation.external import langchain_results, openai_messages, plain, telling
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.external.fields import answer_text, first_text
from assistant.evaluation.external.naming import Known
from assistant.evaluation.external.records import Record, read_lines, records
from assistant.evaluation.external.shelf import Shelf
from assistant.types import Status

_QUESTIONS = ("question", "input", "query")


class AnswerFile(NamedTuple):
    """The answers of a file, and a digest of its text."""

    answers: list[CitedAnswer]
    digest: str


def read_answers(path: Path, shelf: Shelf) -> AnswerFile:
    """The answers in a file, about the articles of a shelf.

    Raises BadInput where the file can not be read, and with the place of the first bad line.
    """
    lines = read_lines(path)
    urls = shelf.urls if any("://" in line for line in lines) else {}
    answers = parse_answers(lines, shelf.ids, urls, place=f"{path}:")
    return AnswerFile(answers, sha256("\n".join(lines).encode()).hexdigest()[:16])


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
    known = Known(known_ids, urls or {})
    return [_answer(record, known) for record in records(lines, place)]


def _answer(record: Record, known: Known) -> CitedAnswer:
    where, fields = record
    id = fields.get("id")
    named = isinstance(id, str | int) and not isinstance(id, bool)
    documents = _documents(record, known)
    told = telling.retrieved(where, fields, known)
    return CitedAnswer(
        str(id) if named else re.sub(r".*\D", "", where),
        first_text(fields, _QUESTIONS),
        _sentences(record, documents, known),
        text=plain.shown(fields) if "sentences" in fields else None,
        context=documents if told is None else told,
        status=telling.status(fields),
        conflicts=telling.conflicts(where, fields, known),
        partial=telling.is_partial(fields),
        where=where,
        named=named,
    )


def _documents(record: Record, known: Known) -> tuple[CitedSource, ...] | None:
    """Those of a LangChain result; the other shapes may use these names for something else."""
    where, fields = record
    if "sentences" in fields or openai_messages.is_one(fields):
        return None
    return langchain_results.documents(where, fields, known)


def _sentences(
    record: Record, documents: tuple[CitedSource, ...] | None, known: Known
) -> tuple[CitedSentence, ...]:
    where, fields = record
    if "sentences" in fields:
        found = plain.structured(where, fields, known)
        if found or telling.status(fields) not in (None, Status.ANSWERED):
            return found
        # Words that were shown are read, even where nobody took them apart.
        return plain.marked(plain.shown(fields) or "", known)
    if openai_messages.is_one(fields):
        return openai_messages.sentences(where, fields, known)
    text = answer_text(where, fields, ("answer", "result"))
    if documents is not None:
        return langchain_results.sentences(text, documents, known)
    return plain.marked(text, known)
