"""Which of a text's first lines is its headline."""

from collections.abc import Iterator
from typing import NamedTuple

from corpus.lines import Line, ends_sentence, gaps, has_letter, lines_of, logical_lines
from corpus.patterns import (
    MAX_HEADLINE_WORDS,
    TOP_LINES,
    Kind,
    is_name,
    is_prose,
    is_section,
    normal,
    sure_lines,
)
from corpus.sentences import sentence_spans
from corpus.types import Span

_ENOUGH = 0.5
_QUESTION_WORDS = 16
_REACH = 4  # lines within which a page prints its headline again


def headline(text: str) -> Span | None:
    """The headline of `text`, or None where its first lines hold none.

    The signals are weighed in `_score`. A sentence is a headline only where the page repeats it or
    a byline follows it, so an article that begins with its first paragraph has none.
    """
    lines = _top_lines(text)
    candidates = tuple(_candidates(lines))
    if not candidates:
        return None
    # A line that the body says again is a summary, so repetitions count above the body only.
    head = lines[: lines.index(candidates[-1]) + 2]  # with the byline that may follow
    scores = [_score(line, head, rank) for rank, line in enumerate(candidates)]
    best = max(scores)
    return candidates[scores.index(best)].line.span if best >= _ENOUGH else None


class _Marked(NamedTuple):
    """A line, and what sort of furniture it surely is."""

    line: Line
    kind: Kind | None

    @property
    def text(self) -> str:
        return self.line.text


def _top_lines(text: str) -> tuple[_Marked, ...]:
    """The first logical lines, what is surely furniture on lines of its own."""
    top = lines_of(text)[:TOP_LINES]
    end = top[-1].span.end if top else 0
    sure = [_Marked(line, kind) for line, kind in sure_lines(text[:end]).items()]
    rest = [
        _Marked(line, None)
        for part in gaps(end, [marked.line.span for marked in sure])
        for line in logical_lines(text, part)
    ]
    return tuple(sorted(sure + rest, key=lambda marked: marked.line.span))


def _candidates(lines: tuple[_Marked, ...]) -> Iterator[_Marked]:
    """The lines that may be the headline: those above the body, if a body follows."""
    above: list[_Marked] = []
    for number, marked in enumerate(lines):
        if marked.kind not in (None, Kind.HEADING) or not has_letter(marked.text):
            continue
        if is_prose(marked.text) and not _headed_sentence(number, lines):
            yield from above
            return
        above.append(marked)
    if len(lines) >= TOP_LINES:
        yield from above


def _headed_sentence(number: int, lines: tuple[_Marked, ...]) -> bool:
    """Whether a line that reads as a sentence is a headline all the same."""
    line = lines[number]
    if line.kind is Kind.HEADING:
        return True
    if len(line.text.split()) > MAX_HEADLINE_WORDS:
        return False
    near = lines[: number + _REACH]
    return (
        _repeats(line, near) > 0
        or _introduces_author(number, lines)
        or (number == 0 and _is_question(lines))
    )


def _is_question(lines: tuple[_Marked, ...]) -> bool:
    """Whether the page's first paragraph is one short question or exclamation."""
    first, following = lines[0], lines[1] if len(lines) > 1 else None
    return (
        following is not None
        and following.line.block != first.line.block
        and first.text.endswith(("?", "!"))
        and len(sentence_spans(first.text)) == 1
        and 2 < len(first.text.split()) <= _QUESTION_WORDS
    )


def _introduces_author(number: int, lines: tuple[_Marked, ...]) -> bool:
    following = lines[number + 1].kind if number + 1 < len(lines) else None
    return following in (Kind.BYLINE, Kind.DATELINE)


def _repeats(line: _Marked, lines: tuple[_Marked, ...]) -> int:
    """How many other lines print the same words, alone or at the end of a breadcrumb trail."""
    words = normal(line.text)
    return sum(
        1
        for other in lines
        if other is not line
        and (
            normal(other.text) == words
            or (other.kind is Kind.CRUMBS and normal(other.text).endswith(words))
        )
    )


def _score(line: _Marked, lines: tuple[_Marked, ...], rank: int) -> float:
    """How much the line looks like the headline; above 0.5 is enough."""
    words = len(line.text.split())
    score = {1: -2.0, 2: -1.0, 3: 0.0, 4: 1.5, 5: 1.5}.get(words, 2.0)
    if words > 20:
        score = 1.5
    score += 1.0 if not ends_sentence(line.text) else -1.0
    score += 3.0 if _repeats(line, lines) else 0.0
    score += 0.75 if _introduces_author(lines.index(line), lines) else 0.0
    score += 0.75 - 0.75 * min(rank, 3)  # what stands below is a second headline or a summary
    score -= 1.0 if is_section(line.text) else 0.0  # weak: "World" may begin a headline
    score -= 1.0 if is_name(line.text) else 0.0  # "Stefan"
    score -= 1.0 if line.text.endswith(":") else 0.0
    return score
