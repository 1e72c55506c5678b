"""What a message, or a chunk of one, brings: text, arguments of a tool call, citations, a refusal.

LangChain providers differ in how they hold these; here, and only here, is that known.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.writers.base import Usage

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


class Text(NamedTuple):
    """A piece of the answer's text; `block` tells content blocks apart, where there are any."""

    text: str
    block: object = None


class Arguments(NamedTuple):
    """A piece of the JSON that tool call number `call` is made with."""

    text: str
    call: object = None


class Cited(NamedTuple):
    """A native citation of the text block: `blocks` of document number `document`, from 0."""

    document: int
    blocks: range


class Refused(NamedTuple):
    """A piece of the reason why the model will not answer."""

    text: str


Part = Text | Arguments | Cited | Refused
REACHED_LIMIT = frozenset({"length", "max_tokens", "model_context_window_exceeded"})
"""Reasons to stop, as `stop_reason` gives them, that leave an answer unfinished."""
REFUSED = frozenset({"content_filter", "refusal"})
"""Those of a model or a server that will not answer."""


def parts_of(message: "BaseMessage") -> Iterator[Part]:
    """The parts of a message in their order; reasoning and what is none of them is left out."""
    blocks = [message.content] if isinstance(message.content, str) else message.content
    for block in blocks:
        if isinstance(block, str):
            yield Text(block)
        elif block.get("type") == "text":
            yield Text(str(block.get("text") or ""), block.get("index"))
            yield from _cited(block.get("citations"))
        elif block.get("type") == "refusal":
            yield Refused(str(block.get("refusal") or ""))
    yield from _arguments(message)
    if refusal := message.additional_kwargs.get("refusal"):
        yield Refused(str(refusal))


def usage_of(message: "BaseMessage") -> Usage | None:
    """The tokens that a message, or the last chunk of one, reports."""
    found = getattr(message, "usage_metadata", None)
    return Usage(found["input_tokens"], found["output_tokens"]) if found else None


def stop_reason(message: "BaseMessage") -> str | None:
    """Why the model stopped, in its provider's word; None before the last chunk, and often then."""
    told = message.response_metadata
    reasons = (told.get(key) for key in ("finish_reason", "stop_reason", "done_reason"))
    return next((str(each) for each in reasons if each), None)


def _arguments(message: "BaseMessage") -> Iterator[Arguments]:
    chunks = getattr(message, "tool_call_chunks", None)
    if chunks is not None:
        yield from (Arguments(each["args"] or "", each["index"]) for each in chunks)
        return
    for number, call in enumerate(getattr(message, "tool_calls", ())):
        yield Arguments(json.dumps(call["args"]), number)


def _cited(citations: Any) -> Iterator[Cited]:
    """Anthropic's citations of documents made of content blocks; the end is exclusive."""
    for each in citations if isinstance(citations, list) else ():
        match each:
            case {
                "document_index": int(document),
                "start_block_index": int(start),
                "end_block_index": int(end),
            }:
                yield Cited(document, range(start, end))
