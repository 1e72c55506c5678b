"""A chat model's stream, read from ordinary code: bounded in time and closed at once.

The upstream call runs on an event loop, because there, and only there, a call that waits for a
silent server can be cancelled. All calls share one loop: providers keep their connections for the
next call, and a connection belongs to the loop that it was made on.
"""

import asyncio
import queue
import time
from collections.abc import Callable, Generator
from contextlib import aclosing
from functools import cache
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import Runnable

_LOOK = 0.1
"""Seconds between two looks at whether to stop."""


class Overdue(Exception):
    """The time for the answer is over."""


def streamed(
    model: "Runnable[LanguageModelInput, BaseMessage]",
    messages: "LanguageModelInput",
    until: float,
    stop: Event,
) -> "Generator[BaseMessage, None, None]":
    """The chunks of a model's answer; one, the whole message, where it can not stream.

    Ends early once `stop` is set. However it ends, closed by its reader included, the upstream call
    is cancelled and its connection closed. A model without asynchronous methods runs in a thread:
    nobody waits for it any longer, but the step it is in goes on to its end.

    Raises `Overdue` at `until` (`time.monotonic()`), and whatever the model raises.
    """
    arrived: queue.SimpleQueue[BaseMessage | None] = queue.SimpleQueue()
    call = asyncio.run_coroutine_threadsafe(_call(model, messages, arrived.put), _loop())
    call.add_done_callback(lambda _: arrived.put(None))
    try:
        while not stop.is_set():
            left = until - time.monotonic()
            if left <= 0:
                raise Overdue
            try:
                chunk = arrived.get(timeout=min(left, _LOOK))
            except queue.Empty:
                continue
            if chunk is None:
                call.result()
                return
            yield chunk
    finally:
        call.cancel()


async def _call(
    model: "Runnable[LanguageModelInput, BaseMessage]",
    messages: "LanguageModelInput",
    arrived: "Callable[[BaseMessage], None]",
) -> None:
    """Read the whole answer; to cancel this ends the reading, however often that takes.

    `asyncio.wait_for`, within which some clients wait for a chunk, loses a cancellation that comes
    together with the chunk (https://github.com/python/cpython/issues/86296).
    """
    reading = asyncio.create_task(_read(model, messages, arrived))
    try:
        await asyncio.wait({reading})
        reading.result()
    finally:
        while not reading.done():
            reading.cancel()
            await asyncio.wait({reading}, timeout=_LOOK)
        if not reading.cancelled():
            reading.exception()  # seen: asyncio would log it


async def _read(
    model: "Runnable[LanguageModelInput, BaseMessage]",
    messages: "LanguageModelInput",
    arrived: "Callable[[BaseMessage], None]",
) -> None:
    chunks = cast("AsyncGenerator[BaseMessage, None]", model.astream(messages))
    async with aclosing(chunks):
        async for chunk in chunks:
            arrived(chunk)
            await asyncio.sleep(0)  # a model that never waits must not hold up the other calls


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:
        return _started()


_starting = Lock()


@cache
def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="chat models", daemon=True).start()
    return loop
