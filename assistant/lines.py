"""A text on one line, and where the same words stand in both."""

from corpus.types import Span


def on_one_line(text: str) -> str:
    """The text with single spaces and no line breaks."""
    return " ".join(text.split())


def span_on_line(text: str, span: Span) -> Span:
    """A span of `text` as the span of `on_one_line(text)` with the same words."""
    before = text[: span.start]
    start = len(on_one_line(before)) + (bool(before.strip()) and before[-1].isspace())
    return Span(start, start + len(on_one_line(text[span.start : span.end])))


def span_in_text(text: str, span: Span) -> Span:
    """A span of `on_one_line(text)` as the span of `text` with the same letters."""
    places = [index for index, letter in enumerate(text) if not letter.isspace()]
    line = on_one_line(text)
    before = span.start - line.count(" ", 0, span.start)
    within = span.end - span.start - line.count(" ", span.start, span.end)
    return Span(places[before], places[before + within - 1] + 1)
