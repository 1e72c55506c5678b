"""The text of an answer as it grows: sentences, their markers, and where each one stands."""

from collections.abc import Iterable

from assistant.gate import Checked
from assistant.types import Sentence


def marker(article_ids: Iterable[str]) -> str:
    """The markers that follow a sentence's punctuation: `[a] [b]`, each id once."""
    return " ".join(f"[{each}]" for each in dict.fromkeys(article_ids))


def lead(opening: str) -> str:
    """What stands before a sentence that is opened so: "Yes: "."""
    return opening and opening + " "


def begin(sentence: Sentence) -> int:
    """Where a sentence with its opening begins in the answer's text."""
    return sentence.start - len(lead(sentence.opening))


def in_full(sentence: Sentence) -> str:
    """A sentence as it stands in the text, with its opening and its markers."""
    markers = marker(each.article_id for each in sentence.citations)
    return f"{lead(sentence.opening)}{sentence.text} {markers}"


class Composition:
    """Grows an answer's text by appending; what stands in it is never moved."""

    def __init__(self) -> None:
        self.text = ""
        self.sentences: list[Sentence] = []

    def add(self, checked: Checked, opening: str = "") -> Sentence:
        """Append a sentence and its markers. Law: `text[s.start:s.end] == s.text`.

        `opening` is the assistant's own ("Yes:") and stands before the sentence.
        """
        self._space(" ")
        start = len(self.text) + len(lead(opening))
        sentence = Sentence(
            checked.text,
            start,
            start + len(checked.text),
            checked.citations,
            checked.verdict,
            checked.highlights,
            opening,
        )
        self.text += in_full(sentence)
        self.sentences.append(sentence)
        return sentence

    def remark(self, text: str) -> None:
        """Append a line of the assistant's own, such as "The articles don't say …"."""
        self._space("\n\n")
        self.text += text

    def _space(self, space: str) -> None:
        if self.text:
            self.text += space
