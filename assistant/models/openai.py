"""`openai:NAME`: OpenAI, or any server that speaks its protocol (vLLM, LM Studio, llama.cpp)."""

from typing import Any

import httpx2
import openai
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.models.access import CONNECT_SECONDS, UNKNOWN_CONTEXT, key_text, openai_access
from assistant.models.faults import MALFORMED
from assistant.models.types import ChatModel, JsonSchema, Route, Structure
from assistant.settings import Settings

FAULTS: tuple[type[Exception], ...] = (
    openai.OpenAIError,
    httpx2.HTTPError,
    TimeoutError,
    *MALFORMED,
)
"""Its own, and what its client lets through when a stream breaks or stands still."""
FORM = "statements"
"""The name of the schema, and of the tool that takes it."""
_OWN_CONTEXT = 128_000


def open_openai(model: str, settings: Settings) -> ChatModel:
    """Raises BadInput if it is OpenAI's own server and there is no key."""
    access = openai_access(settings)
    own = None if settings.base_url else "OPENAI_API_KEY"
    chat = protocol_client(model, access.url, key_text(access, own), settings.deadline)
    profile = chat.profile or {}
    # OpenAI refuses a temperature where a model has none; a server of one's own ignores it.
    if profile.get("temperature", settings.base_url is not None):
        chat.temperature = 0.0
    routes = (
        Route(Structure.SCHEMA, lambda schema: chat.bind(response_format=_response_format(schema))),
        Route(Structure.TOOL, lambda schema: chat.bind_tools([_tool(schema)], tool_choice=FORM)),
        Route(Structure.TEXT, lambda _: chat),
    )
    takes_schema = profile.get("structured_output") is not False
    return ChatModel(
        name=f"openai:{model}",
        chat=chat,
        faults=FAULTS,
        routes=routes if takes_schema else routes[1:],
        context=profile.get("max_input_tokens")
        or (UNKNOWN_CONTEXT if settings.base_url else _OWN_CONTEXT),
    )


def protocol_client(model: str, url: str, key: str, deadline: float, **more: Any) -> ChatOpenAI:
    """A client for one server. The URL is always given: no variable may send articles elsewhere."""
    within = httpx2.Timeout(deadline, connect=CONNECT_SECONDS)
    return ChatOpenAI(
        model=model,
        base_url=url,
        api_key=SecretStr(key),
        timeout=within,
        # No connection is kept: one would outlive the event loop that it belongs to.
        http_async_client=httpx2.AsyncClient(
            timeout=within, limits=httpx2.Limits(max_keepalive_connections=0)
        ),
        max_retries=0,
        stream_usage=True,
        **more,
    )


def _response_format(schema: JsonSchema) -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": FORM, "schema": schema, "strict": True},
    }


def _tool(schema: JsonSchema) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": FORM,
            "description": "Gives the statements of the answer and what each rests on.",
            "parameters": schema,
        },
    }
