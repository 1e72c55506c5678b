"""One lesson of the reader: a question, a sentence after its context, and whether it answers."""

import random
import re
from dataclasses import dataclass

from corpus.types import Span
from training.reader.items import Item

WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'-]+)(?: (?:of |the |de )?[A-Z][\w’'-]+)*")
STOP = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being do does did has"
    " have had will would can could may might should what which who whom whose when where why how"
    " that this these those it its his her their he she they as into about there much many long"
    .split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """`words` are those of the sentence that answer, where they are known."""

    question: str
    context: str
    sentence: str
    label: float
    kind: str
    words: Span | None = None


def example_of(
    item: Item, index: int, label: float, kind: str, random_: random.Random, question: str = ""
) -> Example:
    """A sentence of an item, after none, one or two that stand before it."""
    near = random_.choices((0, 1, 2), (0.25, 0.5, 0.25))[0]
    context = item.before(index, near, titled=random_.random() < 0.5)
    sentence, said = item.sentences[index], item.words.get(index, "")
    start = sentence.find(said) if said and not question else -1
    words = Span(start, start + len(said)) if start >= 0 else None
    return Example(question or item.question, context, sentence, label, kind, words)


def content(text: str) -> set[str]:
    """The words that matter, cut to where inflections begin."""
    return {word[:6] for word in WORD.findall(text.lower())} - STOP
