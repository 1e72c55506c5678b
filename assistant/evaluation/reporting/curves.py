"""What the scores of a verifier are worth, as points to be drawn."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from assistant.evaluation.external.rulings import Decision, Ruling, evidence_key
from assistant.evaluation.metrics.correctness import vital_nugget_recall
from assistant.evaluation.outcomes import Conduct, Outcome

BINS = 5
_NORMAL = 1.959964
"""Standard deviations to each side that hold 95 %."""


class Coverage(NamedTuple):
    """If only answers with at least this `confidence` were given.

    `answered` is the share of all cases that would be answered, `right` the share of those answers
    that say every vital nugget of an answerable question.
    """

    confidence: float
    answered: float
    right: float


class Bin(NamedTuple):
    """Sentences of like score: their mean `score`, and the share that people say is carried, with
    the 95 % interval of Wilson (1927)."""

    score: float
    carried: float
    low: float
    high: float
    ruled: int


def abstention_curve(outcomes: Sequence[Outcome]) -> tuple[Coverage, ...]:
    """A point for each confidence that occurs, the highest first.

    (Risk and coverage, El-Yaniv & Wiener 2010, "On the foundations of noise-free selective
    classification".) The confidence of an answer is that of its weakest sentence; one without a
    score has 0. Empty where the scores do not tell any two answers apart.
    """
    given = [each for each in outcomes if each.conduct is not Conduct.DECLINED]
    rated = [(_confidence(each), _is_right(each)) for each in given]
    levels = sorted({confidence for confidence, _ in rated}, reverse=True)
    if len(levels) < 2:
        return ()
    points = []
    for level in levels:
        right = [each for confidence, each in rated if confidence >= level]
        points.append(Coverage(level, len(right) / len(outcomes), sum(right) / len(right)))
    return tuple(points)


def calibration(outcomes: Iterable[Outcome], rulings: Mapping[str, Ruling]) -> tuple[Bin, ...]:
    """Bins of equal width over the scores of the sentences that people have ruled on.

    (Reliability diagram, Guo et al. 2017, arXiv:1706.04599.) `rulings` by `evidence_key`; what is
    accepted is carried. A sentence that occurs twice counts once, an empty bin is left out.
    """
    scores: dict[str, float] = {}
    for judged in (each.judged for outcome in outcomes for each in outcome.sentences):
        if judged.verdict and judged.verdict.score is not None:
            scores[evidence_key(judged)] = judged.verdict.score
    filled: dict[int, list[tuple[float, bool]]] = {}
    for key, score in scores.items():
        if key in rulings:
            accepted = rulings[key].decision is Decision.ACCEPTED
            filled.setdefault(min(int(score * BINS), BINS - 1), []).append((score, accepted))
    return tuple(_bin(filled[place]) for place in sorted(filled))


def _confidence(outcome: Outcome) -> float:
    verdicts = [each.judged.verdict for each in outcome.stated]
    return min((each.score or 0.0 if each else 0.0 for each in verdicts), default=0.0)


def _is_right(outcome: Outcome) -> bool:
    return outcome.case.answerable and vital_nugget_recall(outcome) in (None, (1.0, 1.0))


def _bin(rated: Sequence[tuple[float, bool]]) -> Bin:
    count = len(rated)
    carried = sum(label for _, label in rated) / count
    far = _NORMAL**2 / count
    middle = (carried + far / 2) / (1 + far)
    reach = sqrt(carried * (1 - carried) * far + far**2 / 4) / (1 + far)
    mean = sum(score for score, _ in rated) / count
    return Bin(mean, carried, max(0.0, middle - reach), min(1.0, middle + reach), count)
