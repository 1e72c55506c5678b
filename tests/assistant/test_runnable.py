"""The assistant as a LangChain runnable: the message, the stream's law, threads and cancelling."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, closing
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.messages.utils import message_chunk_to_message, messages_from_dict
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda

from assistant.ask import Assistant
from assistant.composing import Composition
from assistant.gate import Checked
from assistant.message import to_chunk, to_message
from assistant.runnable import AnswerRunnable
from assistant.types import (
    Answer,
    Citation,
    Event,
    Label,
    Notice,
    Sentence,
    Status,
    Turn,
    Verdict,
    Withheld,
)
from assistant.wire import to_json
from corpus.errors import BadInput
from tests.assistant.builders import build_answer, build_article, build_citation
from tests.assistant.test_ask import build_assistant
from tests.assistant.test_ask import library as library  # the fixture
from vectorstore.library import Library
from vectorstore.types import Filters

COST = "How much will the ferry cost?"
FLOODED = "How many homes were flooded by the storm?"
PATIENCE = 10
"""Seconds after which a test that waits has failed."""


def summed(chunks: Sequence[AIMessage]) -> AIMessage:
    """A stream's chunks as one message."""
    *_, whole = accumulate(chunks)
    message = message_chunk_to_message(whole)
    assert type(message) is AIMessage
    return message


def untimed(message: AIMessage) -> AIMessage:
    """Without how long it took, which differs from call to call."""
    answer = {**message.additional_kwargs["answer"], "timings_ms": {}}
    return message.model_copy(update={"additional_kwargs": {"answer": answer}})


class Obeying:
    """Streams what it is told to, and says when it is closed.

    Before the event of a number in `gates` it waits for that gate or to be stopped, in the thread
    that asks.
    """

    def __init__(self, *events: Event, gates: dict[int, threading.Event] | None = None) -> None:
        self.events = events
        self.gates = gates or {}
        self.waiting, self.closed = threading.Event(), threading.Event()
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []

    def ask(self, question: str, *, history: Sequence[Turn], filters: Filters) -> Answer:
        *_, answer = self.stream(question, history=history, filters=filters, stop=None)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn],
        filters: Filters,
        stop: threading.Event | None,
    ) -> Iterator[Event]:
        self.asked.append((question, tuple(history), filters))
        try:
            for number, event in enumerate(self.events):
                if number in self.gates:
                    self.waiting.set()
                    for _ in range(PATIENCE * 100):
                        if self.gates[number].wait(0.01) or (stop and stop.is_set()):
                            break
                    else:
                        raise TimeoutError
                yield event
        finally:
            self.closed.set()


def runnable(assistant: Assistant | Obeying, **options: Any) -> AnswerRunnable:
    return AnswerRunnable(assistant, **options)  # type: ignore[arg-type]  # as much as is used


def held(answering: AnswerRunnable, monkeypatch: pytest.MonkeyPatch) -> AnswerRunnable:
    """Its streams are kept from the garbage collector, which would close them too, but when?"""
    kept, made = [], answering._events

    def make(*given: Any) -> Iterator[Event]:
        kept.append(made(*given))
        return kept[-1]

    monkeypatch.setattr(answering, "_events", make)
    return answering


VERDICT = Verdict(Label.SUPPORTED, 1.0, "rules-1", None)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    quote = draw(TEXTS)
    return build_citation(
        quote,
        build_article(draw(st.sampled_from(("a", "b", "c"))), draw(TEXTS) + quote),
        title=draw(st.none() | TEXTS),
        url=draw(st.none() | TEXTS),
        copies=tuple(draw(st.lists(TEXTS, max_size=2))),
    )


@st.composite
def streams(draw: st.DrawFn) -> list[Event]:
    """The events of a made-up answer, in an order that an assistant might send."""
    text, events = Composition(), []
    for _ in range(draw(st.integers(0, 5))):
        if draw(st.booleans()):
            events.append(draw(st.sampled_from((Withheld("No.", "no"), Notice("code", "said")))))
        cited = tuple(draw(st.lists(citations(), min_size=1, max_size=3)))
        opening = draw(st.sampled_from(("", "Yes:", "No.")) | TEXTS)
        events.append(text.add(Checked(draw(TEXTS), cited, VERDICT, (), ()), opening))
    if draw(st.booleans()):
        text.remark(draw(TEXTS))
    answer = build_answer(
        *text.sentences,
        text=text.text,
        withheld=tuple(each for each in events if isinstance(each, Withheld)),
        notices=tuple(each for each in events if isinstance(each, Notice)),
        status=draw(st.sampled_from(Status)),
        usage=draw(st.none() | st.just({"input_tokens": 12, "output_tokens": 3})),
    )
    return [*events, answer]


