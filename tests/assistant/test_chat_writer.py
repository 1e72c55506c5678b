"""The chat-model writer over real HTTP on loopback: a call ends when its reader has enough."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from assistant.models import open_chat
from assistant.question import analyse
from assistant.settings import Settings
from assistant.types import Turn
from assistant.writers import make_writer
from assistant.writers.base import Draft, Source, Task, Usage
from assistant.writers.chat import ChatWriter
from corpus.errors import BadInput, WriterFault
from tests.assistant.builders import build_article, build_evidence
from tests.doubles import FakeEmbedder
from tests.scripted import replies
from tests.scripted.replies import STALL, Ending, Reply, Step, pieces, refused
from tests.scripted.server import Heard, ScriptedServer, serving

EVIDENCE = build_evidence(build_article("ferry"))
QUESTION = analyse("How much will the vessel cost?")
HONEST = "The vessel will cost £14.6 million. [ferry 2]\n"
DRAFT = Draft(
    "The vessel will cost £14.6 million.", (Source("ferry", EVIDENCE.of("ferry")[1].span),)
)
KEY = "sk-secret-0123456789abcdef"
AT_ONCE = 2.0
"""Seconds until a closed call's connection is closed too."""


@contextmanager
def connected(
    *played: Reply, deadline: float = 20.0
) -> Iterator[tuple[ChatWriter, ScriptedServer]]:
    with serving(*played) as server:
        settings = Settings(base_url=server.openai_url, api_key=KEY, deadline=deadline)  # type: ignore[arg-type]
        yield ChatWriter(open_chat("openai:tiny", settings), deadline), server


def says(text: str, *after: Step, ending: Ending = Ending.DONE) -> Reply:
    return Reply((*pieces(text), *after), ending=ending)


def task(stop: Event | None = None) -> Task:
    return Task(QUESTION, EVIDENCE, (Turn("Who?", "Rann."),), stop=stop or Event())


def hung_up(heard: Heard, since: float) -> bool:
    while heard.hung_up is None and time.monotonic() < since + AT_ONCE:
        time.sleep(0.01)
    return heard.hung_up is not None


def test_an_openai_compatible_server_streams_an_answer() -> None:
    """With the model's name, the key and the conversation, and the tokens told."""
    usage = replies.Usage(40, 9)
    with connected(Reply(pieces(HONEST), usage=usage)) as (writer, server):
        assert list(writer.write(task())) == [DRAFT, Usage(40, 9)]
    (heard,) = server.heard
    assert (writer.name, heard.body["model"], heard.body["stream"]) == ("openai:tiny", "tiny", True)
    assert heard.headers["authorization"] == f"Bearer {KEY}"
    assert "Answer: Rann." in heard.prompt


@pytest.mark.parametrize("waits", [False, True])
def test_closing_closes_the_connection(waits: bool) -> None:
    """While the server is silent, and while it speaks on without end."""
    played = says(HONEST, STALL) if waits else says(HONEST + "A. ", ending=Ending.NEVER)
    with connected(played) as (writer, server):
        drafts = writer.write(task())
        assert next(drafts) == DRAFT
        drafts.close()  # type: ignore[attr-defined]
        assert hung_up(server.heard[0], time.monotonic())


def test_to_stop_closes_the_connection_before_any_text() -> None:
    """The writer waits in one thread, somebody else says stop."""
    stop = Event()
    with connected(Reply((STALL,))) as (writer, server):
        threading.Timer(0.3, stop.set).start()
        assert list(writer.write(task(stop))) == []
        assert hung_up(server.heard[0], time.monotonic())


def test_a_server_that_does_not_even_begin_is_left_at_the_deadline() -> None:
    """No status line comes."""
    with connected(Reply(delay=60.0), deadline=0.5) as (writer, server):
        begun = time.monotonic()
        with pytest.raises(WriterFault, match=r"took longer than 0\.5 seconds"):
            list(writer.write(task()))
        assert time.monotonic() - begun < 1.0
        assert hung_up(server.heard[0], time.monotonic())


def test_a_second_call_follows_a_closed_one() -> None:
    """The connections and their loop live on."""
    with connected(says(HONEST, STALL), says(HONEST)) as (writer, _):
        drafts = writer.write(task())
        next(drafts)
        drafts.close()  # type: ignore[attr-defined]
        assert list(writer.write(task())) == [DRAFT]


@pytest.mark.parametrize("ending", [Ending.CUT, Ending.UNFINISHED])
def test_a_stream_cut_in_the_middle_of_a_sentence_keeps_what_was_finished(ending: Ending) -> None:
    """The rest is dropped, and that is said."""
    with connected(says(HONEST + "The council vo", ending=ending)) as (writer, _):
        found: list[object] = []
        try:
            found += (drafts := list(writer.write(task())))
            said = str(drafts[-1])
        except WriterFault as fault:
            said = str(fault)
    assert "unfinished sentence was dropped" in said
    assert not any("council" in str(each) for each in found)


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_refusal_of_the_server_is_one_line_without_the_key(status: int) -> None:
    """Whatever the server answers, the key is not in it."""
    played = refused(status, f"out of order\nfor {KEY}")
    with connected(played) as (writer, _), pytest.raises(WriterFault) as fault:
        list(writer.write(task()))
    assert str(fault.value).startswith("openai:tiny failed: ")
    assert "\n" not in str(fault.value)
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize("model", ["openai:", "oracle", "", "openai", "quoting:x"])
def test_a_model_that_nobody_knows_is_bad_input(model: str) -> None:
    """The names that there are stand in the message."""
    with pytest.raises(BadInput, match="openai:NAME"):
        make_writer(Settings(model=model), FakeEmbedder())
