"""Whether the claim gives somebody's words to somebody else."""

from collections.abc import Sequence

from assistant.types import Quote
from assistant.verifier.checks.alignment import coverage, sentences, tokens
from assistant.verifier.checks.attribution import Attribution, attributions
from assistant.verifier.checks.objection import Objection, joined
from assistant.verifier.checks.parties import are_linked, holder_of, party

_LEAST_ALIKE = 0.6
"""Share of what the claim has somebody say that the evidence's statement must have."""
_LEAST_WORDS = 2
_PLAIN = 0.8
"""Share of it that a sentence must have that says it without a speaker."""


def check_speakers(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What one party says in the evidence must not be another's in the claim.

    A spokesman speaks for whom the evidence says, and a capital for its country. Where the evidence
    leaves open who speaks ("he said"), nothing is objected.
    """
    evidence = joined(quotes)
    theirs = [each for quote in quotes for each in attributions(quote.text)]
    for said in attributions(claim):
        ours = said._replace(who=said.who or holder_of(said.role or "", evidence))
        if not ours.who or len(ours.what) < _LEAST_WORDS or not _is_known(ours, theirs, evidence):
            continue
        shares = [(_share(ours, each), each) for each in theirs]
        most = max((share for share, _ in shares), default=0.0)
        alike = [each for share, each in shares if share >= max(most, _LEAST_ALIKE)]
        if not alike or any(_may_be(ours, each, evidence) for each in alike):
            continue
        if not _stands_unattributed(ours, evidence):
            there = alike[0].words
            reason = f"the article gives it as the word of {there}, the sentence of {ours.words}"
            return Objection("speakers", reason, True)
    return None


def _is_known(ours: Attribution, theirs: Sequence[Attribution], evidence: str) -> bool:
    """Whether the evidence speaks of them; parties without a name it must let speak.

    Or it has the two change places: one speaks there of whom the other speaks of here.
    """
    if ours.named or ours.role:
        present = {party(t.word) for t in tokens(evidence)}
        return bool(ours.who & present)
    return any(
        ours.who & each.who or (ours.who & each.what and each.who & ours.what) for each in theirs
    )


def _share(ours: Attribution, theirs: Attribution) -> float:
    """The share of what the claim has said that the evidence has said, in [0, 1]."""
    what = ours.what - theirs.who
    return len(what & theirs.what) / len(what) if what else 0.0


def _may_be(ours: Attribution, theirs: Attribution, evidence: str) -> bool:
    return (
        not theirs.who or bool(ours.who & theirs.who) or are_linked(ours.who, theirs.who, evidence)
    )


def _stands_unattributed(ours: Attribution, evidence: str) -> bool:
    return any(
        coverage(ours.what, sentence) >= _PLAIN and not attributions(sentence)
        for sentence in sentences(evidence)
    )