@given(streams())
def test_the_chunks_of_a_stream_sum_up_to_the_message(events: list[Event]) -> None:
    """Law: nothing is added, lost or moved by streaming."""
    answer = events[-1]
    assert isinstance(answer, Answer)
    chunks = [chunk for event in events if (chunk := to_chunk(event))]
    assert summed(chunks) == to_message(answer)
    assert len(chunks) == len(answer.sentences) + 1
    assert [chunk.chunk_position for chunk in chunks] == [*[None] * (len(chunks) - 1), "last"]


@given(streams())
def test_a_message_has_the_answers_text_and_places(events: list[Event]) -> None:
    """Law: an annotation's slice of the text is its sentence, its words are the quote."""
    answer = events[-1]
    assert isinstance(answer, Answer)
    message = to_message(answer)
    assert message.text == answer.text
    cited = [(each, citation) for each in answer.sentences for citation in each.citations]
    found = [each for block in message.content_blocks for each in block.get("annotations", ())]
    for note, (sentence, citation) in zip(found, cited, strict=True):
        assert message.text[note["start_index"] : note["end_index"]] == sentence.text
        assert note["cited_text"] == citation.quote
        assert note.get("title") == (citation.title or None)
        assert note.get("url") == (citation.url or None)
        where = note["extras"]
        assert (where["article_id"], where["start"]) == (citation.article_id, citation.start)


def test_a_lost_sentence_would_be_noticed() -> None:
    """The law's own test: a stream of which a sentence is missing sums up to something else."""
    text = Composition()
    for each in ("It sank.", "It rose."):
        text.add(Checked(each, (build_citation(),), VERDICT, (), ()))
    answer = build_answer(*text.sentences, text=text.text)
    chunks = [to_chunk(event) for event in (text.sentences[1], answer)]
    assert summed([chunk for chunk in chunks if chunk]) != to_message(answer)


def test_all_of_the_answer_is_in_the_message(library: Library) -> None:
    """Its JSON is a value of the message, which can be saved and read again."""
    answer = build_assistant(library).ask(COST)
    message = to_message(answer)
    assert message.additional_kwargs["answer"] == to_json(answer)
    assert message.response_metadata["model_name"] == "quoting"
    assert message.response_metadata["status"] == "answered"
    assert message.usage_metadata is None
    saved = json.loads(json.dumps({"type": "ai", "data": message.model_dump()}))
    assert messages_from_dict([saved]) == [message]


def test_notices_and_tokens_are_where_langchain_has_them() -> None:
    """Tokens under the standard names, whatever else the model reports."""
    usage = {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15}
    message = to_message(build_answer(usage=usage, notices=(Notice("widened", "in all"),)))
    assert message.usage_metadata == usage
    assert message.response_metadata["notices"] == [{"code": "widened", "text": "in all"}]


def test_annotations_lead_to_the_articles_own_words(library: Library) -> None:
    """`extras` is enough to open the article there."""
    message = runnable(build_assistant(library)).invoke(COST)
    [block] = message.content_blocks
    assert block["type"] == "text"
    assert len(block["annotations"]) == 2
    for note in block["annotations"]:
        assert note["type"] == "citation"
        where = note["extras"]
        article = library.articles.get(where["article_id"], where["version"])
        assert article.text[where["start"] : where["end"]] == note["cited_text"]
        assert note["title"] == article.title
        assert where["supports"] in ("alone", "jointly")


@pytest.mark.parametrize(
    "question",
    [
        COST,
        FLOODED,
        "Hello!",
        "Who composed the anthem?",
        f"{FLOODED} And who composed the anthem?",
    ],
)
def test_what_is_streamed_is_what_is_invoked(library: Library, question: str) -> None:
    """Whether it is answered, in part or not at all; the first chunks stand alone."""
    answering = runnable(build_assistant(library))
    message = answering.invoke(question)
    *first, last = answering.stream(question)
    assert untimed(summed([*first, last])) == untimed(message)
    shown = len(message.additional_kwargs["answer"]["sentences"])
    assert len(first) == shown
    assert all(isinstance(each, AIMessageChunk) and each.text for each in first)


