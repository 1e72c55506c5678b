"""OpenAI's chat completions: `data:` events, the last of them `[DONE]`.

https://platform.openai.com/docs/api-reference/chat-streaming
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.scripted.replies import Call, Ending, Pause, Raw, Refusal, Reply, Step, Text, Thought

PATH = "/v1/chat/completions"
MEDIA = "text/event-stream"
Body = Mapping[str, Any]


def stream(reply: Reply, body: Body) -> Iterator[bytes | Pause]:
    """The events of a reply and the pauses between them."""
    yield _event(_chunk(body, {"role": "assistant", "content": ""}))
    before: Step | None = None
    calls = -1
    for step in reply.played():
        if isinstance(step, Pause):
            yield step
            continue
        if isinstance(step, Raw):
            yield _data(step.data)
            continue
        goes_on = isinstance(step, Call) and isinstance(before, Call) and before.name == step.name
        calls += isinstance(step, Call) and not goes_on
        yield _event(_chunk(body, _delta(step, calls, goes_on)))
        before = step
    if reply.ending is not Ending.DONE:
        return
    yield _event(_chunk(body, {}, reply.finish))
    options = body.get("stream_options") or {}
    if reply.usage and options.get("include_usage"):
        yield _event(_chunk(body, None) | {"usage": _usage(reply)})
    yield _data("[DONE]")


def whole(reply: Reply, body: Body) -> dict[str, Any]:
    """The same reply to a request that wants no stream."""
    message: dict[str, Any] = {"role": "assistant", "content": None}
    calls: dict[str, str] = {}
    for step in reply.steps:
        match step:
            case Text(text):
                message["content"] = (message["content"] or "") + text
            case Refusal(text):
                message["refusal"] = message.get("refusal", "") + text
            case Call(name, arguments):
                calls[name] = calls.get(name, "") + arguments
    if calls:
        message["tool_calls"] = [
            _call(n, name, arguments) for n, (name, arguments) in enumerate(calls.items())
        ]
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    found = _chunk(body, None) | {"object": "chat.completion", "choices": [choice]}
    return found | {"usage": _usage(reply)} if reply.usage else found


def error(status: int, message: str) -> dict[str, Any]:
    kinds = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
    code = "context_length_exceeded" if "context length" in message else kinds.get(status)
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _delta(step: Step, number: int, goes_on: bool) -> dict[str, Any]:
    match step:
        case Thought(text):
            return {"reasoning_content": text}
        case Refusal(text):
            return {"refusal": text}
        case Call(_, arguments) if goes_on:
            return {"tool_calls": [{"index": number, "function": {"arguments": arguments}}]}
        case Call(name, arguments):
            return {"tool_calls": [{"index": number} | _call(number, name, arguments)]}
        case Text(text):
            return {"content": text}
    raise TypeError(f"{step} is no part of a message")


def _call(number: int, name: str, arguments: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": f"call_{number}", "type": "function", "function": function}


def _chunk(body: Body, delta: dict[str, Any] | None, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": body["model"],
        "choices": [] if delta is None else [choice],
    }


def _usage(reply: Reply) -> dict[str, int]:
    assert reply.usage
    prompt, answer = reply.usage
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _event(chunk: Body) -> bytes:
    return _data(json.dumps(chunk, ensure_ascii=False))


def _data(data: str) -> bytes:
    return f"data: {data}\n\n".encode()
