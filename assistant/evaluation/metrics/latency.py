"""How long the steps of an answer take."""

from collections.abc import Callable

import numpy as np

from assistant.evaluation.metrics.metric import Floats, Parts, Statistic
from assistant.evaluation.outcomes import Outcome

STEPS = ("search", "write", "check", "total")
"""Of `Answer.timings_ms`."""


def milliseconds(step: str) -> Callable[[Outcome], Parts | None]:
    """What a step took in one case; None where it was not measured."""

    def parts(outcome: Outcome) -> Parts | None:
        spent = outcome.timings_ms.get(step)
        return None if spent is None else (spent,)

    return parts


def percentile(share: float) -> Statistic:
    """The least value that at least this share of the cases does not exceed (nearest rank)."""

    def statistic(rows: Floats, weights: Floats) -> Floats:
        order = np.argsort(rows[:, 0], kind="stable")
        reached = np.cumsum(weights[:, order], axis=1)
        wanted = np.ceil(share * reached[:, -1:])
        values: Floats = rows[order, 0][np.argmax(reached >= wanted, axis=1)]
        return np.where(reached[:, -1] > 0, values, np.nan)

    return statistic
