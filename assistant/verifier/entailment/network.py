"""The cross-encoder: the packaged MiniLM, told for each word whether the other side has it.

It gives a pair's support and contradiction, and a doubt about each word of the claim.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from assistant.encoder import CLS, LAYERS, PAD, SEP, Weights, embedded, encoded, linear
from assistant.verifier.entailment.pairing import Pair, Window
from assistant.verifier.entailment.text import Text, Token

if TYPE_CHECKING:
    from torch import Tensor

CLAIM_TOKENS = 96
TRAINED_FROM = 2
"""The layers below are the packaged model's own."""


class Match(StrEnum):
    """What the other side has of a word; its position is its row in the match embedding."""

    NONE = "none"
    FUNCTION = "function"
    FUNCTION_MISSING = "function_missing"
    HERE = "here"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"
    NUMBER_MISSING = "number_missing"
    NAME_MISSING = "name_missing"
    IN_CLAIM = "in_claim"


_ROW = {match: row for row, match in enumerate(Match)}


class Row(NamedTuple):
    """One input of the network, [CLS] claim [SEP] evidence [SEP]."""

    ids: list[int]
    types: list[int]
    matches: list[int]
    claim: int
    """How many of the tokens after the first belong to the claim."""


def row(pair: Pair, window: Window, *, blind: bool = False) -> Row:
    """The input for a window; `blind` ones are not told which words agree: training has some."""
    here = frozenset().union(*(pair.by_sentence[s] for s in window.sentences))
    claim = pair.claim.ids[:CLAIM_TOKENS]
    of_claim = _matches(pair.claim, here, pair.evidence.stems)[: len(claim)]
    said = {token.stem for token in pair.claim.tokens if token.content}
    of_evidence = _marked(pair.evidence, said)
    chosen = window.pieces
    ids = [CLS, *claim, SEP, *(pair.evidence.ids[piece] for piece in chosen), SEP]
    types = [0] * (len(claim) + 2) + [1] * (len(chosen) + 1)
    matches = [0, *of_claim, 0, *(of_evidence[piece] for piece in chosen), 0]
    return Row(ids, types, [0] * len(ids) if blind else matches, len(claim))


def _matches(claim: Text, here: frozenset[str], anywhere: frozenset[str]) -> list[int]:
    return _spread(claim, [_ROW[_match(token, here, anywhere)] for token in claim.tokens])


def _match(token: Token, here: frozenset[str], anywhere: frozenset[str]) -> Match:
    if not token.content:
        return Match.FUNCTION if token.stem in here else Match.FUNCTION_MISSING
    if token.stem in here:
        return Match.HERE
    if token.stem in anywhere:
        return Match.ELSEWHERE
    if token.number:
        return Match.NUMBER_MISSING
    return Match.NAME_MISSING if token.name else Match.MISSING


def _marked(evidence: Text, said: set[str]) -> list[int]:
    row = _ROW[Match.IN_CLAIM]
    return _spread(evidence, [row if token.stem in said else 0 for token in evidence.tokens])


def _spread(text: Text, of_token: Sequence[int]) -> list[int]:
    """A value of each word, given to each of its word pieces."""
    spread = [0] * len(text.offsets)
    at = 0
    for index, (start, _) in enumerate(text.offsets):
        while at < len(text.tokens) and text.tokens[at].end <= start:
            at += 1
        if at < len(text.tokens) and text.tokens[at].start <= start:
            spread[index] = of_token[at]
    return spread


def collate(
    rows: Sequence[Row], multiple: int = 1
) -> tuple["Tensor", "Tensor", "Tensor", "Tensor", "Tensor"]:
    """Ids, types, matches, mask (True for a real token) and which tokens are the claim's."""
    import torch

    longest = max(len(each.ids) for each in rows)
    width = -(-longest // multiple) * multiple

    def padded(of: Sequence[list[int]]) -> "Tensor":
        return torch.tensor([values + [PAD] * (width - len(values)) for values in of])

    place = torch.arange(width)
    lengths = torch.tensor([[len(each.ids)] for each in rows])
    claims = torch.tensor([[each.claim] for each in rows])
    return (
        padded([each.ids for each in rows]),
        padded([each.types for each in rows]),
        padded([each.matches for each in rows]),
        place < lengths,
        (place > 0) & (place <= claims),
    )


def forward(
    weights: Weights,
    ids: "Tensor",
    types: "Tensor",
    matches: "Tensor",
    mask: "Tensor",
    claim: "Tensor",
) -> tuple["Tensor", "Tensor"]:
    """Logits: for each row of support and contradiction, and for each token that it is unsupported.

    BERT's encoder with one more embedding, that of `Match`, where the trained layers begin.
    """
    return upper(weights, lower(weights, ids, types, mask), matches, mask, claim)


def lower(weights: Weights, ids: "Tensor", types: "Tensor", mask: "Tensor") -> "Tensor":
    """The states of each token after the layers that stay as they are in the packaged model."""
    return encoded(weights, embedded(weights, ids, types), mask, 0, TRAINED_FROM)


def upper(
    weights: Weights, states: "Tensor", matches: "Tensor", mask: "Tensor", claim: "Tensor"
) -> tuple["Tensor", "Tensor"]:
    """`forward` from the lower layers' states on.

    A row's logits come from [CLS], the claim's mean state, and the mean and the highest of the
    doubts about its tokens.
    """
    import torch

    states = states + weights["head.match"][matches].to(states.dtype)
    states = encoded(weights, states, mask, TRAINED_FROM, LAYERS)
    judged = claim.unsqueeze(-1).to(states.dtype)
    count = judged.sum(1).clamp(min=1)
    mean = (states * judged).sum(1) / count
    tokens = linear(weights, "head.token", states).squeeze(-1)
    doubt = tokens.sigmoid() * judged.squeeze(-1)
    doubts = torch.stack([doubt.sum(1) / count.squeeze(-1), doubt.amax(1)], 1)
    hidden = torch.tanh(linear(weights, "head.hidden", torch.cat([states[:, 0], mean], 1)))
    joined = torch.cat([hidden, doubts.to(hidden.dtype)], 1)
    return linear(weights, "head.out", joined), tokens
