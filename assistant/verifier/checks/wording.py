"""How many of a claim's own words the evidence uses."""

import re
from collections.abc import Sequence

from assistant.facts import TITLES, names
from assistant.types import Quote
from assistant.verifier.checks.digits import facts_of
from assistant.verifier.checks.objection import Objection, joined
from assistant.words import content_stems, share, stem

_TITLE_STEMS = frozenset(stem(title) for title in TITLES)
_SPEECH = re.compile(
    r"\b(?:said|says|told|added|according|reported|announced|wrote)\b", re.IGNORECASE
)
_LEAST_SHARE = 0.5
_LEAST_IN_CLAUSE = 0.34
_CLAUSES = re.compile(
    r"[,;:—–]\s+|\s+(?=(?:and|but|while|because|although|after|before|which|who|so)\s)"
)


def check_words(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """No veto on a verdict, as honest paraphrases share few words; it tells when two say the same.

    At least `_LEAST_SHARE` of the claim's content words must stand in the evidence, and of each
    longer clause at least `_LEAST_IN_CLAUSE`: what was added to a true sentence stands in one.

    What is said of somebody must be there, not only who it is: of the words beside names at least
    one in each clause and `_LEAST_SHARE` in all.
    """
    evidence = joined(quotes)
    if " ".join(claim.split()) in " ".join(evidence.split()):
        return None
    wordy = claim
    for start, end in facts_of(claim):  # which have checks of their own
        wordy = wordy[:start] + " " * (end - start) + wordy[end:]
    said, present = own_stems(wordy), set(content_stems(evidence))
    if not said:
        return Objection("words", "it says nothing that could be checked")
    if share(said, present) < _LEAST_SHARE:
        return Objection("words", "the article uses too few of the sentence's words to tell")
    for clause in _CLAUSES.split(wordy):
        own = own_stems(clause)
        if own and not _SPEECH.search(clause) and not any(each in present for each in own):
            return Objection("words", f"the article does not say “{_trimmed(clause)}”")
    if share(content_stems(wordy), present) < _LEAST_SHARE:
        return Objection("words", "the article uses too few of the sentence's words to tell")
    for clause in _CLAUSES.split(wordy):
        every = content_stems(clause)
        if len(every) >= 3 and share(every, present) < _LEAST_IN_CLAUSE:
            return Objection("words", f"the article does not say “{_trimmed(clause)}”")
    return None


def own_stems(text: str) -> tuple[str, ...]:
    """The stems of the content words that stand in no name: what is said, not of whom."""
    rest = text
    for name in names(text):
        rest = rest[: name.start] + " " * (name.end - name.start) + rest[name.end :]
    return tuple(each for each in content_stems(rest) if each not in _TITLE_STEMS)


def word_share(claim: str, evidence: str) -> float:
    """The share of the claim's content words found in the evidence by stem, in [0, 1]."""
    return share(content_stems(claim), set(content_stems(evidence)))


def _trimmed(clause: str) -> str:
    return " ".join(clause.split()).strip(" .")
