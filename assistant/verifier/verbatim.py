"""Whether a sentence is the article's own."""

import re

_BRACKETED = re.compile(r"\s?\[(?:[A-Z][\w’'.-]*|of|the)(?:\s+(?:[A-Z][\w’'.-]*|of|the))*\]")
"""A name added in brackets; nothing else may be added to a quotation."""
_ENDS = re.compile(r"[.!?…:;”\"’')\]]$")


def stands_in(claim: str, quote: str) -> bool:
    """Whether the claim is whole sentences of the quote, added names and white space aside.

    Part of a sentence may mean the opposite of the whole: "… denied that it had sunk".
    """
    squeezed = " ".join(quote.split())
    plain = _BRACKETED.sub(lambda m: m[0] if m[0].strip() in squeezed else "", claim)
    for words in {" ".join(claim.split()), " ".join(plain.split())}:
        before, found, after = squeezed.partition(words)
        if found and _ends(before) and (_ends(words) or not after):
            return True
    return False


def _ends(text: str) -> bool:
    return not text or bool(_ENDS.search(text.rstrip()))
