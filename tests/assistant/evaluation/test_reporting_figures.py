"""What is found wrong, what rests on the verifier, and figures in words."""

from collections.abc import Mapping
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.external.checking import FAILING
from assistant.evaluation.external.rulings import Decision, Ruling, evidence_key
from assistant.evaluation.judging import CitedId, Kind
from assistant.evaluation.metrics import Unit
from assistant.evaluation.outcomes import JudgedSentence, NuggetVerdict, Outcome
from assistant.evaluation.reporting.curves import abstention_curve, calibration
from assistant.evaluation.reporting.findings import MEANINGS, WARNINGS, counted, fails, findings
from assistant.evaluation.reporting.summary import (
    HEADLINE,
    METRICS,
    SCORES,
    Check,
    by_verifier,
)
from assistant.evaluation.reporting.table import render
from assistant.evaluation.reporting.wording import interval_text, number_text, value_text
from assistant.types import Label, Verdict
from tests.assistant.evaluation.judged import build_case, build_nugget, build_outcome
from tests.assistant.evaluation.reported import AGREEMENT, HOSTILE, build_report, outcomes, sentence

EXPECTED = [
    [],
    [
        "nugget_missed",
        "unjudged",
        "conflict_invented",
        "contradicted",
        "not_retrieved",
        "unknown_id",
        "uncited",
    ],
    ["should_have_declined"],
    ["should_have_answered"],
    ["one_sided", "conflict_unstated"],
    ["doubt"],
    ["error"],
]


@pytest.mark.parametrize(("number", "kinds"), list(enumerate(EXPECTED)))
def test_all_that_is_wrong_is_found(number: int, kinds: list[str]) -> None:
    """Of the hand-made cases: and no more than that."""
    assert [each.kind for each in findings(outcomes()[number])] == kinds


def test_a_case_fails_by_more_than_warnings() -> None:
    """As in a check, doubts and uncited sentences only warn."""
    assert [fails(each) for each in outcomes()] == [False, True, True, True, True, False, True]
    assert {kind for kind in Kind if kind not in WARNINGS} == FAILING


def test_every_kind_of_fault_has_a_meaning() -> None:
    """And they are counted by case, not by sentence."""
    assert set(Kind) <= set(MEANINGS)
    assert set(MEANINGS) >= WARNINGS
    twice = build_outcome(
        *(sentence("It is.", "z", label=None, unknown=True) for _ in range(2)), retrieved=("a",)
    )
    assert counted([twice, *outcomes()])["error"] == 1
    known = build_outcome(*(sentence("It is.", "z") for _ in range(2)), retrieved=("a",))
    assert [each.kind for each in findings(known)] == ["not_retrieved", "not_retrieved"]
    assert counted([known]) == {"not_retrieved": 1}


def told(label: Label, outcome: Outcome) -> Outcome:
    """The same outcome by a verifier that says this to everything."""
    good = label is Label.SUPPORTED
    verdict = Verdict(label, 1.0 if good else 0.0, "told", None)

    def judged(each: JudgedSentence) -> JudgedSentence:
        cited = tuple(CitedId(one.article_id, good, good) for one in each.judged.citations)
        return replace(
            each,
            judged=replace(each.judged, citations=cited, verdict=verdict),
            in_context=verdict,
            alone=tuple(label for _ in cited),
        )

    return replace(
        outcome,
        sentences=tuple(map(judged, outcome.sentences)),
        nuggets=tuple(NuggetVerdict(good, "") for _ in outcome.nuggets),
    )


def test_what_rests_on_the_verifier_is_marked_as_such() -> None:
    """Exactly the metrics that change if it says yes, or no, to everything."""
    case = build_case(nuggets=(build_nugget(), build_nugget("It is beta.", vital=False)))
    both = build_outcome(
        sentence("It is alpha.", "a"),
        replace(sentence("It is beta.", "a"), verbatim=False),
        case=case,
        retrieved=("a",),
        conflicts=(),
    )
    yes, no = told(Label.SUPPORTED, both), told(Label.UNSUPPORTED, both)
    changed = {each.name for each in METRICS if each.score(yes) != each.score(no)}
    assert changed == {each.name for each in METRICS if by_verifier(each)}


def test_the_main_scores_are_metrics() -> None:
    """By name."""
    assert set(HEADLINE) <= {each.name for each in SCORES}


