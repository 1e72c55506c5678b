"""Joining rankings."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[Key]], k: int = 60
) -> list[tuple[Key, float]]:
    """Keys with their fused scores, best first.

    score(d) = sum over the rankings that hold d of 1 / (k + rank), ranks from 1 (Cormack, Clarke
    and Buettcher, SIGIR 2009). Equal scores keep the order of the best rank, then of the rankings.
    A key that stands twice in one ranking counts once, at its better rank.
    """
    scores: dict[Key, float] = {}
    first_seen: dict[Key, tuple[int, int]] = {}
    for number, ranking in enumerate(rankings):
        for rank, key in enumerate(dict.fromkeys(ranking), start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (k + rank)
            seen = (rank, number)
            first_seen[key] = min(first_seen.get(key, seen), seen)
    return sorted(scores.items(), key=lambda item: (-item[1], first_seen[item[0]]))


def cut(
    fused: Sequence[tuple[Key, float]], rankings: Sequence[Sequence[Key]], k: int, leaders: int = 3
) -> list[tuple[Key, float]]:
    """The best `k` of a fused ranking, among them the first `leaders` of each ranking if k allows.

    Fusion prefers what all rankings hold somewhere; a rare name that only one of them finds, and
    finds first, must not fall behind twelve passages that both find likely.
    """
    first = {key for ranking in rankings for key in ranking[:leaders]}
    led = [item for item in fused if item[0] in first][:k]
    rest = [item for item in fused if item[0] not in first][: k - len(led)]
    kept = {key for key, _ in (*led, *rest)}
    return [item for item in fused if item[0] in kept]
