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


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ("Dr. Holt said the ward was full.", True),
        ("Dr. A. Holt said the ward was full.", True),
        ("Ada Holt said the ward was full.", True),
        # somebody else of that surname
        ("Dr. Bela Holt said the ward was full.", False),
        ("Dr. B. Holt said the ward was full.", False),
        ("Dr. Holt said the ward was full. Her brother Bela Holt agreed.", False),
        # no person, or nobody of that name
        ("The road to Holt was full.", False),
        ("Dr. Lee said the ward was full.", False),
    ],
)
def test_a_person_told_of_by_surname_is_not_missing(told: str, fits: bool) -> None:
    """The given name may be left out; another one in its place makes it another person."""
    told_of = build_evidence(build_article("a", told, title="The ward")).of("a")[0]
    factor = fit(analyse("What did Ada Holt say about the ward?"), told_of)
    assert (factor == 1.0) is fits


def test_the_headline_may_name_somebody_else() -> None:
    """The surname in the text is then theirs."""
    for title, fits in (("A full ward", True), ("A full ward angers Bela Holt", False)):
        told = build_article("a", "Dr. Holt said the ward was full.", title=title)
        factor = fit(analyse("What did Ada Holt say about it?"), build_evidence(told).of("a")[0])
        assert (factor == 1.0) is fits


def test_the_first_word_of_a_place_or_an_office_is_no_given_name() -> None:
    """The council of another town is another council."""
    told = build_article("a", "Pellwick Council said the council had met. The Council voted.")
    factor = fit(analyse("When did Aldern Council meet?"), build_evidence(told).of("a")[0])
    assert factor < fit(analyse("When did Pellwick Council meet?"), build_evidence(told).of("a")[0])


def test_the_end_of_a_time_is_not_the_time_itself() -> None:
    """What happened since 2019 may be of 2024; what happened in 2019 is not."""
    assert build_fit("What has the council of Pellwick bought since 2019?", 0) == 1.0
    assert build_fit("What did the council of Pellwick buy in 2019?", 0) < 1.0
