"""Where copies quote somebody in different words, both places are found exactly."""

import pytest

from corpus.article import make_article
from corpus.types import Span
from corpus.wording import differing_quotations

STORY = (
    "Harbour engineer Paula Reinholt spoke to the Lindholm port committee on Monday.\n\n"
    "Brandt, who chairs the fishermen's cooperative at Torsnes, was called {one} by Reinholt.\n\n"
    "Councillor Marit Solheim demanded that inspection reports since 2010 be published.\n"
)
RETOLD = (
    "On Monday the Lindholm port committee heard its harbour engineer, Paula Reinholt.\n\n"
    "Reinholt called Brandt, chairman of a fishermen's cooperative in Torsnes, {other}.\n\n"
    "Inspection reports since 2010 must be published, demanded Councillor Marit Solheim.\n"
)


def differing(one: str, other: str) -> list[tuple[str, str]]:
    first, second = (
        make_article("a", STORY.format(one=one), title="A"),
        make_article("b", RETOLD.format(other=other), title="B"),
    )
    found = differing_quotations(first, second)
    assert all(isinstance(span, Span) for pair in found for span in pair)
    return [(first.text[slice(*one)], second.text[slice(*other)]) for one, other in found]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a “saboteur”", "a “wrecker”", [("saboteur", "wrecker")]),
        ('a "saboteur"', "a “wrecker.”", [("saboteur", "wrecker.")]),
        ("a “saboteur”", "a “Saboteur.”", []),
        ("a “saboteur”", "a wrecker", []),
        ("a saboteur", "a wrecker", []),
        ("“rude” and “late”", "“coarse” and “late”", [("rude", "coarse")]),
        ("“too  late”", "“too late”", []),
        (
            "“an old, tired man” and “late”",
            "“an old and tired man”",
            [("an old, tired man", "an old and tired man")],
        ),
        ("“rude” and “late”", "“foolish”", []),
        ("“a late”", "“a late report”", []),
        ('here, "and late," and "rude"', '"and late" and "coarse"', [("rude", "coarse")]),
    ],
)
def test_a_quotation_in_other_words_is_found_in_both_texts(
    one: str, other: str, expected: list[tuple[str, str]]
) -> None:
    """Letter case and punctuation are no difference, and what one does not quote has no other."""
    assert differing(one, other) == expected


def test_an_article_does_not_differ_from_itself() -> None:
    """Nor one with page furniture around it."""
    text = STORY.format(one="a “saboteur”")
    article = make_article("a", text, title="A")
    assert differing_quotations(article, article) == ()
    assert differing_quotations(article, make_article("b", f"{text}\nLeave a Reply\n")) == ()


def test_quotations_of_sentences_that_say_something_else_are_not_compared() -> None:
    """Two quotations side by side in unlike sentences are two quotations."""
    one = make_article("a", STORY.format(one="a “saboteur”"), title="A")
    other = make_article(
        "b", "The bakery in Grimsund sells a cake with almonds, named “wrecker” by its customers."
    )
    assert differing_quotations(one, other) == ()
