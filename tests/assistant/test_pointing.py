"""Which words are shown in bold: of the asked type first, then where the reader points."""

import pytest

from assistant.pointing import answering_words
from assistant.question import analyse
from corpus.types import Span

TEXT = "Mayor Ana Ruiz told 30 residents and 12 reporters that the bridge reopens on 4 May."


def said(question: str, pointed: str | None) -> str | None:
    at = Span(TEXT.index(pointed), TEXT.index(pointed) + len(pointed)) if pointed else None
    words = answering_words(analyse(question), TEXT, at)
    return TEXT[words.start : words.end] if words else None


@pytest.mark.parametrize(
    ("question", "pointed", "shown"),
    [
        # Of several numbers the one that the reader means.
        ("How many reporters were told?", "12 reporters", "12"),
        ("How many residents were told?", "30", "30"),
        # A number is never replaced by words that are none.
        ("How many reporters were told?", "the bridge", "30"),
        ("How old is the mayor?", "Ana Ruiz", None),
        # No type is wanted: the reader's words.
        ("What reopens in May?", "the bridge", "the bridge"),
        ("What reopens in May?", None, None),
        # A sentence as a whole says yes or no.
        ("Does the bridge reopen in May?", "4 May", None),
    ],
)
def test_words_of_the_asked_type_come_first(
    question: str, pointed: str | None, shown: str | None
) -> None:
    """What is bold is also what is compared between articles, so a figure must be one."""
    assert said(question, pointed) == shown
