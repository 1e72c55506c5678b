"""Which words of a sentence are shown as the answer: the type that is asked for, and the reader."""

from assistant.question import AnswerType, Question
from assistant.spans import OF_OWN_FORM, answer_spans
from corpus.types import Span


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
    if typed or question.wants in OF_OWN_FORM:
        return next(iter(typed), None)
    return pointed
