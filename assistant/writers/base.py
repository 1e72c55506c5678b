"""The one seam where answers differ: a writer drafts, the gate decides what is shown."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import NamedTuple, Protocol, runtime_checkable

from assistant.conflicts import Reading
from assistant.evidence import Evidence, Statement
from assistant.question import Question
from assistant.types import Notice, Turn, Withheld
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
class Usage:
    """The tokens that one call of a model took, as its provider counts them."""

    input_tokens: int
    output_tokens: int


class LeftOut(NamedTuple):
    """A statement that a writer did not read; `reason` says why, in words after "not read: "."""

    statement: Statement
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """The statements that a writer read before it drafted, best first, and all others.

    `threshold` is the probability, in [0, 1], from which one of them answers.
    """

    readings: tuple[Reading, ...]
    threshold: float
    left_out: tuple[LeftOut, ...] = ()


Proposal = Draft | Disagreement | Notice | Read | Usage
"""What a writer yields."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a writer gets: the question (stand-alone), the evidence and the conversation so far.

    `begun` is when the question was asked (`time.monotonic()`): its deadline counts from there.
    A writer that waits for somebody stops waiting once `stop` is set, and yields no more.
    """

    question: Question
    evidence: Evidence
    history: Sequence[Turn] = ()
    begun: float = field(default_factory=time.monotonic, compare=False)
    stop: Event = field(default_factory=Event, compare=False)


class Writer(Protocol):
    """Composes an answer. Yields nothing where the evidence is silent.

    Raises WriterFault where it failed, which says nothing of the evidence.
    """

    @property
    def name(self) -> str: ...

    def write(self, task: Task) -> Iterator[Proposal]: ...


@runtime_checkable
class Repairs(Protocol):
    """A writer that can be told what was withheld, and write that again."""

    def repair(
        self, task: Task, shown: Sequence[str], withheld: Sequence[Withheld]
    ) -> Iterator[Proposal]:
        """Drafts to follow the sentences shown, in the place of those withheld.

        Raises WriterFault.
        """
        ...
