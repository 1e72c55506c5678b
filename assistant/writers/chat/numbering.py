"""Which sentences a model is shown, under which ids and numbers, so that its answer can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence, Statement
from corpus.types import Article, Span


@dataclass(frozen=True, slots=True)
class Numbered:
    """An article as the model sees it: `spans` are its sentences, the first of them number 1."""

    article: Article
    spans: tuple[Span, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(plain(self.article.text[span.start : span.end]) for span in self.spans)


Numbering = Mapping[str, Numbered]
"""By id as the model sees it, best article first."""


def number(evidence: Evidence, statements: Sequence[Statement]) -> Numbering:
    """The articles of some statements of the evidence, each with these in reading order."""
    kept = {each.key for each in statements}
    numbering = {
        plain(id): Numbered(
            evidence.article(id), tuple(each.span for each in evidence.of(id) if each.key in kept)
        )
        for id in evidence.article_ids
    }
    return {id: numbered for id, numbered in numbering.items() if numbered.spans}


def plain(text: str) -> str:
    """A text on one line that can neither open nor close a fence."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")
