"""Ollama's chat: one JSON object a line, the last of them `"done": true`.

https://docs.ollama.com/api/chat
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.scripted.replies import Call, Ending, Pause, Raw, Refusal, Reply, Text, Thought

PATH = "/api/chat"
MEDIA = "application/x-ndjson"
Body = Mapping[str, Any]


def stream(reply: Reply, body: Body) -> Iterator[bytes | Pause]:
    """The lines of a reply and the pauses between them; a tool call comes whole."""
    calls: dict[str, str] = {}
    for step in reply.played():
        match step:
            case Pause():
                yield step
            case Raw(data):
                yield f"{data}\n".encode()
            case Call(name, arguments):
                calls[name] = calls.get(name, "") + arguments
            case Thought(text):
                yield _line(_chunk(body, content="", thinking=text))
            case Text(text, _) | Refusal(text):
                yield _line(_chunk(body, content=text))
    if reply.ending is not Ending.DONE:
        return
    if calls:
        yield _line(_chunk(body, content="", tool_calls=_calls(calls)))
    yield _line(_chunk(body, content="") | _end(reply))


def whole(reply: Reply, body: Body) -> dict[str, Any]:
    """The same reply to a request that wants no stream."""
    text = "".join(each.text for each in reply.steps if isinstance(each, Text | Refusal))
    calls: dict[str, str] = {}
    for step in reply.steps:
        if isinstance(step, Call):
            calls[step.name] = calls.get(step.name, "") + step.arguments
    called = {"tool_calls": _calls(calls)} if calls else {}
    return _chunk(body, content=text, **called) | _end(reply)


def error(status: int, message: str) -> dict[str, Any]:
    return {"error": message}


def _calls(calls: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"function": {"name": name, "arguments": json.loads(arguments)}}
        for name, arguments in calls.items()
    ]


def _chunk(body: Body, **message: Any) -> dict[str, Any]:
    return {
        "model": body["model"],
        "created_at": "2025-01-01T00:00:00Z",
        "message": {"role": "assistant"} | message,
        "done": False,
    }


def _end(reply: Reply) -> dict[str, Any]:
    end: dict[str, Any] = {"done": True, "done_reason": reply.finish}
    if reply.usage:
        end |= {"prompt_eval_count": reply.usage.prompt, "eval_count": reply.usage.answer}
    return end


def _line(chunk: Body) -> bytes:
    return (json.dumps(chunk, ensure_ascii=False) + "\n").encode()
