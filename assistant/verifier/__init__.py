"""Whether cited words support a sentence."""

from pathlib import Path

from assistant.settings import Settings
from assistant.verifier.checked import CheckedVerifier
from assistant.verifier.seam import Scorer, ScorerFault, SupportScore, Verifier

__all__ = [
    "AGREEMENT",
    "MODEL_CARD",
    "CheckedVerifier",
    "Scorer",
    "ScorerFault",
    "SupportScore",
    "Verifier",
    "load_verifier",
]


MODEL_CARD = Path(__file__).parent.parent / "weights" / "verifier-model-card.md"
"""What the shipped verifier was made from, what it scores, and how often it errs."""

AGREEMENT = (
    "with people its mean AUROC is 0.720, over sources left out of its fitting; "
    "it shows 46 in 100 of careless composed sentences and withholds 42 in 100 of good ones"
)
"""Of the shipped verifier, from its model card: with people's judgements, the mean over families of
sources of AUROC in [0, 1], each left out of the fitting; and on the test half of the composed
sentences, whose labels are the project's own."""


def load_verifier(settings: Settings | None = None) -> Verifier:
    """The verifier whose judge of meaning `settings.judge` names.

    Raises CitewiseError, saying what to do, if it can not be loaded.
    """
    from assistant.verifier.judges import make_scorer

    return CheckedVerifier(make_scorer(settings or Settings()))
