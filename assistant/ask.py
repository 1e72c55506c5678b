"""A question's way: stand-alone, search, draft, gate, answer."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Self

from assistant import abstention
from assistant.citations import one_a_story
from assistant.composing import Composition
from assistant.conversation import standalone
from assistant.evidence import gather
from assistant.explaining import STOPPED, Attempt, Drafted, Explanation, explain
from assistant.gate import Checked, Gate
from assistant.narrowing import narrowed
from assistant.question import analyse, split_questions, without_before
from assistant.reading.opened import Opened
from assistant.restrictions import Restriction, dated, restriction
from assistant.settings import Settings
from assistant.smalltalk import is_small_talk
from assistant.spans import answer_spans
from assistant.types import (
    Answer,
    Conflict,
    ConflictKind,
    Event,
    Notice,
    Searched,
    Sentence,
    Side,
    Status,
    Turn,
    Withheld,
)
from assistant.verifier import Verifier, load_verifier
from assistant.writers.base import Disagreement, Draft, Task, Writer
from corpus.errors import BadInput, WriterFault
from vectorstore.library import Library
from vectorstore.types import Filters, Hit, Scope

NO_FILTERS = Filters()
LONGEST_QUESTION = 2000
"""Characters; a longer text is no question."""
RETRIEVED = 12
"""Passages retrieved for a question."""


class Assistant:
    """Answers questions over one library of articles with one writer; threads may share it.

    `today` tells which day it is, for "last year".
    """

    def __init__(
        self,
        library: Library,
        writer: Writer,
        gate: Gate,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.library = library
        self.today = today
        self._writer = writer
        self._gate = gate

    @classmethod
    def open(
        cls,
        store: Path | str | None = None,
        *,
        settings: Settings | None = None,
        verifier: Verifier | None = None,
    ) -> Self:
        """Open a store that `citewise index` made; `verifier` if one is loaded already.

        Raises CitewiseError, with one line that says what to do, if the store, its index or the
        model can not be used.
        """
        from assistant.writers import make_writer
        from vectorstore.embedder import SentenceEmbedder

        settings = settings or Settings()
        packaged = SentenceEmbedder()
        embedder = SentenceEmbedder(settings.embedder) if settings.embedder else packaged
        library = Library.open(Path(store or settings.store), embedder=embedder)
        try:
            return cls(
                library, make_writer(settings, packaged), Gate(verifier or load_verifier(settings))
            )
        except BaseException:
            library.close()
            raise

    @property
    def model(self) -> str:
        """The name of what writes the answers."""
        return self._writer.name

    def warm(self) -> None:
        """Load the models now, so that the first question does not wait for them."""
        for _ in self.stream("What is new?"):
            pass

    def close(self) -> None:
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> Answer:
        """The finished answer. Raises BadInput for an empty or endless question or a bad filter."""
        *_, answer = self.stream(question, history=history, filters=filters)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> Iterator[Event]:
        """Sentences, withheld drafts and notices as they come, and last the `Answer`.

        Nothing that was yielded is taken back or reordered.
        """
        run = _Run(self, _checked(question), filters)
        yield from self._follow(run, history)

    def explain(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> tuple[Answer, Explanation]:
        """The finished answer and how it came about. Raises what `ask` raises."""
        *_, answer, explanation = self.explained(question, history=history, filters=filters)
        assert isinstance(answer, Answer)
        assert isinstance(explanation, Explanation)
        return answer, explanation

    def explained(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> Iterator[Event | Explanation]:
        """What `stream` yields, and after the `Answer` how it came about."""
        run = _Run(self, _checked(question), filters)
        for event in self._follow(run, history):
            yield event
            if isinstance(event, Answer):
                yield explain(event, run.attempts, self._writer)

    def _follow(self, run: "_Run", history: Sequence[Turn]) -> Iterator[Event]:
        question = run.question
        if is_small_talk(question):
            yield run.finish(question, abstention.greeting(self.library.articles.articles()))
            return
        alone = dated(standalone(question, history), self.today())
        if alone != question:
            yield run.note(Notice("rewritten", f"searched as: {alone}"))
        first, *others = split_questions(alone)
        # "Who built it, and what did it cost?": the second question borrows from the first.
        searched = [first, *(standalone(each, [Turn(first)]) for each in others)]
        unanswered: list[str] = []
        for part, question_searched in zip([first, *others], searched, strict=True):
            answered = yield from run.answer(question_searched, history)
            if not (answered or run.shows(part)):
                unanswered.append(part)
        if run.composition.sentences and unanswered and not run.cut_short:
            remark = abstention.not_said(unanswered)
            run.composition.remark(remark)
            yield run.note(Notice("partly_answered", remark))
        yield run.finish(alone, "" if run.composition.sentences else run.silence(alone))


class _Run:
    """One question being answered: what was found, shown, withheld and said so far."""

    def __init__(self, assistant: Assistant, question: str, filters: Filters) -> None:
        self.question = question
        self.composition = Composition()
        self.attempts: list[Attempt] = []
        self._assistant = assistant
        self._filters = filters
        _check_sources(filters, assistant.library)
        self._scope: Scope = assistant.library.scope(filters)
        self._hits: dict[tuple[str, int, int], Hit] = {}
        self._withheld: list[Withheld] = []
        self._conflicts: list[Conflict] = []
        self._notices: list[Notice] = []
        self._timings: dict[str, float] = {}
        self.cut_short = False
        """Whether the writer failed or was cut off: silence then says nothing of the articles."""
        self._started = time.perf_counter()

    def shows(self, question: str) -> bool:
        """Whether a sentence shown already has words of the type that the question wants."""
        wanted = analyse(question)
        return any(answer_spans(wanted, each.text) for each in self.composition.sentences)

    def note(self, notice: Notice) -> Notice:
        self._notices.append(notice)
        return notice

    def answer(self, question: str, history: Sequence[Turn]) -> Generator[Event, None, bool]:
        """Search, draft and gate one stand-alone question; returns whether a sentence answers.

        The articles that the question points to come first; if they do not answer, all are
        searched.
        """
        pointed = self._restriction(question)
        if pointed is None:
            return (yield from self._attempt(question, self._search(question), None, history))
        with self._timed("search"):
            narrow = narrowed(pointed, self._filters, self._assistant.library, RETRIEVED)
        if narrow is None:
            yield self.note(Notice("widened", f"there are no {pointed.said}; searched in all"))
        elif narrow:
            first = f"{pointed.said}, or undated" if pointed.period else pointed.said
            yield self.note(Notice("restricted", f"searched first in {first}"))
            answered = yield from self._attempt(pointed.question, narrow, first, history)
            if answered or self.cut_short:
                return answered
            yield self.note(Notice("widened", f"nothing in {first} answers this; searched in all"))
        hits = self._search(pointed.question)
        return (yield from self._attempt(pointed.question, hits, None, history))

    def _restriction(self, question: str) -> Restriction | None:
        sources = self._assistant.library.articles.sources()
        return restriction(question, sources, self._assistant.today())

    def _search(self, question: str) -> tuple[Hit, ...]:
        with self._timed("search"):
            return self._assistant.library.search(question, k=RETRIEVED, filters=self._filters)

    def _attempt(
        self, question: str, hits: Sequence[Hit], within: str | None, history: Sequence[Turn]
    ) -> Generator[Event, None, bool]:
        """Draft and gate an answer from some hits; returns whether a sentence answers."""
        with self._timed("search"):
            evidence = gather(hits, self._assistant.library.articles)
        for hit in evidence.hits:
            passage = hit.passage
            self._hits.setdefault((passage.article_id, passage.start, passage.end), hit)
        task = Task(analyse(without_before(question)), evidence, history)
        drafted: list[Drafted] = []
        answered = bool(evidence.statements) and (yield from self._draft(task, drafted))
        self.attempts.append(Attempt(task, within, tuple(drafted)))
        return answered

    def _draft(self, task: Task, drafted: list[Drafted]) -> Generator[Event, None, bool]:
        drafts = self._assistant._writer.write(task)
        shown: list[Sentence | None] = []
        while True:
            with self._timed("write"):
                try:
                    proposed = next(drafts, None)
                except WriterFault as fault:
                    proposed = Notice("writer_failed", str(fault))
            if proposed is None:
                return any(shown)
            if isinstance(proposed, Notice):
                yield self.note(proposed)
                if proposed.code in STOPPED:
                    self.cut_short = True
                    return any(shown)
            elif isinstance(proposed, Disagreement):
                self._disagree(proposed, shown)
            else:
                result = yield from self._show(proposed, task, shown)
                drafted.append(Drafted(proposed, result))

    def _show(
        self, draft: Draft, task: Task, shown: list[Sentence | None]
    ) -> Generator[Event, None, Checked | Withheld]:
        with self._timed("check"):
            result = self._assistant._gate.check(
                draft, task.evidence, after_withheld=bool(shown) and shown[-1] is None
            )
            if isinstance(result, Checked):
                cited = one_a_story(result.text, result.citations, self._assistant.library.articles)
                result = result._replace(citations=cited)
        said = next((each for each in self.composition.sentences if each.text == result.text), None)
        if isinstance(result, Checked) and said:
            shown.append(said)  # two questions in one breath may have one answer
        elif isinstance(result, Checked):
            for notice in result.notices:
                yield self.note(notice)
            opening = draft.opening if isinstance(draft, Opened) else ""
            sentence = self.composition.add(result, opening)
            shown.append(sentence)
            yield sentence
        else:
            shown.append(None)
            if result not in self._withheld:  # a second search may bring the same draft
                self._withheld.append(result)
                yield result
        return result

    def _disagree(self, found: Disagreement, shown: Sequence[Sentence | None]) -> None:
        """Keep a conflict if every side was shown and its answer stands verbatim in its quotes."""
        sides = []
        for answer, number in found.sides:
            sentence = shown[number] if number < len(shown) else None
            if sentence is None or not any(answer in each.quote for each in sentence.citations):
                return
            index = self.composition.sentences.index(sentence)
            sides.append(Side(answer, index, sentence.citations))
        kind = ConflictKind.UPDATE if found.update else ConflictKind.DISPUTE
        self._conflicts.append(Conflict(found.about, kind, tuple(sides)))

    def silence(self, question: str) -> str:
        """What is said when nothing can be shown, and why nothing could."""
        hits = list(self._hits.values())
        pointed = self._restriction(question)
        asked = analyse(pointed.question if pointed else question)
        return abstention.silence(
            asked, self._scope, self._filters, hits, self._assistant.library.articles
        )

    def finish(self, standalone_question: str, silence: str) -> Answer:
        """The answer as it stands; `silence` is its text where no sentence was shown."""
        if self.composition.sentences:
            status = Status.INCOMPLETE if self.cut_short else Status.ANSWERED
            text = self.composition.text
        elif self._withheld:
            status, text = Status.INCOMPLETE, abstention.WITHHELD
        elif self.cut_short:
            status, text = Status.INCOMPLETE, abstention.CUT_SHORT
        else:
            status, text = Status.NO_EVIDENCE, silence
        filters, scope = self._filters, self._scope
        self._timings["total"] = (time.perf_counter() - self._started) * 1000
        return Answer(
            question=self.question,
            standalone_question=standalone_question,
            status=status,
            text=text,
            sentences=tuple(self.composition.sentences),
            withheld=tuple(self._withheld),
            conflicts=tuple(self._conflicts),
            considered=tuple(sorted(self._hits.values(), key=lambda hit: -hit.score)),
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
            model=self._assistant.model,
            usage=None,
            timings_ms={step: round(spent, 1) for step, spent in self._timings.items()},
        )

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._timings[step] = (
                self._timings.get(step, 0.0) + (time.perf_counter() - begun) * 1000
            )


def _check_sources(filters: Filters, library: Library) -> None:
    """A source that no article has is a slip of the pen; raises BadInput naming those there are."""
    if not filters.sources:
        return
    known = library.articles.sources()
    for source in filters.sources:
        if source.casefold() not in (each.casefold() for each in known):
            have = ", ".join(known) if known else "none is stated"
            raise BadInput(f"no article is from {source!r}; the sources are: {have}")


def _checked(question: str) -> str:
    # Bytes that are no text reach us from some shells as half characters, which nothing can encode.
    text = " ".join(question.encode("utf-8", "replace").decode("utf-8").split())
    if not text:
        raise BadInput("the question is empty; ask something about your articles")
    if len(text) > LONGEST_QUESTION:
        raise BadInput(
            f"the question has {len(text)} characters; ask in at most {LONGEST_QUESTION}"
        )
    return text
