"""An answer that nobody waits for any longer: the upstream call is closed at once."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.models import open_chat
from assistant.settings import Settings
from assistant.types import Sentence
from assistant.writers.base import Writer
from assistant.writers.chat import ChatWriter
from tests.scripted.prompts import Said, offered, question, spoken
from tests.scripted.replies import STALL, Ending, Pause, Reply, Text, Thought, pieces
from tests.scripted.running import QUESTION
from tests.scripted.server import Heard, Play, serving
from tests.scripted.voices import best, cite

WITHIN = 2.0
"""Seconds."""
DEADLINE = 60.0


def stalling(heard: Heard) -> Reply:
    """Says one sentence and a part of the next, then nothing more."""
    first, second = best(offered(heard), question(heard), 2)
    said = [Said(each.text, cite(each)) for each in (first, second)]
    steps = spoken(heard, said)
    return Reply((*steps[: -(-len(steps) * 3 // 4)], STALL))


def thinking(_: Heard) -> Reply:
    return Reply((Thought("hm "), Pause(0.01)), ending=Ending.NEVER)


def chattering(_: Heard) -> Reply:
    return Reply((*pieces("and on "), Pause(0.01)), ending=Ending.NEVER)


def silent(_: Heard) -> Reply:
    return Reply(delay=3600.0)


def halted(_: Heard) -> Reply:
    return Reply((Text(""), STALL))


@pytest.mark.parametrize("package", ["openai", "anthropic", "ollama"])
@pytest.mark.parametrize("play", [stalling, thinking, chattering, silent, halted])
def test_a_stream_that_is_stopped_closes_the_call(
    play: Play, package: str, assistant_of: Callable[[Writer], Assistant]
) -> None:
    """Whatever the model is doing then, for each provider's client."""
    pytest.importorskip(f"langchain_{package}")
    with serving(play=play) as server:
        url = server.openai_url if package == "openai" else server.url
        settings = Settings(base_url=url, api_key=SecretStr("sk-scripted"), deadline=DEADLINE)
        assistant = assistant_of(ChatWriter(open_chat(f"{package}:tiny", settings), DEADLINE))
        stopped = _stopped(assistant, lambda: len(server.heard) > 0)
        [heard] = server.heard
        while heard.ended is None and time.monotonic() < stopped + WITHIN:
            time.sleep(0.01)
        assert heard.hung_up is not None
        assert heard.hung_up < stopped + WITHIN


def _stopped(assistant: Assistant, asked: Callable[[], bool]) -> float:
    """When an answer was stopped whose call had begun."""
    stop = threading.Event()
    events: list[Any] = []

    def read() -> None:
        events.extend(assistant.stream(QUESTION, stop=stop))

    reader = threading.Thread(target=read)
    reader.start()
    until = time.monotonic() + 20
    while not asked() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    stop.set()
    stopped = time.monotonic()
    reader.join()
    assert time.monotonic() < stopped + WITHIN
    return stopped


@pytest.mark.parametrize("package", ["openai", "anthropic", "ollama"])
def test_a_sentence_is_shown_while_the_model_still_writes(
    package: str, assistant_of: Callable[[Writer], Assistant]
) -> None:
    """The first one is there though the second never is; to close the stream closes the call."""
    pytest.importorskip(f"langchain_{package}")
    with serving(play=stalling) as server:
        url = server.openai_url if package == "openai" else server.url
        settings = Settings(base_url=url, api_key=SecretStr("sk-scripted"), deadline=DEADLINE)
        assistant = assistant_of(ChatWriter(open_chat(f"{package}:tiny", settings), DEADLINE))
        asked = time.monotonic()
        events: Any = assistant.stream(QUESTION)
        sentence = next(each for each in events if isinstance(each, Sentence))
        assert sentence.citations
        assert time.monotonic() < asked + DEADLINE / 2
        assert server.heard[0].ended is None
        events.close()
        closed = time.monotonic()
        while server.heard[0].ended is None and time.monotonic() < closed + WITHIN:
            time.sleep(0.01)
    assert server.heard[0].hung_up is not None
