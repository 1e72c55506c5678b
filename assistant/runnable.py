"""The assistant as a LangChain `Runnable`, for chains and agents of others."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from contextvars import copy_context
from typing import Any, NotRequired, cast

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from assistant.ask import NO_FILTERS, Assistant
from assistant.message import to_chunk, to_message
from assistant.types import Answer, Event, Turn
from corpus.errors import BadInput
from vectorstore.types import Filters


class PastTurn(TypedDict):
    """An earlier question and, where known, the answer to it."""

    question: str
    answer: NotRequired[str | None]


class Asked(TypedDict):
    """A question with the conversation before it, oldest first: as turns or as messages."""

    question: str
    history: NotRequired[Sequence[PastTurn | BaseMessage]]


class AnswerRunnable(Runnable[str | Asked, AIMessage]):
    """A question to the answer as a message (see `assistant.message`).

    A stream yields a chunk a sentence, as it passes the check, and one at the end; their sum is
    what `invoke` returns. To close a stream, or to cancel an asynchronous call, ends the
    answering. Raises what `Assistant.ask` raises, and BadInput for what is no question. The
    assistant stays the caller's to close.
    """

    name = "citewise"

    def __init__(self, assistant: Assistant, *, filters: Filters = NO_FILTERS) -> None:
        self.assistant = assistant
        self.filters = filters

    def invoke(
        self,
        input: str | Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - LangChain's signature
    ) -> AIMessage:
        return self._call_with_config(self._answer, input, config)

    async def ainvoke(
        self,
        input: str | Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - LangChain's signature
    ) -> AIMessage:
        return await self._acall_with_config(self._aanswer, input, config)

    def stream(
        self,
        input: str | Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - LangChain's signature
    ) -> Iterator[AIMessage]:
        yield from self._transform_stream_with_config(iter([input]), self._chunks, config)

    async def astream(
        self,
        input: str | Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - LangChain's signature
    ) -> AsyncIterator[AIMessage]:
        async def given() -> AsyncIterator[str | Asked]:
            yield input

        chunks = self._atransform_stream_with_config(given(), self._achunks, config)
        async with aclosing(cast("AsyncGenerator[AIMessage, None]", chunks)):
            async for chunk in chunks:
                yield chunk

    def _events(
        self, asked: str | Asked, stop: threading.Event | None = None
    ) -> Generator[Event, None, None]:
        question, history = _read(asked)
        yield from self.assistant.stream(question, history=history, filters=self.filters, stop=stop)

    async def _aevents(self, asked: str | Asked) -> AsyncGenerator[Event, None]:
        """Every step runs in one thread of this call's own, so that the event loop stays free.

        A step that runs can not be closed: it is told to stop, and the closing stands in line.
        """
        stop, context = threading.Event(), copy_context()
        events = self._events(asked, stop)

        def step() -> Event | None:
            return next(events, None)

        worker = ThreadPoolExecutor(1, self.get_name())
        try:
            while event := await asyncio.wrap_future(worker.submit(context.run, step)):
                yield event
        finally:
            stop.set()
            worker.submit(context.run, events.close)
            worker.shutdown(wait=False)

    def _answer(self, asked: str | Asked) -> AIMessage:
        question, history = _read(asked)
        return to_message(self.assistant.ask(question, history=history, filters=self.filters))

    async def _aanswer(self, asked: str | Asked) -> AIMessage:
        async with aclosing(self._aevents(asked)) as events:
            [answer] = [event async for event in events if isinstance(event, Answer)]
        return to_message(answer)

    def _chunks(self, given: Iterator[str | Asked]) -> Iterator[AIMessage]:
        for asked in given:
            with closing(self._events(asked)) as events:
                yield from filter(None, map(to_chunk, events))

    async def _achunks(self, given: AsyncIterator[str | Asked]) -> AsyncIterator[AIMessage]:
        async for asked in given:
            async with aclosing(self._aevents(asked)) as events:
                async for event in events:
                    if chunk := to_chunk(event):
                        yield chunk


_ASKED = TypeAdapter(Asked)


def _read(asked: str | Asked) -> tuple[str, list[Turn]]:
    """The question and the turns before it; raises BadInput for any other shape."""
    try:
        given = _ASKED.validate_python({"question": asked} if isinstance(asked, str) else asked)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "input"
        raise BadInput(
            f'ask with a question, or with {{"question", "history"?}}: {where}: {fault["msg"]}'
        ) from None
    return given["question"], _turns(given.get("history", ()))


def _turns(history: Sequence[PastTurn | BaseMessage]) -> list[Turn]:
    turns: list[Turn] = []
    for past in history:
        if isinstance(past, HumanMessage):
            turns.append(Turn(str(past.text)))
        elif isinstance(past, AIMessage) and turns:
            turns[-1] = Turn(turns[-1].question, str(past.text))
        elif not isinstance(past, BaseMessage):
            turns.append(Turn(past["question"], past.get("answer")))
    return turns
