"""The lines of a text, and which of them belong together because an editor wrapped them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from corpus.types import Span

_CLOSERS = "\"'”’»›)]}*_` \t\u200b"
_TERMINALS = ".!?…。！？؟।"
# A dash or number that opens a list item, a Markdown heading, quotation or table row.
_ITEM = re.compile(r"(?:[-*•+▪●○]|\d{1,3}[.)]|#{1,6}|>|\|)\s|\|")
# After these words a sentence goes on, so the newline behind them is only a wrapped line.
_GOES_ON = re.compile(
    r"(?:^|\s)(?:an?|the|of|to|in|on|at|by|for|from|with|and|or|but|nor|that|which|who|whose|as|than"
    r"|is|are|was|were|be|been|has|have|had|will|would|its|his|her|their|our|my|your|this|these"
    r"|into|over|under|between|against|about|not)$"
)
_COUNTS = re.compile(r"[£$€]?\d[\d,.]*\s+[a-z]")
_SENTENCE_WITHIN = re.compile(r"[a-z]{2}[.!?][”\"’']?\s+[A-Z]")
_ASIDE = re.compile(r"(?<=[.!?”\"’]) *\([^()]{1,60}\)\s*$")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:(?:[A-Za-z]\.)+|(?:Mr|Mrs|Ms|Dr|Prof|St|Gov|Gen|Sen|Rep|Lt|Col|No|vs|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)$"
)
# Widths at which people and programs wrap text; in longer lines a line is a paragraph.
_NARROWEST, _WIDEST = 40, 120
_SLACK = 10


class Line(NamedTuple):
    """A line that is not blank, without its outer whitespace; `block` numbers the paragraphs."""

    span: Span
    text: str
    block: int


def lines_of(text: str, within: Span | None = None) -> tuple[Line, ...]:
    """The lines of `text` that are not blank; a blank line begins a new block."""
    lines: list[Line] = []
    start, stop = within or (0, len(text))
    block = 0
    while start < stop:
        newline = text.find("\n", start, stop)
        end = stop if newline < 0 else newline
        if span := stripped(text, start, end):
            lines.append(Line(span, text[span.start : span.end], block))
        else:
            block += 1
        start = end + 1
    return tuple(lines)


def logical_lines(text: str, within: Span | None = None) -> tuple[Line, ...]:
    """The lines of `text`, each wrapped line joined to the one it continues (`text` is the slice).

    No logical line crosses a blank line, and none begins inside a list item or heading.
    """
    joined: list[Line] = []
    for _, group in groupby(lines_of(text, within), key=lambda line: line.block):
        joined.extend(_unwrapped(text, tuple(group), _is_wrapped(text)))
    return tuple(joined)


@lru_cache(maxsize=4)  # asked once for each stretch between two pieces of furniture
def _is_wrapped(text: str) -> bool:
    """Whether the text is wrapped at a width: of its open lines, a third go on in lower case."""
    pairs = [
        following.text[0].islower()
        for line, following in pairwise(lines_of(text))
        if line.block == following.block and not ends_sentence(line.text)
    ]
    return 3 * sum(pairs) >= len(pairs) > 0


def _unwrapped(text: str, block: tuple[Line, ...], wrapped: bool) -> Iterator[Line]:
    width = max(len(line.text) for line in block) if wrapped else 0
    start = 0
    for here, line in enumerate(block):
        if here + 1 < len(block) and _continues(line.text, block[here + 1].text, width):
            continue
        span = Span(block[start].span.start, line.span.end)
        yield Line(span, text[span.start : span.end], line.block)
        start = here + 1


def _continues(line: str, following: str, width: int) -> bool:
    """Whether `following` goes on with the sentence of `line`, in a block wrapped at `width`."""
    if is_item(following) or line.startswith("#"):
        return False
    first = following.split()[0]
    # Only a full line is a wrapped line: the next word would not have fitted on it.
    full = _NARROWEST <= width <= _WIDEST and len(line) + 1 + len(first) + _SLACK > width
    if ends_sentence(line):
        return full and bool(_ABBREVIATED.search(line))
    # "employs ⏎ 140 people" goes on, unless what stands before may be a headline.
    running = width > 0 or bool(_SENTENCE_WITHIN.search(line))
    counts = running and bool(_COUNTS.match(following))
    goes_on = bool(_GOES_ON.search(line)) or line.endswith(",")
    return full or first[0].islower() or counts or goes_on


def stripped(text: str, start: int, end: int) -> Span | None:
    """`start:end` without outer whitespace, or None where nothing is left."""
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return Span(start, end) if start < end else None


def _is_blank(char: str) -> bool:
    return char.isspace() or char in "\u200b\ufeff"


def gaps(length: int, spans: Iterable[Span]) -> tuple[Span, ...]:
    """What sorted, disjoint `spans` leave of a text of `length` characters."""
    left: list[Span] = []
    start = 0
    for span in spans:
        if start < span.start:
            left.append(Span(start, span.start))
        start = span.end
    if start < length:
        left.append(Span(start, length))
    return tuple(left)


def ends_sentence(text: str) -> bool:
    """Whether `text` closes with a full stop or its like, before quotes or a "(Photo: …)"."""
    text = _ASIDE.sub("", text)
    return text.rstrip(_CLOSERS).endswith(tuple(_TERMINALS))


def is_item(text: str) -> bool:
    """Whether `text` opens as a list item, heading, quotation or table row does."""
    return bool(_ITEM.match(text))


def has_letter(text: str) -> bool:
    return any(char.isalpha() for char in text)
