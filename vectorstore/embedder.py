"""The embedding model: sentence-transformers behind LangChain's `Embeddings`."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from corpus.errors import BadInput
from vectorstore import weights
from vectorstore.arithmetic import fast_arithmetic
from vectorstore.model import Fingerprint, TokenVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BATCH = 32
A_QUESTIONS_TEXTS = 128
"""What answering one question embeds at most; more is indexing."""
SPECIAL_TOKENS = 2
"""[CLS] and [SEP], or <s> and </s>."""


class SentenceEmbedder(Embeddings):
    """A sentence-transformers model, by name or folder; vectors have unit length, float32.

    Nothing is loaded before it is needed: the fingerprint and the token counts need neither torch
    nor the weights in memory. Threads may share one embedder; they take turns. Whatever is wrong
    with the model is a BadInput.
    """

    def __init__(self, model: str | None = None) -> None:
        """`model` None is the packaged one."""
        self.model = model or weights.PACKAGED
        self._turn = threading.RLock()
        self._loaded: SentenceTransformer | None = None

    @cached_property
    def _folder(self) -> Path:
        return weights.locate(self.model)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        return weights.fingerprint(self.model, self._folder)

    @cached_property
    def max_tokens(self) -> int:
        """Tokens of a text that are embedded, without special tokens; what follows is ignored."""
        return weights.window(self._folder) - SPECIAL_TOKENS

    def load(self) -> None:
        """Loads the weights now (several seconds in a fresh process); later calls do nothing."""
        self._load()

    def _load(self) -> "SentenceTransformer":
        with self._turn:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded

    def count_tokens(self, text: str) -> int:
        """Of the whole text, however long, without special tokens."""
        with self._turn:
            return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.embed_array(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.embed_array([text])[0].tolist()
        return vector

    def embed_array(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Shape (texts, dimension)."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.fingerprint.dimension), dtype=np.float32)
        with self._model(len(texts)) as model:
            vectors = model.encode(
                list(texts),  # which sorts them by length itself
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, dtype=np.float32)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One a text, in their order; tokens beyond the model's window are missing."""
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        found: dict[int, TokenVectors] = {}
        with self._model(len(texts)) as model:
            for at in range(0, len(order), BATCH):
                batch = order[at : at + BATCH]
                tokens = _embed_tokens(model, [texts[number] for number in batch])
                found.update(zip(batch, tokens, strict=True))
        return [found[number] for number in range(len(texts))]

    @contextmanager
    def _model(self, texts: int) -> Iterator["SentenceTransformer"]:
        """The loaded model, ours alone, with as many threads as the work is worth.

        On a busy host the threads of a short piece of work wait for one another for longer than
        they compute: measured, 48 sentences took ten times as long with two threads as with one.
        """
        import torch

        with self._turn:
            model = self._load()
            torch.set_num_threads(_cores() if texts > A_QUESTIONS_TEXTS else 1)
            yield model

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        file = self._folder / "tokenizer.json"
        if not file.is_file():
            # Older models have only a vocabulary; transformers makes the fast tokenizer of it.
            return Tokenizer.from_str(self._load().tokenizer.backend_tokenizer.to_str())
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def _load(folder: Path) -> "SentenceTransformer":
    # The folder is complete, so that any request would be needless; read at import.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait give their core away instead of spinning on it.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from sentence_transformers import SentenceTransformer

    try:
        with _quiet():
            return SentenceTransformer(
                str(folder), device="cpu", model_kwargs={"use_safetensors": True}
            )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise BadInput(f"the embedding model in {folder} can not be loaded: {reason}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bar and no load report on stderr; both belong to whoever embeds a model."""
    from transformers.utils import logging as untyped

    logging: Any = untyped
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _embed_tokens(model: "SentenceTransformer", texts: list[str]) -> list[TokenVectors]:
    import numpy as np
    import torch

    encoded: Any = model.tokenizer(
        texts,
        padding=True,
        truncation=True,
        max_length=model.max_seq_length,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
        return_tensors="np",
    )
    features = {
        name: torch.from_numpy(np.asarray(encoded[name], dtype=np.int64))
        for name in ("input_ids", "attention_mask", "token_type_ids")
        if name in encoded
    }
    with torch.inference_mode(), fast_arithmetic():
        output = model(features)
        unit = torch.nn.functional.normalize(output["token_embeddings"].float(), dim=-1).numpy()
        pooled = torch.nn.functional.normalize(output["sentence_embedding"].float(), dim=-1).numpy()
    # Padding is marked as special too.
    real = np.asarray(encoded["special_tokens_mask"]) == 0
    offsets = np.asarray(encoded["offset_mapping"], dtype=np.int64)
    return [
        TokenVectors(offsets[number][real[number]], unit[number][real[number]], pooled[number])
        for number in range(len(texts))
    ]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
