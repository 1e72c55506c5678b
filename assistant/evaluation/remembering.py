"""A verifier that is asked the same thing only once.

Whoever loads a verifier to judge many answers with wraps it, so that all steps share one memory:
what was asked while answering need not be asked again while judging.
"""

from collections.abc import Sequence

from assistant.types import Quote, Verdict
from assistant.verifier import Verifier


class Remembering:
    """Gives another verifier's verdicts; threads may share it if they may share the other.

    Of threads that ask the same at once each asks the other, and all get the first verdict.
    """

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._said: dict[tuple[str, tuple[Quote, ...]], Verdict] = {}

    @property
    def name(self) -> str:
        return self._verifier.name

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        key = (claim, tuple(evidence))
        said = self._said.get(key)
        if said is None:
            said = self._said.setdefault(key, self._verifier.judge(claim, evidence))
        return said
