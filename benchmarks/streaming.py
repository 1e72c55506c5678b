"""How soon a chat model's sentence is shown: `python benchmarks/streaming.py [STORE]`.

A scripted model answers questions over the sample articles (or those of STORE) with sentences of
its prompt, shortened, word by word. Timed is each sentence from its last character out of the model
until it is judged and shown (or withheld); and the first one shown, against a model that says all
at once.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from assistant.ask import Assistant
from assistant.gate import Gate
from assistant.models.types import ChatModel, Route, Structure
from assistant.settings import Settings
from assistant.types import Sentence, Withheld
from assistant.verifier import load_verifier
from assistant.words import content_stems
from assistant.writers.chat import ChatWriter
from vectorstore.embedder import SentenceEmbedder
from vectorstore.indexing import index_paths
from vectorstore.library import Library

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
QUESTIONS = (
    "How did the council vote on the second ferry?",
    "How many people died in the flood?",
    "What caused the fish market fire?",
    "How much did the storm surge cost?",
    "What was stolen from the maritime museum?",
    "Where did Biden and Putin meet?",
    "Who promised lower fares?",
    "What did the mayor say about the harbour?",
    "When will the new school open?",
    "How many homes were flooded?",
)
SENTENCES = 4
SECONDS_A_WORD = 0.025
"""As a model does that writes forty words a second."""


class Quoter(BaseChatModel):
    """Shortens the numbered sentences that share most words with the question.

    `finished` is when the last character of each sentence was said (`time.perf_counter()`).
    """

    at_once: bool
    finished: dict[str, float] = {}  # noqa: RUF012 - pydantic copies it for each model

    @property
    def _llm_type(self) -> str:
        return "quoter"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        lines = _quoted(str(messages[-1].content))
        time.sleep(SECONDS_A_WORD * sum(len(line.split()) for line in lines))
        said = AIMessage(content="\n".join(lines) + "\n")
        return ChatResult(generations=[ChatGeneration(message=said)])

    async def _astream(
        self, messages: list[BaseMessage], *_: Any, **__: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        if self.at_once:
            said = await asyncio.to_thread(self._generate, messages)
            message = said.generations[0].message
            yield ChatGenerationChunk(message=AIMessageChunk(content=message.content))
            return
        for line in _quoted(str(messages[-1].content)):
            for word in re.findall(r"\S+\s*", line + "\n"):
                await asyncio.sleep(SECONDS_A_WORD)
                if word.endswith("\n"):
                    self.finished[line.rpartition(" [")[0]] = time.perf_counter()
                yield ChatGenerationChunk(message=AIMessageChunk(content=word))


def _quoted(prompt: str) -> list[str]:
    """The sentences of a prompt to answer with, each with its article and number.

    Without what follows the last comma: a sentence in the article's own words is known at sight.
    """
    wanted = set(content_stems(prompt.rpartition("Question: ")[2]))
    found = []
    for id, inside in re.findall(r"<article id=(\S+)>\n(.*?)</article>", prompt, re.DOTALL):
        for number, text in re.findall(r"^(\d+): (.{30,}), [^,]+$", inside, re.MULTILINE):
            found.append((len(wanted & set(content_stems(text))), f"{text}. [{id} {number}]"))
    found.sort(key=lambda each: -each[0])
    return [line for _, line in found[:SENTENCES]]


@contextmanager
def _opened(store: Path | None) -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder:
        root = store or Path(folder)
        if store is None:
            index_paths(root, [SAMPLE], embedder=SentenceEmbedder())
        library = Library.open(root, embedder=SentenceEmbedder())
        try:
            yield library
        finally:
            library.close()


def _assistant(library: Library, gate: Gate, quoter: Quoter) -> Assistant:
    route = Route(Structure.TEXT, lambda _: quoter)
    model = ChatModel("quoter", quoter, (), (route,), context=32_000)
    return Assistant(library, ChatWriter(model), gate)


class Timed(NamedTuple):
    """Seconds: from said to shown, from said to withheld, from asked to the first one shown."""

    shown: list[float]
    withheld: list[float]
    first: list[float]


def _timed(assistant: Assistant, quoter: Quoter) -> Timed:
    found = Timed([], [], [])
    for question in QUESTIONS:
        quoter.finished.clear()
        begun, first = time.perf_counter(), None
        for event in assistant.stream(question):
            now = time.perf_counter()
            if isinstance(event, Sentence | Withheld) and event.text in quoter.finished:
                waits = found.shown if isinstance(event, Sentence) else found.withheld
                waits.append(now - quoter.finished[event.text])
            if isinstance(event, Sentence):
                first = first or now - begun
        if first is not None:
            found.first.append(first)
    return found


def _said(name: str, seconds: list[float]) -> str:
    centiles = statistics.quantiles(seconds, n=20, method="inclusive")
    p50, p95 = centiles[9] * 1000, centiles[18] * 1000
    return f"{name}: {len(seconds)} sentences, p50 {p50:.0f} ms, p95 {p95:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, nargs="?", help="an index; default: sample articles")
    options = parser.parse_args()
    gate = Gate(load_verifier(Settings()))
    streaming, whole = Quoter(at_once=False), Quoter(at_once=True)
    with _opened(options.store) as library:
        _assistant(library, gate, whole).ask(QUESTIONS[0])  # loads what is to be loaded
        found = _timed(_assistant(library, gate, streaming), streaming)
        at_once = _timed(_assistant(library, gate, whole), whole)
    print(_said("from said to shown", found.shown))
    if len(found.withheld) > 1:
        print(_said("from said to withheld", found.withheld))
    first, waited = statistics.median(found.first), statistics.median(at_once.first)
    print(f"first sentence shown: median {first:.2f} s; ", end="")
    print(f"{waited:.2f} s of a model that says all at once ({waited / first:.1f} times)")


if __name__ == "__main__":
    main()
