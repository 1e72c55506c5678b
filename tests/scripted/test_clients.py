"""The scripted server as LangChain's own clients hear it: OpenAI's, Anthropic's and Ollama's."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from tests.scripted.replies import (
    Call,
    Cited,
    Ending,
    Raw,
    Refusal,
    Reply,
    Text,
    Thought,
    Usage,
    pieces,
    refused,
)
from tests.scripted.server import ScriptedServer, serving

KEY = "sk-secret-0123456789abcdef"
Opened = Callable[[ScriptedServer], AbstractContextManager[BaseChatModel]]
TOOL = {
    "name": "answer",
    "description": "Give the answer.",
    "parameters": {"type": "object", "properties": {"statements": {"type": "array"}}},
}


@contextmanager
def openai(server: ScriptedServer) -> Iterator[BaseChatModel]:
    langchain_openai = pytest.importorskip("langchain_openai")
    model = langchain_openai.ChatOpenAI(
        model="tiny",
        base_url=server.openai_url,
        api_key=KEY,
        max_retries=0,
        timeout=5,
        stream_usage=True,
    )
    yield model
    model.root_client.close()


@contextmanager
def anthropic(server: ScriptedServer) -> Iterator[BaseChatModel]:
    langchain_anthropic = pytest.importorskip("langchain_anthropic")
    model = langchain_anthropic.ChatAnthropic(
        model_name="tiny",
        base_url=server.url,
        api_key=KEY,
        max_retries=0,
        timeout=5,
        max_tokens=500,
    )
    yield model
    model._client.close()


@contextmanager
def ollama(server: ScriptedServer) -> Iterator[BaseChatModel]:
    langchain_ollama = pytest.importorskip("langchain_ollama")
    model = langchain_ollama.ChatOllama(
        model="tiny", base_url=server.url, client_kwargs={"timeout": 5}
    )
    yield model
    model._client._client.close()


every_client = pytest.mark.parametrize("opened", [openai, anthropic, ollama])


def streamed(model: Any, question: Any = "What was the vote?") -> Any:
    """All chunks of an answer in one message."""
    whole: AIMessageChunk | None = None
    for chunk in model.stream(question):
        whole = chunk if whole is None else whole + chunk
    return whole


@every_client
def test_a_client_streams_an_answer(opened: Opened) -> None:
    """Its text and its tokens, through the real client over a real socket."""
    reply = Reply(pieces("The vote was 7 to 4, said Ines."), usage=Usage(30, 8))
    with serving(reply) as server, opened(server) as model:
        answer = streamed(model)
    assert answer.text == "The vote was 7 to 4, said Ines."
    assert answer.usage_metadata["total_tokens"] == 38
    [heard] = server.heard
    assert "What was the vote?" in heard.prompt
    assert heard.hung_up is None


@every_client
def test_a_client_that_wants_no_stream_gets_the_same(opened: Opened) -> None:
    """Ollama's streams all the same."""
    reply = Reply(pieces("Seven to four."), usage=Usage(3, 4))
    with serving(reply) as server, opened(server) as model:
        answer = model.invoke("What was the vote?")
    assert answer.text == "Seven to four."


@every_client
def test_a_client_gets_a_tool_call(opened: Opened) -> None:
    """The pieces of its arguments make one call."""
    reply = Reply((Call("answer", '{"statements"'), Call("answer", ": []}")), finish="tool_calls")
    with serving(reply) as server, opened(server) as model:
        answer = streamed(model.bind_tools([TOOL]))
    [call] = answer.tool_calls
    assert (call["name"], call["args"]) == ("answer", {"statements": []})
    assert "answer" in json.dumps(server.heard[0].body["tools"])


@every_client
def test_a_thought_is_not_the_answer(opened: Opened) -> None:
    """What a model thinks stands apart from what it says, or is dropped."""
    with (
        serving(Reply((Thought("Let me count."), Text("Seven.")))) as server,
        opened(server) as model,
    ):
        assert streamed(model).text == "Seven."


@every_client
@pytest.mark.parametrize("status", [401, 429, 500])
def test_a_client_raises_what_the_server_refuses(opened: Opened, status: int) -> None:
    """With the server's status and words."""
    with (
        serving(refused(status, "out of order", Retry_After="1")) as server,
        opened(server) as model,
        pytest.raises(Exception, match="out of order") as error,
    ):
        streamed(model)
    assert getattr(error.value, "status_code", None) == status


@every_client
def test_a_client_sees_a_cut(opened: Opened) -> None:
    """As an error of the connection, not as an answer that is short."""
    with (
        serving(Reply(pieces("The vote"), ending=Ending.CUT)) as server,
        opened(server) as model,
        pytest.raises(Exception, match=r"peer closed|Connection error"),
    ):
        streamed(model)


@every_client
def test_a_chunk_that_is_no_json_is_an_error(opened: Opened) -> None:
    """Of each client's own kind."""
    with (
        serving(Reply((Text("The"), Raw("{not json")))) as server,
        opened(server) as model,
        pytest.raises(Exception, match=r"Expecting property name|not json"),
    ):
        streamed(model)


@every_client
def test_a_client_that_stops_reading_hangs_up(opened: Opened) -> None:
    """An endless answer ends when its reader is closed."""
    with (
        serving(Reply((Text("on and on "),), ending=Ending.NEVER)) as server,
        opened(server) as model,
    ):
        chunks: Any = model.stream("Go on.")
        next(chunks)
        chunks.close()
        closed = time.monotonic()
        while server.heard[0].ended is None:
            assert time.monotonic() < closed + 5
            time.sleep(0.01)
    assert server.heard[0].hung_up is not None


def test_openai_drops_a_refusal_from_a_stream() -> None:
    """It is read where there is no stream; in one the answer is merely empty."""
    with (
        serving(Reply((Refusal("I can not help with that."),))) as server,
        openai(server) as model,
    ):
        whole, empty = model.invoke("What was the vote?"), streamed(model)
    assert whole.additional_kwargs["refusal"] == "I can not help with that."
    assert empty.text == ""


def test_anthropic_reads_native_citations() -> None:
    """A text with what it cites: the document and its blocks, counted from 0."""
    document = {
        "type": "document",
        "citations": {"enabled": True},
        "source": {"type": "content", "content": [{"type": "text", "text": "It was 7-4."}]},
    }
    question = [{"role": "user", "content": [document, {"type": "text", "text": "The vote?"}]}]
    cited = Cited(0, 0, 0, "It was 7-4.")
    with (
        serving(Reply((Text("It was 7 to 4.", (cited,)), Text(" So.")))) as server,
        anthropic(server) as model,
    ):
        answer = streamed(model, question)
    first = answer.content[0]
    [citation] = first["citations"]
    assert (citation["document_index"], citation["start_block_index"]) == (0, 0)
    assert citation["end_block_index"] == 1
    assert citation["cited_text"] == "It was 7-4."
    assert answer.text == "It was 7 to 4. So."
    assert "It was 7-4." in server.heard[0].prompt
