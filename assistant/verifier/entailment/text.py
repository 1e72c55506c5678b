"""A text as the verifier sees it: words, sentences, word pieces."""

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.words import words
from corpus.types import Span

if TYPE_CHECKING:
    from tokenizers import Encoding


class Token(NamedTuple):
    """A word as the alignment sees it."""

    stem: str
    start: int
    end: int
    content: bool
    number: bool
    name: bool


class Text:
    """A text's words, its sentences, and its word pieces."""

    def __init__(self, text: str, encoding: "Encoding") -> None:
        self.text = text
        self.ids: list[int] = encoding.ids
        self.offsets: list[tuple[int, int]] = encoding.offsets
        self.tokens = _tokens(text)
        self.sentences = _sentences(text)
        self.stems = frozenset(token.stem for token in self.tokens)


def _tokens(text: str) -> list[Token]:
    found = []
    opening = True
    end = 0
    for word in words(text):
        opening = opening or bool(_STOP.search(text, end, word.start))
        found.append(
            Token(
                word.stem,
                word.start,
                word.end,
                word.is_content,
                any(char.isdigit() for char in word.word),
                word.word[0].isupper() and not opening,
            )
        )
        opening, end = False, word.end
    return found


_STOP = re.compile(r"[.!?:;\n“\"]")
_END = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|No|vs))(?<!\bMrs)[.!?][\"”’')\]]*\s+|\s*\n\s*")
_LONGEST_SENTENCE = 300
"""Characters; what runs longer is cut, as a window must hold it."""


def _sentences(text: str) -> list[Span]:
    spans = []
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        while end - start > _LONGEST_SENTENCE:
            cut = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE) + 1
            cut = cut or start + _LONGEST_SENTENCE
            spans.append(Span(start, cut))
            start = cut
        if text[start:end].strip():
            spans.append(Span(start, end))
        start = end
    return spans


def stems_by_sentence(text: Text) -> list[frozenset[str]]:
    """The stems of each sentence."""
    found: list[set[str]] = [set() for _ in text.sentences]
    at = 0
    for token in text.tokens:
        while at + 1 < len(text.sentences) and text.sentences[at].end <= token.start:
            at += 1
        found[at].add(token.stem)
    return [frozenset(each) for each in found]


def pieces_by_sentence(text: Text) -> list[list[int]]:
    """The word pieces of each sentence."""
    found: list[list[int]] = [[] for _ in text.sentences]
    at = 0
    for index, (start, _) in enumerate(text.offsets):
        while at + 1 < len(text.sentences) and text.sentences[at].end <= start:
            at += 1
        found[at].append(index)
    return found
