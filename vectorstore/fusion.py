"""Joining what two ways of searching found."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Side(Generic[Key]):
    """What one way of searching found: its best keys with their scores, best first.

    All sides score in one scale. `missing` is what a key that is not among them counts here.
    """

    scores: Mapping[Key, float]
    missing: float = 0.0


def summed(sides: Sequence[Side[Key]]) -> list[tuple[Key, float]]:
    """Keys with the sum of their scores on all sides, best first.

    CombSUM (Fox and Shaw, "Combination of Multiple Searches", TREC-2, 1993). Unlike ranks, scores
    tell a clear first from a narrow one. Equal sums keep the order of the sides.
    """
    keys = dict.fromkeys(key for side in sides for key in side.scores)
    sums = {key: sum(side.scores.get(key, side.missing) for side in sides) for key in keys}
    return sorted(sums.items(), key=lambda item: -item[1])


def cut(
    fused: Sequence[tuple[Key, float]], sides: Sequence[Side[Key]], k: int, leaders: int = 3
) -> list[tuple[Key, float]]:
    """The best `k` of a fused ranking, among them the first `leaders` of each side if k allows.

    Fusion prefers what all sides hold somewhere; a rare name that only one of them finds, and
    finds first, must not fall behind twelve passages that both find likely.
    """
    first = {key for side in sides for key in list(side.scores)[:leaders]}
    led = [item for item in fused if item[0] in first][:k]
    rest = [item for item in fused if item[0] not in first][: k - len(led)]
    kept = {key for key, _ in (*led, *rest)}
    return [item for item in fused if item[0] in kept]
