"""A tiny random Llama through the real transformers path: free, and held to a schema."""

import asyncio
import json
import socket
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from assistant.models import ChatModel, Structure, fault_of, open_chat
from assistant.models.transformers_chat import TransformersChat
from assistant.settings import Settings
from corpus.errors import BadInput
from tests.assistant.models.tiny import CONTEXT, make_llama

IDS = ["ferry", "hall_2024-05-01", "Bürgeramt"]
ASKED = [SystemMessage("Answer."), HumanMessage("Who sailed late?")]


def schema_of(ids: list[str]) -> dict[str, Any]:
    """The form of an answer, bounded in length: a random model would never close a string."""
    rests_on = {
        "type": "object",
        "properties": {
            "article": {"type": "string", "enum": ids},
            "sentences": {
                "type": "array",
                "items": {"type": "integer", "enum": [1, 2, 3]},
                "maxItems": 2,
            },
        },
        "required": ["article", "sentences"],
        "additionalProperties": False,
    }
    statement = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "maxLength": 12},
            "rests_on": {"type": "array", "items": rests_on, "minItems": 1, "maxItems": 2},
        },
        "required": ["text", "rests_on"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "statements": {"type": "array", "items": statement, "minItems": 1, "maxItems": 2}
        },
        "required": ["statements"],
        "additionalProperties": False,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_llama(tmp_path_factory.mktemp("llama"))


@pytest.fixture(scope="module")
def model(folder: Path) -> ChatModel:
    return open_chat(f"huggingface:{folder}", Settings())


def chat_of(model: ChatModel) -> TransformersChat:
    assert isinstance(model.chat, TransformersChat)
    return model.chat


def answered(model: ChatModel, structure: Structure, schema: dict[str, Any]) -> AIMessageChunk:
    route = next(each for each in model.routes if each.structure is structure)

    async def read() -> AIMessageChunk:
        answer = AIMessageChunk(content="")
        async for chunk in route.bind(schema).astream(ASKED):
            assert isinstance(chunk, AIMessageChunk)
            answer += chunk
        return answer

    return asyncio.run(read())


def test_a_folder_is_opened_without_any_network(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even to ask whether there is a newer version; a name is asked for, so we would see it."""
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)

    class Called(BaseException):
        """Nobody handles it, nobody tries again."""

    def call(*_: Any, **__: Any) -> None:
        raise Called

    monkeypatch.setattr(socket.socket, "connect", call)
    monkeypatch.setattr(socket, "getaddrinfo", call)
    assert open_chat(f"huggingface:{folder}", Settings()).context == CONTEXT
    with pytest.raises(Called):
        open_chat("huggingface:nobody/nothing", Settings())


def test_a_free_answer_is_the_models_own_text_and_no_echo(model: ChatModel) -> None:
    """What it writes after the prompt, streamed, with the tokens counted."""
    chat = chat_of(model).model_copy(update={"answer_tokens": 40})
    pieces = [each.text for each in chat.stream(ASKED)]
    answer = chat.invoke(ASKED)
    assert len([each for each in pieces if each]) > 1
    assert "".join(pieces) == answer.text
    assert answer.text.strip()
    assert "assistant:" not in answer.text
    assert "Who sailed late?" not in answer.text
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["output_tokens"] == 40
    assert answer.response_metadata["finish_reason"] == "length"


@pytest.mark.skipif(find_spec("llguidance") is None, reason="llguidance is not installed")
@pytest.mark.parametrize("ids", [IDS[:1], IDS, [f"{n:03}_{n * 7919:x}" for n in range(40)]])
def test_a_constrained_answer_is_json_by_the_schema(model: ChatModel, ids: list[str]) -> None:
    """A random model can write nothing but the form, and no id that is not in the enum."""
    schema = schema_of(ids)
    answer = answered(model, Structure.SCHEMA, schema)
    said = json.loads(answer.text)
    jsonschema.validate(said, schema)
    cited = {each["article"] for given in said["statements"] for each in given["rests_on"]}
    assert cited
    assert cited <= set(ids)
    assert answer.response_metadata["finish_reason"] == "stop"


def test_without_the_constraint_the_same_model_writes_no_json(model: ChatModel) -> None:
    """So it is the constraint that made it."""
    with pytest.raises(json.JSONDecodeError):
        json.loads(answered(model, Structure.TEXT, schema_of(IDS)).text)


def test_without_llguidance_only_the_free_route_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing breaks: the answer is read as plain text."""
    monkeypatch.setattr("assistant.models.huggingface.find_spec", lambda _: None)
    opened = open_chat(f"huggingface:{folder}", Settings())
    assert [each.structure for each in opened.routes] == [Structure.TEXT]


def test_a_schema_that_can_not_be_held_to_is_one_of_its_faults(model: ChatModel) -> None:
    """Not an error of another kind, and nobody waits."""
    with pytest.raises(model.faults):
        answered(model, Structure.SCHEMA, {"type": "object", "properties": {"a": {"$ref": "#/x"}}})


def test_a_prompt_without_room_for_an_answer_is_too_long(model: ChatModel) -> None:
    """Said before the model runs, in the words that all providers share."""
    with pytest.raises(model.faults) as raised:
        model.chat.invoke("sail " * CONTEXT)
    assert fault_of(raised.value).too_long


def test_an_error_of_the_model_reaches_the_reader_of_the_stream(
    model: ChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It happens in another thread; the reader must not wait for ever."""

    def fail(**_: Any) -> None:
        raise RuntimeError("out of memory: tried to allocate 9 GiB")

    chat = chat_of(model)
    monkeypatch.setattr(chat.model, "generate", fail)
    with pytest.raises(model.faults) as raised:
        chat.invoke(ASKED)
    assert fault_of(raised.value).line == (
        "the model failed: out of memory: tried to allocate 9 GiB"
    )


def test_a_closed_stream_stops_the_model(model: ChatModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its next token, not at the end of a long answer."""
    chat = chat_of(model)
    steps: list[float] = []
    forward = chat.model.forward

    def slow(*args: Any, **kwargs: Any) -> Any:
        steps.append(time.monotonic())
        time.sleep(0.02)
        return forward(*args, **kwargs)

    monkeypatch.setattr(chat.model, "forward", slow)
    stream = chat.stream(ASKED)
    next(stream)
    closed = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    done = threading.Event()
    chat._worker.submit(done.set)
    assert done.wait(5)
    assert time.monotonic() - closed < 2
    assert len(steps) < 200


def test_a_model_without_a_chat_template_gets_the_plain_text(tmp_path: Path) -> None:
    """The messages one after the other."""
    plain = chat_of(open_chat(f"huggingface:{make_llama(tmp_path, template=False)}", Settings()))
    prompt = plain._prompt(list(ASKED))
    assert plain.tokenizer.decode(prompt["input_ids"][0]) == "Answer.\n\nWho sailed late?\n\n"


@pytest.mark.parametrize("what", ["nothing/here", "folder"])
def test_what_is_no_model_is_bad_input(what: str, tmp_path: Path) -> None:
    """One line with the reason; a name that is not on the hub, or a folder without a model."""
    name = str(tmp_path) if what == "folder" else what
    with pytest.raises(BadInput, match="can not be loaded") as raised:
        open_chat(f"huggingface:{name}", Settings())
    assert "\n" not in str(raised.value)
