"""The reader: how probably a sentence answers a question, given what stands before it.

A cross-encoder: the packaged all-MiniLM-L6-v2 with low-rank updates of its upper layers and a
head, read from `weights/reader.safetensors`.
How it was made and what it scores: docs/reader-model-card.md.
"""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoder import (
    CLS,
    PAD,
    SEP,
    Weights,
    base_weights,
    embedded,
    encoded,
    linear,
    load_tokenizer,
    merged,
)
from assistant.weightsfile import content_of, parsed
from corpus.errors import WriterFault
from vectorstore.arithmetic import fast_arithmetic

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
SHA256 = "2ea58e4df76c55b11a1dfac8c027d696ef0dc4db18e31edfdba6f451e75d929b"
"""Of the shipped weights; a file that differs is refused."""
FORMAT = "citewise-reader-1"

MAX_TOKENS = 192
QUESTION_TOKENS = 64
CONTEXT_TOKENS = 64
"""Of the context only its end is read: what stands nearest before the sentence."""
_TOKENS_PER_BATCH = 2048


class PairScorer:
    """Threads may share one scorer."""

    def __init__(
        self, weights: Weights, tokenizer: "Tokenizer", scale: float, shift: float, fingerprint: str
    ) -> None:
        self._weights = weights
        self._tokenizer = tokenizer
        self._scale = scale
        self._shift = shift
        self._turn = threading.Lock()
        self.fingerprint = fingerprint
        """Changes whenever scores may: the start of the weights file's SHA-256."""

    @classmethod
    def load(cls, path: Path | None = None) -> "PairScorer":
        """The shipped reader, whose checksum is pinned, or the one in `path`.

        Raises WriterFault if the file is missing, damaged or made for another base model.
        """
        file = path or WEIGHTS
        pinned = SHA256 if file == WEIGHTS else None
        content, digest = content_of(file, "reader", WriterFault, pinned)
        learnt, scale, shift = _parsed(content, file)
        weights = merged(base_weights(), learnt)
        return cls(weights, load_tokenizer(), scale, shift, digest[:16])

    def score(self, question: str, candidates: Sequence[tuple[str, str]]) -> list[float]:
        """For each (context, sentence), the probability in [0, 1] that the sentence answers.

        The context is what stands before the sentence (headline, one or two sentences; may be
        empty): it tells what a pronoun stands for, and is not itself searched for the answer.
        """
        import torch

        if not candidates:
            return []
        rows = encode(self._tokenizer, [(question, *candidate) for candidate in candidates])
        scores = [0.0] * len(rows)
        with self._turn, torch.inference_mode(), fast_arithmetic():
            for batch in batches([len(ids) for ids, _ in rows], _TOKENS_PER_BATCH):
                logits = forward(self._weights, *collate([rows[i] for i in batch]))
                calibrated = torch.sigmoid(logits.double() * self._scale + self._shift)
                for index, score in zip(batch, calibrated.tolist(), strict=True):
                    scores[index] = score
        return scores


def encode(
    tokenizer: "Tokenizer", triples: Sequence[tuple[str, str, str]]
) -> list[tuple[list[int], list[int]]]:
    """Token ids and types of `[CLS] question [SEP] context [SEP] sentence [SEP]`.

    The type is 1 for the sentence and 0 before it. Where there is no room for all, the context
    loses its beginning first, then the sentence its end.
    """
    texts = list({text: None for triple in triples for text in triple})
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    tokens = {text: found.ids for text, found in zip(texts, encoded, strict=True)}
    rows = []
    for question, context, sentence in triples:
        asked = tokens[question][:QUESTION_TOKENS]
        judged = tokens[sentence][: MAX_TOKENS - 4 - len(asked)]
        room = min(CONTEXT_TOKENS, MAX_TOKENS - 4 - len(asked) - len(judged))
        before = tokens[context][-room:] if room else []
        head = [CLS, *asked, SEP, *before, SEP]
        rows.append((head + judged + [SEP], [0] * len(head) + [1] * (len(judged) + 1)))
    return rows


def batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Indices grouped by similar length, at most `tokens` per group once padded."""
    groups: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not groups or (len(groups[-1]) + 1) * lengths[index] > tokens:
            groups.append([])
        groups[-1].append(index)
    return groups


def collate(
    rows: Sequence[tuple[list[int], list[int]]], multiple: int = 1
) -> tuple["Tensor", "Tensor", "Tensor"]:
    """Ids, types and mask (True for a real token), padded to one length."""
    import torch

    longest = max(len(ids) for ids, _ in rows)
    width = -(-longest // multiple) * multiple
    ids = torch.tensor([ids + [PAD] * (width - len(ids)) for ids, _ in rows])
    types = torch.tensor([types + [0] * (width - len(types)) for _, types in rows])
    lengths = torch.tensor([[len(ids)] for ids, _ in rows])
    return ids, types, torch.arange(width) < lengths


def forward(weights: Weights, ids: "Tensor", types: "Tensor", mask: "Tensor") -> "Tensor":
    """One logit for each row: BERT's encoder, then a head on [CLS] and the sentence's mean."""
    import torch

    states = encoded(weights, embedded(weights, ids, types), mask)
    judged = (types * mask).unsqueeze(-1).to(states.dtype)
    mean = (states * judged).sum(1) / judged.sum(1)
    hidden = torch.tanh(linear(weights, "head.hidden", torch.cat([states[:, 0], mean], 1)))
    return linear(weights, "head.out", hidden).squeeze(-1)


def read(path: Path) -> tuple[dict[str, "Tensor"], float, float]:
    """What was learnt, and the scale and shift that calibrate its logit.

    Raises WriterFault if the file holds no reader for this base model.
    """
    return _parsed(content_of(path, "reader", WriterFault)[0], path)


def _parsed(content: bytes, path: Path) -> tuple[dict[str, "Tensor"], float, float]:
    def parse(
        learnt: dict[str, "Tensor"], metadata: Mapping[str, str]
    ) -> tuple[dict[str, "Tensor"], float, float]:
        return learnt, float(metadata["scale"]), float(metadata["shift"])

    return parsed(content, path, "reader", WriterFault, {"format": FORMAT}, parse)
