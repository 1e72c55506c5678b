"""JSON objects out of a text that arrives in pieces, each as soon as it is closed."""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


class Objects:
    """Finds the objects of a JSON text, inner ones before those that hold them.

    The text need not be valid as a whole: what stands between objects is passed over, and so is an
    object that is no JSON. `depth` is how many objects and lists are open.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[int] = []
        self._in_string = False
        self._escaped = False

    @property
    def depth(self) -> int:
        return len(self._open)

    def feed(self, piece: str) -> Iterator[Json]:
        """The objects that end in the next piece of text."""
        self._text += piece
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            if self._in_string:
                self._string(char)
            elif char == '"' and self._open:
                self._in_string = True
            elif char in "{[":
                self._open.append(self._at - 1)
            elif char in "}]" and self._open:
                yield from _parsed(self._text[self._open.pop() : self._at])

    def _string(self, char: str) -> None:
        if self._escaped:
            self._escaped = False
        elif char == "\\":
            self._escaped = True
        elif char == '"':
            self._in_string = False


def _parsed(text: str) -> Iterator[Json]:
    if not text.startswith("{"):
        return
    try:
        yield json.loads(text, strict=False)  # models break lines inside strings
    except (ValueError, RecursionError):
        return
