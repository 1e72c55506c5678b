"""The scripted server itself: what the tests of chat models stand on."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.scripted.replies import (
    STALL,
    Call,
    Cited,
    Ending,
    Pause,
    Raw,
    Refusal,
    Reply,
    Text,
    Thought,
    Usage,
    pieces,
    refused,
)
from tests.scripted.server import WIRES, Heard, ScriptedServer, serving, unused_port

PATHS = tuple(WIRES)
OPENAI, ANTHROPIC, OLLAMA = PATHS
SAID = Reply(pieces("The vote was 7 to 4."), usage=Usage(30, 8))


def body(**more: Any) -> dict[str, Any]:
    return {
        "model": "tiny",
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": "What was the vote?"}],
    } | more


def lines(server: ScriptedServer, path: str, **more: Any) -> Iterator[str]:
    """The lines of a streamed reply; a stream that is cut raises httpx.RemoteProtocolError."""
    with (
        httpx.Client(timeout=5) as client,
        client.stream("POST", server.url + path, json=body(**more)) as response,
    ):
        yield from (line for line in response.iter_lines() if line)


def text_of(path: str, line: str) -> str:
    """The piece of text that one line of a stream carries."""
    data = line.removeprefix("data: ")
    if not data.startswith("{"):
        return ""
    found = json.loads(data)
    if path == OPENAI:
        return "".join(each["delta"].get("content", "") for each in found["choices"])
    if path == ANTHROPIC:
        return str(found.get("delta", {}).get("text", ""))
    return str(found["message"]["content"])


@pytest.mark.parametrize("path", PATHS)
def test_a_text_arrives_piece_by_piece_in_any_format(path: str) -> None:
    """What the pieces say together is what the script says, and the last line ends it."""
    with serving(SAID) as server:
        found = list(lines(server, path))
    assert [text for line in found if (text := text_of(path, line))] == [
        "The vote was",
        " 7 to 4.",
    ]
    ends = {OPENAI: "data: [DONE]", ANTHROPIC: 'data: {"type": "message_stop"}'}
    assert found[-1] == ends.get(path) or json.loads(found[-1])["done"] is True


@pytest.mark.parametrize("path", PATHS)
def test_a_request_without_a_stream_gets_the_same_text(path: str) -> None:
    """In one object."""
    with serving(SAID) as server:
        reply = httpx.post(server.url + path, json=body(stream=False)).json()
    texts = {
        OPENAI: lambda: reply["choices"][0]["message"]["content"],
        ANTHROPIC: lambda: reply["content"][0]["text"],
        OLLAMA: lambda: reply["message"]["content"],
    }
    assert texts[path]() == "The vote was 7 to 4."


def test_a_request_is_recorded() -> None:
    """Its path, its headers by lower-case name, its body, and all its text in order."""
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What was"}, {"text": "the vote?"}]},
    ]
    with serving(SAID) as server:
        httpx.post(
            server.url + OPENAI,
            json=body(stream=False, messages=messages),
            headers={"Authorization": "Bearer k"},
        )
    [heard] = server.heard
    assert (heard.path, heard.headers["authorization"], heard.body["model"]) == (
        OPENAI,
        "Bearer k",
        "tiny",
    )
    assert heard.prompt.split() == "Be brief. What was the vote?".split()
    assert heard.hung_up is None
    assert heard.ended is not None


def test_documents_are_part_of_what_was_sent() -> None:
    """Anthropic's system prompt and the sentences of its document blocks."""
    document = {
        "type": "document",
        "title": "ferry",
        "source": {
            "type": "content",
            "content": [{"type": "text", "text": "It sank."}, {"type": "text", "text": "Nobody."}],
        },
    }
    messages = [{"role": "user", "content": [document, {"type": "text", "text": "What sank?"}]}]
    with serving(SAID) as server:
        sent = body(stream=False, messages=messages, system="Cite.")
        httpx.post(server.url + ANTHROPIC, json=sent)
    told = [line for line in server.heard[0].prompt.splitlines() if line]
    assert told == ["Cite.", "ferry", "It sank.", "Nobody.", "What sank?"]


