"""Faults that are no matter of degree: each planted one is counted, and only it."""

import pytest

from assistant.evaluation.assessing import judge_answer
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.outcomes import failed
from assistant.types import Label
from corpus.article import make_article
from tests.assistant.evaluation.judged import (
    LETTERS,
    Articles,
    WordVerifier,
    build_case,
    build_outcome,
    build_sentence,
    judged,
)
from tests.assistant.evaluation.scoring import score


def test_an_unknown_id_is_counted_among_all_cited_ids() -> None:
    """Two of four, the one that is written twice counted once a sentence."""
    outcome = judged(("alpha.", ["a", "invented", "invented"]), ("beta.", ["b", "made-up"]))
    assert score("unknown_ids", outcome) == pytest.approx(2 / 4)


def test_an_id_that_was_not_retrieved_is_counted_unless_it_is_unknown() -> None:
    """Of a, b and an invented one, b alone exists and was not retrieved."""
    sentence = build_sentence(ids=("a", "b"))
    invented = build_sentence(ids=("invented",), label=None)
    outcome = build_outcome(sentence, invented, retrieved=("a", "c"))
    assert score("not_retrieved_ids", outcome) == pytest.approx(1 / 3)
    assert score("unknown_ids", outcome) == pytest.approx(1 / 3)


def test_what_another_system_retrieved_is_not_known() -> None:
    """No ids can then be called not retrieved."""
    assert score("not_retrieved_ids", judged(("alpha.", ["a"]))) is None


@pytest.mark.parametrize(
    ("source", "exact"),
    [
        (CitedSource("a", "alpha."), 1.0),
        (CitedSource("a", "alpha.", 0, 6), 1.0),
        (CitedSource("a", start=0, end=6), 1.0),
        (CitedSource("a", "alfa."), 0.0),
        (CitedSource("a", "alpha.", 1, 6), 0.0),
        (CitedSource("a", start=0, end=99), 0.0),
        (CitedSource("invented", "alpha."), 0.0),
        (CitedSource("a"), None),
    ],
)
def test_a_quote_is_exact_if_its_article_has_it_there(
    source: CitedSource, exact: float | None
) -> None:
    """A shifted or changed quote is not; a citation without words or place is not judged."""
    answer = CitedAnswer("1", None, (CitedSentence("alpha.", (source,)),))
    outcome = judge_answer(build_case(), answer, LETTERS, WordVerifier())
    assert score("quote_exactness", outcome) == exact


def test_a_sentence_that_needs_a_citation_and_has_none_is_uncited() -> None:
    """One of two; "In short:" states nothing and needs none."""
    outcome = judged(("In short:", []), ("alpha.", ["a"]), ("beta.", []))
    assert score("uncited", outcome) == pytest.approx(1 / 2)


def test_what_could_not_be_judged_is_told() -> None:
    """One of the two that cite an article; the uncited one needs no verifier."""
    outcome = judged(("alpha.", ["a"]), ("unreadable.", ["a"]), ("beta.", []))
    assert score("unjudged", outcome) == pytest.approx(1 / 2)


def test_copies_of_one_text_are_one_source() -> None:
    """Three articles of which two are the agency's report: two sources of three."""
    report = " ".join(f"word{number}" for number in range(60))
    other = " ".join(f"term{number}" for number in range(60))
    articles = Articles(
        make_article("wire", report),
        make_article("paper", f"Our own opening line stands here. {report}"),
        make_article("other", other),
    )
    outcome = judged(
        ("word1 term1.", ["wire", "paper", "other"]), ("word1.", ["wire"]), articles=articles
    )
    assert score("independent_sources", outcome) == pytest.approx(2 / 3)


def test_a_failed_case_fails_and_says_nothing_else() -> None:
    """An error is neither a refusal nor a bad answer."""
    outcome = failed(build_case(), "the model can not be reached")
    assert score("failed_cases", outcome) == 1
    for name in ("citation_recall", "decline_precision", "vital_nugget_recall", "recall@5"):
        assert score(name, outcome) is None
    assert score("failed_cases", build_outcome(build_sentence(label=Label.PARTLY))) == 0
