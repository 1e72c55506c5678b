"""Texts of corpora as they were before their tokenisers had them."""

import re

from corpus.sentences import sentence_spans

_TOKENISED = (
    (re.compile(r"``\s*|\s*''"), '"'),
    (re.compile(r"\\'"), "'"),
    (re.compile(r"\s+([,.;:!?%)\]]|n't\b|'(?:s|re|ve|ll|d|m)\b|' )"), r"\1"),
    (re.compile(r"([(\[$#])\s+"), r"\1"),
    (re.compile(r"\s+-\s+(?=\w)(?<=\w\s-\s)"), "-"),
    (re.compile(r"\s+"), " "),
)


def clean(text: str) -> str:
    """Undoes what corpora's tokenisers did, so that their texts look like printed ones."""
    for pattern, replacement in _TOKENISED:
        text = pattern.sub(replacement, text)
    return text.strip()


def clean_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, each as it was printed."""
    return tuple(clean(text[span.start : span.end]) for span in sentence_spans(text))