def test_replies_come_in_turn_and_the_last_for_ever() -> None:
    """So a script can refuse once and then answer."""
    with serving(refused(503, "busy", Retry_After="2"), SAID) as server:
        found = [httpx.post(server.url + OPENAI, json=body()) for _ in range(3)]
    assert [each.status_code for each in found] == [503, 200, 200]
    assert found[0].headers["retry-after"] == "2"


def test_a_function_may_answer_each_request() -> None:
    """From what it was asked."""

    def echo(heard: Heard) -> Reply:
        return Reply((Text(heard.prompt.strip().upper()),))

    with serving(play=echo) as server:
        reply = httpx.post(server.url + OPENAI, json=body(stream=False)).json()
    assert reply["choices"][0]["message"]["content"] == "WHAT WAS THE VOTE?"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 529])
def test_an_error_comes_in_the_form_of_its_provider(path: str, status: int) -> None:
    """With the message that the script gives it."""
    with serving(refused(status, "out of order")) as server:
        reply = httpx.post(server.url + path, json=body())
    assert reply.status_code == status
    told = reply.json()["error"]
    assert (told if path == OLLAMA else told["message"]) == "out of order"


@pytest.mark.parametrize("path", PATHS)
def test_a_stream_can_be_cut_in_the_middle(path: str) -> None:
    """What was said before the cut arrives; the client sees that the body is not whole."""
    found: list[str] = []
    with (
        serving(Reply(SAID.steps[:1], ending=Ending.CUT)) as server,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        found.extend(text_of(path, line) for line in lines(server, path))
    assert "".join(found) == "The vote was"


@pytest.mark.parametrize("path", PATHS)
def test_a_stream_can_end_without_its_last_word(path: str) -> None:
    """The body is whole, only the format's own ending is missing."""
    with serving(Reply(SAID.steps, ending=Ending.UNFINISHED)) as server:
        found = list(lines(server, path))
    assert not [line for line in found if "[DONE]" in line or "message_stop" in line]
    assert '"done": true' not in found[-1]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply((Text("on and on "),), ending=Ending.NEVER),
        Reply((Text("It sank"), STALL)),
        Reply(delay=60.0),
    ],
    ids=["endless", "stalled", "silent"],
)
def test_a_hang_up_is_noticed_at_once(path: str, reply: Reply) -> None:
    """Whether the server was writing, waiting in the middle, or had not begun."""
    with serving(reply) as server:
        with (
            httpx.Client(timeout=httpx.Timeout(5, read=0.1)) as client,
            pytest.raises(httpx.ReadTimeout) if reply.delay or STALL in reply.steps else _nothing(),
            client.stream("POST", server.url + path, json=body()) as response,
        ):
            for number, _ in enumerate(response.iter_lines()):
                if number > 20:
                    break
        left = time.monotonic()
        while server.heard[0].ended is None:
            assert time.monotonic() < left + 5
            time.sleep(0.01)
        hung_up = server.heard[0].hung_up
    assert hung_up is not None
    assert hung_up - left < 1


class _nothing:  # noqa: N801 - a context manager like pytest.raises
    def __enter__(self) -> None:
        """Expects nothing."""

    def __exit__(self, *_: object) -> None:
        """Expects nothing."""


@pytest.mark.parametrize("path", PATHS)
def test_a_pause_is_kept_and_what_came_before_is_sent(path: str) -> None:
    """A piece is with the client before the next one is due; when it was sent is recorded."""
    with serving(Reply((Text("first"), Pause(0.2), Text("second")))) as server:
        at = {text_of(path, line): time.monotonic() for line in lines(server, path)}
    [paused] = server.heard[0].paused
    assert at["second"] - at["first"] > 0.15
    assert paused < at["second"] - 0.15


