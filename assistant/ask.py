"""A question's way: stand-alone, search, draft, gate, answer."""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Self

from assistant import abstention
from assistant.conversation import standalone
from assistant.drafting import Drafting
from assistant.evidence import gather
from assistant.explaining import Attempt, Explanation, explain
from assistant.gate import Gate
from assistant.narrowing import narrowed
from assistant.question import (
    analyse,
    closing_before,
    split_questions,
    without_before,
    without_polite_opening,
)
from assistant.record import Record
from assistant.reranking import reranked
from assistant.restrictions import Restriction, dated, restriction
from assistant.settings import Settings
from assistant.smalltalk import is_small_talk
from assistant.spans import answer_spans
from assistant.types import Answer, Event, Notice, Turn
from assistant.verifier import Verifier, load_verifier
from assistant.writers.base import Task, Writer
from corpus.errors import BadInput
from vectorstore.library import Library
from vectorstore.types import Filters, Hit, Scope

NO_FILTERS = Filters()
LONGEST_QUESTION = 2000
"""Characters; a longer text is no question."""
RETRIEVED = 12
"""Passages retrieved for a question."""


class Assistant:
    """Answers questions over one library of articles with one writer; threads may share it.

    `fallback` writes where the writer fails or nothing of its passes the gate. `today` tells which
    day it is, for "last year".
    """

    def __init__(
        self,
        library: Library,
        writer: Writer,
        gate: Gate,
        *,
        fallback: Writer | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.library = library
        self.today = today
        self._writer = writer
        self._fallback = fallback
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
        from assistant.models.choosing import QUOTING
        from assistant.writers import make_writer, quoting_writer
        from vectorstore.embedder import SentenceEmbedder

        settings = settings or Settings()
        packaged = SentenceEmbedder()
        embedder = SentenceEmbedder(settings.embedder) if settings.embedder else packaged
        library = Library.open(Path(store or settings.store), embedder=embedder)
        try:
            writer = make_writer(settings, packaged)
            fallback = None if writer.name == QUOTING else quoting_writer(packaged)
            gate = Gate(verifier or load_verifier(settings))
            return cls(library, writer, gate, fallback=fallback)
        except BaseException:
            library.close()
            raise

    def using(self, settings: Settings) -> Self:
        """One over the same library and with the same gate, for which `settings.model` writes.

        To close one closes the library of both. Raises BadInput if the model can not be set up.
        """
        from assistant.writers import make_writer
        from vectorstore.embedder import SentenceEmbedder

        local = self._fallback or self._writer
        if settings.model == local.name:
            return type(self)(self.library, local, self._gate, today=self.today)
        writer = make_writer(settings, SentenceEmbedder())
        return type(self)(self.library, writer, self._gate, fallback=local, today=self.today)

    @property
    def model(self) -> str:
        """The name of what writes the answers."""
        return self._writer.name

    def warm(self) -> None:
        """Load the models now, so that the first question does not wait for them.

        A chat model that has a fallback is not asked: its server may count that.
        """
        local = Assistant(self.library, self._fallback or self._writer, self._gate)
        local.ask("What is new?")

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
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Sentences, withheld drafts and notices as they come, and last the `Answer`.

        Nothing that was yielded is taken back or reordered. To close the stream ends the answering
        and whatever call of a model it waits for. Where that can not be done, since another thread
        waits for the next event, `stop` can be set: what there is by then is the answer.
        """
        run = _Run(self, _checked(question), filters, stop or threading.Event())
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
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        stop: threading.Event | None = None,
    ) -> Iterator[Event | Explanation]:
        """What `stream` yields, and after the `Answer` how it came about."""
        run = _Run(self, _checked(question), filters, stop or threading.Event())
        for event in self._follow(run, history):
            yield event
            if isinstance(event, Answer):
                yield explain(event, run.attempts)

    def _follow(self, run: "_Run", history: Sequence[Turn]) -> Iterator[Event]:
        record = run.record
        question = record.question
        if is_small_talk(question):
            yield run.finish(question, abstention.greeting(self.library.articles.articles()))
            return
        alone = dated(standalone(question, history), self.today())
        if alone != question:
            yield record.note(Notice("rewritten", f"searched as: {alone}"))
        first, *others = split_questions(alone)
        # "Who built it, and what did it cost?": the second question borrows from the first.
        searched = [first, *(standalone(each, [Turn(first)]) for each in others)]
        searched = [without_polite_opening(each) for each in searched]
        unanswered: list[str] = []
        for part, question_searched in zip([first, *others], searched, strict=True):
            if run.stop.is_set():
                record.cut_short = True
                break
            answered = yield from run.answer(question_searched, history)
            if not (answered or run.shows(part)):
                unanswered.append(part)
        if record.composition.sentences and unanswered and not record.cut_short:
            remark = abstention.not_said(unanswered)
            record.composition.remark(remark)
            yield record.note(Notice("partly_answered", remark))
        yield run.finish(alone, "" if record.composition.sentences else run.silence(alone))


class _Run:
    """One question being answered: which articles are searched for it, and in which order."""

    def __init__(
        self, assistant: Assistant, question: str, filters: Filters, stop: threading.Event
    ) -> None:
        _check_sources(filters, assistant.library)
        self.record = Record(question)
        self.attempts: list[Attempt] = []
        self.stop = stop
        self._assistant = assistant
        self._writer, self._fallback = assistant._writer, assistant._fallback
        self._filters = filters
        self._scope: Scope = assistant.library.scope(filters)
        self._begun = time.monotonic()

    def shows(self, question: str) -> bool:
        """Whether a sentence shown already has words of the type that the question wants."""
        wanted = analyse(question)
        shown = self.record.composition.sentences
        return any(answer_spans(wanted, each.text) for each in shown)

    def answer(self, question: str, history: Sequence[Turn]) -> Generator[Event, None, bool]:
        """Search, draft and gate one stand-alone question; returns whether a sentence answers.

        The articles that the question points to come first; if they do not answer, all are
        searched.
        """
        pointed = self._restriction(question)
        answered = yield from self._answer(question, pointed, history)
        clause = closing_before(question)
        if answered and clause and not (pointed and pointed.period):
            said = f"“{clause}” was not matched to a date: the answer may be of another time"
            yield self.record.note(Notice("time_not_matched", said))
        return answered

    def _answer(
        self, question: str, pointed: Restriction | None, history: Sequence[Turn]
    ) -> Generator[Event, None, bool]:
        note = self.record.note
        if pointed is None:
            return (yield from self._attempt(question, self._search(question), None, history))
        with self.record.timed("search"):
            narrow = narrowed(pointed, self._filters, self._assistant.library, RETRIEVED)
        if narrow is None:
            yield note(Notice("widened", f"there are no {pointed.said}; searched in all"))
        elif narrow:
            first = f"{pointed.said}, or undated" if pointed.period else pointed.said
            yield note(Notice("restricted", f"searched first in {first}"))
            answered = yield from self._attempt(pointed.question, narrow, first, history)
            if answered or self.record.cut_short:
                return answered
            yield note(Notice("widened", f"nothing in {first} answers this; searched in all"))
        hits = self._search(pointed.question)
        return (yield from self._attempt(pointed.question, hits, None, history))

    def _restriction(self, question: str) -> Restriction | None:
        sources = self._assistant.library.articles.sources()
        return restriction(question, sources, self._assistant.today())

    def _search(self, question: str) -> tuple[Hit, ...]:
        with self.record.timed("search"):
            return self._assistant.library.search(question, k=RETRIEVED, filters=self._filters)

    def _attempt(
        self, question: str, hits: Sequence[Hit], within: str | None, history: Sequence[Turn]
    ) -> Generator[Event, None, bool]:
        """Draft and gate an answer from some hits; returns whether a sentence answers."""
        articles = self._assistant.library.articles
        with self.record.timed("search"):
            evidence = gather(hits, articles)
        self.record.found(evidence.hits)
        asked = analyse(without_before(question))
        task = Task(asked, evidence, history, begun=self._begun, stop=self.stop)
        drafting = Drafting(task, self._assistant._gate, articles, self.record)
        answered = yield from drafting.run(self._writer, self._fallback)
        ranked = evidence.hits
        if drafting.read:
            ranked = reranked(evidence.hits, drafting.read.readings)
            self.record.found(ranked)
        if drafting.failed and self._fallback:  # a server that is down is not asked for every part
            self._writer, self._fallback = self._fallback, None
        drafted = tuple(drafting.drafted)
        self.attempts.append(Attempt(task, within, drafted, ranked, drafting.read))
        return answered

    def silence(self, question: str) -> str:
        """What is said when nothing can be shown, and why nothing could."""
        pointed = self._restriction(question)
        asked = analyse(pointed.question if pointed else question)
        return abstention.silence(
            asked, self._scope, self._filters, self.record.hits, self._assistant.library.articles
        )

    def finish(self, standalone_question: str, silence: str) -> Answer:
        """The answer as it stands; `silence` is its text where no sentence was shown."""
        return self.record.answer(
            standalone_question, silence, self._assistant.model, self._filters, self._scope
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
