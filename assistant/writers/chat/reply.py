"""A chat model's reply, read as it arrives: message chunks in, drafts out.

Whatever form the model was asked for, any is understood: JSON by the schema, as text or as the
arguments of a tool call; text with native citations; lines that end in their article ids.
"""

import re
from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any

from assistant.markers import marked_sentences
from assistant.models.types import Structure
from assistant.writers.base import Draft, Source
from assistant.writers.chat import schema
from assistant.writers.chat.lines import Lines, is_finished
from assistant.writers.chat.numbering import Numbering
from assistant.writers.chat.objects import Json, Objects
from assistant.writers.chat.parts import (
    REACHED_LIMIT,
    REFUSED,
    Arguments,
    Cited,
    Refused,
    Text,
    parts_of,
    stop_reason,
)
from corpus.sentences import sentence_spans

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

LONGEST_ANSWER = 4000
"""Characters after which a model is cut off: an answer is a few sentences, not an essay."""
MOST_SENTENCES = 12
MOST_REPEATS = 3
"""Sentences said again; a model that goes round in circles never gets out by itself."""

_JSON = re.compile(r"\s*(?:\{|\[\s*[{\]])")
_BULLET = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")
_THINK, _THOUGHT = "<think>", "</think>"


class Reply:
    """Reads one reply.

    `begun`: whether anything of an answer has come. `drafted`: how many drafts were read. `silent`:
    whether the model said in so many words that nothing answers. `refusal`: why it will not answer.
    `unfinished`: whether something would be lost if the reply ended here. `cut`, after the end:
    whether something was.
    """

    def __init__(
        self, numbering: Numbering, structure: Structure, echoes: Set[str] = frozenset()
    ) -> None:
        self.drafted = 0
        self.silent = False
        self.refusal: str | None = None
        self.cut = False
        self._numbering = numbering
        self._echoes = echoes
        # A native citation may come before its text or after it: a block is read when it is whole.
        self._blockwise = structure is Structure.DOCUMENTS
        self._block: object = None
        self._held = ""
        self._cited: list[Cited] = []
        self._lines = Lines()
        self._thinking: bool | None = None
        self._json: Objects | None = None
        self._calls: dict[object, Objects] = {}
        self._said: set[str] = set()
        self._repeats = 0
        self._length = 0
        self._finished = False

    @property
    def begun(self) -> bool:
        return self._length + len(self._held) > 0

    @property
    def endless(self) -> bool:
        """Whether it is time to cut the model off."""
        return (
            self._length + len(self._held) > LONGEST_ANSWER
            or self.drafted > MOST_SENTENCES
            or self._repeats > MOST_REPEATS
        )

    @property
    def unfinished(self) -> bool:
        objects = [*self._calls.values(), *([self._json] if self._json else [])]
        return bool((self._lines.left + self._held).strip() or any(each.depth for each in objects))

    def feed(self, message: "BaseMessage") -> Iterator[Draft]:
        """The drafts that the next chunk completes."""
        for part in parts_of(message):
            match part:
                case Text(text, block):
                    if block != self._block:
                        yield from self._read_block()
                        self._block = block
                    if self._blockwise and block is not None:
                        self._held += text
                    else:
                        yield from self._read(text)
                case Cited():
                    self._cited.append(part)
                case Arguments(text, call):
                    self._length += len(text)
                    objects = self._calls.setdefault(call, Objects())
                    yield from self._statements(objects.feed(text))
                case Refused(text):
                    self.refusal = (self.refusal or "") + text
        reason = stop_reason(message)
        self._finished = self._finished or reason is not None
        self.cut = self.cut or reason in REACHED_LIMIT
        if reason in REFUSED:
            self.refusal = self.refusal or ""

    def end(self) -> Iterator[Draft]:
        """The drafts of what is left, if it is whole."""
        yield from self._read_block()
        left = self._lines.left.strip()
        whole = self._finished or is_finished(left) or _says_nothing(left)
        if left and whole and not self.cut:
            yield from self._read("\n")
        self.cut = self.cut or self.unfinished

    def _read_block(self) -> Iterator[Draft]:
        """The text held back, each of its sentences marked with what the block cites."""
        marker = " ".join(self._marker(each) for each in self._cited)
        text = self._held
        ended = bool(marker) and is_finished(text.rstrip())
        if marker:
            for span in reversed(sentence_spans(text)):
                text = f"{text[: span.end]} {marker}{text[span.end :]}"
        self._held, self._cited = "", []
        yield from self._read(text)
        # What follows a cited sentence begins a new one, however long its newline takes to come.
        if ended and self._json is None:
            yield from self._read("\n")

    def _marker(self, cited: Cited) -> str:
        """A native citation as it would stand in plain text."""
        if not 0 <= cited.document < len(self._numbering):
            return ""
        id = list(self._numbering)[cited.document]
        known = range(len(self._numbering[id].spans))
        numbers = ", ".join(str(n + 1) for n in known if n in cited.blocks)
        return f"[{id} {numbers}]" if numbers else f"[{id}]"

    def _read(self, text: str) -> Iterator[Draft]:
        """The drafts that a further piece of text completes."""
        self._lines.add(text)
        thinks = self._thinks()
        if not self._thinking:
            self._length += len(text)
        if thinks:
            return
        while self._json is None:
            if _JSON.match(self._lines.left):
                self._json = Objects()
            elif (line := self._lines.take()) is not None:
                yield from self._line(line.strip())
            else:
                return
        yield from self._statements(self._json.feed(self._lines.take_all()))

    def _thinks(self) -> bool:
        """Whether the model is still thinking aloud, or has not said yet whether it will."""
        if self._thinking is None:
            opening = self._lines.left.lstrip()[: len(_THINK)]
            if opening != _THINK and _THINK.startswith(opening):
                return True
            self._thinking = opening == _THINK
        if self._thinking and _THOUGHT in self._lines.left:
            self._lines.add(self._lines.take_all().split(_THOUGHT, 1)[1])
            self._thinking = False
        return self._thinking

    def _line(self, line: str) -> Iterator[Draft]:
        if line.startswith("```"):
            return
        yield from self._drafts(_BULLET.sub("", self._without_echoes(line)))

    def _without_echoes(self, line: str) -> str:
        # A model that repeats its prompt would be cited for the articles' own sentences.
        for span in reversed(sentence_spans(line)):
            if " ".join(line[span.start : span.end].split()) in self._echoes:
                line = line[: span.start] + line[span.end :]
        return line.strip()

    def _statements(self, objects: Iterable[Json]) -> Iterator[Draft]:
        for each in objects:
            text = each.get(schema.TEXT)
            if isinstance(text, str):
                text = self._without_echoes(text)
                yield from self._drafts(text, _rests_on(each.get(schema.RESTS_ON)))
            elif each.get(schema.STATEMENTS) == []:
                self.silent = True

    def _drafts(self, text: str, cited: Iterable["_Cite"] = ()) -> Iterator[Draft]:
        """The sentences of a text, each resting on what is cited for all and in its own markers."""
        if _says_nothing(text):
            self.silent = True
            return
        for marked in marked_sentences(text, self._numbering.keys()):
            sentence = " ".join(marked.text.split())
            if sentence in self._said:
                self._repeats += 1
            elif sentence:
                self._said.add(sentence)
                self.drafted += 1
                cites = dict.fromkeys((*cited, *marked.cited))
                sources = (source for each in cites for source in self._sources(*each))
                yield Draft(sentence, tuple(dict.fromkeys(sources)))

    def _sources(self, id: str, numbers: tuple[int, ...]) -> Iterator[Source]:
        """A source for each numbered sentence that there is, else the article as a whole."""
        article = self._numbering.get(id)
        if article is None:
            yield Source(id)
            return
        known = [n for n in numbers if 1 <= n <= len(article.spans)]
        for n in known:
            yield Source(article.article.id, article.spans[n - 1])
        if not known:
            yield Source(article.article.id)


_Cite = tuple[str, tuple[int, ...]]


def _rests_on(given: Any) -> tuple[_Cite, ...]:
    """What a statement cites; what is not of the form asked for is passed over."""
    found: list[_Cite] = []
    for each in given if isinstance(given, list) else [given]:
        match each:
            case {schema.ARTICLE: str(id)}:
                numbers = each.get(schema.SENTENCES)
                listed = numbers if isinstance(numbers, list) else [numbers]
                found.append((id, tuple(n for n in listed if isinstance(n, int))))
    return tuple(found)


def _says_nothing(text: str) -> bool:
    return re.sub(r"\W", "", text).upper().startswith("NOANSWER")
