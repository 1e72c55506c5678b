"""`anthropic:NAME`: Claude, which cites documents natively."""

from functools import cached_property
from typing import Any

import anthropic
import httpx2
from langchain_anthropic import ChatAnthropic
from pydantic import SecretStr

from assistant.models.access import CONNECT_SECONDS, anthropic_access, key_text
from assistant.models.faults import MALFORMED
from assistant.models.types import ChatModel, Route, Structure
from assistant.settings import Settings

FAULTS: tuple[type[Exception], ...] = (
    anthropic.AnthropicError,
    httpx2.HTTPError,
    *MALFORMED,
)
"""Its own, and what its client lets through when a stream breaks."""
_CONTEXT = 200_000
_ANSWER_TOKENS = 8192
"""Room for a few sentences, and for the reasoning of models that always reason first."""


class _Chat(ChatAnthropic):
    """ChatAnthropic with clients of its own: it takes one number for every timeout, and keeps
    connections beyond the event loop that they belong to."""

    @cached_property
    def _client_params(self) -> dict[str, Any]:
        within = httpx2.Timeout(self.default_request_timeout, connect=CONNECT_SECONDS)
        return {**super()._client_params, "timeout": within}

    @cached_property
    def _client(self) -> anthropic.Client:
        return anthropic.Client(**self._client_params)

    @cached_property
    def _async_client(self) -> anthropic.AsyncClient:
        kept = httpx2.Limits(max_keepalive_connections=0)
        http = anthropic.DefaultAsyncHttpxClient(
            base_url=self.anthropic_api_url or "",
            timeout=self._client_params["timeout"],
            limits=kept,
        )
        return anthropic.AsyncClient(**self._client_params, http_client=http)


def open_anthropic(model: str, settings: Settings) -> ChatModel:
    """Raises BadInput if it is Anthropic's own server and there is no key."""
    access = anthropic_access(settings)
    key = key_text(access, None if settings.base_url else "ANTHROPIC_API_KEY")
    chat = _Chat(
        model_name=model,
        base_url=access.url,
        api_key=SecretStr(key),
        timeout=settings.deadline,
        max_retries=0,
        max_tokens_to_sample=_ANSWER_TOKENS,
        stop=None,
    )
    profile = chat.profile or {}
    if profile.get("temperature"):
        chat.temperature = 0.0
    # Documents and a schema exclude each other: native citations are refused with output_config.
    routes = (
        Route(Structure.DOCUMENTS, lambda _: chat),
        Route(
            Structure.SCHEMA,
            lambda schema: chat.bind(
                output_config={
                    "format": {"type": "json_schema", "schema": anthropic.transform_schema(schema)}
                }
            ),
        ),
        Route(Structure.TEXT, lambda _: chat),
    )
    context = profile.get("max_input_tokens") or _CONTEXT
    return ChatModel(f"anthropic:{model}", chat, FAULTS, routes, context)
