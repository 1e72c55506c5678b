"""Whether the search found the articles that answer; means over answerable questions.

`Outcome.retrieved` holds article ids, best first, each once: several passages of one article are
one find, and articles that score alike stand in the order of their ids. Every metric is None where
it is not known what was retrieved.
"""

from collections.abc import Callable
from math import log2

from assistant.evaluation.metrics.metric import Parts
from assistant.evaluation.outcomes import Outcome


def recall_at(k: int) -> Callable[[Outcome], Parts | None]:
    """recall@k = |answering ∩ first k| / |answering|, of the distinct articles retrieved.

    Several passages of one article leave fewer articles than passages; where fewer than k are left,
    it is of those, and no more was looked at.
    """

    def parts(outcome: Outcome) -> Parts | None:
        gains = _gains(outcome)
        return None if gains is None else (sum(gains[:k]) / len(outcome.case.articles), 1.0)

    return parts


def reciprocal_rank(outcome: Outcome) -> Parts | None:
    """MRR: 1 / the rank of the first article that answers; 0 if there is none (Voorhees 1999)."""
    gains = _gains(outcome)
    if gains is None:
        return None
    return (1 / (gains.index(1.0) + 1) if 1.0 in gains else 0.0), 1.0


def ndcg_at(k: int) -> Callable[[Outcome], Parts | None]:
    """nDCG@k = DCG@k / that of the best order, DCG@k = Σ gain / log2(rank + 1), gain 1 or 0.

    (Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques".)
    """

    def parts(outcome: Outcome) -> Parts | None:
        gains = _gains(outcome)
        if gains is None:
            return None
        best = [1.0] * len(outcome.case.articles)
        return _dcg(gains[:k]) / _dcg(best[:k]), 1.0

    return parts


def _gains(outcome: Outcome) -> list[float] | None:
    """Of each retrieved article 1 if it answers, else 0."""
    if outcome.retrieved is None or not outcome.case.answerable:
        return None
    return [float(each in outcome.case.articles) for each in outcome.retrieved]


def _dcg(gains: list[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))
