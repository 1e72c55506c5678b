"""How near claim and evidence are in the packaged model's own space, whatever was learnt since."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.encoder import CLS, PAD, SEP, Weights, embedded, encoded
from assistant.verifier.entailment.network import CLAIM_TOKENS
from assistant.verifier.entailment.pairing import Pair

if TYPE_CHECKING:
    from torch import Tensor


def nearness(base: Weights, pair: Pair) -> float:
    """The cosine of the claim with what is nearest to it, in [-1, 1].

    Of the best window, the extract, and the sentences that say most of the claim.
    """
    import torch

    windows = dict.fromkeys([pair.extract.pieces, pair.window.pieces])
    sentences = [each for each in pair.closest if each not in windows]
    # Short texts and long ones apart: together the short ones would be mostly padding.
    claim, *short = _vectors(base, [pair.claim.ids[:CLAIM_TOKENS], *_ids(pair, sentences)])
    near = torch.stack([*short, *_vectors(base, _ids(pair, windows))]) @ claim
    return float(near.amax())


def _ids(pair: Pair, pieces: Iterable[Sequence[int]]) -> list[list[int]]:
    return [[pair.evidence.ids[piece] for piece in each] for each in pieces]


def _vectors(base: Weights, texts: Sequence[Sequence[int]]) -> "Tensor":
    """A vector of length 1 for each text's word pieces."""
    import torch
    from torch.nn import functional

    width = max(map(len, texts)) + 2
    ids = torch.tensor([[CLS, *text, SEP, *[PAD] * (width - 2 - len(text))] for text in texts])
    mask = torch.arange(width) < torch.tensor([[len(text) + 2] for text in texts])
    states = encoded(base, embedded(base, ids, torch.zeros_like(ids)), mask)
    real = mask.unsqueeze(-1).to(states.dtype)
    return functional.normalize(((states * real).sum(1) / real.sum(1)).float(), dim=-1)
