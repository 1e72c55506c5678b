"""A GGUF file in this process: what is asked of llama-cpp-python, and its own GBNF where it is."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from assistant.models import Route, Structure, open_chat
from assistant.models.llama_chat import LlamaChat
from assistant.settings import Settings
from corpus.errors import BadInput
from tests.assistant.models.test_transformers import schema_of
from tests.assistant.models.tiny import CONTEXT, make_gguf

ASKED = [SystemMessage("Answer."), HumanMessage("Who?")]


class FakeLlama:
    """As `llama_cpp.Llama` streams a chat completion."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.asked: dict[str, Any] = {}

    def create_chat_completion(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self.asked = asked
        yield {"choices": [{"delta": {"role": "assistant"}, "finish_reason": None}]}
        for piece in self.pieces:
            yield {"choices": [{"delta": {"content": piece}, "finish_reason": None}]}
        yield {"choices": [{"delta": {}, "finish_reason": "stop"}]}


def read(runnable: Any) -> AIMessageChunk:
    async def stream() -> AIMessageChunk:
        answer = AIMessageChunk(content="")
        async for chunk in runnable.astream(ASKED):
            answer += chunk
        return answer

    return asyncio.run(stream())


def test_what_llama_cpp_streams_is_the_answer() -> None:
    """Asked greedily, bounded, and with the messages in the protocol's form."""
    llama = FakeLlama("The ferry", " was late.")
    answer = read(LlamaChat(model_name="tiny", llama=llama, answer_tokens=99))
    assert answer.text == "The ferry was late."
    assert answer.response_metadata["finish_reason"] == "stop"
    assert llama.asked == {
        "messages": [
            {"role": "system", "content": "Answer."},
            {"role": "user", "content": "Who?"},
        ],
        "stream": True,
        "temperature": 0.0,
        "max_tokens": 99,
        "stop": [],
        "grammar": None,
    }


def test_one_question_after_the_other_even_if_a_stream_was_left() -> None:
    """A closed stream gives the model free."""
    chat = LlamaChat(model_name="tiny", llama=FakeLlama("a", "b"), answer_tokens=9)
    left = chat.stream(ASKED)
    next(left)
    left.close()  # type: ignore[attr-defined]
    assert chat.invoke(ASKED).text == "ab"


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> dict[Structure, Route]:
    """Of a tiny random Llama, through the real llama.cpp."""
    for package in ("llama_cpp", "gguf"):
        pytest.importorskip(package, reason=f"{package} is not installed: no GGUF is run")
    file = make_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf")
    opened = open_chat(f"llamacpp:{file}", Settings())
    assert (opened.name, opened.context) == ("llamacpp:tiny.gguf", CONTEXT)
    return {each.structure: each for each in opened.routes}


@pytest.mark.llamacpp
@pytest.mark.parametrize("ids", [["ferry"], ["ferry", "hall_2024-05-01", "Bürgeramt"]])
def test_a_grammar_holds_a_gguf_to_the_schema(
    routes: dict[Structure, Route], ids: list[str]
) -> None:
    """GBNF made of the schema: a random model writes JSON, and no id that is not in the enum."""
    schema = schema_of(ids)
    said = json.loads(read(routes[Structure.SCHEMA].bind(schema)).text)
    jsonschema.validate(said, schema)


@pytest.mark.llamacpp
def test_a_gguf_writes_freely_without_a_grammar(routes: dict[Structure, Route]) -> None:
    """So it is the grammar that made the JSON."""
    with pytest.raises(json.JSONDecodeError):
        json.loads(read(routes[Structure.TEXT].bind({})).text)


@pytest.mark.llamacpp
def test_a_file_that_is_no_gguf_is_bad_input(tmp_path: Path) -> None:
    """One line."""
    pytest.importorskip("llama_cpp", reason="llama_cpp is not installed: no GGUF is run")
    (tmp_path / "x.gguf").write_bytes(b"not a model")
    with pytest.raises(BadInput, match="can not be loaded"):
        open_chat(f"llamacpp:{tmp_path}/x.gguf", Settings())
