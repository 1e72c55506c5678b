"""What one question has come to so far: shown, withheld and said, and what it took."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from assistant import abstention
from assistant.composing import Composition
from assistant.types import Answer, Conflict, Notice, Searched, Status, Withheld
from assistant.writers.base import Usage
from vectorstore.types import Filters, Hit, Scope


class Record:
    """Grows an answer. Nothing in it is taken back.

    `cut_short`: whether what writes failed, was cut off or was stopped, and nothing took its place:
    silence then says nothing of the articles.
    """

    def __init__(self, question: str) -> None:
        self.question = question
        self.composition = Composition()
        self.withheld: list[Withheld] = []
        self.conflicts: list[Conflict] = []
        self.cut_short = False
        self._hits: dict[tuple[str, int, int], Hit] = {}
        self._notices: list[Notice] = []
        self._usage: list[Usage] = []
        self._timings: dict[str, float] = {}
        self._started = time.perf_counter()

    @property
    def hits(self) -> list[Hit]:
        """Every passage found, once, in the order found."""
        return list(self._hits.values())

    def found(self, hits: Iterable[Hit]) -> None:
        """A passage that was found before has the newer score."""
        for hit in hits:
            passage = hit.passage
            self._hits[passage.article_id, passage.start, passage.end] = hit

    def note(self, notice: Notice) -> Notice:
        self._notices.append(notice)
        return notice

    def used(self, usage: Usage) -> None:
        self._usage.append(usage)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._timings[step] = (
                self._timings.get(step, 0.0) + (time.perf_counter() - begun) * 1000
            )

    def answer(
        self, standalone_question: str, silence: str, model: str, filters: Filters, scope: Scope
    ) -> Answer:
        """The answer as it stands; `silence` is its text where no sentence was shown."""
        if self.composition.sentences:
            status = Status.INCOMPLETE if self.cut_short else Status.ANSWERED
            text = self.composition.text
        elif self.withheld:
            status, text = Status.INCOMPLETE, abstention.WITHHELD
        elif self.cut_short:
            status, text = Status.INCOMPLETE, abstention.CUT_SHORT
        else:
            status, text = Status.NO_EVIDENCE, silence
        self._timings["total"] = (time.perf_counter() - self._started) * 1000
        return Answer(
            question=self.question,
            standalone_question=standalone_question,
            status=status,
            text=text,
            sentences=tuple(self.composition.sentences),
            withheld=tuple(self.withheld),
            conflicts=tuple(self.conflicts),
            considered=tuple(sorted(self.hits, key=lambda hit: -hit.score)),
            filters=Searched(
                filters.since,
                filters.until,
                filters.sources,
                filters.article_ids,
                scope.total,
                scope.searched,
                scope.undated_left_out,
            ),
            notices=tuple(self._notices),
            model=model,
            usage=self._tokens(),
            timings_ms={step: round(spent, 1) for step, spent in self._timings.items()},
        )

    def _tokens(self) -> dict[str, int] | None:
        """The tokens of all calls; None where no provider counted any."""
        if not self._usage:
            return None
        read = sum(each.input_tokens for each in self._usage)
        written = sum(each.output_tokens for each in self._usage)
        return {
            "input_tokens": read,
            "output_tokens": written,
            "total_tokens": read + written,
        }
