"""A metric of one outcome, by name."""

from assistant.evaluation.metrics import metric_named
from assistant.evaluation.outcomes import Outcome


def score(name: str, outcome: Outcome) -> float | None:
    metric = metric_named(name)
    assert metric is not None
    return metric.score(outcome)
