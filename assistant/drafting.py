"""One search's evidence into an answer: a writer drafts, the gate checks, once repaired."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from assistant.citations import one_a_story
from assistant.explaining import STOPPED, Drafted
from assistant.gate import Checked, Gate
from assistant.reading.opened import Opened
from assistant.record import Record
from assistant.types import Conflict, ConflictKind, Event, Notice, Sentence, Side, Withheld
from assistant.writers.base import Disagreement, Draft, Proposal, Read, Repairs, Task, Usage, Writer
from corpus.errors import WriterFault
from corpus.store import ArticleStore


class _End(Enum):
    """How a writer came to its end."""

    DONE = auto()
    CUT = auto()
    STOPPED = auto()


@dataclass(slots=True)
class Drafting:
    """Drafts one task onto the record.

    `failed`: whether the writer did, so that there is no use in asking it again.
    """

    task: Task
    gate: Gate
    articles: ArticleStore
    record: Record
    drafted: list[Drafted] = field(default_factory=list)
    read: Read | None = None
    failed: bool = False
    _shown: list[Sentence | None] = field(default_factory=list)

    def run(self, writer: Writer, fallback: Writer | None) -> Generator[Event, None, bool]:
        """Returns whether a sentence answers. Where nothing of the writer's is, `fallback` writes.

        A writer that drafts nothing and has not failed is believed: then nothing answers.
        """
        if not self.task.evidence.statements:
            return False
        try:
            end = yield from self._follow(writer.write(self.task))
        except WriterFault as fault:
            self.failed = True
            return (yield from self._after_fault(fault, fallback))
        if end is _End.DONE:
            yield from self._repair(writer)
        if self._answers or not self.drafted or fallback is None or self.task.stop.is_set():
            self.record.cut_short |= end is _End.CUT
            return self._answers
        reason = f"no sentence of {writer.name} passed the checks"
        return (yield from self._fall_back(reason, fallback))

    @property
    def _answers(self) -> bool:
        return any(self._shown)

    def _after_fault(
        self, fault: WriterFault, fallback: Writer | None
    ) -> Generator[Event, None, bool]:
        if fallback and not self._answers:
            return (yield from self._fall_back(str(fault), fallback))
        self.record.cut_short = True
        yield self.record.note(Notice("writer_failed", str(fault)))
        return self._answers

    def _fall_back(self, reason: str, fallback: Writer) -> Generator[Event, None, bool]:
        """What the fallback writes, from the same evidence."""
        yield self.record.note(
            Notice("fallback", f"{reason}; {fallback.name} was asked for an answer instead")
        )
        self._shown = []
        yield from self._follow(fallback.write(self.task))
        return self._answers

    def _repair(self, writer: Writer) -> Generator[Event, None, None]:
        """The one request to write again what was withheld."""
        withheld = [each.result for each in self.drafted if isinstance(each.result, Withheld)]
        if not withheld or not isinstance(writer, Repairs):
            return
        shown = [each.text for each in self._shown if each]
        try:
            yield from self._follow(writer.repair(self.task, shown, withheld))
        except WriterFault as fault:
            yield self.record.note(Notice("repair_failed", str(fault)))

    def _follow(self, proposals: Iterator[Proposal]) -> Generator[Event, None, _End]:
        """Gate what a writer proposes, as it comes. Raises the writer's WriterFault."""
        try:
            while True:
                with self.record.timed("write"):
                    proposed = next(proposals, None)
                if self.task.stop.is_set():
                    self.record.cut_short = True
                    yield self.record.note(Notice("stopped", "stopped before its end"))
                    return _End.STOPPED
                if proposed is None:
                    return _End.DONE
                if isinstance(proposed, Usage):
                    self.record.used(proposed)
                elif isinstance(proposed, Read):
                    self.read = proposed
                elif isinstance(proposed, Notice):
                    yield self.record.note(proposed)
                    if proposed.code in STOPPED:
                        return _End.CUT
                elif isinstance(proposed, Disagreement):
                    self._disagree(proposed)
                else:
                    result = yield from self._show(proposed)
                    self.drafted.append(Drafted(proposed, result))
        finally:
            if isinstance(proposals, Generator):  # at once, with whatever it holds open
                proposals.close()

    def _show(self, draft: Draft) -> Generator[Event, None, Checked | Withheld]:
        shown = self._shown
        with self.record.timed("check"):
            result = self.gate.check(
                draft, self.task.evidence, after_withheld=bool(shown) and shown[-1] is None
            )
            if isinstance(result, Checked):
                cited = one_a_story(result.text, result.citations, self.articles)
                result = result._replace(citations=cited)
        sentences = self.record.composition.sentences
        said = next((each for each in sentences if each.text == result.text), None)
        if isinstance(result, Checked) and said:
            shown.append(said)  # two questions in one breath may have one answer
        elif isinstance(result, Checked):
            for notice in result.notices:
                yield self.record.note(notice)
            opening = draft.opening if isinstance(draft, Opened) else ""
            sentence = self.record.composition.add(result, opening)
            shown.append(sentence)
            yield sentence
        else:
            shown.append(None)
            if result not in self.record.withheld:  # a second search may bring the same draft
                self.record.withheld.append(result)
                yield result
        return result

    def _disagree(self, found: Disagreement) -> None:
        """Keep a conflict if every side was shown and its answer stands verbatim in its quotes."""
        sides = []
        for answer, number in found.sides:
            sentence = self._shown[number] if number < len(self._shown) else None
            if sentence is None or not any(answer in each.quote for each in sentence.citations):
                return
            index = self.record.composition.sentences.index(sentence)
            sides.append(Side(answer, index, sentence.citations))
        kind = ConflictKind.UPDATE if found.update else ConflictKind.DISPUTE
        self.record.conflicts.append(Conflict(found.about, kind, tuple(sides)))
