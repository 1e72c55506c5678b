"""What a metric comes to over many cases, and how far that may be chance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.case import Case
from assistant.evaluation.metrics.metric import Floats, Metric, Parts, Unit
from assistant.evaluation.outcomes import Outcome

RESAMPLES = 1000
_SEED = 20240613
_TAIL = 0.025
"""Of each side: the interval is of 95 %."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric's value, or the difference of two runs, with its 95 % interval.

    `value` is None where nothing was judged, and `low` and `high` where it rests on one article
    alone. `judged` is the number of cases.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    judged: int


def estimate(metric: Metric, outcomes: Iterable[Outcome]) -> Estimate:
    """The metric over these outcomes, whatever their order.

    The interval is a percentile bootstrap (Efron & Tibshirani 1993) with a fixed seed. It draws
    articles with replacement, and with each the cases about it: what is true of one of them tends
    to be true of the others. Where all cases agree on 0 or on 1 the bootstrap sees no spread; then
    the bound of Clopper & Pearson (1934) for as many trials as articles takes its place.
    """
    judged = _judged(metric, outcomes)
    if not judged:
        return Estimate(metric.name, None, None, None, 0)
    cases = [outcome.case for outcome, _ in judged]
    value, *drawn = metric.statistic(_rows([parts for _, parts in judged]), _weights(cases))
    if np.isnan(value):
        return Estimate(metric.name, None, None, None, len(judged))
    low, high = _interval(np.array(drawn))
    if metric.unit is Unit.SHARE and value in (0.0, 1.0) and low == high and low is not None:
        far = _TAIL ** (1 / _draws(cases))
        low, high = (far, 1.0) if value else (0.0, 1 - far)
    return Estimate(metric.name, float(value), low, high, len(judged))


def difference(metric: Metric, before: Iterable[Outcome], after: Iterable[Outcome]) -> Estimate:
    """By how much `after` is above `before`, over the cases that both answered and were judged in.

    Both are drawn alike, so that what makes a case hard cancels out (a paired bootstrap).
    """
    old, new = (
        {outcome.case: parts for outcome, parts in _judged(metric, each)}
        for each in (before, after)
    )
    cases = [case for case in new if case in old]
    if not cases:
        return Estimate(metric.name, None, None, None, 0)
    weights = _weights(cases)
    earlier, later = (
        metric.statistic(_rows([each[case] for case in cases]), weights) for each in (old, new)
    )
    value, *drawn = later - earlier
    if np.isnan(value):
        return Estimate(metric.name, None, None, None, len(cases))
    return Estimate(metric.name, float(value), *_interval(np.array(drawn)), len(cases))


def _judged(metric: Metric, outcomes: Iterable[Outcome]) -> list[tuple[Outcome, Parts]]:
    """The outcomes that the metric judges, in the order of their ids."""
    ordered = sorted(outcomes, key=lambda each: each.case.id)
    return [(each, parts) for each in ordered if (parts := metric.of(each)) is not None]


def _rows(parts: Sequence[Parts]) -> Floats:
    return np.array(parts, dtype=np.float64)


def _weights(cases: Sequence[Case]) -> Floats:
    """How often each case counts: once in the first row, then as each resample drew its article.

    A case of several articles is drawn with one of them, by chance another one each time. To make
    one cluster of all cases that share any would leave a handful of clusters to draw from.
    """
    number = {id: n for n, id in enumerate(_drawn(cases))}
    once = np.ones((1, len(cases)))
    if _draws(cases) < 2:
        return once
    chance = np.random.default_rng(_SEED)
    every = [1 / len(number)] * len(number)
    drawn = chance.multinomial(len(number), every, size=RESAMPLES)
    columns = [
        drawn[range(RESAMPLES), chance.choice([number[id] for id in _articles(each)], RESAMPLES)]
        for each in cases
    ]
    return np.vstack([once, np.stack(columns, axis=1).astype(np.float64)])


def _articles(case: Case) -> tuple[str, ...]:
    """What a case is drawn with; one about no article is drawn by itself."""
    return case.articles or case.near or (f"case {case.id}",)


def _drawn(cases: Iterable[Case]) -> dict[str, None]:
    return dict.fromkeys(id for case in cases for id in _articles(case))


def _draws(cases: Sequence[Case]) -> int:
    """How many independent draws these cases are, at most."""
    return min(len(cases), len(_drawn(cases)))


def _interval(drawn: Floats) -> tuple[float | None, float | None]:
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return None, None
    low, high = np.quantile(known, [_TAIL, 1 - _TAIL])
    return float(low), float(high)
