"""Deterministic checks of a sentence against the words it cites.

Each check is a pure function from (claim, evidence) to a reason in words, or None where it has
nothing to object. A reason names what differs, so that a person can see it at once.
"""

from collections.abc import Sequence

from assistant.types import Quote
from assistant.verifier.checks.antonyms import check_antonyms
from assistant.verifier.checks.dates import check_dates
from assistant.verifier.checks.modality import check_modality
from assistant.verifier.checks.names import check_names
from assistant.verifier.checks.negation import check_negation
from assistant.verifier.checks.numbers import check_numbers
from assistant.verifier.checks.objection import Check, Objection, joined
from assistant.verifier.checks.order import check_order
from assistant.verifier.checks.speakers import check_speakers
from assistant.verifier.checks.verbatim import check_brackets, check_quotations
from assistant.verifier.checks.wording import check_words, own_stems, word_share

CHECKS: tuple[Check, ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_quotations,
    check_speakers,
    check_order,
    check_antonyms,
    check_negation,
    check_brackets,
    check_modality,
)
"""The most specific reason first, as the first objection is the one that is given."""


def first_objection(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What the first check that objects has to say."""
    return next((found for check in CHECKS if (found := check(claim, quotes))), None)


__all__ = [
    "CHECKS",
    "Check",
    "Objection",
    "check_dates",
    "check_names",
    "check_negation",
    "check_numbers",
    "check_quotations",
    "check_words",
    "first_objection",
    "joined",
    "own_stems",
    "word_share",
]
