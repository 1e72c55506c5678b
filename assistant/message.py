"""An answer as a LangChain message, whole or as it streams in.

The message has one text block, whose text is the answer's, with a standard `Citation` annotation
for every quote. Beside it stand the model, the status and the notices (`response_metadata`), the
tokens used where the model reports them (`usage_metadata`), and the answer's JSON, which
`assistant.wire` describes (`additional_kwargs["answer"]`).
"""

from collections.abc import Iterable
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.content import Citation as Annotation

from assistant import wire
from assistant.composing import begin, in_full
from assistant.types import Answer, Citation, Event, Sentence

STANDARD_BLOCKS = {"output_version": "v1"}
"""Says that the content is LangChain's standard blocks, not a provider's."""


def to_message(answer: Answer) -> AIMessage:
    """Law: `message.text == answer.text`."""
    return AIMessage(content=_text(answer.text, answer.sentences), **_beside(answer))


def to_chunk(event: Event) -> AIMessageChunk | None:
    """What an event of a stream adds to the message; None if nothing.

    Law: the sum of a stream's chunks is `to_message` of the answer that it ends with. A sentence
    brings its text and citations, the answer all the rest.
    """
    if isinstance(event, Sentence):
        space = " " if begin(event) else ""
        content = _text(space + in_full(event), [event])
        return AIMessageChunk(content=content, response_metadata=STANDARD_BLOCKS)
    if isinstance(event, Answer):
        last = event.sentences[-1] if event.sentences else None
        shown = begin(last) + len(in_full(last)) if last else 0
        content = _text(event.text[shown:], ())
        return AIMessageChunk(content=content, chunk_position="last", **_beside(event))
    return None


def annotation(sentence: Sentence, citation: Citation) -> Annotation:
    """`start_index` and `end_index` are the sentence's place in the answer's text.

    `extras` is the rest of the citation as in the answer's JSON: where the quote stands in the
    article, whether it supports the sentence alone, which articles are copies of that one.
    """
    extras = wire.citation_json(citation)
    standard: Annotation = {
        "type": "citation",
        "start_index": sentence.start,
        "end_index": sentence.end,
        "cited_text": extras.pop("quote"),
    }
    if title := extras.pop("title"):
        standard["title"] = title
    if url := extras.pop("url"):
        standard["url"] = url
    standard["extras"] = extras
    return standard


def _text(text: str, sentences: Iterable[Sentence]) -> list[str | dict[str, Any]]:
    """The one block, or no block for no text; `index` joins those of a stream into one."""
    if not text:
        return []
    block: dict[str, Any] = {"type": "text", "text": text, "index": 0}
    annotations = [annotation(each, citation) for each in sentences for citation in each.citations]
    return [block | {"annotations": annotations} if annotations else block]


def _beside(answer: Answer) -> dict[str, Any]:
    """All of a message but its content."""
    shape = wire.to_json(answer)
    about = {"model_name": answer.model, "status": shape["status"], "notices": shape["notices"]}
    return {
        "response_metadata": STANDARD_BLOCKS | about,
        "usage_metadata": _usage(answer),
        "additional_kwargs": {"answer": shape},
    }


def _usage(answer: Answer) -> UsageMetadata | None:
    if answer.usage is None:
        return None
    read, written = (answer.usage.get(f"{each}_tokens", 0) for each in ("input", "output"))
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
