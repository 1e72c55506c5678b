"""Two runs side by side: worse only where the interval says so, and which cases turned."""

import json
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.evaluation.case import Case
from assistant.evaluation.comparing import Change, Compared, Comparison, compare, render, to_json
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.outcomes import Outcome, failed
from assistant.evaluation.reporting.findings import findings
from assistant.evaluation.runfile import Run, RunKey
from assistant.types import Label
from corpus.errors import BadInput
from tests.assistant.evaluation.judged import build_case, build_outcome, build_sentence, judged

KEY = RunKey("cases", "store", "model", "words", "1")
FILES = (Path("before.jsonl"), Path("after.jsonl"))
CASES = tuple(build_case(f"case-{n:02}", articles=(f"a{n}",), nuggets=()) for n in range(20))


def right(case: Case) -> Outcome:
    return build_outcome(build_sentence(), case=case)


def uncited(case: Case) -> Outcome:
    return build_outcome(build_sentence(ids=(), label=None), case=case)


def declined(case: Case) -> Outcome:
    return build_outcome(case=case)


def runs(before: Sequence[Outcome], after: Sequence[Outcome]) -> Comparison:
    return compare(Run(KEY, tuple(before)), Run(KEY, tuple(after)), FILES)


def of(comparison: Comparison, name: str) -> Compared:
    return next(each for each in comparison.metrics if each.metric.name == name)


def printed(comparison: Comparison) -> str:
    out = StringIO()
    Console(file=out, width=160, color_system=None).print(render(comparison))
    return out.getvalue()


def reasons(outcome: Outcome) -> tuple[str, ...]:
    return tuple(f"{each.kind}: {each.reason}" for each in findings(outcome))


def test_a_planted_regression_is_called_worse() -> None:
    """Half of the answers lose their citations."""
    after = [uncited(case) if n % 2 else right(case) for n, case in enumerate(CASES)]
    comparison = runs([right(case) for case in CASES], after)
    recall = of(comparison, "citation_recall")
    assert recall.change is Change.WORSE
    assert recall.difference.value == pytest.approx(-0.5)
    assert recall.difference.high is not None
    assert recall.difference.high < 0
    assert of(comparison, "uncited").change is Change.WORSE, "lower is better, and it rose"
    assert comparison.is_worse


def test_the_way_back_is_called_better() -> None:
    """And nothing is worse."""
    before = [uncited(case) if n % 2 else right(case) for n, case in enumerate(CASES)]
    comparison = runs(before, [right(case) for case in CASES])
    assert of(comparison, "citation_recall").change is Change.BETTER
    assert of(comparison, "uncited").change is Change.BETTER
    assert not comparison.is_worse


def test_one_case_of_twenty_proves_nothing() -> None:
    """The value falls, the interval reaches 0."""
    after = [uncited(CASES[0]), *(right(case) for case in CASES[1:])]
    comparison = runs([right(case) for case in CASES], after)
    assert of(comparison, "citation_recall").difference.value == pytest.approx(-0.05)
    assert of(comparison, "citation_recall").change is Change.NONE
    assert not comparison.is_worse


def test_cases_of_one_article_are_no_proof() -> None:
    """They may all have failed for one reason, so there is no interval."""
    cases = [replace(case, articles=("a",)) for case in CASES]
    comparison = runs([right(case) for case in cases], [uncited(case) for case in cases])
    assert of(comparison, "citation_recall").change is Change.TOO_FEW


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_few_cases_that_all_turned_are_not_worse(count: int) -> None:
    """Planted: chance does as much to two cases, and the table says why there is no verdict."""
    cases = CASES[:count]
    comparison = runs([right(case) for case in cases], [uncited(case) for case in cases])
    recall = of(comparison, "citation_recall")
    assert (recall.difference.value, recall.change) == (-1, Change.TOO_FEW)
    assert not comparison.is_worse
    assert len(comparison.flips) == 0, "an uncited sentence is a warning"
    assert "0 of 0 metrics worse" in printed(comparison)
    assert "too few articles to say: it takes 6 cases" in printed(comparison)


def test_a_dozen_independent_cases_that_all_turned_are_worse() -> None:
    """Planted: this chance does not do."""
    cases = CASES[:12]
    comparison = runs([right(case) for case in cases], [uncited(case) for case in cases])
    assert of(comparison, "citation_recall").change is Change.WORSE
    assert comparison.is_worse
    assert "too few articles" not in printed(comparison)


def test_the_same_run_twice_shows_no_difference() -> None:
    outcomes = [judged(("alpha.", ["a"]), ("beta.", ["b"]), case=case) for case in CASES]
    comparison = runs(outcomes, outcomes)
    assert {each.change for each in comparison.metrics} == {Change.NONE, Change.UNKNOWN}
    assert comparison.flips == ()
    assert comparison.changed == ()


def test_a_metric_without_a_better_way_is_only_higher_or_lower() -> None:
    """More sentences that are the article's own are neither good nor bad."""
    before = [build_outcome(build_sentence(verbatim=True), case=case) for case in CASES]
    comparison = runs(before, [right(case) for case in CASES])
    assert of(comparison, "verbatim_share").change is Change.LOWER
    assert not comparison.is_worse


