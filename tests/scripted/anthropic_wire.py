"""Anthropic's messages: named events, content in blocks that open and close.

https://docs.anthropic.com/en/api/messages-streaming
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.scripted.replies import (
    Call,
    Cited,
    Ending,
    Pause,
    Raw,
    Refusal,
    Reply,
    Step,
    Text,
    Thought,
)

PATH = "/v1/messages"
MEDIA = "text/event-stream"
Body = Mapping[str, Any]
_REASONS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"}


def stream(reply: Reply, body: Body) -> Iterator[bytes | Pause]:
    """The events of a reply and the pauses between them."""
    yield _event("message_start", message=_message(reply, body, []) | {"stop_reason": None})
    block = -1
    before: Step | None = None
    for step in reply.played():
        if isinstance(step, Pause):
            yield step
            continue
        if isinstance(step, Raw):
            yield f"event: content_block_delta\ndata: {step.data}\n\n".encode()
            continue
        if before is None or not _same_block(before, step):
            if before is not None:
                yield _event("content_block_stop", index=block)
            block += 1
            yield _event("content_block_start", index=block, content_block=_opening(step, block))
        for delta in _deltas(step):
            yield _event("content_block_delta", index=block, delta=delta)
        before = step
    if reply.ending is not Ending.DONE:
        return
    if before is not None:
        yield _event("content_block_stop", index=block)
    reason = {"stop_reason": _reason(reply), "stop_sequence": None}
    yield _event("message_delta", delta=reason, usage=_usage(reply))
    yield _event("message_stop")


def whole(reply: Reply, body: Body) -> dict[str, Any]:
    """The same reply to a request that wants no stream."""
    content: list[dict[str, Any]] = []
    before: Step | None = None
    for step in reply.steps:
        if isinstance(step, Pause | Raw):
            continue
        if before is None or not _same_block(before, step):
            content.append(_opening(step, len(content)))
        block = content[-1]
        match step:
            case Call(_, arguments):
                block["input"] = (block["input"] or "") + arguments
            case Thought(text):
                block["thinking"] += text
            case Text(text, cited):
                block["text"] += text
                block["citations"] = [_citation(each) for each in cited] or None
            case Refusal(text):
                block["text"] += text
        before = step
    for block in content:
        if "input" in block:
            block["input"] = json.loads(block["input"])
    return _message(reply, body, content)


def error(status: int, message: str) -> dict[str, Any]:
    kinds = {
        401: "authentication_error",
        404: "not_found_error",
        429: "rate_limit_error",
        529: "overloaded_error",
    }
    kind = kinds.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": message}}


def _same_block(before: Step, step: Step) -> bool:
    match before, step:
        case Call(one, _), Call(other, _):
            return one == other
        case Thought(), Thought():
            return True
        case ((Text() | Refusal()), (Text() | Refusal())):
            return not (getattr(before, "cited", ()) or getattr(step, "cited", ()))
    return False


def _opening(step: Step, number: int) -> dict[str, Any]:
    match step:
        case Call(name, _):
            return {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": {}}
        case Thought():
            return {"type": "thinking", "thinking": "", "signature": ""}
        case Text(_, cited) if cited:
            return {"type": "text", "text": "", "citations": []}
    return {"type": "text", "text": ""}


def _deltas(step: Step) -> Iterator[dict[str, Any]]:
    match step:
        case Call(_, arguments):
            yield {"type": "input_json_delta", "partial_json": arguments}
        case Thought(text):
            yield {"type": "thinking_delta", "thinking": text}
        case Refusal(text):
            yield {"type": "text_delta", "text": text}
        case Text(text, cited):
            yield {"type": "text_delta", "text": text}
            for each in cited:
                yield {"type": "citations_delta", "citation": _citation(each)}


def _citation(cited: Cited) -> dict[str, Any]:
    return {
        "type": "content_block_location",
        "cited_text": cited.words,
        "document_index": cited.document,
        "document_title": None,
        "start_block_index": cited.first,
        "end_block_index": cited.last + 1,  # exclusive
    }


def _message(reply: Reply, body: Body, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": content,
        "stop_reason": _reason(reply),
        "stop_sequence": None,
        "usage": _usage(reply),
    }


def _reason(reply: Reply) -> str:
    refused = any(isinstance(step, Refusal) for step in reply.steps)
    return "refusal" if refused else _REASONS[reply.finish]


def _usage(reply: Reply) -> dict[str, int]:
    prompt, answer = reply.usage or (0, 0)
    return {"input_tokens": prompt, "output_tokens": answer}


def _event(kind: str, **fields: Any) -> bytes:
    data = json.dumps({"type": kind} | fields, ensure_ascii=False)
    return f"event: {kind}\ndata: {data}\n\n".encode()
