"""Citation markers in somebody else's text: `… on April 13. [article-id]`."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from corpus.sentences import sentence_spans

_BRACKETED = re.compile(r"\s*\[(?P<inside>[^\[\]\n]+)\]")
_LAST_BRACKETS = re.compile(r"(?:\s*\[[^\[\]\n]+\])+\s*$")
_NEXT_BRACKETS = re.compile(r"^(?:[ \t]*\[[^\[\]\n]+\])*[ \t]*")
_NUMBERED = re.compile(
    r"^(?P<id>\S+?)\s*(?::|,|§|#|\s)\s*(?:sentences?\s*)?(?P<numbers>\d+(?:\s*[,;–-]\s*\d+)*)$"
)


class Marked(NamedTuple):
    """A sentence without its markers, and each cited id with the sentence numbers given for it."""

    text: str
    cited: tuple[tuple[str, tuple[int, ...]], ...]


def marked_sentences(text: str, known_ids: Collection[str]) -> tuple[Marked, ...]:
    """Split a marked text into sentences with what each cites.

    `[x]` is a marker only if x is an indexed id (with sentence numbers after it or not), or has no
    space in it and ends a sentence: articles themselves contain [Biden] and [about others].
    Several ids may share a bracket, parted by commas or semicolons.
    """
    plain, places = _without_markers(text, known_ids)
    spans = sentence_spans(plain)
    found = []
    for number, span in enumerate(spans):
        following = spans[number + 1].start if number + 1 < len(spans) else len(plain) + 1
        # A marker stands where the sentence's punctuation ends or inside it, so a place at the very
        # start of the next sentence still belongs to this one.
        cited = [
            cite
            for at, cites in places
            if (span.start < at or number == 0)
            and at <= following
            and not (at == following and at > span.end + 1)
            for cite in cites
        ]
        found.append(Marked(plain[span.start : span.end], tuple(dict.fromkeys(cited))))
    return tuple(found)


_Cite = tuple[str, tuple[int, ...]]


def _without_markers(
    text: str, known_ids: Collection[str]
) -> tuple[str, list[tuple[int, list[_Cite]]]]:
    """The text without markers, and where in it each one stood with what it cites."""
    pieces: list[str] = []
    places: list[tuple[int, list[_Cite]]] = []
    length = last = 0
    for match in _BRACKETED.finditer(text):
        cites = _cites(match["inside"], known_ids, _ends_sentence(text, match))
        if not cites:
            continue
        pieces.append(text[last : match.start()])
        length += len(pieces[-1])
        places.append((length, cites))
        last = match.end()
        if text[last : last + 1] in (".", "!", "?") and pieces[-1][-1:] not in ".!?":
            continue  # "… on April 13 [id]." keeps its full stop
    pieces.append(text[last:])
    return "".join(pieces), places


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    # Of several brackets in a row, all end the sentence or none does.
    before = _LAST_BRACKETS.sub("", text[: match.start()]).rstrip()
    after = _NEXT_BRACKETS.sub("", text[match.end() :])
    closed = before[-1:] in tuple('.!?”"’)') or after[:1] in ("", "\n", ".", "!", "?")
    return bool(before) and closed


def _cites(inside: str, known_ids: Collection[str], ends_sentence: bool) -> list[_Cite]:
    whole = inside.strip()
    if whole in known_ids:
        return [(whole, ())]
    numbered = _NUMBERED.match(whole)
    if numbered and numbered["id"] in known_ids:
        return [(numbered["id"], tuple(_counted(numbered["numbers"])))]
    parts = [part.strip() for part in re.split(r"[;,]", whole) if part.strip()]
    if len(parts) > 1 and any(part in known_ids for part in parts):
        return [(part, ()) for part in parts if not part.isdigit()]
    if numbered and ends_sentence:
        return [(numbered["id"], ())]
    return [(whole, ())] if ends_sentence and not re.search(r"\s", whole) else []


_LONGEST_RANGE = 20


def _counted(listed: str) -> Iterator[int]:
    """The numbers of "3, 5-7"."""
    for match in re.finditer(r"(\d+)(?:\s*[–-]\s*(\d+))?", listed):
        first, last = int(match[1]), int(match[2] or match[1])
        yield from range(first, min(last, first + _LONGEST_RANGE) + 1)
