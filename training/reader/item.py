"""A question with the sentences that do and do not answer it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """A question on one passage. `positive` are the indices of the sentences that answer it.

    `complete` says that the other sentences were judged, or searched, and do not answer, but for
    those that are `unsure`. `words` are the answering words of a sentence by its index, where they
    are known.
    """

    question: str
    title: str
    sentences: tuple[str, ...]
    positive: frozenset[int]
    source: str
    group: str
    complete: bool = True
    unsure: frozenset[int] = frozenset()
    words: Mapping[int, str] = field(default_factory=dict, compare=False)

    @property
    def answerable(self) -> bool:
        return bool(self.positive)

    def before(self, index: int, sentences: int = 1, titled: bool = True) -> str:
        """The context of a sentence: the title and that many sentences before it."""
        near = self.sentences[max(0, index - sentences) : index]
        return " ".join([f"{self.title}."] * (titled and bool(self.title)) + list(near))
