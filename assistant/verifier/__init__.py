"""Whether cited words support a sentence."""

from assistant.verifier.rules import RuleVerifier
from assistant.verifier.seam import Verifier

__all__ = ["RuleVerifier", "Verifier"]
