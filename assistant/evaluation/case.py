"""Evaluation cases: a question, and what a right answer to it holds."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from assistant.evaluation.external.records import Record, read_lines, records
from assistant.types import ConflictKind, Turn
from corpus.errors import BadInput


@dataclass(frozen=True, slots=True)
class Nugget:
    """One thing that an answer should say; a `vital` one must be said, another may be.

    `articles` each carry it by themselves. `answers` are words any of which says it: "£14.6m".
    """

    text: str
    vital: bool
    articles: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpectedSide:
    """What some of the articles answer, and which ones.

    `answers` are words any of which says it, as those of a nugget; without them `answer` is.
    """

    answer: str
    articles: tuple[str, ...]
    answers: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """Words any of which says the side; never empty."""
        return self.answers or (self.answer,)


@dataclass(frozen=True, slots=True)
class ExpectedConflict:
    """Two or more different answers; in an update the last side replaces the others."""

    kind: ConflictKind
    sides: tuple[ExpectedSide, ...]

    @property
    def due(self) -> tuple[ExpectedSide, ...]:
        """The sides that an answer must show: of a dispute all, of an update the newest.

        Where a question asks for what was replaced, that is a vital nugget of its case.
        """
        return self.sides if self.kind is ConflictKind.DISPUTE else self.sides[-1:]


@with_config(ConfigDict(extra="forbid", strict=True))
@dataclass(frozen=True, slots=True)
class Case:
    """A question over a collection of articles.

    `answerable` is "partly" where the collection answers some of what is asked; all else is then of
    that part, and an answer should say that the rest is missing. `articles` are all that answer it,
    none where it is not `answerable`. A nugget or a side of a conflict may rest on others, such as
    one whose figure was corrected later. `near` are about the same matter and do not answer it.
    """

    id: str
    question: str
    answerable: bool | Literal["partly"]
    articles: tuple[str, ...]
    nuggets: tuple[Nugget, ...]
    tags: tuple[str, ...]
    history: tuple[Turn, ...] = ()
    conflict: ExpectedConflict | None = None
    near: tuple[str, ...] = ()

    @property
    def carrying(self) -> frozenset[str]:
        """The articles that carry something that an answer may say."""
        sides = self.conflict.sides if self.conflict else ()
        said = (each.articles for each in self.nuggets)
        taken = (each.articles for each in sides)
        return frozenset(chain(self.articles, *said, *taken))


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a JSONL file, one a line, with the fields of `Case`.

    Every line is read before any is used. Raises BadInput, which names the first bad line, what is
    wrong with it and what is expected.
    """
    found: dict[str, Case] = {}
    for record in records(read_lines(path), f"{path}:"):
        case = parse_case(record)
        if found.setdefault(case.id, case) is not case:
            raise BadInput(
                f"{record.where}: the id {case.id!r} stands twice; each case has its own"
            )
    if not found:
        raise BadInput(f"{path} holds no case; each line is one, such as {_EXAMPLE}")
    return tuple(found.values())


def check_articles(cases: Iterable[Case], ids: Collection[str]) -> None:
    """Raises BadInput, which names the first article of a case that is not among these ids."""
    for case in cases:
        missing = sorted({*case.carrying, *case.near}.difference(ids))
        if missing:
            raise BadInput(
                f"case {case.id}: there is no article {missing[0]} in the store; "
                "index the articles that the cases are about, or name their store with --store"
            )


_EXAMPLE = (
    '{"id": "1", "question": "…?", "answerable": true, "articles": ["id"], '
    '"nuggets": [{"text": "…", "vital": true, "articles": ["id"], "answers": ["…"]}], "tags": []}'
)

_ADAPTER = TypeAdapter(Case)


def parse_case(record: Record) -> Case:
    where, fields = record
    try:
        # As JSON, so that a list is a tuple and "yes" is no truth value.
        case = _ADAPTER.validate_json(json.dumps(fields))
    except ValidationError as error:
        raise BadInput(f"{where}: {_explained(error.errors()[0])}") from None
    fault = _fault(case)
    if fault is not None:
        raise BadInput(f"{where}: {fault}")
    return case


def _explained(error: Any) -> str:
    """The first fault as one line: "nuggets[0].vital: …"."""
    name = ""
    for part in error["loc"]:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    if error["type"] == "missing":
        return f'"{name}" is missing; a case is {_EXAMPLE}'
    if error["loc"][0] == "answerable":
        return '"answerable": input should be true, false or "partly"'
    if error["type"] == "unexpected_keyword_argument":
        return f'there is no field "{name}"; a case is {_EXAMPLE} (and history, conflict, near)'
    return f'"{name}": {error["msg"][0].lower()}{error["msg"][1:]}'


def _fault(case: Case) -> str | None:
    """What does not fit together in a case whose fields have the right types."""
    if not all(each.strip() for each in _texts(case)):
        return "an id, a question, a nugget or an answer is empty; give it a text"
    if case.answerable and not case.articles:
        return '"articles" is empty; name those that answer, or set "answerable" to false'
    if not case.answerable and (case.articles or case.nuggets or case.conflict):
        return 'an unanswerable case has no articles, nuggets or conflict; use "near"'
    if case.conflict and (
        len(case.conflict.sides) < 2 or not all(each.articles for each in case.conflict.sides)
    ):
        return "a conflict has two or more sides, each with the articles that take it"
    if any(not each.articles for each in case.nuggets):
        return "each nugget names one or more articles that carry it"
    for name in ("articles", "near"):
        ids = getattr(case, name)
        if len(set(ids)) < len(ids):
            return f'"{name}" names an article twice; name each once'
    if not set(case.articles).isdisjoint(case.near):
        return '"near" names an article that answers; it is in "articles" or in "near"'
    return None


def _texts(case: Case) -> Iterable[str]:
    yield from (case.id, case.question, *case.articles, *case.near, *case.tags)
    for nugget in case.nuggets:
        yield from (nugget.text, *nugget.answers)
    for side in case.conflict.sides if case.conflict else ():
        yield from (side.answer, *side.answers)
