"""One lesson of the reader: a question, a sentence after its context, and whether it answers."""

import random
from dataclasses import dataclass

from corpus.types import Span
from training.reader.item import Item


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