def test_an_opening_is_streamed_with_its_sentence() -> None:
    """ "Yes:" is no afterthought."""
    text = Composition()
    for opening in ("Yes:", "No:"):
        text.add(Checked("It sank.", (build_citation(),), VERDICT, (), ()), opening)
    assistant = Obeying(*text.sentences, build_answer(*text.sentences, text=text.text))
    chunks = [chunk.text for chunk in runnable(assistant).stream("Did it sink?")]
    assert chunks == ["Yes: It sank. [ferry]", " No: It sank. [ferry]", ""]


@pytest.mark.parametrize(
    ("history", "turns"),
    [
        ([], ()),
        ([{"question": "Q", "answer": "A"}, {"question": "R"}], (Turn("Q", "A"), Turn("R"))),
        ([{"question": "Q", "answer": None}], (Turn("Q"),)),
        ([HumanMessage("Q"), AIMessage("A"), HumanMessage("R")], (Turn("Q", "A"), Turn("R"))),
        ([HumanMessage("Q"), AIMessage([{"type": "text", "text": "A"}])], (Turn("Q", "A"),)),
        ([SystemMessage("S"), AIMessage("hello"), HumanMessage("Q")], (Turn("Q"),)),
    ],
)
def test_the_conversation_comes_as_turns_or_messages(
    history: list[Any], turns: tuple[Turn, ...]
) -> None:
    """An AI message answers the question before it."""
    assistant = Obeying(build_answer())
    filters = Filters(sources=("Harbour Post",))
    answering = runnable(assistant, filters=filters)
    answering.invoke({"question": "Q?", "history": history})
    list(answering.stream({"question": "Q?", "history": history}))
    assert assistant.asked == [("Q?", turns, filters)] * 2


def test_withheld_text_does_not_come_back_as_history() -> None:
    """The message carries it, as the answer does; the turn made of the message does not."""
    message = to_message(build_answer(withheld=(Withheld("The mayor lied.", "no source"),)))
    assert "The mayor lied." in json.dumps(message.additional_kwargs)
    assistant = Obeying(build_answer())
    runnable(assistant).invoke({"question": "And?", "history": [HumanMessage("Q"), message]})
    [(_, turns, _)] = assistant.asked
    assert "lied" not in str(turns)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (7, "input: "),
        (None, "input: "),
        ({}, "question: "),
        ({"question": 7}, "question: "),
        ({"question": "Q", "history": "H"}, "history"),
        ({"question": "Q", "history": [{"answer": "A"}]}, "history.0"),
        ("", "the question is empty"),
        ({"question": " "}, "the question is empty"),
    ],
)
async def test_what_is_no_question_is_refused(library: Library, asked: Any, said: str) -> None:
    """In one line that says where, whichever way it is asked."""
    answering = runnable(build_assistant(library))
    for refused in (
        lambda: answering.invoke(asked),
        lambda: list(answering.stream(asked)),
        lambda: answering.batch([asked]),
    ):
        with pytest.raises(BadInput, match=said) as caught:
            refused()
        assert "\n" not in str(caught.value)
    with pytest.raises(BadInput, match=said):
        await answering.ainvoke(asked)
    with pytest.raises(BadInput, match=said):
        [chunk async for chunk in answering.astream(asked)]


async def test_every_way_to_call_it_gives_the_same(library: Library) -> None:
    """One or many, waited for or awaited, whole or streamed."""
    answering = runnable(build_assistant(library))
    message = untimed(answering.invoke(COST))
    asked = {"question": COST, "history": []}
    found = [
        *answering.batch([COST, asked]),
        *await answering.abatch([COST, asked]),
        await answering.ainvoke(asked),
        summed([chunk async for chunk in answering.astream(COST)]),
    ]
    assert [untimed(each) for each in found] == [message] * 6


async def test_a_batch_keeps_what_could_be_answered(library: Library) -> None:
    """With LangChain's option, a bad question is its own fault alone."""
    answering = runnable(build_assistant(library))
    for found in (
        answering.batch([COST, ""], return_exceptions=True),
        await answering.abatch([COST, ""], return_exceptions=True),
    ):
        assert isinstance(found[0], AIMessage)
        assert isinstance(found[1], BadInput)


