"""Whether the claim states as fact what the evidence calls possible, planned or alleged."""

import re
from collections.abc import Sequence

from assistant.types import Quote
from assistant.verifier.checks.alignment import clauses, coverage, lemmas, matching, tokens
from assistant.verifier.checks.forms import is_past
from assistant.verifier.checks.hedges import Certainty, Hedge, certainty_of, hedges, is_reported
from assistant.verifier.checks.objection import Objection

_SURE = re.compile(r"\b(?:certain(?:ly)?|sure|bound|definitely|inevitabl[ey]|guaranteed)\b")
_ABILITY = ("can", "able to")
"""What hedges a claim ("could"), and is no hedge of what somebody can do."""
_AHEAD = frozenset("be being to".split())
_LEAST_ALIKE = 0.7
"""Share of a claim's content words that the hedged sentence must have."""
_LEAST_WORDS = 2
_LEAST_GOVERNED = 0.5
_MOST_GOVERNED = 0.75
"""Shares of the hedged words that the claim must state, of the same subject and of any."""
_PLAIN = 0.9
"""Share of the claim that an unhedged clause must have, to have stated it already."""


def check_modality(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What the evidence calls possible, proposed or alleged is not to be stated as done.

    A hedge of the same strength will do, whatever its word, but not one that both have of something
    else. What is planned or decided may be said to be so, and is not done yet.
    """
    said = lemmas(claim)
    kept = list(hedges(claim))
    for part in (claim, *clauses(claim)):
        about = lemmas(part)
        alike = matching(about, quotes, _LEAST_ALIKE) if len(about) >= _LEAST_WORDS else []
        if any(_states_plainly(about, sentence) for sentence in alike):
            continue
        theirs = list(hedges(alike[0])) if alike else []
        for hedge in theirs:
            if hedge.word in _ABILITY or not _is_stated(hedge, said):
                continue
            others = {each.word for each in theirs} - {hedge.word}
            ours = [each for each in kept if each.word not in others]
            surer = _SURE.search(claim) and not _SURE.search(alike[0])
            if surer or not _is_kept(hedge, ours, claim):
                return Objection(
                    "modality",
                    f"the article says “{hedge.word}”, the sentence states it as "
                    + ("certain" if _certainty(hedge, ours) is Certainty.INTENDED else "a fact"),
                    True,
                )
    return None


def _states_plainly(said: frozenset[str], sentence: str) -> bool:
    return any(
        certainty_of(clause) is Certainty.FACT and coverage(said, clause) >= _PLAIN
        for clause in clauses(sentence)
    )


def _is_stated(hedge: Hedge, said: frozenset[str]) -> bool:
    """Whether the claim says what a hedge governs: all of it, or half of the same subject."""
    if not hedge.governed or hedge.governed[0] not in said:
        return False
    same = not hedge.subject or not said.isdisjoint(hedge.subject)
    least = _LEAST_GOVERNED if same else _MOST_GOVERNED
    return len(said.intersection(hedge.governed)) >= least * len(hedge.governed)


def _certainty(hedge: Hedge, kept: Sequence[Hedge]) -> Certainty:
    """How certain the claim is of what the evidence hedges."""
    found = Certainty.FACT
    for each in kept:
        spoken_of = {*each.governed, *each.subject}
        common = len(spoken_of.intersection(hedge.governed))
        if hedge.governed[0] in spoken_of or common > len(hedge.governed) / 2:
            found = min(found, each.certainty)
    return found


def _is_kept(hedge: Hedge, kept: Sequence[Hedge], claim: str) -> bool:
    """Whether the claim says it no more firmly than the evidence does."""
    certainty = _certainty(hedge, kept)
    if certainty <= max(hedge.certainty, Certainty.POSSIBLE):
        return True
    if hedge.certainty is Certainty.INTENDED:
        return not _is_done(hedge, claim)
    return hedge.certainty is Certainty.ALLEGED and is_reported(claim)


def _is_done(hedge: Hedge, claim: str) -> bool:
    """Whether the claim has in the past a verb that the hedge governs in another form."""
    every = tokens(claim)
    return any(
        token.lemma in hedge.governed
        and is_past(token.word)
        and token.word.lower() not in hedge.forms
        and not any(
            t.word.lower() in _AHEAD for t in every[max(0, token.position - 2) : token.position]
        )
        for token in every
    )
