"""How near claim and evidence are in the packaged model's own space, whatever was learnt since."""

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from assistant.encoder import CLS, SEP, Weights, embedded, encoded
from assistant.verifier.entailment.network import CLAIM_TOKENS
from assistant.verifier.entailment.pairing import Pair

if TYPE_CHECKING:
    from torch import Tensor


class Nearness:
    """Keeps the vectors of the texts it has met: one piece of evidence meets many claims."""

    def __init__(self, base: Weights) -> None:
        self._vector = lru_cache(_KEPT)(partial(_vector, base))

    def of(self, pair: Pair) -> float:
        """The cosine of the claim with what is nearest to it, in [-1, 1].

        Of the best window, the extract, and the sentences that say most of the claim.
        """
        claim = self._vector(tuple(pair.claim.ids[:CLAIM_TOKENS]))
        near = dict.fromkeys([*pair.closest, pair.extract.pieces, pair.window.pieces])
        vectors = (self._vector(tuple(pair.evidence.ids[i] for i in pieces)) for pieces in near)
        return max(float(vector @ claim) for vector in vectors)


_KEPT = 4096
"""Vectors, of 384 numbers each."""


def _vector(base: Weights, text: tuple[int, ...]) -> "Tensor":
    """A vector of length 1 for a text's word pieces.

    Each text by itself: beside others its last digits would depend on them.
    """
    import torch
    from torch.nn import functional

    ids = torch.tensor([[CLS, *text, SEP]])
    mask = torch.ones_like(ids, dtype=torch.bool)
    (states,) = encoded(base, embedded(base, ids, torch.zeros_like(ids)), mask)
    return functional.normalize(states.mean(0).float(), dim=-1)