def test_a_tool_call_comes_in_pieces() -> None:
    """The name once, the arguments piece by piece; Ollama sends a call whole."""
    reply = Reply((Call("answer", '{"a":'), Call("answer", " 1}"), Call("other", "{}")))
    with serving(reply) as server:
        openai, anthropic, ollama = (list(lines(server, path)) for path in PATHS)
    calls = [
        each
        for line in openai
        if line.startswith("data: {")
        for choice in json.loads(line[6:])["choices"]
        for each in choice["delta"].get("tool_calls", [])
    ]
    assert [(each["index"], each["function"].get("name")) for each in calls] == [
        (0, "answer"),
        (0, None),
        (1, "other"),
    ]
    assert "".join(each["function"]["arguments"] for each in calls[:2]) == '{"a": 1}'
    assert sum('"tool_use"' in line for line in anthropic) == 2
    assert json.loads(ollama[-2])["message"]["tool_calls"] == [
        {"function": {"name": "answer", "arguments": {"a": 1}}},
        {"function": {"name": "other", "arguments": {}}},
    ]


@pytest.mark.parametrize(
    ("step", "path", "words"),
    [
        (Thought("hm"), OPENAI, '"reasoning_content": "hm"'),
        (Thought("hm"), ANTHROPIC, '"thinking_delta"'),
        (Thought("hm"), OLLAMA, '"thinking": "hm"'),
        (Refusal("I can not"), OPENAI, '"refusal": "I can not"'),
        (Refusal("I can not"), ANTHROPIC, '"stop_reason": "refusal"'),
        (Raw("{not json"), OPENAI, "data: {not json"),
        (Raw("{not json"), ANTHROPIC, "data: {not json"),
        (Raw("{not json"), OLLAMA, "{not json"),
        (Text("so", (Cited(0, 2, 3, "So."),)), ANTHROPIC, '"end_block_index": 4'),
    ],
)
def test_what_is_no_plain_text_has_its_own_field(step: Any, path: str, words: str) -> None:
    """Each as its provider sends it."""
    with serving(Reply((step,))) as server:
        assert any(words in line for line in lines(server, path))


@pytest.mark.parametrize("wanted", [True, False])
def test_tokens_are_told_where_they_were_asked_for(wanted: bool) -> None:
    """OpenAI's format tells them in a stream only on request."""
    options = {"include_usage": wanted}
    with serving(SAID) as server:
        found = "".join(lines(server, OPENAI, stream_options=options))
    assert ('"total_tokens": 38' in found) is wanted


@pytest.mark.parametrize("path", ["/v1/models", "/api/tags"])
def test_a_server_tells_what_it_has(path: str) -> None:
    """To whoever looks first."""
    with serving(SAID) as server:
        assert "tiny" in httpx.get(server.url + path).text
        assert httpx.get(server.url + "/elsewhere").status_code == 404


def test_nothing_is_left_when_a_server_closes() -> None:
    """Not a thread, though one client keeps its connection and another is in the middle."""
    before = set(threading.enumerate())
    with httpx.Client(timeout=5) as client:
        with serving(SAID, Reply((Text("x"), STALL))) as server:
            client.post(server.url + OPENAI, json=body())
            with client.stream("POST", server.url + OPENAI, json=body()) as response:
                server.close()
                with pytest.raises(httpx.RemoteProtocolError):
                    response.read()
        assert set(threading.enumerate()) == before
    assert server.heard[1].hung_up is None, "it was the server that closed"


def test_a_fault_of_a_script_is_not_hidden() -> None:
    """A play that fails fails the test that runs it."""

    def broken(_: Heard) -> Reply:
        raise ZeroDivisionError

    with (
        pytest.raises(ZeroDivisionError),
        serving(play=broken) as server,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        httpx.post(server.url + OPENAI, json=body())


def test_nobody_listens_on_an_unused_port() -> None:
    """For the fault of a server that is not there."""
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{unused_port()}/")
