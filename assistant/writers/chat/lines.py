"""Lines out of a text that arrives in pieces, and sentences out of a line that is not yet whole."""

import re

_MARKERS = r"(?:[ \t]{0,3}\[[^\[\]\n]+\])+"
_CLOSING = "[\"”’')]*"
_GAP = re.compile(r"\n|(?<=[\].!?\"”’')])[ \t]+(?=[^\s\[])")
_MARKED_END = re.compile(rf"(?:[.!?]{_CLOSING}{_MARKERS}|{_MARKERS}[.!?]{_CLOSING})$")
_MARKED = 400
"""Characters of markers, at most, that are looked at behind a sentence."""
_FINISHED = re.compile(rf"(?:[.!?]{_CLOSING}|\])$")


class Lines:
    """`left` is the text that has come and was not taken yet."""

    def __init__(self) -> None:
        self.left = ""
        self._looked = 0

    def add(self, piece: str) -> None:
        self.left += piece

    def take(self) -> str | None:
        """The first line, or the first sentence of it that is whole; None if there is none yet.

        Within a line a sentence ends where its markers do: nothing else is sure before the line
        ends. What was looked at once is not looked at again.
        """
        for gap in _GAP.finditer(self.left, self._looked):
            before = self.left[max(0, gap.start() - _MARKED) : gap.start()]
            if gap[0] == "\n" or _MARKED_END.search(before):
                return self._taken(gap.end())
        self._looked = max(self._looked, len(self.left.rstrip()) - 1)
        return None

    def take_all(self) -> str:
        return self._taken(len(self.left))

    def _taken(self, end: int) -> str:
        taken, self.left, self._looked = self.left[:end], self.left[end:], 0
        return taken


def is_finished(line: str) -> bool:
    """Whether a line ends as a sentence does, or with a marker."""
    return _FINISHED.search(line) is not None