def test_a_slower_run_is_not_a_worse_one() -> None:
    """The machine may have been busy; the table shows it all the same."""
    before = [replace(right(case), timings_ms={"total": 100.0 + n}) for n, case in enumerate(CASES)]
    after = [replace(right(case), timings_ms={"total": 300.0 - n}) for n, case in enumerate(CASES)]
    comparison = runs(before, after)
    assert of(comparison, "total_p50").change is Change.WORSE
    assert not comparison.is_worse


def test_every_metric_is_compared() -> None:
    comparison = runs([right(CASES[0])], [right(CASES[0])])
    assert [each.metric for each in comparison.metrics] == list(METRICS)


def test_cases_that_turned_are_named_with_the_reason() -> None:
    """Right to wrong says why it is wrong, wrong to right why it was."""
    before = [right(CASES[0]), declined(CASES[1]), right(CASES[2]), failed(CASES[3], "no model")]
    after = [declined(CASES[0]), right(CASES[1]), right(CASES[2]), failed(CASES[3], "no net")]
    flips = runs(before, after).flips
    assert [(flip.case.id, flip.worse) for flip in flips] == [
        ("case-00", True),
        ("case-01", False),
    ]
    assert flips[0].reasons == reasons(after[0])
    assert flips[1].reasons == reasons(before[1])
    assert "a1" in flips[1].reasons[0]


def test_a_doubt_turns_no_case() -> None:
    """What may be a matter of opinion moves the figures, and makes no case wrong."""
    doubted = build_outcome(build_sentence(label=Label.UNSUPPORTED), case=CASES[0])
    assert runs([right(CASES[0])], [doubted]).flips == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([0, 1], [0, 2], "case 2: case-01 in before.jsonl, case-02 in after.jsonl"),
        ([0, 1, 2], [0, 1], "after.jsonl ends before case 3 (case-02)"),
        ([0], [0, 1], "before.jsonl ends before case 2 (case-01)"),
        ([], [], "hold no case"),
    ],
)
def test_runs_over_other_cases_are_refused(before: list[int], after: list[int], said: str) -> None:
    """The first case that differs is named."""
    with pytest.raises(BadInput) as refused:
        runs([right(CASES[n]) for n in before], [right(CASES[n]) for n in after])
    assert said in str(refused.value)


def test_a_case_of_one_id_that_was_edited_is_refused() -> None:
    """The same id is not the same case; what was edited is named."""
    edited = replace(CASES[0], question="What else?", tags=("new",))
    with pytest.raises(BadInput, match="case-00 differs in question and tags"):
        runs([right(CASES[0])], [right(edited)])


def test_what_else_differs_between_the_runs_is_said() -> None:
    """Another verifier judges otherwise, so it may be no difference of the answers."""
    other = replace(KEY, verifier="letters", model="chat")
    comparison = compare(Run(KEY, (right(CASES[0]),)), Run(other, (right(CASES[0]),)), FILES)
    assert comparison.changed == (("model", "model", "chat"), ("verifier", "words", "letters"))
    assert "another verifier: words → letters" in printed(comparison)
    assert "a difference may be of what judges" in printed(comparison)


def test_the_table_says_what_is_worse_and_which_case_turned() -> None:
    """One line a metric that was judged, one a case."""
    after = [declined(CASES[0]), *(uncited(case) for case in CASES[1:])]
    text = printed(runs([right(case) for case in CASES], after))
    [row] = [line for line in text.splitlines() if line.startswith(" uncited ")]
    assert row.split() == "uncited 0.000 1.000 +1.000 +0.647 to +1.000 19 worse".split()
    assert f"right → wrong: case-00: What is it? ({reasons(after[0])[0]})" in text
    assert "mrr" not in text, "nothing was retrieved that is known"


def test_the_json_holds_every_metric_and_flip() -> None:
    """As plain values, so that another program can read it."""
    comparison = runs([right(CASES[0])], [declined(CASES[0])])
    value = json.loads(json.dumps(to_json(comparison)))
    assert value["cases"] == 1
    assert {each["name"] for each in value["metrics"]} == {each.name for each in METRICS}
    [flip] = value["flips"]
    assert flip["case"] == "case-00"
    assert flip["now"] == "wrong"


def test_the_table_stands_on_80_columns() -> None:
    """Names give way at a space; no figure, interval or verdict is cut, also of times."""
    slow = [replace(uncited(case), timings_ms={"total": 12345.6}) for case in CASES]
    quick = [replace(right(case), timings_ms={"total": 1.2 * n}) for n, case in enumerate(CASES)]
    out = StringIO()
    Console(file=out, width=80, color_system=None).print(render(runs(quick, slow)))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert max(map(len, lines)) <= 80
    assert "…" not in out.getvalue()
    (recall,) = (line for line in lines if line.startswith(" citation recall "))
    assert recall.split()[2:] == [
        "1.000",
        "0.000",
        "−1.000",
        *"−1.000 to −0.663".split(),
        "20",
        "worse",
    ]
    (total,) = (line for line in lines if line.startswith(" total p50 "))
    assert "12,346 ms" in total
    assert "+12,3" in total
