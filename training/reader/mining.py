"""Sentences that a reader so far takes for answers, though they are none.

Such negatives teach more than those drawn by their words (Xiong et al. 2021,
https://arxiv.org/abs/2007.00808).
"""

from collections.abc import Sequence

import numpy as np

from assistant import encoder
from training import evaluate_reader
from training.reader.examples import hardest_first
from training.reader.item import Item

LOOKED_AT = 8
"""Sentences of an item that are judged: those most like the question in their words."""
SURE = 2.0
"""Log-odds from which a sentence that is not marked, but likelier than those that are, may be an
answer that was overlooked."""


def mined(weights: encoder.Weights, items: Sequence[Item]) -> list[list[int]]:
    """Of each item the sentences that do not answer, the likeliest by `weights` first."""
    looked_at = [
        sorted({*hardest_first(item)[:LOOKED_AT], *item.positive} - item.unsure) for item in items
    ]
    triples = [
        (item.question, item.before(index), item.sentences[index])
        for item, chosen in zip(items, looked_at, strict=True)
        for index in chosen
    ]
    scores, _ = evaluate_reader.judged(weights, triples)
    ends = np.cumsum([len(chosen) for chosen in looked_at])[:-1]
    return [
        _wrong(item, dict(zip(chosen, own.tolist(), strict=True)))
        for item, chosen, own in zip(items, looked_at, np.split(scores, ends), strict=True)
    ]


def _wrong(item: Item, scores: dict[int, float]) -> list[int]:
    limit = max([SURE, *(scores[index] for index in item.positive)])
    return sorted(
        (
            index
            for index, score in scores.items()
            if index not in item.positive and (score < limit or not item.answerable)
        ),
        key=lambda index: -scores[index],
    )
