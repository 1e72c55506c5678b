"""`ollama:NAME`: a model that Ollama has pulled and runs."""

import httpx
import ollama
from langchain_ollama import ChatOllama

from assistant.models.access import (
    CONNECT_SECONDS,
    UNKNOWN_CONTEXT,
    key_text,
    ollama_url,
    own_access,
)
from assistant.models.faults import MALFORMED
from assistant.models.types import ChatModel, Route, Structure
from assistant.settings import Settings

FAULTS: tuple[type[Exception], ...] = (
    ollama.ResponseError,
    httpx.HTTPError,
    ConnectionError,
    *MALFORMED,
)
"""Its own, and what its client lets through when a stream breaks."""


def open_ollama(model: str, settings: Settings) -> ChatModel:
    # Where none is given, Ollama's client sends OLLAMA_API_KEY, whichever server this is.
    own = own_access(settings)
    headers = {"Authorization": f"Bearer {key_text(own, None)}"} if own else {}
    chat = ChatOllama(
        model=model,
        base_url=ollama_url(settings),
        temperature=0.0,
        # Ollama cuts a prompt that is longer than its own default, and says nothing.
        num_ctx=UNKNOWN_CONTEXT,
        # A format is not enforced on a model that reasons first, and the deadline is short.
        reasoning=False,
        client_kwargs={
            "timeout": httpx.Timeout(settings.deadline, connect=CONNECT_SECONDS),
            # No connection is kept: one would outlive the event loop that it belongs to.
            "limits": httpx.Limits(max_keepalive_connections=0),
            "headers": headers,
        },
    )
    # Not by tool call: Ollama ignores that one was asked for.
    routes = (
        Route(Structure.SCHEMA, lambda schema: chat.bind(format=schema)),
        Route(Structure.TEXT, lambda _: chat),
    )
    return ChatModel(f"ollama:{model}", chat, FAULTS, routes, UNKNOWN_CONTEXT)
