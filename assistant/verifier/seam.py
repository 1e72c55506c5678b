"""The one-method seam behind which every judge stands."""

from collections.abc import Sequence
from typing import Protocol

from assistant.types import Quote, Verdict


class Verifier(Protocol):
    """Judges a claim against quotes; deterministic, and sees nothing but these words."""

    @property
    def name(self) -> str:
        """With its version; stands in every verdict."""
        ...

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict: ...
