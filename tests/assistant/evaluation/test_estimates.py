"""Values and intervals over cases, in clusters, and differences of two runs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.estimates import Estimate, difference, estimate, independent
from assistant.evaluation.metrics import METRICS, Metric, metric_named
from assistant.evaluation.outcomes import Outcome
from assistant.types import Label
from tests.assistant.evaluation.judged import (
    build_case,
    build_outcome,
    build_sentence,
)


def named(name: str) -> Metric:
    metric = metric_named(name)
    assert metric is not None
    return metric


RECALL = named("citation_recall")


def run_of(supported: Sequence[bool], article: str = "a{}") -> list[Outcome]:
    """A case a value, each with one sentence that is supported or not."""
    return [
        build_outcome(
            build_sentence(label=Label.SUPPORTED if good else Label.UNSUPPORTED),
            case=build_case(f"{n:03}", articles=(article.format(n),), nuggets=()),
        )
        for n, good in enumerate(supported)
    ]


def test_nothing_judged_is_not_applicable() -> None:
    """Neither 0 nor 1, and no interval."""
    nothing = [build_outcome(case=build_case(str(n), answerable=False)) for n in range(3)]
    assert estimate(RECALL, nothing) == Estimate("citation_recall", None, None, None, 0)
    assert estimate(RECALL, []) == Estimate("citation_recall", None, None, None, 0)


def test_the_interval_is_that_of_a_share() -> None:
    """75 of 100 independent cases: the normal approximation gives 0.75 ± 0.085."""
    found = estimate(RECALL, run_of([True] * 75 + [False] * 25))
    assert (found.value, found.judged) == (0.75, 100)
    assert found.low == pytest.approx(0.665, abs=0.02)
    assert found.high == pytest.approx(0.835, abs=0.02)


def test_cases_of_one_article_count_as_one_draw() -> None:
    """100 cases over 10 articles that stand and fall together have the interval of 10 cases."""
    good = [n % 10 < 7 for n in range(100)]
    together = [
        build_outcome(
            build_sentence(label=Label.SUPPORTED if each else Label.UNSUPPORTED),
            case=build_case(f"{n:03}", articles=(f"a{n % 10}",), nuggets=()),
        )
        for n, each in enumerate(good)
    ]
    apart, clustered = estimate(RECALL, run_of(good)), estimate(RECALL, together)
    assert apart.value == clustered.value == 0.7
    widths = [float(each.high or 0) - float(each.low or 0) for each in (apart, clustered)]
    assert widths[1] / widths[0] == pytest.approx(10**0.5, rel=0.15)


def test_a_case_of_several_articles_hangs_together_with_the_cases_of_each() -> None:
    """Less than cases of the same article do, and more than cases of none in common."""

    def width(*articles: str) -> float:
        outcomes = [
            build_outcome(
                build_sentence(label=Label.SUPPORTED if n % 2 else Label.UNSUPPORTED),
                case=build_case(
                    f"{n:03}", articles=[each.format(n, n % 8) for each in articles], nuggets=()
                ),
            )
            for n in range(80)
        ]
        found = estimate(RECALL, outcomes)
        return float(found.high or 0) - float(found.low or 0)

    own, both, shared = width("own{0}"), width("own{0}", "shared{1}"), width("shared{1}")
    assert own * 1.2 < both < shared / 1.2


@pytest.mark.parametrize("near", [("a",), ()])
def test_an_unanswerable_case_is_drawn_with_what_is_near_or_by_itself(
    near: tuple[str, ...],
) -> None:
    """Cases near to one article are one draw, of which there is no interval."""
    metric = named("decline_recall")
    outcomes = [
        build_outcome(case=build_case(str(n), answerable=False, near=near)) for n in range(6)
    ]
    found = estimate(metric, outcomes)
    assert (found.value, found.low is None) == (1, bool(near))


def test_cases_of_one_article_have_no_interval() -> None:
    """There is nothing to draw from."""
    found = estimate(RECALL, run_of([True, False], article="same"))
    assert (found.value, found.low, found.high) == (0.5, None, None)


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([("a",), ("b",), ("c",)], 3),
        ([("a",), ("a",), ("a",)], 1),
        ([("a", "b", "c")] * 12, 1),
        ([("a", "b"), ("b", "c"), ("c", "d")], 2),  # the first and the last
        ([("a", "b"), ("a",), ("b",)], 2),  # those of one article first
        ([], 0),
    ],
)
def test_independent_cases_have_no_article_in_common(
    articles: list[tuple[str, ...]], expected: int
) -> None:
    """However many cases, or articles, there are."""
    cases = [build_case(str(n), articles=each, nuggets=()) for n, each in enumerate(articles)]
    assert independent(cases) == independent(cases[::-1]) == expected


@pytest.mark.parametrize(
    ("good", "low", "high"),
    [
        ([True] * 5, None, None),
        ([True] * 6, 0.5407, 1.0),  # 0.025 ** (1 / 6), by Clopper & Pearson
        ([False] * 6, 0.0, 0.4593),
        ([True] * 100, 0.9638, 1.0),
    ],
)
def test_cases_without_a_miss_prove_what_so_many_trials_do(
    good: list[bool], low: float | None, high: float | None
) -> None:
    """Where all agree the exact bound takes the place of an interval without width."""
    found = estimate(RECALL, run_of(good))
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert found.high in (None, 1.0) or found.low == 0.0, "exactly, and not nearly"


def halves(count: int) -> list[Outcome]:
    """Cases each with one sentence that is supported and one that is not."""
    return [
        build_outcome(
            build_sentence(),
            build_sentence(label=Label.UNSUPPORTED),
            case=build_case(f"{n:03}", articles=(f"a{n}",), nuggets=()),
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_few_cases_that_agree_have_no_interval(count: int) -> None:
    """Planted: three cases of 0.5 each were once "0.500 to 0.500"."""
    found = estimate(RECALL, halves(count))
    assert (found.value, found.low, found.high) == (0.5, None, None)


def test_cases_that_agree_within_the_scale_leave_room_for_others() -> None:
    """Of 12, 0.025 ** (1 / 12) = 0.7354 of all are alike; the rest may be all 0 or all 1."""
    found = estimate(RECALL, halves(12))
    assert found.low == pytest.approx(0.5 * 0.7354, abs=1e-4)
    assert found.high == pytest.approx(0.5 * 0.7354 + 0.2646, abs=1e-4)


def test_many_cases_of_few_articles_have_no_interval() -> None:
    """Sixty cases of five articles are five."""
    outcomes = [
        replace(each, case=replace(each.case, articles=(f"a{n % 5}",)))
        for n, each in enumerate(run_of([n % 3 > 0 for n in range(60)]))
    ]
    assert estimate(RECALL, outcomes).low is None


def test_cases_of_the_same_two_articles_hang_together_as_cases_of_one_do() -> None:
    """The interval over ten pairs of articles is as wide as over ten articles."""

    def width(*articles: str) -> float:
        outcomes = [
            replace(
                each, case=replace(each.case, articles=tuple(a + str(n % 10) for a in articles))
            )
            for n, each in enumerate(run_of([n % 10 < 7 for n in range(100)]))
        ]
        found = estimate(RECALL, outcomes)
        return float(found.high or 0) - float(found.low or 0)

    assert width("one", "two") == pytest.approx(width("one"), rel=0.2)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (2, None, None),
        (3, None, None),
        (5, None, None),
        (6, -1.0, -0.0815),  # 1 - 2 * 0.025 ** (1 / 6)
        (12, -1.0, -0.4707),
    ],
)
def test_cases_that_all_turned_prove_what_so_many_trials_do(
    count: int, low: float | None, high: float | None
) -> None:
    """Planted: of two or three cases, all right and then all wrong, nothing follows."""
    found = difference(RECALL, run_of([True] * count), run_of([False] * count))
    assert (found.value, found.judged) == (-1, count)
    assert found.low == low
    assert found.high == pytest.approx(high, abs=1e-4)


def test_the_order_of_the_outcomes_does_not_matter() -> None:
    """Values and intervals are the same to the last bit."""
    outcomes = [
        build_outcome(
            *(build_sentence(ids=("a",) if each % 7 < n % 5 else ()) for each in range(n + 1)),
            case=build_case(f"{n:03}", articles=(f"a{n}",), nuggets=()),
            timings_ms={"total": float(n * 37 % 23)},
        )
        for n in range(17)
    ]
    for metric in METRICS:
        assert estimate(metric, outcomes) == estimate(metric, outcomes[::-1])


@given(st.lists(st.booleans(), min_size=2, max_size=12), st.integers(1, 4))
def test_intervals_hold_their_value_and_are_shares(good: list[bool], articles: int) -> None:
    """0 <= low <= value <= high <= 1 wherever there is an interval."""
    outcomes = [
        build_outcome(
            build_sentence(label=Label.SUPPORTED if each else Label.UNSUPPORTED),
            case=build_case(str(n), articles=(f"a{n % articles}",), nuggets=()),
        )
        for n, each in enumerate(good)
    ]
    found = estimate(RECALL, outcomes)
    assert found.value == pytest.approx(sum(good) / len(good))
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1


def test_a_run_does_not_differ_from_itself() -> None:
    """No difference in any metric; of others than these 30, 0.025 ** (1 / 30) = 0.884 are so."""
    outcomes = run_of([n % 3 > 0 for n in range(30)])
    bound = pytest.approx(0.116, abs=1e-3)
    for metric in METRICS:
        found = difference(metric, outcomes, outcomes)
        if found.value is not None:
            assert (found.value, -(found.low or 0), found.high) == (0, bound, bound)


def test_a_paired_difference_is_surer_than_two_intervals() -> None:
    """Five of 100 cases get worse and none better: the interval leaves out 0, though the runs' own
    intervals overlap."""
    before = run_of([n % 2 == 0 for n in range(100)])
    after = run_of([n % 2 == 0 and n >= 10 for n in range(100)])
    found = difference(RECALL, before, after)
    assert found.value == pytest.approx(-0.05)
    assert found.low is not None
    assert found.high is not None
    assert found.low < -0.05 < found.high < 0
    old, new = estimate(RECALL, before), estimate(RECALL, after)
    assert old.low is not None
    assert new.high is not None
    assert new.high > old.low


def test_only_cases_that_both_runs_judge_are_compared() -> None:
    """A case that one of them lacks, asks otherwise or could not judge says nothing."""
    before, after = run_of([True, True, True]), run_of([False, True])
    after.append(build_outcome(build_sentence(label=Label.UNJUDGED), case=before[2].case))
    found = difference(RECALL, before, after)
    assert (found.value, found.judged) == (pytest.approx(-0.5), 2)
    assert difference(RECALL, before, []).judged == 0


def test_every_metric_has_its_own_name_and_says_what_it_measures() -> None:
    """And those of one group stand together."""
    assert len({each.name for each in METRICS}) == len(METRICS)
    assert all(each.measures and "\n" not in each.measures for each in METRICS)
    groups = [each.group for each in METRICS]
    starts: list[Any] = [g for n, g in enumerate(groups) if n == 0 or groups[n - 1] != g]
    assert len(starts) == len(set(starts))
