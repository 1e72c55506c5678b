"""Real providers, asked only where CITEWISE_LIVE_MODELS names models, as `--model` takes them.

    CITEWISE_LIVE_MODELS="anthropic:claude-haiku-4-5 ollama:llama3.2" pytest tests/assistant/models

Keys and addresses are read from the usual variables. Each route costs one short call.
"""

import asyncio
import json
import os
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from assistant.models import ChatModel, Route, Structure, open_chat
from assistant.settings import Settings

MODELS = os.environ.get("CITEWISE_LIVE_MODELS", "").split()
SETTINGS = Settings()  # before the tests' environment is emptied
FACT = "The ferry Aurora sailed at nine."
SCHEMA: dict[str, Any] = {
    "title": "answer",
    "type": "object",
    "properties": {"article": {"type": "string", "enum": ["ferry-2024"]}},
    "required": ["article"],
    "additionalProperties": False,
}
pytestmark = pytest.mark.skipif(not MODELS, reason="CITEWISE_LIVE_MODELS names no model")


@pytest.fixture(scope="module", params=MODELS)
def model(request: pytest.FixtureRequest) -> ChatModel:
    return open_chat(request.param, SETTINGS)


def asked(route: Route) -> list[BaseMessage]:
    if route.structure is Structure.DOCUMENTS:
        source = {"type": "content", "content": [{"type": "text", "text": FACT}]}
        document = {"type": "document", "source": source, "citations": {"enabled": True}}
        return [HumanMessage([document, {"type": "text", "text": "When did it sail?"}])]
    return [HumanMessage(f"<article id=ferry-2024>{FACT}</article> Which article tells the time?")]


async def answered(route: Route) -> AIMessageChunk:
    answer = AIMessageChunk(content="")
    async for chunk in route.bind(SCHEMA).astream(asked(route)):
        assert isinstance(chunk, AIMessageChunk)
        answer += chunk
    return answer


def test_every_route_is_taken_and_its_form_is_kept(model: ChatModel) -> None:
    """What the provider enforces today, and that it counts tokens."""
    for route in model.routes:
        answer = asyncio.run(answered(route))
        assert answer.usage_metadata
        match route.structure:
            case Structure.SCHEMA:
                assert json.loads(answer.text) == {"article": "ferry-2024"}
            case Structure.TOOL:
                assert [each["args"] for each in answer.tool_calls] == [{"article": "ferry-2024"}]
            case Structure.DOCUMENTS:
                blocks = [each for each in answer.content if isinstance(each, dict)]
                assert any(each.get("citations") for each in blocks)
            case Structure.TEXT:
                assert answer.text
