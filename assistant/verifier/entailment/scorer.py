"""How well evidence supports a claim, as a calibrated number, by the shipped weights.

Four readings of a pair are combined. Words: which of the claim's are missing from the evidence. How
near the two are in the packaged model's space. A cross-encoder that judges the pair as a whole,
sentence by sentence, and each word of the claim. And the checks. The combination was fitted on
people's judgements, of which the cross-encoder had seen none. See
`assistant/weights/verifier-model-card.md`.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoder import Weights, base_weights, load_tokenizer, merged
from assistant.verifier.entailment.combination import SIGNALS, Combination
from assistant.verifier.entailment.features import features
from assistant.verifier.entailment.nearness import Nearness
from assistant.verifier.entailment.pairing import pair
from assistant.verifier.entailment.reading import Reading, doubted, parts, pooled, read, runs
from assistant.verifier.entailment.text import Text
from assistant.verifier.seam import SupportScore
from assistant.weightsfile import content_of, parsed
from corpus.errors import CitewiseError
from vectorstore.arithmetic import has_bfloat16

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

WEIGHTS = Path(__file__).parents[2] / "weights" / "verifier.safetensors"
SHA256 = "35ab62d945120080281eef244cf5256a376d00785fd7689ccf38c67cf7b58a39"
"""Of the shipped weights; a file that differs is refused."""
FORMAT = "citewise-verifier-1"


class SupportScorer:
    """Threads may share one scorer. It computes in bfloat16 where the processor does."""

    def __init__(
        self,
        base: Weights,
        weights: Weights,
        tokenizer: "Tokenizer",
        rarity: Sequence[float],
        combination: Combination,
        fingerprint: str,
    ) -> None:
        self._nearness = Nearness(base)
        self._weights = weights
        self._tokenizer = tokenizer
        self._rarity = rarity
        self._combination = combination
        # The gate asks the same again: each citation alone, several together, then what to attach.
        self._remembered = lru_cache(maxsize=2048)(self._score)
        self.fingerprint = fingerprint
        """Changes whenever scores may: the start of the weights file's SHA-256."""

    @classmethod
    def load(cls, path: Path | None = None, *, exact: bool = False) -> "SupportScorer":
        """The shipped verifier, whose checksum is pinned, or the one in `path`.

        `exact` computes in float32 everywhere. Raises CitewiseError if the file is missing,
        damaged or made for another base model.
        """
        file = path or WEIGHTS
        pinned = SHA256 if file == WEIGHTS else None
        content, digest = content_of(file, "verifier", CitewiseError, pinned)
        made_for = {"format": FORMAT, "signals": " ".join(SIGNALS)}
        learnt, rarity, combination = parsed(
            content, file, "verifier", CitewiseError, made_for, _learnt
        )
        base = base_weights()
        plain, weights = merged(base, {}), merged(base, learnt)
        if not exact and has_bfloat16():
            plain, weights = halved(plain), halved(weights)
        return cls(plain, weights, load_tokenizer(), rarity, combination, digest[:16])

    @property
    def name(self) -> str:
        return f"citewise-1 {self.fingerprint[:8]}"

    @property
    def threshold(self) -> float:
        """The support from which a claim is called supported."""
        return self._combination.threshold

    def score(self, claim: str, evidence: str) -> SupportScore:
        """How well the evidence supports the claim; deterministic, and of this pair alone."""
        return self._remembered(claim, evidence)

    def _score(self, claim: str, evidence: str) -> SupportScore:
        said, there = self._text(claim), self._text(evidence)
        if not said.tokens or not there.tokens:
            return SupportScore(0.0)
        signals, first = self._signals(said, there)
        support = self._combination.support(signals)
        return SupportScore(support, (1 - support) * first.denial, doubted(said, first.doubts))

    def signals(self, claim: str, evidence: str) -> list[float]:
        """`SIGNALS` of a pair that has words on both sides."""
        return self._signals(self._text(claim), self._text(evidence))[0]

    def _text(self, text: str) -> Text:
        return Text(text, self._tokenizer.encode(text, add_special_tokens=False))

    def _signals(self, claim: Text, evidence: Text) -> tuple[list[float], Reading]:
        """The signals, and what was read of the claim's first run."""
        import torch

        whole = pair(claim, evidence, self._rarity)
        sentences, pieces = parts(claim), runs(claim)
        pairs = {
            part: whole if part == claim.text else pair(self._text(part), evidence, self._rarity)
            for part in dict.fromkeys([*pieces, *sentences])
        }
        with torch.inference_mode():
            found = {part: read(self._weights, each) for part, each in pairs.items()}
            near = self._nearness.of(whole)
        together = pooled([found[piece].values for piece in pieces])
        apart = pooled([found[sentence].values for sentence in sentences])
        return [*features(whole), *together, apart[0], near], found[pieces[0]]


def halved(weights: Weights) -> dict[str, "Tensor"]:
    """The weights in bfloat16."""
    return {name: tensor.bfloat16() for name, tensor in weights.items()}


def _learnt(
    tensors: dict[str, "Tensor"], metadata: Mapping[str, str]
) -> tuple[dict[str, "Tensor"], list[float], Combination]:
    """What was learnt, the word pieces' rarity, and the combination."""
    rarity: list[float] = tensors.pop("rarity").float().tolist()
    return tensors, rarity, Combination(**json.loads(metadata["combination"]))
