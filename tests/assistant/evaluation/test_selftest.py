"""The suite catches what was broken in its own right answers, and is not fooled by refusing all."""

import json
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.evaluation.assessing import judge_answer
from assistant.evaluation.case import Case
from assistant.evaluation.estimates import Estimate
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.outcomes import Outcome, failed
from assistant.evaluation.planting.selftest import (
    DROPPED,
    EXTRA,
    INVENTED,
    KINDS,
    SHIFTED,
    SWAPPED,
    TEXT_KINDS,
    UNANSWERABLE,
    SelfTest,
    self_test,
)
from assistant.evaluation.reporting.data import self_test_json
from assistant.evaluation.reporting.lies import render
from assistant.evidence import sentences_of
from assistant.types import Label, Quote, Verdict
from assistant.verifier import Verifier
from corpus.reading import Record, read_articles
from corpus.types import Article
from tests.assistant.evaluation.judged import Articles, build_case
from tests.doubles import overlap_verifier

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
CERTAIN = (INVENTED, SHIFTED, DROPPED, UNANSWERABLE)
"""The kinds that need no judgement of meaning."""


@pytest.fixture(scope="module")
def sample() -> dict[str, Article]:
    records = [each for each in read_articles([SAMPLE]) if isinstance(each, Record)]
    return {each.article.id: each.article for each in records}


@pytest.fixture(scope="module")
def outcomes(sample: dict[str, Article]) -> list[Outcome]:
    """Each article asked about and answered in its own second sentence; some asked in vain."""
    return answered(sample, overlap_verifier())


def answered(articles: dict[str, Article], verifier: Verifier) -> list[Outcome]:
    found = []
    for article in list(articles.values())[:40]:
        span = sentences_of(article)[1]
        text = article.text[span.start : span.end]
        source = CitedSource(article.id, text, span.start, span.end, article.version)
        case = build_case(article.id, articles=(article.id,), nuggets=(), question=text)
        found.append(judged(case, articles, verifier, CitedSentence(text, (source,))))
        if len(found) % 4 == 0:
            vain = build_case(
                f"vain-{article.id}", answerable=False, near=(article.id,), question=text
            )
            found.append(judged(vain, articles, verifier))
    return found


def judged(
    case: Case, articles: dict[str, Article], verifier: Verifier, *sentences: CitedSentence
) -> Outcome:
    answer = CitedAnswer(case.id, case.question, sentences)
    return judge_answer(case, answer, Articles(*articles.values()), verifier)


def self_tested(
    outcomes: Sequence[Outcome], articles: dict[str, Article], verifier: Verifier, most: int = 10
) -> SelfTest:
    return self_test(outcomes, Articles(*articles.values()), verifier, most=most)


@pytest.fixture(scope="module")
def found(outcomes: list[Outcome], sample: dict[str, Article]) -> SelfTest:
    return self_tested(outcomes, sample, overlap_verifier())


def share(found: SelfTest, kind: str) -> Estimate:
    return next(each for each in found.caught if each.name == kind)


class Always:
    """Says the same of everything."""

    def __init__(self, label: Label) -> None:
        self.label = label
        self.name = f"always {label}"

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        return Verdict(self.label, None, self.name, "as always")


def test_every_kind_is_reported_in_order(found: SelfTest) -> None:
    """With the number of lies, so that a share of two is seen to be one of two."""
    assert tuple(each.name for each in found.caught) == KINDS
    assert len(set(KINDS)) == len(KINDS)
    assert all(each.judged <= 10 for each in found.caught)
    assert found.right >= 30


@pytest.mark.parametrize("kind", [*CERTAIN, SWAPPED, EXTRA])
def test_lies_about_the_citing_are_all_caught(kind: str, found: SelfTest) -> None:
    """No opinion is needed for an id, a quote or a citation that is not there."""
    assert share(found, kind).judged >= 5
    assert share(found, kind).value == 1.0


@pytest.mark.parametrize("kind", ["number", "date", "unit", "name", "negation"])
def test_lies_in_a_hard_fact_are_caught(kind: str, found: SelfTest) -> None:
    """The checks see them, whatever the scorer makes of the meaning."""
    estimate = share(found, kind)
    assert estimate.judged >= 5
    assert estimate.value is not None
    assert estimate.value >= 0.8


def test_a_judge_that_believes_all_catches_no_lie_of_the_text(sample: dict[str, Article]) -> None:
    """The self-test can fail: each of these lies is missed, and is listed."""
    gullible = Always(Label.SUPPORTED)
    found = self_tested(answered(sample, gullible), sample, gullible)
    for kind in (*(each.value for each in TEXT_KINDS), SWAPPED, EXTRA):
        assert share(found, kind).value in (0.0, None)
    for kind in CERTAIN:
        assert share(found, kind).value == 1.0
    assert share(found, "number").value == 0.0
    missed = [each for each in found.missed if each.kind == "number"]
    assert len(missed) == share(found, "number").judged
    assert all(each.original != each.sentence.text for each in missed)


