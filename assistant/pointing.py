"""Which words of a sentence are shown as the answer: the type that is asked for, and the reader."""

from assistant.question import AnswerType, Question
from assistant.spans import answer_spans
from corpus.types import Span

_TYPED_ONLY = frozenset(
    {AnswerType.YEAR, AnswerType.NUMBER, AnswerType.MONEY, AnswerType.DURATION, AnswerType.AGE}
)
"""What answers these has a form of its own; words without it are none."""


def answering_words(question: Question, text: str, pointed: Span | None) -> Span | None:
    """The words of `text` that answer, if any do.

    Those of the wanted type that the reader points at; else the likeliest of that type; where
    there are none, or no type is wanted, those the reader points at. A yes/no question is answered
    by the whole sentence.
    """
    if question.wants is AnswerType.YES_NO:
        return None
    typed = answer_spans(question, text)
    if pointed:
        for span in typed:
            if span.overlaps(pointed):
                return span
    if typed or question.wants in _TYPED_ONLY:
        return next(iter(typed), None)
    return pointed


def placed(span: Span, text: str) -> Span:
    """A span of `" ".join(text.split())` as the span of `text` with the same letters."""
    places = [index for index, letter in enumerate(text) if not letter.isspace()]
    line = " ".join(text.split())
    before = span.start - line.count(" ", 0, span.start)
    within = span.end - span.start - line.count(" ", span.start, span.end)
    return Span(places[before], places[before + within - 1] + 1)
