"""Cited sentences of somebody else's text, whatever way its citations are written.

A citation by position, by link or by offsets is first put into the text as a marker of our own,
`[` + a private-use character + the name + `]`, so that one reader of markers reads them all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from assistant.markers import marked_sentences
from corpus.sentences import sentence_spans
from corpus.types import Span

_OURS = "\ue000"
_BRACKETS = re.compile(r"\[([^\[\]\n]+)\]")
_POSITIONS = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_LINK = re.compile(
    r"(?P<before>\s*\()?\[(?P<label>[^\[\]\n]*)\]\((?P<name>[^\s()]+)(?:\s\"[^\"\n]*\")?\)"
    r"(?P<after>\))?"
)
_LABEL_OF_A_MARKER = re.compile(r"\^?\d+|[\w-]+(?:\.[\w-]+)+|sources?|link", re.IGNORECASE)
_MARKER_OF_ANOTHER = re.compile(
    r"\(?\[[^\[\]]*\]\([^()]*\)\)?|\[[^\[\]]*\]|\([^()\s]*\)|【[^【】]*】"
)
# What looks like an id, several in one bracket: letters, and a digit or a joint.
_ID_LIKE = re.compile(r"(?=.*[^\W\d_])(?=.*[\d_./-])\S+")
_LETTER = "\ua78f"


class Cited(NamedTuple):
    """A sentence without markers, and the ids or addresses it cites, each once."""

    text: str
    names: tuple[str, ...]


class Annotation(NamedTuple):
    """A name that `text[start:end]` cites: the words it stands for, or a marker in their place."""

    span: Span
    name: str


def cited_sentences(text: str, is_known: Callable[[str], bool]) -> list[Cited]:
    """Split a text into sentences with what each cites.

    `is_known` says whether a name is an indexed id or an indexed article's address. See
    `assistant.markers` for what is a marker. A line of figures alone is a sentence too.
    """
    linked = _links_as_markers(text, is_known)
    insides = {match[1].strip() for match in _BRACKETS.finditer(linked)}
    known = {each for each in insides if each.startswith(_OURS) or _lists_ids(each)}
    parts = {part.strip() for each in insides for part in (each, *re.split(r"[,;]", each))}
    known |= {each for each in parts if is_known(each)}
    # `sentence_spans` takes only what has a letter for a sentence; "46." can be a whole answer.
    lettered = "\n".join(map(_lettered, linked.split("\n")))
    return [
        Cited(
            each.text.replace(f"{_LETTER} ", ""),
            tuple(dict.fromkeys(_names(id for id, _ in each.cited))),
        )
        for each in marked_sentences(lettered, known)
    ]


def mark_positions(text: str, names: Sequence[str]) -> str:
    """The text with `[1]` and `[1, 3]` as markers of the first and third name.

    A bracket with a number beyond the names stays as it is.
    """

    def named(match: re.Match[str]) -> str:
        positions = [int(each) for each in re.findall(r"\d+", match[1])]
        if not all(1 <= each <= len(names) for each in positions):
            return match[0]
        return "".join(_marker(names[each - 1]) for each in positions)

    return _POSITIONS.sub(named, text)


def mark_annotations(text: str, annotations: Iterable[Annotation]) -> str:
    """The text with each annotation as a marker in every sentence that it covers.

    Where the annotated words are themselves a marker, such as `([site](https://…))` or `【1】`, it
    takes their place.
    """
    spans = sentence_spans(text)
    insertions: list[tuple[int, str]] = []
    cuts: set[Span] = set()
    for span, name in annotations:
        words = text[span.start : span.end]
        # Before any white space: a marker takes what stands before it along.
        end = len(text[: span.end].rstrip())
        if _MARKER_OF_ANOTHER.fullmatch(words.strip()):
            cuts.add(Span(end - len(words.strip()), end))
            insertions.append((end, _marker(name)))
            continue
        ends = [min(each.end, end) for each in spans if each.overlaps(span)]
        insertions += [(each, _marker(name)) for each in ends or [end]]
    return _edited(text, cuts, insertions)


def _edited(text: str, cuts: Iterable[Span], insertions: Sequence[tuple[int, str]]) -> str:
    marks: dict[int, str] = {}
    for at, mark in insertions:
        marks[at] = marks.get(at, "") + mark
    cut = {at for span in cuts for at in range(*span)}
    pieces = [
        marks.get(at, "") + ("" if at in cut else char) for at, char in enumerate([*text, ""])
    ]
    return "".join(pieces)


def _marker(name: str) -> str:
    return f"[{_OURS}{quote(name, safe='')}]"


def _names(ids: Iterable[str]) -> Iterator[str]:
    """The names behind what was read as markers; "[a, p. 3]" cites nothing called "p. 3"."""
    for id in ids:
        if id.startswith(_OURS):
            yield unquote(id.removeprefix(_OURS))
        elif _lists_ids(id):
            yield from (part.strip() for part in re.split(r"[,;]", id))
        elif not re.search(r"\s", id):
            yield id


def _lists_ids(inside: str) -> bool:
    parts = [part.strip() for part in re.split(r"[,;]", inside)]
    return len(parts) > 1 and all(_ID_LIKE.fullmatch(part) for part in parts)


def _links_as_markers(text: str, is_known: Callable[[str], bool]) -> str:
    """Markdown links to articles as markers; the words of a link that is no mere marker stay."""

    def marked(match: re.Match[str]) -> str:
        name, label = match["name"], match["label"]
        if not (is_known(name) or name.startswith(("http://", "https://"))):
            return match[0]
        enclosed = bool(match["before"] and match["after"])
        if enclosed:
            return _marker(name)
        bare = _LABEL_OF_A_MARKER.fullmatch(label) or is_known(label)
        return (
            f"{match['before'] or ''}{'' if bare else label}{_marker(name)}{match['after'] or ''}"
        )

    return _LINK.sub(marked, text)


def _lettered(line: str) -> str:
    words = _BRACKETS.sub("", line)
    figures_alone = any(map(str.isdigit, words)) and not any(map(str.isalpha, words))
    return f"{_LETTER} {line}" if figures_alone else line