def test_parts_are_of_their_own_cases() -> None:
    """By file in order, and by tag; a case with two tags is in both."""
    summary = build_report().summary
    assert [(each.name, each.cases, each.failing, each.warned) for each in summary.files] == [
        ("development", 3, 2, 0),
        ("test", 4, 3, 1),
    ]
    assert [(each.name, each.cases) for each in summary.tags] == [
        ("number", 2),
        ("tag-x", 1),
        ("unanswerable", 1),
    ]
    assert (summary.whole.cases, summary.whole.failing, summary.whole.warned) == (7, 5, 1)
    assert [each.name for each in summary.estimates] == [
        *(each.name for each in SCORES),
        *(each.name for each in METRICS if each not in SCORES),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.000"),
        (0.99951, ">0.999"),
        (0.9994, "0.999"),
        (0.0004, "<0.001"),
        (0.0, "0.000"),
        (0.5, "0.500"),
    ],
)
def test_nearly_all_is_not_all(value: float, text: str) -> None:
    """A share is rounded to 1 only if it is 1."""
    assert number_text(value, Unit.SHARE) == text


@pytest.mark.parametrize(
    ("estimate", "unit", "texts"),
    [
        (Estimate("m", None, None, None, 3), Unit.SHARE, ("not applicable", "")),
        (Estimate("m", 0.5, None, None, 1), Unit.SHARE, ("0.500", "too few articles")),
        (Estimate("m", 0.5, 0.25, 1.0, 9), Unit.SHARE, ("0.500", "0.250 to 1.000")),
        (Estimate("m", 1234.4, 9.6, 2e3, 9), Unit.MILLISECONDS, ("1,234 ms", "10 ms to 2,000 ms")),
    ],
)
def test_an_estimate_is_said_in_words(
    estimate: Estimate, unit: Unit, texts: tuple[str, str]
) -> None:
    """With what it lacks."""
    assert (value_text(estimate, unit), interval_text(estimate, unit)) == texts


def scored(*given: tuple[float | None, bool]) -> list[Outcome]:
    """Answers by the score of their one sentence, and whether they say what they should."""
    return [
        build_outcome(
            sentence(f"It is {n}.", "a", score=score),
            case=build_case(str(n)),
            nuggets=(NuggetVerdict(right, ""),),
        )
        for n, (score, right) in enumerate(given)
    ]


def test_the_abstention_curve_is_counted_by_hand() -> None:
    """Four questions, one declined: at 0.9 one right of one, and so on down to the lowest score."""
    rated = [*scored((0.9, True), (0.5, False), (None, True)), build_outcome()]
    assert [tuple(each) for each in abstention_curve(rated)] == [
        (0.9, 0.25, 1.0),
        (0.5, 0.5, 0.5),
        (0.0, 0.75, pytest.approx(2 / 3)),
    ]


def test_scores_that_are_all_alike_make_no_curve() -> None:
    """Nothing tells one answer from another; nor where all was declined."""
    assert abstention_curve(scored((1.0, True), (1.0, False))) == ()
    assert abstention_curve([build_outcome()]) == ()


def test_calibration_is_counted_by_hand() -> None:
    """Wilson's interval of 1 in 2 is 0.095 to 0.905; what nobody ruled on is left out."""
    rated = scored((0.81, True), (0.99, True), (0.1, True), (0.5, True))
    keys = [evidence_key(each.sentences[0].judged) for each in rated]
    decisions = (Decision.ACCEPTED, Decision.REJECTED, Decision.REJECTED)
    rulings: Mapping[str, Ruling] = {
        key: Ruling("", key, decision, None) for key, decision in zip(keys, decisions, strict=False)
    }
    low, high = calibration(rated, rulings)
    assert (low.score, low.carried, low.low, low.ruled) == (0.1, 0.0, 0.0, 1)
    assert tuple(high) == pytest.approx((0.9, 0.5, 0.0945, 0.9055, 2), abs=1e-4)


def shown(word: str) -> str:
    console = Console(file=StringIO(), width=80, highlight=False)
    console.print(
        render(replace(build_report(word), checks=(Check("recall", "recall: wanted more"),)))
    )
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def test_the_table_fits_a_terminal() -> None:
    """Values, findings with their cases, the gate, and who judged."""
    lines = [" ".join(each.split()) for each in shown("x").splitlines()]
    assert any(each.startswith("citation recall* 0.") for each in lines)
    assert f"* judged by words; {AGREEMENT}" in lines
    assert "FAIL 1 case: no article has the cited id (2-x)" in lines
    assert "warn 1 case: the verifier does not find it carried by the cited words (6)" in lines
    assert "5 of 7 cases fail, 1 more with warnings" in lines
    assert lines[-2:] == ["gate: recall: wanted more", "gate failed"]


def test_nothing_steers_the_terminal() -> None:
    """Nor is read as markup."""
    text = shown(HOSTILE)
    assert "\x1b" not in text
    assert "\x00" not in text