async def test_an_asynchronous_call_leaves_the_loop_free() -> None:
    """The assistant waits for what only the event loop can give it, and gets it in time."""
    for call in ("ainvoke", "astream"):
        gate = threading.Event()
        assistant = Obeying(build_answer(), gates={0: gate})
        answering = runnable(assistant)

        async def give(assistant: Obeying = assistant, gate: threading.Event = gate) -> None:
            while not assistant.waiting.is_set():
                await asyncio.sleep(0.01)
            gate.set()

        giving = asyncio.create_task(give())
        if call == "ainvoke":
            message = await answering.ainvoke("Q?")
        else:
            message = summed([chunk async for chunk in answering.astream("Q?")])
        assert message.text == build_answer().text
        await giving


def sunk() -> tuple[Sentence, Answer]:
    """A sentence, and the answer that it is all of."""
    text = Composition()
    sentence = text.add(Checked("It sank.", (build_citation(),), VERDICT, (), ()))
    return sentence, build_answer(sentence, text=text.text)


@pytest.mark.parametrize("call", ["ainvoke", "astream"])
async def test_cancelling_closes_the_assistants_stream(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though a step is in progress, whose gate stays shut: it is told to stop."""
    sentence, answer = sunk()
    assistant = Obeying(sentence, answer, answer, gates={1: threading.Event()})
    answering = held(runnable(assistant), monkeypatch)

    async def listen() -> None:
        if call == "ainvoke":
            await answering.ainvoke("Q?")
        else:
            [chunk async for chunk in answering.astream("Q?")]

    task = asyncio.create_task(listen())
    assert await asyncio.to_thread(assistant.waiting.wait, PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(assistant.closed.wait, PATIENCE / 4)


async def test_leaving_an_asynchronous_stream_closes_the_assistants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between two chunks, where no step is in progress."""
    sentence, answer = sunk()
    assistant = Obeying(sentence, answer, answer)
    answering = held(runnable(assistant), monkeypatch)
    async with aclosing(answering.astream("Q?")) as chunks:
        assert (await anext(chunks)).text == "It sank. [ferry]"
        assert not assistant.closed.is_set()
    assert await asyncio.to_thread(assistant.closed.wait, PATIENCE)


def test_leaving_a_stream_closes_the_assistants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the call that closes it returns."""
    assistant = Obeying(*sunk())
    answering = held(runnable(assistant), monkeypatch)
    with closing(answering.stream("Q?")) as chunks:  # type: ignore[type-var]
        assert next(chunks).text == "It sank. [ferry]"
        assert not assistant.closed.is_set()
    assert assistant.closed.is_set()


def test_a_fault_midway_reaches_the_caller() -> None:
    """After the chunks that came before it."""

    class Failing(Obeying):
        def stream(self, *args: Any, **options: Any) -> Iterator[Event]:
            yield sunk()[0]
            raise BadInput("the disk is gone")

    chunks = runnable(Failing()).stream("Q?")
    assert next(chunks).text == "It sank. [ferry]"
    with pytest.raises(BadInput, match="the disk is gone"):
        next(chunks)


async def test_it_is_a_link_of_a_chain(library: Library) -> None:
    """A chain streams through it, its run has a name, and its schemas can be shown."""
    answering = runnable(build_assistant(library))
    chain = RunnableLambda(lambda each: each["asked"]) | answering | StrOutputParser()
    streamed = list(chain.stream({"asked": COST}))
    assert len(streamed) == 3
    assert "".join(streamed) == chain.invoke({"asked": COST})

    async def named() -> AsyncIterator[str]:
        async for event in chain.astream_events({"asked": COST}):
            if event["event"] == "on_chain_stream":
                yield event["name"]

    assert [name async for name in named()].count("citewise") == 3
    assert "question" in json.dumps(answering.get_input_jsonschema())
    assert answering.get_output_jsonschema()["title"] == "AIMessage"


def test_messages_are_its_memory(library: Library) -> None:
    """The second question borrows its subject from the first."""
    answering = runnable(build_assistant(library))
    first = "What did Ines Holt say?"
    history = [HumanMessage(first), answering.invoke(first)]
    message = answering.invoke({"question": "And what did she promise?", "history": history})
    answer = message.additional_kwargs["answer"]
    assert answer["standalone_question"] == "What did Ines Holt promise?"
