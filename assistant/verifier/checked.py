"""The verdict: deterministic checks and a scorer of meaning, combined in this one place."""

from collections.abc import Sequence

from assistant.types import Label, Quote, Verdict
from assistant.verifier.checks import check_names, first_objection, joined
from assistant.verifier.clauses import clauses
from assistant.verifier.seam import Scorer, ScorerFault, SupportScore
from assistant.verifier.verbatim import stands_in


class CheckedVerifier:
    """Supported is what no check objects to and the scorer finds supported.

    A check's objection is a veto: a model does not outvote a number that differs. `score` is the
    scorer's support; where a check objects it stays below the threshold.
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    @property
    def name(self) -> str:
        return self._scorer.name

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        quotes = [quote for quote in evidence if quote.text.strip()]
        if not quotes:
            return self._verdict(Label.UNSUPPORTED, 0.0, "it cites nothing")
        quoted = any(stands_in(claim, quote.text) for quote in quotes)
        # Of a quotation only the names that were added in brackets remain to be checked.
        objection = (check_names if quoted else first_objection)(claim, quotes)
        if quoted and objection is None:
            return self._verdict(Label.SUPPORTED, 1.0, "in the article's own words")
        try:
            score = self._score(claim, quotes)
            if objection is not None:
                label = Label.CONTRADICTED if objection.contradicts else Label.UNSUPPORTED
                low = min(score.support, _BELOW * self._scorer.threshold)
                return self._verdict(label, low, objection.reason)
            return self._weighed(claim, quotes, score)
        except ScorerFault as fault:
            return self._verdict(Label.UNJUDGED, None, str(fault))

    def _weighed(self, claim: str, quotes: Sequence[Quote], score: SupportScore) -> Verdict:
        if self._passes(score):
            return self._verdict(Label.SUPPORTED, score.support, None)
        if score.contradiction >= 0.5:
            reason = "the article seems to say otherwise"
            return self._verdict(Label.CONTRADICTED, score.support, reason)
        reason = "the article does not seem to say this"
        if score.doubted is not None:
            words = claim[score.doubted.start : score.doubted.end]
            reason = f"the article does not seem to say “{words}”"
        parts = clauses(claim)
        stands = [part for part in parts if self._passes(self._score(part, quotes))]
        label = Label.PARTLY if 0 < len(stands) < len(parts) else Label.UNSUPPORTED
        return self._verdict(label, score.support, reason)

    def _score(self, claim: str, quotes: Sequence[Quote]) -> SupportScore:
        """Of all quotes together, or of the one that alone supports the claim better."""
        texts = (
            [joined(quotes), *(quote.text for quote in quotes)]
            if len(quotes) > 1
            else [quotes[0].text]
        )
        return max(
            (self._scorer.score(claim, text) for text in texts), key=lambda each: each.support
        )

    def _passes(self, score: SupportScore) -> bool:
        return score.support >= self._scorer.threshold

    def _verdict(self, label: Label, score: float | None, reason: str | None) -> Verdict:
        return Verdict(label, score, self.name, reason)


_BELOW = 0.99
