"""The seams of judging: a verifier gives verdicts, a scorer only says how probable support is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.types import Quote, Verdict
from corpus.types import Span


class Verifier(Protocol):
    """Judges a claim against quotes; deterministic, and sees nothing but these words."""

    @property
    def name(self) -> str:
        """With its version; stands in every verdict."""
        ...

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class SupportScore:
    """`support` is the calibrated probability that people would call the claim supported.

    `contradiction` is that of the evidence denying it, at most 1 - `support`; both in [0, 1].
    `doubted` are the claim's words that the scorer finds least in the evidence, if it can tell.
    """

    support: float
    contradiction: float = 0.0
    doubted: Span | None = None


class ScorerFault(Exception):
    """A scorer could not judge, for a reason in one line: what it was asked stays unjudged."""


class Scorer(Protocol):
    """The one method behind which any judge of meaning stands."""

    @property
    def name(self) -> str: ...

    @property
    def threshold(self) -> float:
        """The support from which a claim counts as supported."""
        ...

    def score(self, claim: str, evidence: str) -> SupportScore:
        """Raises `ScorerFault` if it can not."""
        ...
