"""What the network says of a pair, read in windows and in parts."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.encoder import Weights
from assistant.verifier.entailment.network import CLAIM_TOKENS, collate, forward, row
from assistant.verifier.entailment.pairing import Pair
from assistant.verifier.entailment.text import Text, pieces_by_sentence
from corpus.types import Span

READINGS = ("whole", "worst_word", "mean_doubt")
"""Of a row: the logit of support, and the highest and the mean doubt about the claim's words."""

DOUBTS = frozenset({"worst_word", "mean_doubt"})
"""The readings that are the higher the less the claim is supported."""

_LEAST_CLAIM = 4


class Reading(NamedTuple):
    """`values` are `READINGS`; `denial` is the probability that the evidence denies the claim, and
    `doubts` that of being unsupported, for each of the claim's word pieces that were read."""

    values: list[float]
    denial: float
    doubts: list[float]


def read(weights: Weights, pair: Pair) -> Reading:
    """The best that the extract or the best window of a pair shows."""
    rows = [row(pair, window) for window in dict.fromkeys([pair.extract, pair.window])]
    ids, types, matches, mask, claim = collate(rows)
    logits, tokens = forward(weights, ids, types, matches, mask, claim)
    values, doubts = [], []
    for index, each in enumerate(rows):
        doubt = tokens[index, 1 : each.claim + 1].float().sigmoid()
        doubts.append(doubt.tolist())
        values.append([float(logits[index, 0]), float(doubt.amax()), float(doubt.mean())])
    return Reading(
        [
            (min if name in DOUBTS else max)(found)
            for name, found in zip(READINGS, zip(*values, strict=True), strict=True)
        ],
        float(logits[:, 1].float().sigmoid().amin()),
        [min(found) for found in zip(*doubts, strict=True)],
    )


def doubted(claim: Text, doubts: Sequence[float]) -> Span | None:
    """The words around the most doubtful content word, as far as each is doubtful."""
    starts = {start: doubt for (start, _), doubt in zip(claim.offsets, doubts, strict=False)}
    of_token = [starts.get(token.start, 0.0) for token in claim.tokens]
    content = [i for i, token in enumerate(claim.tokens) if token.content]
    if not content:
        return None
    first = last = max(content, key=of_token.__getitem__)
    if of_token[first] < _DOUBTFUL:
        return None
    while first and of_token[first - 1] >= _DOUBTFUL:
        first -= 1
    while last + 1 < len(of_token) and of_token[last + 1] >= _DOUBTFUL:
        last += 1
    return Span(claim.tokens[first].start, claim.tokens[last].end)


_DOUBTFUL = 0.5


def runs(claim: Text) -> list[str]:
    """The claim in as few runs of whole sentences as the network's room for claims allows."""
    return [claim.text] if len(claim.ids) <= CLAIM_TOKENS else parts(claim, CLAIM_TOKENS)


def parts(claim: Text, limit: int = 0) -> list[str]:
    """The claim in runs of whole sentences, of at most `limit` word pieces if one has no more."""
    found: list[str] = []
    size = 0
    for span, pieces in zip(claim.sentences, pieces_by_sentence(claim), strict=True):
        sentence = claim.text[span.start : span.end]
        # Two or three pieces are a number, a quotation mark or an abbreviation, not a claim.
        if found and (size + len(pieces) <= limit or len(pieces) < _LEAST_CLAIM):
            found[-1] += sentence
            size += len(pieces)
        else:
            found.append(sentence)
            size = len(pieces)
    return found


def pooled(readings: Sequence[Sequence[float]]) -> list[float]:
    """Of a claim in parts: halfway between the mean and the worst, as one lie spoils an answer."""
    found = []
    for name, values in zip(READINGS, zip(*readings, strict=True), strict=True):
        worst = max(values) if name in DOUBTS else min(values)
        found.append((sum(values) / len(values) + worst) / 2)
    return found
