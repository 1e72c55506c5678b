"""What makes a sentence fit a question beside its words."""

import pytest

from assistant.fitting import fit, fits_time
from assistant.question import analyse
from tests.assistant.builders import build_article, build_evidence

TEXT = "The council of Pellwick bought a ferry in 2024. It cost £16 million. Was it worth it?"


def build_fit(question: str, sentence: int, published: str | None = "2024-03-12") -> float:
    evidence = build_evidence(build_article("a", TEXT, published=published))
    return fit(analyse(question), evidence.of("a")[sentence])


def test_a_sentence_that_fits_loses_nothing() -> None:
    """A factor of one leaves the reader's probability as it is."""
    assert build_fit("What did the council of Pellwick buy?", 0) == 1.0


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What did the council of Pellwick buy?", 2),  # a question answers none
        ("How much did the ferry cost?", 0),  # no amount in it
        ("What did the council of Aldern buy?", 0),  # a name that is nowhere
        ("What did the council of Pellwick buy in 2019?", 0),  # another year
        ("What did the council of Pellwick buy in October 2024?", 0),  # another month
    ],
)
def test_what_does_not_fit_is_less_probable(question: str, sentence: int) -> None:
    """Each misfit lowers the factor."""
    assert 0 < build_fit(question, sentence) < 1


def test_an_undated_article_is_not_held_against_a_date() -> None:
    """No date is supplied, so none can differ."""
    assert build_fit("What did the council of Pellwick buy in 2019?", 0, published=None) == 1.0


def test_an_article_of_another_month_does_not_fit_the_time() -> None:
    """Where question and article tell one; else anything fits."""
    asked = analyse("What was approved in March 2024?")
    for published, fits in (("2024-03-12", True), ("2024-06-18", False), (None, True)):
        article = build_article("a", "It was approved.", published=published)
        assert fits_time(asked, article) is fits
    assert fits_time(analyse("What was approved?"), build_article("a", "It was."))
