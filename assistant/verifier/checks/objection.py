"""What a check is, and what it says where it objects."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.types import Quote


class Objection(NamedTuple):
    """Why a claim fails: `contradicts` if the evidence says otherwise, not merely nothing."""

    check: str
    reason: str
    contradicts: bool = False


Check = Callable[[str, Sequence[Quote]], Objection | None]
"""A pure function from (claim, evidence) to an objection, or None where it has none."""


def joined(quotes: Sequence[Quote]) -> str:
    return "\n".join(quote.text for quote in quotes)


def differs(check: str, there: str, here: str) -> Objection:
    """The evidence says one thing and the claim another."""
    return Objection(check, f"the article says {there}, the sentence says {here}", True)


def some(found: Sequence[str]) -> str:
    """The first few of what was found, each once."""
    return ", ".join(list(dict.fromkeys(found))[:3])
