"""A draft that the assistant opens with words of its own."""

from dataclasses import dataclass

from assistant.writers.base import Draft


@dataclass(frozen=True, slots=True)
class Opened(Draft):
    """`opening` is shown right before the sentence and is no part of it: "Yes:", "May 2, 2025:".

    It states nothing that the sentence does not carry, and falls with it where that is withheld.
    """

    opening: str = ""
