"""Stand-ins for what is slow or far away; real enough to reason with."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.question import Question
from assistant.reader import Candidate, Judgement
from assistant.types import Quote
from assistant.verifier import CheckedVerifier, SupportScore
from assistant.verifier.checks import check_words, word_share
from assistant.words import content_stems
from vectorstore.model import Fingerprint, TokenVectors
from vectorstore.words import words

_WORD = re.compile(r"\w+|[^\w\s]")


class FakeEmbedder(Embeddings):
    """A hashed bag of stemmed words: texts that share words are near, the rest is not.

    Counts what it embeds: `batches` calls and `texts`. `seed` makes another model of it.
    """

    def __init__(self, dimension: int = 256, seed: str = "fake") -> None:
        self.dimension = dimension
        self.seed = seed
        self.batches = 0
        self.texts = 0
        self.max_tokens = 254

    @property
    def fingerprint(self) -> Fingerprint:
        weights = sha256(f"{self.seed}/{self.dimension}".encode()).hexdigest()
        return Fingerprint(f"{self.seed}-embedder", "1", self.dimension, weights)

    def load(self) -> None:
        """Nothing to load."""

    def count_tokens(self, text: str) -> int:
        return len(_WORD.findall(text))

    def embed_array(self, texts: Sequence[str]) -> Any:
        self.batches += 1
        self.texts += len(texts)
        rows = [sum((self._word(word) for word in words(text)), self._word("")) for text in texts]
        if not rows:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([row / np.linalg.norm(row) for row in rows]).astype(np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.embed_array(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.embed_array([text])[0].tolist()
        return vector

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        found = []
        for text in texts:
            spans = [match.span() for match in _WORD.finditer(text)]
            vectors = self.embed_array([text[start:end] for start, end in spans])
            offsets = np.array(spans, dtype=np.int64).reshape(-1, 2)
            found.append(TokenVectors(offsets, vectors, self.embed_array([text])[0]))
        return found

    def _word(self, word: str) -> Any:
        """Small for the empty word, so that a text without words has a direction too."""
        seed = int.from_bytes(sha256(f"{self.seed}/{word}".encode()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(self.dimension)
        return vector * (1.0 if word else 0.05)


class WordReader:
    """Reads by shared words: a stand-in with meaning, and none of the model's moods."""

    name = "words"

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        return [
            Judgement(
                sum(term in content_stems(each.sentence) for term in question.terms)
                / (len(question.terms) or 1)
            )
            for each in candidates
        ]


class OverlapScorer:
    """Knows no meaning: a claim is supported if enough of its words stand in the evidence."""

    name = "overlap"
    threshold = 0.5

    def score(self, claim: str, evidence: str) -> SupportScore:
        share = word_share(claim, evidence)
        few = check_words(claim, [Quote(evidence)]) is not None
        return SupportScore(share * 0.49 if few else 0.5 + share / 2)


def overlap_verifier() -> CheckedVerifier:
    """The checks, and beside them no more meaning than shared words have."""
    return CheckedVerifier(OverlapScorer())
