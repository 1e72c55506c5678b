"""Disagreements as a system itself states them."""

from dataclasses import dataclass

from assistant.types import ConflictKind


@dataclass(frozen=True, slots=True)
class StatedSide:
    """An answer and the articles that the system shows for it."""

    answer: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatedConflict:
    """A disagreement that the system itself states."""

    about: str
    kind: ConflictKind
    sides: tuple[StatedSide, ...]