def test_a_judge_that_refuses_all_gets_no_score(
    outcomes: list[Outcome], sample: dict[str, Article]
) -> None:
    """There is no right sentence to break, so nothing was caught."""
    refusing = Always(Label.UNSUPPORTED)
    for given in (outcomes, answered(sample, refusing)):
        found = self_tested(given, sample, refusing)
        assert found.right == 0
        assert {each.value for each in found.caught if each.name != UNANSWERABLE} == {None}


def test_a_check_that_fails_counts_neither_way(
    outcomes: list[Outcome], sample: dict[str, Article]
) -> None:
    """Lies that only the failed check could see are neither caught nor missed."""
    true = {each.judged.text for outcome in outcomes for each in outcome.sentences}

    class Failing(Always):
        """Knows the true sentences; for all others the check itself fails."""

        def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
            label = Label.SUPPORTED if claim in true else Label.UNJUDGED
            return Verdict(label, None, self.name, "out of order")

    found = self_tested(outcomes, sample, Failing(Label.UNJUDGED))
    assert found.right > 0
    assert share(found, "negation").value is None
    assert [each for each in found.missed if each.kind == "negation"] == []


def test_only_what_is_right_is_broken(sample: dict[str, Article]) -> None:
    """A wrong sentence, an uncited one and a case that failed are no ground for a lie."""
    article = next(iter(sample.values()))
    case = build_case(article.id, articles=(article.id,), nuggets=())
    wrong = CitedSentence(
        "The moon is 12 cheeses wide in the year 1802.", (CitedSource(article.id),)
    )
    bare = CitedSentence("The moon is 12 cheeses wide in the year 1802.", ())
    outcomes = [
        judged(case, sample, overlap_verifier(), wrong),
        judged(case, sample, overlap_verifier(), bare),
        failed(case, "no model"),
    ]
    assert self_tested(outcomes, sample, overlap_verifier()).right == 0


def test_the_same_answers_give_the_same_lies(
    outcomes: list[Outcome], sample: dict[str, Article], found: SelfTest
) -> None:
    """A report can be repeated."""
    assert self_tested(outcomes, sample, overlap_verifier()) == found


def test_a_collection_too_small_for_a_kind_has_no_score_of_it() -> None:
    """One article without a number: no number was changed."""
    article = next(
        each.article
        for each in read_articles([SAMPLE / "gazette-2024-03-12-second-ferry.md"])
        if isinstance(each, Record)
    )
    plain = replace(article, text="The council repaired the old pier beside the market hall.")
    text = plain.text
    case = build_case("1", articles=(plain.id,), nuggets=())
    sentence = CitedSentence(text, (CitedSource(plain.id, text, 0, len(text), plain.version),))
    articles = {plain.id: plain}
    outcome = judged(case, articles, overlap_verifier(), sentence)
    found = self_tested([outcome], articles, overlap_verifier())
    assert found.right == 1
    assert share(found, "number") == Estimate("number", None, None, None, 0)
    assert share(found, SWAPPED).value is None
    assert share(found, DROPPED).value == 1.0


def test_the_table_and_the_json_name_what_was_missed(
    sample: dict[str, Article],
) -> None:
    """The lie, what was changed and what it cites, so that a person can look."""
    gullible = Always(Label.SUPPORTED)
    found = self_tested(answered(sample, gullible), sample, gullible, most=2)
    out = StringIO()
    Console(file=out, width=400, color_system=None).print(render(found))
    missed = next(each for each in found.missed if each.kind == "number")
    cited = missed.sentence.citations[0].article_id
    line = " ".join(f"missed (number): {missed.sentence.text} [{cited}] ({missed.changed})".split())
    assert line in out.getvalue()
    value = json.loads(json.dumps(self_test_json(found)))
    assert value["kinds"]["number"]["value"] == 0.0
    assert value["kinds"]["number"]["cases"] == share(found, "number").judged
    assert missed.changed in [each["changed"] for each in value["missed"]]
    assert value["right_sentences"] == found.right
    certain = {kind for kind, each in value["kinds"].items() if each["by_construction"]}
    assert certain == {DROPPED, UNANSWERABLE}
    said = [line for line in out.getvalue().splitlines() if "by construction" in line]
    assert [line.split("  ")[0].strip() for line in said] == [DROPPED, UNANSWERABLE]
