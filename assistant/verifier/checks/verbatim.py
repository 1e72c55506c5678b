"""What must stand in the evidence word for word: quotations, and what was added in brackets."""

import re
from collections.abc import Sequence

from assistant.types import Quote
from assistant.verifier.checks.objection import Objection, joined
from assistant.verifier.checks.wording import word_share
from assistant.words import content_stems, words

_QUOTATION = re.compile(
    r"“([^”]{2,})”|\"([^\"]{2,})\"|(?<!\w)[‘']((?=\S)[^’']{2,}(?<=\S))[’'](?!\w)"
)
_BRACKET = re.compile(r"\[([^\[\]]+)\]")
_GAP = re.compile(r"\s*(?:\[?\.{3}\]?|\[?…\]?|\[[^\[\]]*\])\s*")
"""What an editor leaves out of a quotation, or adds to it in brackets."""


def check_quotations(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What the claim puts in quotation marks must stand in the evidence, word for word.

    An ellipsis or a bracket parts a quotation; each part must stand there.
    """
    said = [f" {_plain(quote.text)} " for quote in quotes]
    for match in _QUOTATION.finditer(claim):
        quoted = next(group for group in match.groups() if group)
        parts = [_plain(part) for part in _GAP.split(quoted)]
        if not any(all(f" {part} " in text for part in parts if part) for text in said):
            return Objection("quotations", f"the article does not have the words “{quoted}”")
    return None


def _plain(text: str) -> str:
    return " ".join(word.word.casefold().replace("’", "'") for word in words(text))


def check_brackets(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What was added to a sentence in brackets must stand in the evidence, word for word."""
    evidence = joined(quotes)
    for match in _BRACKET.finditer(claim):
        said = match[1] if content_stems(match[1]) else ""
        if word_share(said, evidence) < 1 or not (said or _plain(match[1]) in _plain(evidence)):
            return Objection("brackets", f"the article does not say “{match[1]}”")
    return None
