"""Passages: runs of whole sentences that fit an embedding model's window."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from corpus.sentences import article_sentences
from corpus.types import Article, Passage, Span

SPECIAL_TOKENS = 2  # one the model puts before each passage, one after
_WORD = re.compile(r"\S+")
_CLAUSE_END = ",;:)–—”"


class _Piece(NamedTuple):
    """A sentence, or a part of one too long, and its count of tokens."""

    span: Span
    tokens: int


def split_passages(
    article: Article,
    count_tokens: Callable[[str], int],
    limit: int = 200,
    overlap: int = 1,
) -> tuple[Passage, ...]:
    """Passages that together hold every sentence of the article, in order.

    Each has at most `limit` tokens (`count_tokens`, which counts without special tokens, plus
    `SPECIAL_TOKENS`), begins with the last `overlap` sentences of the one before where they fit,
    and has no page furniture inside. No passage lies within another. A sentence that alone is
    over the limit is cut, after a clause where possible, else between words; then a passage may
    begin or end inside that sentence.
    """
    room = limit - SPECIAL_TOKENS
    if room < 1 or overlap < 0:
        raise ValueError(f"no passage fits limit={limit}, overlap={overlap}")
    spans: list[Span] = []
    for run in _runs(article):
        pieces = [
            piece for span in run for piece in _pieces(article.text, span, count_tokens, room)
        ]
        spans.extend(_packed(article.text, pieces, count_tokens, room, overlap))
    return tuple(
        Passage(article.id, article.version, start, end, article.text[start:end])
        for start, end in spans
    )


def _runs(article: Article) -> list[list[Span]]:
    """The article's sentences, parted wherever furniture lies between two of them."""
    runs: list[list[Span]] = []
    marks = iter(article.furniture)
    mark = next(marks, None)
    for sentence in article_sentences(article):
        parted = not runs
        while mark is not None and mark.start < sentence.start:
            parted, mark = True, next(marks, None)
        if parted:
            runs.append([])
        runs[-1].append(sentence)
    return runs


def _pieces(
    text: str, span: Span, count_tokens: Callable[[str], int], room: int
) -> Iterator[_Piece]:
    tokens = count_tokens(text[span.start : span.end])
    if tokens <= room:
        yield _Piece(span, tokens)
        return
    for part in _cut(text, span, count_tokens, room):
        yield _Piece(part, count_tokens(text[part.start : part.end]))


def _cut(text: str, span: Span, count_tokens: Callable[[str], int], room: int) -> Iterator[Span]:
    """Parts of an overlong sentence, each within `room`."""
    words = [
        part
        for match in _WORD.finditer(text, span.start, span.end)
        for part in _halved(text, Span(*match.span()), count_tokens, room)
    ]
    counts = [count_tokens(text[word.start : word.end]) for word in words]
    first = 0
    while first < len(words):
        end, total = first, 0
        while end < len(words) and total + counts[end] <= room:
            total += counts[end]
            end += 1
        if end < len(words):
            end = _clause_end(text, words, first, end)
        # Words counted one by one can come out lower than together.
        while (
            end - first > 1 and count_tokens(text[words[first].start : words[end - 1].end]) > room
        ):
            end -= 1
        yield Span(words[first].start, words[end - 1].end)
        first = end


def _clause_end(text: str, words: list[Span], first: int, end: int) -> int:
    """The last clause end in the second half of `words[first:end]`, or `end`."""
    for cut in range(end, first + (end - first) // 2, -1):
        if text[words[cut - 1].end - 1] in _CLAUSE_END:
            return cut
    return end


def _halved(text: str, word: Span, count_tokens: Callable[[str], int], room: int) -> Iterator[Span]:
    """`word`, halved until each part is within `room`: text without spaces, or a long address."""
    if word.end - word.start == 1 or count_tokens(text[word.start : word.end]) <= room:
        yield word
        return
    middle = (word.start + word.end) // 2
    yield from _halved(text, Span(word.start, middle), count_tokens, room)
    yield from _halved(text, Span(middle, word.end), count_tokens, room)


def _packed(
    text: str,
    pieces: list[_Piece],
    count_tokens: Callable[[str], int],
    room: int,
    overlap: int,
) -> Iterator[Span]:
    """As many whole pieces to a span as fit, each span begun with the last of the one before."""
    first, done = 0, 0
    while done < len(pieces):
        # Less overlap rather than a passage that adds nothing to the one before.
        while first < done and sum(piece.tokens for piece in pieces[first : done + 1]) > room:
            first += 1
        end, total = done, sum(piece.tokens for piece in pieces[first:done])
        while end < len(pieces) and (end == first or total + pieces[end].tokens <= room):
            total += pieces[end].tokens
            end += 1
        while end - first > 1 and count_tokens(_slice(text, pieces, first, end)) > room:
            # Pieces counted one by one can come out lower than together.
            first, end = (first, end - 1) if end - 1 > done else (first + 1, end)
        yield Span(pieces[first].span.start, pieces[end - 1].span.end)
        first, done = max(end - overlap, first + 1), end


def _slice(text: str, pieces: list[_Piece], first: int, end: int) -> str:
    return text[pieces[first].span.start : pieces[end - 1].span.end]
