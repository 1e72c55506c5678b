"""What a metric is, and the statistics that make one value of many cases."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.outcomes import Outcome

Floats = NDArray[np.float64]

Parts = tuple[float, ...]
"""What one case contributes; for a rate (good, judged), both at least 0 and good <= judged."""

Statistic = Callable[[Floats, Floats], Floats]
"""From the parts of the cases (cases × width) and how often each case counts (samples × cases) to
the value of each sample (samples); nan where the sample has nothing to judge."""


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Unit(StrEnum):
    SHARE = "share"  # in [0, 1]
    MILLISECONDS = "ms"


def quotient(upper: Floats, lower: Floats, otherwise: float) -> Floats:
    """Element by element, `otherwise` where there is nothing to divide by."""
    out: Floats = np.full(upper.shape, otherwise)
    np.divide(upper, lower, out=out, where=lower > 0)
    return out


def ratio(rows: Floats, weights: Floats) -> Floats:
    """The sum of what is good by the sum of what was judged."""
    good, judged = (weights @ rows).T
    return quotient(good, judged, np.nan)


@dataclass(frozen=True, slots=True)
class Metric:
    """A name, what it measures in one line, which way is better, and how it is computed.

    `parts` is None where a case says nothing about it; a case that could not be answered
    (`Outcome.error`) is only asked if `of_failed`. `group` is the heading that it stands under.
    """

    name: str
    group: str
    measures: str
    better: Better
    parts: Callable[[Outcome], Parts | None]
    statistic: Statistic = ratio
    unit: Unit = Unit.SHARE
    of_failed: bool = False

    def of(self, outcome: Outcome) -> Parts | None:
        """The parts of one case, None where it has none."""
        if outcome.error is not None and not self.of_failed:
            return None
        return self.parts(outcome)

    def score(self, outcome: Outcome) -> float | None:
        """The value of one case alone; None where there is none, as of a macro-F1."""
        parts = self.of(outcome)
        if parts is None:
            return None
        (value,) = self.statistic(np.array([parts], dtype=np.float64), np.ones((1, 1)))
        return None if np.isnan(value) else float(value)


def mean(values: list[float]) -> Parts | None:
    """One case's mean as the parts of a mean over cases; None where there are no values."""
    return (sum(values) / len(values), 1.0) if values else None


def share(good: int, judged: int) -> Parts | None:
    """One case's counts as the parts of a share of all; None where nothing was judged."""
    return (float(good), float(judged)) if judged else None
