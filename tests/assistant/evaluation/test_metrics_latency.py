"""Percentiles of what the steps take."""

import pytest

from assistant.evaluation.estimates import estimate
from assistant.evaluation.metrics import METRICS, Unit, metric_named
from tests.assistant.evaluation.judged import build_case, build_outcome


@pytest.mark.parametrize(
    ("spent", "median", "most"),
    [
        ([5.0], 5.0, 5.0),
        ([1.0, 2.0, 3.0, 4.0], 2.0, 4.0),  # rank ⌈0.5 · 4⌉ = 2 and ⌈0.95 · 4⌉ = 4
        ([float(n) for n in range(100, 0, -1)], 50.0, 95.0),
        ([], None, None),
    ],
)
def test_percentiles_are_of_the_nearest_rank(
    spent: list[float], median: float | None, most: float | None
) -> None:
    """By hand; a percentile is one of the measured values."""
    outcomes = [
        build_outcome(case=build_case(str(n)), timings_ms={"search": each})
        for n, each in enumerate(spent)
    ]
    for name, expected in (("search_p50", median), ("search_p95", most)):
        metric = metric_named(name)
        assert metric is not None
        assert estimate(metric, outcomes).value == expected


def test_only_latencies_are_in_milliseconds() -> None:
    """A report leaves them out where two runs must give the same bytes."""
    timed = {each.name for each in METRICS if each.unit is Unit.MILLISECONDS}
    steps = ("search", "write", "check", "total")
    assert timed == {f"{step}_p{share}" for step in steps for share in (50, 95)}
