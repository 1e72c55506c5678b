"""The refusal to search or extend an index with another model than its own."""

from corpus.errors import ModelMismatch
from vectorstore.model import Fingerprint


def mismatch(built: Fingerprint, used: Fingerprint) -> ModelMismatch:
    """Names both models and what to do."""
    names = f"{built.name}, not {used.name}"
    if built.name == used.name:
        names = f"other weights of {built.name} ({built.sha256[:12]}, not {used.sha256[:12]})"
    return ModelMismatch(
        f"the index was built with {names}; use that model, or run `citewise index --rebuild`"
    )
