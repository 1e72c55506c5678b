"""What a scripted model reads out of a prompt, and the form that it is asked to answer in."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.scripted.replies import Call, Cited, Step, Text, pieces
from tests.scripted.server import Heard

_FENCED = re.compile(r"<article id=(?P<id>\S+)>\n.*\n(?P<lines>(?:\d+: .*\n)+)</article>")
_QUESTION = re.compile(r"^Question: (.+)$", re.MULTILINE)


class Offered(NamedTuple):
    """A numbered sentence that the prompt gives."""

    article_id: str
    number: int
    text: str


class Said(NamedTuple):
    """A sentence of the answer, and the article ids and sentence numbers it is said to rest on."""

    text: str
    cited: tuple[tuple[str, tuple[int, ...]], ...] = ()


def offered(heard: Heard) -> tuple[Offered, ...]:
    """The sentences between the fences, in the prompt's order; else those of documents.

    A document has no id in a prompt: its number, from 0, is taken for one.
    """
    documents = _documents(heard)
    if documents:
        return tuple(
            Offered(str(n), number, block["text"])
            for n, document in enumerate(documents)
            for number, block in enumerate(document["source"]["content"], 1)
        )
    return tuple(
        Offered(match["id"], int(number), text)
        for match in _FENCED.finditer(heard.prompt)
        for number, text in re.findall(r"^(\d+): (.*)$", match["lines"], re.MULTILINE)
    )


def question(heard: Heard) -> str:
    """The one to answer: the last, after those of the conversation."""
    return str(_QUESTION.findall(heard.prompt)[-1])


def spoken(heard: Heard, said: Sequence[Said], tail: str = "") -> tuple[Step, ...]:
    """Sentences in the form the request wants: JSON, a tool call, native citations of documents,
    or lines that end in their ids.

    `tail` follows as it stands, whatever the form.
    """
    body = heard.body
    if _documents(heard):
        return (*(step for each in said for step in _cited(each)), *pieces(tail))
    statements = [
        {
            "text": each.text,
            "rests_on": [{"article": id, "sentences": list(ns)} for id, ns in each.cited],
        }
        for each in said
    ]
    written = json.dumps({"statements": statements}, ensure_ascii=False)
    if body.get("tools"):
        tool = body["tools"][0]
        name = tool.get("function", tool)["name"]
        return (*(Call(name, each) for each in _split(written)), *pieces(tail))
    if body.get("response_format") or body.get("format"):
        return pieces(written + tail)
    lines = [
        " ".join([each.text, *(f"[{id} {', '.join(map(str, ns))}]" for id, ns in each.cited)])
        for each in said
    ]
    return pieces("\n".join(lines) + "\n" + tail)


def _documents(heard: Heard) -> list[dict[str, Any]]:
    content = heard.body["messages"][-1]["content"]
    return [each for each in content if isinstance(each, dict) and each["type"] == "document"]


def _cited(said: Said) -> Iterator[Step]:
    """A block of text with its citations, and one that only breaks the line."""
    cited = tuple(Cited(int(id), n - 1, n - 1, "") for id, ns in said.cited for n in ns)
    yield Text(said.text, cited)
    yield Text("\n")


def _split(text: str, size: int = 12) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]
