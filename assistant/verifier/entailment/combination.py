"""The combination: one calibrated probability from all signals of a pair."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verifier.entailment.features import FEATURES
from assistant.verifier.entailment.reading import READINGS

SIGNALS = (*FEATURES, *READINGS, "by_sentence", "nearness")
"""What is weighed, in this order; `by_sentence` is `whole` of each sentence, pooled."""

_FAR = 4.0


@dataclass(frozen=True, slots=True)
class Combination:
    """Logistic regression over `SIGNALS`, whose weights have the sign they must have.

    Each signal is centred, divided by its spread and limited to ±`_FAR`: one odd measurement must
    not decide. `threshold` is the support from which a claim is called supported.
    """

    centre: list[float]
    spread: list[float]
    weight: list[float]
    bias: float
    threshold: float

    def support(self, signals: Sequence[float]) -> float:
        """The probability in [0, 1] that people would call the claim supported."""
        total = self.bias
        for value, centre, spread, weight in zip(
            signals, self.centre, self.spread, self.weight, strict=True
        ):
            total += weight * max(-_FAR, min(_FAR, (value - centre) / spread))
        return 1 / (1 + math.exp(-total))
