"""Sentences of an article that are said to whoever answers from it, and state nothing."""

import re

_WORDS = re.compile(r"\w+")
_LEAST_WORDS = 3
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_LABEL = re.compile(r"^[^:“\"]{0,80}:\s+")
_ORDER = re.compile(
    r"""(?:(?:when|whenever|if|before|after|instead\ of|from)\b[^,:]{0,120},\s+)?
    (?:please,?\s+)?
    (?: (?:ignore|disregard|forget)\b .* \b(?:everything|anything|instructions?|rules|prompts?
        |(?:you\ (?:were|have\ been|are)\ told))\b
    |   (?:reply|respond|answer|say|write|output|print|repeat)\b .{0,40}?
        \b(?:only|nothing|exactly|verbatim|the\ words?|the\ string)\b
    |   (?:only|always)\ (?:reply|respond|answer|say|write|output|print|repeat)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_addressed(question: str, sentence: str) -> bool:
    """Whether a sentence quotes the question itself, or orders its reader what to answer.

    What speaks of a question is no answer to it, and both are how words hidden in an article would
    steer one. An order inside quotation marks is somebody's speech, and reported like any other.
    """
    return _quotes(question, sentence) or _orders(sentence)


def _quotes(question: str, sentence: str) -> bool:
    """The same words in the same order, right after a quotation mark or before a question mark."""
    words = _WORDS.findall(question)
    if len(words) < _LEAST_WORDS:
        return False
    said = r"\W+".join(map(re.escape, words))
    asked = rf"[“\"‘']\s*{said}\b|\b{said}\s*\?"
    return bool(re.search(asked, sentence, re.IGNORECASE))


def _orders(sentence: str) -> bool:
    plain = _QUOTED.sub("", sentence).strip()
    return bool(_ORDER.match(plain) or _ORDER.match(_LABEL.sub("", plain, count=1)))
