"""A chat model's stream: whole, in time, and closed at once."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator
from threading import Event
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.writers.chat.streaming import Overdue, streamed
from tests.chatdoubles import ServerFault, Streaming, SyncStreaming, Whole, streaming

SOON = 0.5
"""Seconds: far less than the silences here, far more than a thread needs."""
LONG = 30.0


def said(model: Streaming, seconds: float = 10.0, stop: Event | None = None) -> list[str]:
    until = time.monotonic() + seconds
    return [
        str(each.content) for each in streamed(model, "?", until, stop or Event()) if each.content
    ]


def closed(model: Streaming) -> bool:
    ends = time.monotonic() + SOON
    while not model.closed and time.monotonic() < ends:
        time.sleep(0.005)
    return model.closed == 1


@pytest.mark.parametrize("kind", [Streaming, SyncStreaming])
def test_chunks_come_in_their_order(kind: type[Streaming]) -> None:
    """With asynchronous methods or without."""
    assert said(streaming("a", "b", "c", kind=kind)) == ["a", "b", "c"]


def test_a_model_that_can_not_stream_says_all_at_once() -> None:
    """The whole message is the one chunk."""
    assert said(streaming("a", "b", kind=Whole)) == ["ab"]


@pytest.mark.parametrize("kind", [Streaming, SyncStreaming])
def test_the_models_own_error_comes_through(kind: type[Streaming]) -> None:
    """After what came before it."""
    model = streaming("a", ServerFault("gone"), kind=kind)
    chunks = streamed(model, "?", time.monotonic() + 10, Event())
    assert next(chunks).content == "a"
    with pytest.raises(ServerFault, match="gone"):
        next(chunks)


@pytest.mark.parametrize("kind", [Streaming, SyncStreaming])
def test_a_stalled_stream_is_cut_at_the_deadline(kind: type[Streaming]) -> None:
    """Not when the next chunk comes."""
    begun = time.monotonic()
    with pytest.raises(Overdue):
        said(streaming("a", 2.0, kind=kind), seconds=0.2)
    assert 0.2 <= time.monotonic() - begun < 0.2 + SOON


def test_a_stalled_stream_is_closed_at_the_deadline() -> None:
    """Nothing goes on upstream."""
    model = streaming("a", LONG)
    with pytest.raises(Overdue):
        said(model, seconds=0.1)
    assert closed(model)


def test_a_stalled_stream_ends_once_it_is_to_stop() -> None:
    """Another thread may say so while this one waits."""
    model, stop = streaming("a", LONG), Event()
    threading.Timer(0.1, stop.set).start()
    begun = time.monotonic()
    assert said(model, seconds=LONG, stop=stop) == ["a"]
    assert time.monotonic() - begun < SOON
    assert closed(model)


def test_a_reader_that_leaves_closes_the_stream() -> None:
    """While the model is silent."""
    model = streaming("a", LONG)
    chunks = streamed(model, "?", time.monotonic() + LONG, Event())
    next(chunks)
    chunks.close()
    assert closed(model)


class HardOfHearing(Streaming):
    """Loses the first cancellation, as `asyncio.wait_for` may."""

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content="a"))
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(LONG)
        try:
            await asyncio.sleep(LONG)
        finally:
            self.closed += 1


def test_a_client_that_loses_a_cancellation_is_cancelled_again() -> None:
    """Until it is heard."""
    model = HardOfHearing(scripts=[])
    chunks = streamed(model, "?", time.monotonic() + LONG, Event())
    next(chunks)
    time.sleep(0.05)
    chunks.close()
    assert closed(model)


def test_a_model_that_never_pauses_is_closed_and_holds_up_no_other() -> None:
    """All streams share one loop."""
    busy = streaming("a", endless=True)
    chunks = streamed(busy, "?", time.monotonic() + LONG, Event())
    next(chunks)
    assert said(streaming("b", "c")) == ["b", "c"]
    chunks.close()
    assert closed(busy)
