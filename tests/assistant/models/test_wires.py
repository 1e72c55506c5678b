"""Each provider's real client on its wire format over loopback: what goes out and comes back."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage

from assistant.models import ChatModel, Route, Structure, open_chat
from assistant.settings import Settings
from tests.scripted.replies import Call, Cited, Reply, Text, Usage, pieces
from tests.scripted.server import Heard, ScriptedServer, serving

KEY = "sk-of-the-test-0123456789"
SCHEMA: dict[str, Any] = {
    "title": "answer",
    "type": "object",
    "properties": {"statements": {"type": "array", "items": {"type": "string"}}},
    "required": ["statements"],
    "additionalProperties": False,
}
ASKED = [SystemMessage("Answer."), HumanMessage("Who?")]
PROVIDERS = ("openai:tiny", "anthropic:tiny", "ollama:tiny", "llamacpp:tiny")


def opened(name: str, server: ScriptedServer) -> ChatModel:
    url = server.openai_url if name.startswith(("openai", "llamacpp")) else server.url
    return open_chat(name, Settings(base_url=url, api_key=KEY, deadline=10))


def route(model: ChatModel, structure: Structure) -> Route:
    return next(each for each in model.routes if each.structure is structure)


def streamed(route: Route, messages: list[BaseMessage] = ASKED) -> AIMessageChunk:
    """The whole answer, read as the writer reads it: asynchronously, on a loop of its own."""

    async def read() -> AIMessageChunk:
        answer: AIMessageChunk | None = None
        async for chunk in route.bind(SCHEMA).astream(messages):
            assert isinstance(chunk, AIMessageChunk)
            answer = chunk if answer is None else answer + chunk
        assert answer is not None
        return answer

    return asyncio.run(read())


@pytest.mark.parametrize("name", PROVIDERS)
def test_an_answer_streams_with_its_usage(name: str) -> None:
    """The text, and the tokens that the provider counted."""
    with serving(Reply(pieces("The ferry was late."), usage=Usage(11, 5))) as server:
        answer = streamed(route(opened(name, server), Structure.TEXT))
    assert answer.text == "The ferry was late."
    usage: Any = answer.usage_metadata
    assert (usage["input_tokens"], usage["output_tokens"]) == (11, 5)
    assert (server.heard[0].body["model"], server.heard[0].body["stream"]) == ("tiny", True)


@pytest.mark.parametrize("name", PROVIDERS)
def test_calls_from_loop_after_loop_do_not_disturb_each_other(name: str) -> None:
    """No connection is kept for a loop that has ended."""
    with serving(Reply(pieces("Yes."))) as server:
        model = opened(name, server)
        texts = [streamed(route(model, Structure.TEXT)).text for _ in range(3)]
    assert texts == ["Yes."] * 3


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_model_answers_at_once_too(name: str) -> None:
    """As a judge asks it: not streamed, and from no event loop."""
    with serving(Reply(pieces("Yes."))) as server:
        assert opened(name, server).chat.invoke(ASKED).text == "Yes."


Asked = Callable[[Heard], Any]

FORMS: dict[tuple[str, Structure], tuple[Asked, Any]] = {
    ("openai:tiny", Structure.SCHEMA): (
        lambda heard: heard.body["response_format"],
        {
            "type": "json_schema",
            "json_schema": {"name": "statements", "schema": SCHEMA, "strict": True},
        },
    ),
    ("openai:tiny", Structure.TOOL): (
        lambda heard: (heard.body["tools"][0]["function"]["parameters"], heard.body["tool_choice"]),
        (SCHEMA, {"type": "function", "function": {"name": "statements"}}),
    ),
    ("anthropic:tiny", Structure.SCHEMA): (
        lambda heard: heard.body["output_config"]["format"],
        {"type": "json_schema", "schema": SCHEMA},
    ),
    ("ollama:tiny", Structure.SCHEMA): (lambda heard: heard.body["format"], SCHEMA),
    ("llamacpp:tiny", Structure.SCHEMA): (
        lambda heard: (heard.body["response_format"], heard.body["max_tokens"]),
        ({"type": "json_object", "schema": SCHEMA}, 1024),
    ),
}


@pytest.mark.parametrize(("name", "structure"), FORMS)
def test_a_form_is_asked_for_as_its_provider_wants_it(name: str, structure: Structure) -> None:
    """In the request's own words; the plain route asks for none."""
    asked, wanted = FORMS[name, structure]
    said = json.dumps({"statements": ["a"]})
    with serving(Reply(pieces(said))) as server:
        model = opened(name, server)
        assert streamed(route(model, structure)).text == said
        streamed(route(model, Structure.TEXT))
    assert asked(server.heard[0]) == wanted
    plain = server.heard[1].body
    forms = ("response_format", "tools", "output_config", "format")
    assert not [form for form in forms if plain.get(form)]


