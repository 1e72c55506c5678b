"""Which lines of an article's text belong to the page around it and not to the article."""

import re
from collections.abc import Iterator

from corpus.lines import Line, ends_sentence, gaps, has_letter, is_item, logical_lines
from corpus.patterns import Kind, is_prose, normal, sure_lines
from corpus.types import Span

_SUBHEADING_WORDS = 14
_SUBHEADING_CHARS = 100
# A longer line that begins so is more likely a sentence that lost its full stop.
_TERSE_WORDS = 9
_BEGINS_STATEMENT = re.compile(r"(?:The|An?|This|These|It|He|She|They|We|I)\b")
_OPENING_QUOTES = tuple("\"'“‘«„")
_CLOSING = "\"'”’»“"
_CLOSING_QUOTES = tuple(_CLOSING)


def furniture_spans(text: str, title: str | None) -> tuple[Span, ...]:
    """Sorted, disjoint spans of whole lines of `text` that are no content to cite.

    They are: prompts, counters, datelines and credits (`corpus.patterns`), the headline and its
    repetitions, whatever else stands unpunctuated above the first paragraph, subheadings, and the
    links below the article. In doubt a line that ends as a sentence does is content.
    """
    sure = {line.span: kind for line, kind in sure_lines(text).items()}
    rest = tuple(line for part in gaps(len(text), sure) for line in logical_lines(text, part))
    titled = _titled(rest, title)
    if not any(has_letter(line.text) for line in rest if line.span not in titled):
        titled = set()  # an article of one line is its own title
    # Prompts above the middle, such as "0 comments" under a headline, end no article.
    tails = [
        span for span, kind in sure.items() if kind is Kind.TAIL and span.start > len(text) // 2
    ]
    return tuple(sorted(titled.union(sure, _placed(rest, titled, tails))))


def _titled(lines: tuple[Line, ...], title: str | None) -> set[Span]:
    """The lines that print the title; below the first paragraph, a full sentence is content."""
    same = {line.span for line in lines if title and normal(line.text) == normal(title)}
    body = next((line.span for line in lines if _opens_body(line, same)), None)
    return {
        line.span
        for line in lines
        if line.span in same and (body is None or line.span < body or not ends_sentence(line.text))
    }


def _placed(lines: tuple[Line, ...], titled: set[Span], tails: list[Span]) -> Iterator[Span]:
    """The lines that their place and shape make furniture: sections, deks, subheadings, links."""
    if not _is_punctuated(lines, titled):
        return
    body = next((n for n, line in enumerate(lines) if _opens_body(line, titled)), len(lines))
    listed = False  # inside an unmarked list, which a colon opens
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        listed = before is not None and (
            before.text.endswith(":") or (listed and before.block == line.block)
        )
        if line.span in titled or is_prose(line.text) or is_item(line.text) or _is_quote(line.text):
            continue
        is_link = any(tail.start < line.span.start for tail in tails)
        if number < body or is_link or (not listed and _is_subheading(line.text)):
            yield line.span


def _opens_body(line: Line, titled: set[Span]) -> bool:
    return is_prose(line.text) and line.span not in titled


def _is_punctuated(lines: tuple[Line, ...], titled: set[Span]) -> bool:
    """Whether most of the text has full stops, so that a lack of one says anything."""
    prose = sum(len(line.text) for line in lines if is_prose(line.text))
    return prose > sum(
        len(line.text) for line in lines if line.span not in titled and not is_prose(line.text)
    )


def _is_subheading(text: str) -> bool:
    words = len(text.split())
    if text.endswith(":"):
        return words == 1
    if words > _TERSE_WORDS and _BEGINS_STATEMENT.match(text):
        return False
    return (
        words <= _SUBHEADING_WORDS
        and len(text) <= _SUBHEADING_CHARS
        and not text.rstrip(_CLOSING).endswith((",", ";", "-", "–", "—"))
        and not text[0].islower()
        and not ends_sentence(text)
    )


def _is_quote(text: str) -> bool:
    return text.startswith(_OPENING_QUOTES) and text.endswith(_CLOSING_QUOTES)
