"""A sentence in clauses, and a sentence cut short after one of them."""

import re

_SEAMS = re.compile(
    r"(?:;|\s[–—])\s+|,\s+(?=(?:and|while|which|who|whose|where|adding|saying)\b)"
    r"|\s+(?=(?:and|while)\s+(?:it|he|she|they|there|the|a|an)\b)"
)
"""Where a clause that adds something begins. Not before "but", "unless" or "if": what stands
before those says another thing without them."""
_LEAST_WORDS = 4


def clauses(sentence: str) -> list[str]:
    """The clauses of at least four words each; the sentence itself where it has but one."""
    found = [""]
    at = 0
    for seam in _SEAMS.finditer(sentence):
        found[-1] += sentence[at : seam.start()]
        if len(found[-1].split()) >= _LEAST_WORDS:
            found.append("")
        else:
            found[-1] += seam[0]
        at = seam.end()
    found[-1] += sentence[at:]
    if len(found) > 1 and len(found[-1].split()) < _LEAST_WORDS:
        found.pop()
    return found if len(found) > 1 else [sentence]


def shortened(sentence: str) -> list[str]:
    """The sentence cut short after each of its clauses but the last, the longest first."""
    cuts = []
    for seam in _SEAMS.finditer(sentence):
        start = sentence[: seam.start()].rstrip(" ,;")
        balanced = start.count("“") == start.count("”") and start.count('"') % 2 == 0
        if len(start.split()) >= _LEAST_WORDS and balanced:
            cuts.append(start + ".")
    return cuts[::-1]
