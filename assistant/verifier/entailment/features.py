"""How the claim's words stand in the evidence, as numbers."""

import math

from assistant.types import Quote
from assistant.verifier.checks import CHECKS
from assistant.verifier.entailment.pairing import Pair

_CHECKED = ("numbers", "dates", "names", "negation", "antonyms", "order", "speakers", "modality")

FEATURES = (
    "content_found",
    "missing_numbers",
    "missing_names",
    *(f"check_{name}" for name in _CHECKED),
)
"""What `features` measures, in its order."""


def features(pair: Pair) -> list[float]:
    """The share of content words found, in [0, 1]; of numbers and of names those that are not, as
    ln(1 + count); and for each check 1.0 if it objects, else 0.0."""
    tokens = pair.claim.tokens
    content = [i for i, token in enumerate(tokens) if token.content]
    missing = [i for i in content if not pair.found[i]]
    quotes = [Quote(pair.evidence.text)]
    found = (check(pair.claim.text, quotes) for check in CHECKS)
    objections = {objection.check for objection in found if objection is not None}
    return [
        (len(content) - len(missing)) / len(content) if content else 1.0,
        math.log1p(sum(tokens[i].number for i in missing)),
        math.log1p(sum(tokens[i].name for i in missing)),
        *(float(name in objections) for name in _CHECKED),
    ]
