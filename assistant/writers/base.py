"""The one seam where answers differ: a writer drafts, the gate decides what is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assistant.evidence import Evidence
from assistant.question import Question
from assistant.types import Notice, Turn
from corpus.types import Span


class Source(NamedTuple):
    """What a draft says it rests on: an article id, and where in it (None: somewhere in it)."""

    article_id: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence a writer proposes, unchecked. `highlights` are spans of `text`."""

    text: str
    sources: tuple[Source, ...] = ()
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Drafts (by their number, from 0) that answer the same thing differently.

    Each side is the answering words, verbatim from its draft, and the draft's number.
    """

    about: str
    sides: tuple[tuple[str, int], ...]
    update: bool


@dataclass(frozen=True, slots=True)
class Task:
    """What a writer gets: the question (stand-alone), the evidence and the conversation so far."""

    question: Question
    evidence: Evidence
    history: Sequence[Turn] = ()


class Writer(Protocol):
    """Composes an answer. Yields nothing where the evidence is silent."""

    @property
    def name(self) -> str: ...

    def write(self, task: Task) -> Iterator[Draft | Disagreement | Notice]: ...
