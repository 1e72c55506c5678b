"""What the rest of the package needs of an embedding model; cheap to import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Which model made a set of vectors.

    Two models are the same one if their weights are (`sha256`); another model of the same dimension
    would give nonsense without any error. `name` and `revision` are for people.
    """

    name: str
    revision: str
    dimension: int
    sha256: str

    def same_model(self, other: Fingerprint) -> bool:
        return (self.sha256, self.dimension) == (other.sha256, other.dimension)


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The contextual token embeddings of one text, special tokens excluded.

    Row i of `vectors` (float32, unit length, shape (tokens, dimension)) belongs to the characters
    `offsets[i][0]` to `offsets[i][1]` (half open) of the text. `pooled` is the embedding of the
    whole text, as `embed_array` gives it.
    """

    offsets: NDArray[np.int64]
    vectors: NDArray[np.float32]
    pooled: NDArray[np.float32]


class Embedder(Protocol):
    """A LangChain `Embeddings` that also knows its tokens, its window and its fingerprint."""

    @property
    def fingerprint(self) -> Fingerprint: ...

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that are embedded, without special tokens; what follows is ignored."""
        ...

    def count_tokens(self, text: str) -> int: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...

    def embed_array(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]: ...
