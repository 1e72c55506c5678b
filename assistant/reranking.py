"""Which of the retrieved articles comes first, once their sentences were read."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.conflicts import Reading
from vectorstore.types import Hit

WEIGHT = 0.13
"""Of the log-odds that an article's best sentence answers, beside the score of the search.

Fitted by training/fit_reranker.py's method on 473 questions to three collections; anything from
0.08 to 0.15 orders them nearly alike.
"""
_UNREAD = 0.0025
"""The probability taken for an article of which no sentence was read, and the least one can have:
the search did find it."""


def reranked(hits: Sequence[Hit], readings: Sequence[Reading]) -> tuple[Hit, ...]:
    """The hits with the scores that reading gives them, best first; equal ones keep their order.

    The search finds the articles on a subject, all of them likely; which of them has the fact that
    was asked for, only its sentences tell. So every hit of an article gains by its best sentence.
    """
    best = best_log_odds(readings)
    scored = [replace(hit, score=hit.score + WEIGHT * best[hit.passage.article_id]) for hit in hits]
    return tuple(sorted(scored, key=lambda hit: -hit.score))


def best_log_odds(readings: Sequence[Reading]) -> Mapping[str, float]:
    """By article id, of any article: those of the sentence that most probably answers."""
    best: defaultdict[str, float] = defaultdict(lambda: _log_odds(_UNREAD))
    for reading in readings:
        id = reading.statement.article.id
        best[id] = max(best[id], _log_odds(reading.score))
    return best


def _log_odds(probability: float) -> float:
    held = min(max(probability, _UNREAD), 1 - _UNREAD)
    return math.log(held / (1 - held))
