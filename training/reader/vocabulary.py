"""Words, names, and what of a text matters, as the lessons see them."""

import re

WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'-]+)(?: (?:of |the |de )?[A-Z][\w’'-]+)*")
STOP = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being do does did has"
    " have had will would can could may might should what which who whom whose when where why how"
    " that this these those it its his her their he she they as into about there much many long"
    .split()
)  # fmt: skip


def content(text: str) -> set[str]:
    """The words that matter, cut to where inflections begin."""
    return {word[:6] for word in WORD.findall(text.lower())} - STOP