def test_a_tool_call_comes_back_as_its_arguments() -> None:
    """Piece by piece, and as one call."""
    steps = (Call("statements", '{"statements": '), Call("statements", '["a"]}'))
    with serving(Reply(steps, finish="tool_calls")) as server:
        answer = streamed(route(opened("openai:tiny", server), Structure.TOOL))
    assert [each["args"] for each in answer.tool_calls] == [{"statements": ["a"]}]


def test_native_citations_come_back_with_their_blocks() -> None:
    """A citation names the document and the blocks, which are sentences, that it rests on."""
    document = {
        "type": "document",
        "source": {"type": "content", "content": [{"type": "text", "text": "It sailed."}]},
        "citations": {"enabled": True},
    }
    asked: list[BaseMessage] = [HumanMessage([document, {"type": "text", "text": "Did it?"}])]
    reply = Reply((Text("It did."), Text("It sailed.", (Cited(0, 0, 0, "It sailed."),))))
    with serving(reply) as server:
        answer = streamed(route(opened("anthropic:tiny", server), Structure.DOCUMENTS), asked)
    assert server.heard[0].body["messages"][0]["content"][0] == document
    assert answer.text == "It did.It sailed."
    citations = [
        citation
        for block in answer.content
        if isinstance(block, dict)
        for citation in block.get("citations") or []
    ]
    assert [
        (each["document_index"], each["start_block_index"], each["end_block_index"])
        for each in citations
    ] == [(0, 0, 1)]


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_best_route_is_first_and_text_is_last(name: str) -> None:
    """Of each structure there is one route: a refused one is remembered by it."""
    with serving(Reply()) as server:
        structures = [each.structure for each in opened(name, server).routes]
    assert structures[-1] is Structure.TEXT
    assert len(set(structures)) == len(structures) > 1
    assert (structures[0] is Structure.DOCUMENTS) == name.startswith("anthropic")


def test_ollama_is_told_the_context_and_not_to_reason() -> None:
    """It would cut a longer prompt without a word; the context is what we reckon with."""
    with serving(Reply(pieces("Yes."))) as server:
        model = opened("ollama:tiny", server)
        streamed(route(model, Structure.TEXT))
    assert server.heard[0].body["options"] == {"num_ctx": model.context, "temperature": 0.0}
    assert server.heard[0].body["think"] is False


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_providers_own_key_goes_to_its_own_address_alone(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server of one's own gets CITEWISE_API_KEY or none, and no variable redirects articles."""
    with serving(Reply(pieces("Yes."))) as server:
        url = server.openai_url if provider == "openai" else server.url
        monkeypatch.setenv("LANGSMITH_GATEWAY", "http://127.0.0.1:9/gateway")
        monkeypatch.setenv(f"{provider.upper()}_API_KEY", "own-key-0123")

        def sent(**given: Any) -> str:
            model = open_chat(f"{provider}:tiny", Settings(deadline=5, **given))
            streamed(route(model, Structure.TEXT))
            headers = server.heard[-1].headers
            return headers.get("x-api-key") or headers["authorization"].removeprefix("Bearer ")

        assert sent(base_url=url) == "none"
        assert sent(base_url=url, api_key=KEY) == KEY
        monkeypatch.setenv(f"{provider.upper()}_BASE_URL", url)
        assert sent() == "own-key-0123"
        assert sent(api_key=KEY) == KEY


@pytest.mark.parametrize(("own", "sent"), [(KEY, KEY), (None, "none")], ids=["keyed", "free"])
def test_ollamas_own_key_stays_with_ollamas_own_address(
    own: str | None, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its client would send it wherever it is told to ask."""
    monkeypatch.setenv("OLLAMA_API_KEY", "sk-of-ollama")
    with serving(Reply(pieces("Yes."))) as server:
        for given in ({"base_url": server.url, "api_key": own}, {"ollama_host": server.url}):
            opened = open_chat("ollama:tiny", Settings(**given))
            streamed(route(opened, Structure.TEXT))
    keys = [each.headers["authorization"] for each in server.heard]
    assert keys == [f"Bearer {sent}", "Bearer sk-of-ollama"]
