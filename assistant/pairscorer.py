"""The reader: how probably a sentence answers a question, and which of its words do.

A cross-encoder: the packaged all-MiniLM-L6-v2 with low-rank updates of its layers and two
heads, read from `weights/reader.safetensors`.
How it was made and what it scores: docs/reader-model-card.md.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
    ready_for_bfloat16,
)
from assistant.weightsfile import content_of, parsed
from corpus.errors import WriterFault
from corpus.types import Span
from vectorstore.arithmetic import fast_arithmetic, has_bfloat16

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
SHA256 = "2a0c6c99db9e842d0da8f23dddac7b66d4b65f2588e5565562e0ec015561dd7e"
"""Of the shipped weights; a file that differs is refused."""
FORMAT = "citewise-reader-2"

MAX_TOKENS = 192
QUESTION_TOKENS = 64
CONTEXT_TOKENS = 64
"""Of the context only its end is read: what stands nearest before the sentence."""
LONGEST_ANSWER = 24
"""Tokens that the words of an answer may have."""
_TOKENS_PER_BATCH = 2048


class Row(NamedTuple):
    """One pair as the network reads it: token ids, their types, and where in the sentence's text
    each token of the sentence stands. The sentence's tokens are the last but one.
    """

    ids: list[int]
    types: list[int]
    places: list[tuple[int, int]]

    @property
    def begin(self) -> int:
        """The position of the sentence's first token."""
        return len(self.ids) - 1 - len(self.places)


class Scored(NamedTuple):
    """The probability in [0, 1] that a sentence answers, and the words of it that do so likeliest;
    None for a sentence without words.
    """

    probability: float
    words: Span | None


class PairScorer:
    """Threads may share one scorer. It computes in bfloat16 where the processor does."""

    def __init__(
        self,
        weights: Weights,
        tokenizer: "Tokenizer",
        scale: float,
        shift: float,
        fingerprint: str,
        *,
        exact: bool,
    ) -> None:
        fast = has_bfloat16() and not exact
        self._weights = ready_for_bfloat16(weights) if fast else weights
        self._tokenizer = tokenizer
        self._scale = scale
        self._shift = shift
        self._arithmetic = nullcontext if exact else fast_arithmetic
        self.fingerprint = fingerprint
        """Changes whenever scores may: the start of the weights file's SHA-256."""

    @classmethod
    def load(cls, path: Path | None = None, *, exact: bool = False) -> "PairScorer":
        """The shipped reader, whose checksum is pinned, or the one in `path`.

        `exact` computes in float32 everywhere. Raises WriterFault if the file is missing, damaged
        or made for another base model.
        """
        file = path or WEIGHTS
        pinned = SHA256 if file == WEIGHTS else None
        content, digest = content_of(file, "reader", WriterFault, pinned)
        learnt, scale, shift = _parsed(content, file)
        weights = merged(base_weights(), learnt)
        return cls(weights, load_tokenizer(), scale, shift, digest[:16], exact=exact)

    def score(self, question: str, candidates: Sequence[tuple[str, str]]) -> list[Scored]:
        """For each (context, sentence) whether the sentence answers, and with which words.

        The context is what stands before the sentence (headline, one or two sentences; may be
        empty): it tells what a pronoun stands for, and is not itself searched for the answer.
        """
        import torch

        if not candidates:
            return []
        rows = encode(self._tokenizer, [(question, *candidate) for candidate in candidates])
        scored = [Scored(0.0, None)] * len(rows)
        with torch.inference_mode(), self._arithmetic():
            for batch in batches([len(row.ids) for row in rows], _TOKENS_PER_BATCH):
                logits, bounds = forward(self._weights, *collate([rows[i] for i in batch]))
                calibrated = torch.sigmoid(logits.double() * self._scale + self._shift).tolist()
                for index, score, found in zip(batch, calibrated, bounds.float(), strict=True):
                    scored[index] = Scored(score, likeliest(found, rows[index]))
        return scored


def encode(tokenizer: "Tokenizer", triples: Sequence[tuple[str, str, str]]) -> list[Row]:
    """The rows of `[CLS] question [SEP] context [SEP] sentence [SEP]`.

    The type is 1 for the sentence and 0 before it. Where there is no room for all, the context
    loses its beginning first, then the sentence its end.
    """
    texts = list({text: None for triple in triples for text in triple})
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    tokens = dict(zip(texts, encoded, strict=True))
    rows = []
    for question, context, sentence in triples:
        asked = tokens[question].ids[:QUESTION_TOKENS]
        judged = tokens[sentence].ids[: MAX_TOKENS - 4 - len(asked)]
        room = min(CONTEXT_TOKENS, MAX_TOKENS - 4 - len(asked) - len(judged))
        before = tokens[context].ids[-room:] if room else []
        head = [CLS, *asked, SEP, *before, SEP]
        types = [0] * len(head) + [1] * (len(judged) + 1)
        rows.append(Row(head + judged + [SEP], types, tokens[sentence].offsets[: len(judged)]))
    return rows


def batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Indices grouped by similar length, at most `tokens` per group once padded."""
    groups: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if not groups or (len(groups[-1]) + 1) * lengths[index] > tokens:
            groups.append([])
        groups[-1].append(index)
    return groups


def collate(rows: Sequence[Row], multiple: int = 1) -> tuple["Tensor", "Tensor", "Tensor"]:
    """Ids, types and mask (True for a real token), padded to one length."""
    import torch

    longest = max(len(row.ids) for row in rows)
    width = -(-longest // multiple) * multiple
    ids = torch.tensor([row.ids + [PAD] * (width - len(row.ids)) for row in rows])
    types = torch.tensor([row.types + [0] * (width - len(row.types)) for row in rows])
    lengths = torch.tensor([[len(row.ids)] for row in rows])
    return ids, types, torch.arange(width) < lengths


def forward(
    weights: Weights, ids: "Tensor", types: "Tensor", mask: "Tensor"
) -> tuple["Tensor", "Tensor"]:
    """Two readings of BERT's states: does the sentence answer, and where in it.

    One logit a row (rows), by a head on [CLS] and the sentence's mean; and for each token the
    logits of being the first and the last of the answer (rows, width, 2), as for SQuAD (Devlin et
    al. 2019, https://arxiv.org/abs/1810.04805).
    """
    import torch

    states = encoded(weights, embedded(weights, ids, types), mask)
    judged = (types * mask).unsqueeze(-1).to(states.dtype)
    mean = (states * judged).sum(1) / judged.sum(1)
    hidden = torch.tanh(linear(weights, "head.hidden", torch.cat([states[:, 0], mean], 1)))
    answers = linear(weights, "head.out", hidden).squeeze(-1)
    return answers, linear(weights, "head.bounds", states)


def likeliest(bounds: "Tensor", row: Row) -> Span | None:
    """The words of the sentence whose first and last token have the highest sum of logits.

    `bounds` are one row's of `forward`, (width, 2).
    """
    count = len(row.places)
    if not count:
        return None
    own = bounds[row.begin : row.begin + count]
    sums = own[:, None, 0] + own[None, :, 1]
    allowed = sums.new_ones(count, count).triu().tril(LONGEST_ANSWER - 1).bool()
    first, last = divmod(int(sums.masked_fill(~allowed, float("-inf")).argmax()), count)
    return Span(row.places[first][0], row.places[last][1])


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
