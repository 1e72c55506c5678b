"""Our citation and nugget scores beside the published ones they are named after.

Neither ALCE nor the TREC 2024 RAG track publishes worked numbers for citations: ALCE has an
algorithm, TREC a definition. So both are written down here anew, from what is published, and are
compared with our scores over random verdicts. The cases that do have numbers, and those in which we
differ on purpose, are in golden/published.json, each with its source and both values.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.outcomes import NuggetVerdict, Outcome
from assistant.types import Label, Quote, Verdict
from corpus.article import make_article
from tests.assistant.evaluation.judged import (
    Articles,
    build_case,
    build_nugget,
    build_outcome,
    build_sentence,
    judged,
)
from tests.assistant.evaluation.scoring import score

GOLDEN = json.loads((Path(__file__).parent / "golden" / "published.json").read_text())
TEXTS = {"a": "alpha.", "b": "beta.", "ab": "alpha beta.", "ba": "beta alpha.", "c": "gamma."}
ARTICLES = Articles(*(make_article(id, text) for id, text in TEXTS.items()))

Cited = Sequence[tuple[str, Sequence[str]]]
"""The sentences of an answer, each with the ids it cites."""
Entails = Callable[[str, Sequence[str]], bool]
"""Whether these articles, taken together, entail a sentence."""
Scores = Mapping[str, float | None]
NOT_APPLICABLE: Scores = {"citation_recall": None, "citation_precision": None}


def alce(answer: Cited, entails: Entails, known: Sequence[str], at_most: int = 3) -> Scores:
    """Citation recall and precision of one answer as ALCE's `compute_autoais` reckons them."""
    carried = precise = citations = 0
    for sentence, marked in answer:
        if not marked or any(id not in known for id in marked):
            continue
        ids = list(marked[:at_most])
        citations += len(ids)
        if not entails(sentence, ids):
            continue
        carried += 1
        for at, id in enumerate(ids):
            rest = ids[:at] + ids[at + 1 :]
            precise += entails(sentence, [id]) or not (rest and entails(sentence, rest))
    if not answer:
        return NOT_APPLICABLE
    return {
        "citation_recall": carried / len(answer),
        "citation_precision": precise / citations if citations else 0.0,
    }


def trec(labels: Sequence[Label | None]) -> Scores:
    """Weighted precision and recall of the TREC 2024 RAG track.

    `labels` are those of each sentence's first citation, which alone is graded there; None where
    the sentence has none.
    """
    weight = {Label.SUPPORTED: 1.0, Label.PARTLY: 0.5, Label.UNSUPPORTED: 0.0}
    grades = [weight[each] for each in labels if each is not None]
    return {
        "weighted_precision": sum(grades) / len(grades) if grades else 0.0,
        "weighted_recall": sum(grades) / len(labels),
    }


def nuggetizer(nuggets: Sequence[tuple[str, str]]) -> Scores:
    """The four scores of (importance, assignment) pairs in the track's own code; none gives 0."""

    def mean(worth: Mapping[str, float], chosen: Sequence[str]) -> float:
        return sum(worth.get(each, 0.0) for each in chosen) / len(chosen) if chosen else 0.0

    strict, lenient = {"support": 1.0}, {"support": 1.0, "partial_support": 0.5}
    every = [assignment for _, assignment in nuggets]
    vital = [assignment for importance, assignment in nuggets if importance == "vital"]
    return {
        "strict_vital_score": mean(strict, vital),
        "strict_all_score": mean(strict, every),
        "vital_score": mean(lenient, vital),
        "all_score": mean(lenient, every),
    }


def by_words(sentence: str, ids: Sequence[str]) -> bool:
    said = {word for id in ids for word in TEXTS[id].strip(".").split()}
    return set(sentence.strip(".").split()) <= said


def with_nuggets(nuggets: Sequence[tuple[str, str]]) -> Outcome:
    """A nugget is said, or not: what is said in part is not."""
    case = build_case(nuggets=tuple(build_nugget(vital=kind == "vital") for kind, _ in nuggets))
    said = tuple(NuggetVerdict(assigned == "support", "") for _, assigned in nuggets)
    return build_outcome(build_sentence(), case=case, nuggets=said)


