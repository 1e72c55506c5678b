"""Chat models that say what a test wrote, in the ways that real ones do."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from assistant.models.types import ChatModel, Route, Structure

Step = str | float | AIMessageChunk | Exception
"""A piece of text, seconds of silence, any chunk, or a fault."""


class ServerFault(Exception):
    """As providers raise it, with what `fault_of` looks for."""

    def __init__(self, message: str, status_code: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code


class Streaming(BaseChatModel):
    """Streams a script a call, the last one for ever, each step of it once or without end.

    `sent` is what it was asked, `bound` with which arguments; `closed` counts the streams that came
    to an end, in whatever way.
    """

    scripts: list[list[Any]]
    endless: bool = False
    sent: list[list[BaseMessage]] = []  # noqa: RUF012 - pydantic copies it for each model
    bound: list[dict[str, Any]] = []  # noqa: RUF012
    closed: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        text = "".join(each for each in self._script(messages, kwargs) if isinstance(each, str))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        try:
            for step in self._script(messages, kwargs):
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    yield _chunk(step)
        finally:
            self.closed += 1

    def _script(self, messages: list[BaseMessage], bound: dict[str, Any]) -> Iterator[Step]:
        script = self.scripts[min(len(self.sent), len(self.scripts) - 1)]
        self.sent.append(messages)
        self.bound.append(bound)
        yield from script
        while self.endless:
            yield from script


class SyncStreaming(Streaming):
    """Has no asynchronous methods of its own, as many a local model."""

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for step in self._script(messages, kwargs):
            if isinstance(step, float):
                time.sleep(step)
            else:
                yield _chunk(step)

    _astream = BaseChatModel._astream  # type: ignore[assignment]  # LangChain looks for just this


class Whole(Streaming):
    """Can not stream at all."""

    _astream = BaseChatModel._astream  # type: ignore[assignment]


def _chunk(step: Step) -> ChatGenerationChunk:
    if isinstance(step, Exception):
        raise step
    message = step if isinstance(step, AIMessageChunk) else AIMessageChunk(content=str(step))
    return ChatGenerationChunk(message=message.model_copy())


def streaming(*script: Step, kind: type[Streaming] = Streaming, **options: Any) -> Streaming:
    """A model that always says the same."""
    return kind(scripts=[list(script)], **options)


def chat_model(
    chat: BaseChatModel,
    structures: Sequence[Structure] = (Structure.TEXT,),
    context: int = 32_000,
    faults: tuple[type[Exception], ...] = (ServerFault, ValueError),
) -> ChatModel:
    """A chat model named scripted, whose calls tell by which route they came."""
    routes = tuple(Route(each, lambda schema, by=each: chat.bind(by=by)) for each in structures)  # type: ignore[misc]
    return ChatModel("scripted", chat, faults, routes, context)
