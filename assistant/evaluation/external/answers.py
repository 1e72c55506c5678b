"""Somebody else's cited answer, whatever shape it was written in."""

from dataclasses import dataclass

from assistant.evaluation.external.conflicts import StatedConflict
from assistant.types import Status


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