def named(goldens: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {"argvalues": goldens, "ids": [each["name"] for each in goldens]}


@pytest.mark.parametrize("golden", **named(GOLDEN["citations"]))
def test_a_published_case_has_the_published_value_or_says_why_not(golden: Any) -> None:
    """Ours are the expected values; they are the published ones unless "differs" stands there."""
    outcome = judged(*map(tuple, golden["sentences"]), articles=ARTICLES)
    for name, expected in golden["expected"].items():
        assert score(name, outcome) == pytest.approx(expected), name
    assert (golden["published"] != golden["expected"]) is bool(golden.get("differs"))


@pytest.mark.parametrize(
    "golden", **named([each for each in GOLDEN["citations"] if "ALCE" in each["source"]])
)
def test_the_value_given_as_published_is_that_of_the_published_algorithm(golden: Any) -> None:
    """The golden file can not claim of ALCE what its algorithm does not say."""
    found = alce(golden["sentences"], by_words, list(TEXTS))
    for name, value in golden["published"].items():
        assert found[name] == pytest.approx(value), name


@pytest.mark.parametrize("golden", **named(GOLDEN["nuggets"]))
def test_a_published_nugget_case_has_the_published_strict_scores(golden: Any) -> None:
    """Of the four scores two are ours: a nugget is said or not, so there are no lenient ones."""
    nuggets = [tuple(each) for each in golden["nuggets"]]
    assert nuggetizer(nuggets) == pytest.approx(golden["published"])
    for name, expected in golden["expected"].items():
        assert score(name, with_nuggets(nuggets)) == pytest.approx(expected)


class TableVerifier:
    """Says of each sentence and set of articles what a table says."""

    name = "table"

    def __init__(self, labels: Mapping[tuple[str, frozenset[str]], Label]) -> None:
        self._labels = labels

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        ids = frozenset(
            id for quote in evidence for id, text in TEXTS.items() if quote.text == text
        )
        return Verdict(self._labels[(claim, ids)], None, self.name, None)


IDS = ("a", "b", "c")
SENTENCES = ("Delta fell.", "Epsilon rose.", "Zeta stayed.")
NO_NUGGETS = build_case(nuggets=())
SETS = [frozenset(c) for c in ("a", "b", "c", "ab", "ac", "bc", "abc")]
GRADED = (Label.SUPPORTED, Label.PARTLY, Label.UNSUPPORTED)
a_table = st.fixed_dictionaries(
    {(sentence, ids): st.sampled_from(GRADED) for sentence in SENTENCES for ids in SETS}
)
cited_once_each = st.lists(st.sampled_from(IDS), max_size=3, unique=True)
an_answer = st.lists(cited_once_each, min_size=1, max_size=3).map(
    lambda ids: list(zip(SENTENCES, ids, strict=False))
)


@given(an_answer, a_table)
def test_random_verdicts_score_as_by_the_algorithm_of_alce(answer: Any, table: Any) -> None:
    """Known ids, each once, three at most: there the rules are ALCE's, but for one.

    Of articles together it is enough that one carries the sentence, whatever the others say; so the
    algorithm is asked with verdicts of which that holds.
    """

    def entails(sentence: str, ids: Sequence[str]) -> bool:
        sets = [frozenset(ids), *(frozenset(each) for each in ids)]
        return any(table[(sentence, each)] is Label.SUPPORTED for each in sets)

    outcome = judged(*answer, case=NO_NUGGETS, articles=ARTICLES, verifier=TableVerifier(table))
    for name, value in alce(answer, entails, IDS).items():
        assert score(name, outcome) == pytest.approx(value), name


def test_one_article_that_carries_is_enough_unlike_in_alce() -> None:
    """Where a further article makes the verifier doubt, ALCE has 0 and 0, we have 1 and ½."""
    table = dict.fromkeys(
        ((sentence, ids) for sentence in SENTENCES for ids in SETS), Label.UNSUPPORTED
    )
    table[(SENTENCES[0], frozenset("a"))] = Label.SUPPORTED
    answer = [(SENTENCES[0], ["a", "b"])]

    def entails(sentence: str, ids: Sequence[str]) -> bool:
        return table[(sentence, frozenset(ids))] is Label.SUPPORTED

    assert alce(answer, entails, IDS) == {"citation_recall": 0, "citation_precision": 0}
    outcome = judged(*answer, case=NO_NUGGETS, articles=ARTICLES, verifier=TableVerifier(table))
    assert score("citation_recall", outcome) == 1
    assert score("citation_precision", outcome) == 0.5


@given(st.lists(st.none() | st.sampled_from(GRADED), min_size=1, max_size=3))
def test_random_grades_score_as_by_the_definitions_of_trec(labels: list[Label | None]) -> None:
    """One citation a sentence at most, as the track grades them: there both are the same."""
    table = dict.fromkeys(
        ((sentence, ids) for sentence in SENTENCES for ids in SETS), Label.UNSUPPORTED
    )
    table |= {
        (sentence, frozenset("a")): label
        for sentence, label in zip(SENTENCES, labels, strict=False)
        if label is not None
    }
    answer = [
        (sentence, [] if label is None else ["a"])
        for sentence, label in zip(SENTENCES, labels, strict=False)
    ]
    outcome = judged(*answer, case=NO_NUGGETS, articles=ARTICLES, verifier=TableVerifier(table))
    for name, value in trec(labels).items():
        assert score(name, outcome) == pytest.approx(value), name


importance = st.sampled_from(["vital", "okay"])
assignment = st.sampled_from(["support", "partial_support", "not_support"])


@given(st.lists(st.tuples(importance, assignment), min_size=1, max_size=8))
def test_random_nuggets_score_as_in_the_code_of_trec(nuggets: list[tuple[str, str]]) -> None:
    """The strict scores; where nothing is vital the track says 0 and we say not applicable."""
    published, outcome = nuggetizer(nuggets), with_nuggets(nuggets)
    vital = any(kind == "vital" for kind, _ in nuggets)
    expected = published["strict_vital_score"] if vital else None
    assert score("vital_nugget_recall", outcome) == pytest.approx(expected)
    assert score("nugget_recall", outcome) == pytest.approx(published["strict_all_score"])
