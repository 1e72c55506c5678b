"""The evidence for one question: the retrieved passages and the whole sentences they bring.

Citations are made here and nowhere else, and only from what was retrieved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.types import Citation, Support
from corpus.errors import CitewiseError
from corpus.sentences import article_sentences
from corpus.store import ArticleStore
from corpus.types import Article, Span
from vectorstore.types import Hit


class NotRetrieved(CitewiseError):
    """A citation was asked for that points outside the retrieved evidence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole sentence of a retrieved article; `position` counts the article's sentences from 0."""

    article: Article
    position: int
    span: Span
    hit: Hit

    @property
    def text(self) -> str:
        return self.article.text[self.span.start : self.span.end]

    @property
    def key(self) -> tuple[str, int]:
        return (self.article.id, self.position)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was retrieved for a question: hits best first, and their statements in that order."""

    hits: tuple[Hit, ...]
    statements: tuple[Statement, ...]
    _articles: Mapping[str, Article]
    _stories: Mapping[str, str]

    @property
    def article_ids(self) -> tuple[str, ...]:
        """The retrieved articles, best first."""
        return tuple(self._articles)

    def article(self, article_id: str) -> Article:
        """A retrieved article. Raises `NotRetrieved` for any other id."""
        try:
            return self._articles[article_id]
        except KeyError:
            raise NotRetrieved(f"{article_id} was not retrieved for this question") from None

    def story(self, article_id: str) -> str:
        """What a retrieved article shares with its copies and with no other article."""
        return self._stories[article_id]

    def of(self, article_id: str) -> tuple[Statement, ...]:
        """The statements of one article in reading order; empty for an unretrieved id."""
        found = [each for each in self.statements if each.article.id == article_id]
        return tuple(sorted(found, key=lambda each: each.position))

    def before(self, statement: Statement, count: int) -> tuple[Span, ...]:
        """Up to `count` sentences that stand right before a statement, in reading order."""
        spans = sentences_of(statement.article)
        return spans[max(0, statement.position - count) : statement.position]

    def _retrieved(self, article_id: str) -> list[Span]:
        passages = [hit.passage for hit in self.hits]
        return [Span(each.start, each.end) for each in passages if each.article_id == article_id]

    def cite(self, article_id: str, span: Span, supports: Support = Support.ALONE) -> Citation:
        """A citation of whole sentences of a retrieved article, inside a hit or next to it.

        Raises `NotRetrieved` if the article was not retrieved, the span is not made of whole
        sentences, none of the article's hits touches it or its neighbours, or a sentence of it
        lies far from all of them.
        """
        article = self.article(article_id)
        sentences = sentences_of(article)
        covered = [n for n, each in enumerate(sentences) if each.overlaps(span)]
        if (
            not covered
            or sentences[covered[0]].start != span.start
            or sentences[covered[-1]].end != span.end
        ):
            raise NotRetrieved(f"{article_id}[{span.start}:{span.end}] is not whole sentences")
        retrieved = [
            n
            for n, each in enumerate(sentences)
            if any(each.overlaps(span) for span in self._retrieved(article_id))
        ]
        distances = [min((abs(n - m) for m in retrieved), default=_FAR + 1) for n in covered]
        if min(distances) > _REACH or max(distances) > _FAR:
            raise NotRetrieved(
                f"{article_id}[{span.start}:{span.end}] is not near a retrieved passage"
            )
        return Citation(
            article_id=article_id,
            version=article.version,
            start=span.start,
            end=span.end,
            quote=article.text[span.start : span.end],
            supports=supports,
            title=article.title,
            source=article.source,
            published=article.published,
            url=article.url,
        )


_REACH = 1
"""A quote may lie this many sentences beside a retrieved passage."""
_FAR = 3
"""It may reach back this far to the sentence that names its "he"."""


@lru_cache(maxsize=4096)
def sentences_of(article: Article) -> tuple[Span, ...]:
    """The article's sentences outside page furniture, computed once a version."""
    return article_sentences(article)


def gather(hits: Iterable[Hit], articles: ArticleStore) -> Evidence:
    """Load the articles of the hits and split what was retrieved into statements, each once."""
    loaded: dict[str, Article] = {}
    kept: list[Hit] = []
    statements: dict[tuple[str, int], Statement] = {}
    for hit in hits:
        passage = hit.passage
        article = loaded.get(passage.article_id)
        if article is None:
            article = articles.get(passage.article_id, passage.version)
            loaded[article.id] = article
        elif article.version != passage.version:
            continue  # two versions of one article can not both be evidence
        kept.append(hit)
        within = Span(passage.start, passage.end)
        for position, span in enumerate(sentences_of(article)):
            if span.overlaps(within):
                statements.setdefault(
                    (article.id, position), Statement(article, position, span, hit)
                )
    stories = {
        article.id: min((article.id, *articles.copies(article.id, article.version)))
        for article in loaded.values()
    }
    return Evidence(tuple(kept), tuple(statements.values()), loaded, stories)


def joined(spans: Sequence[Span]) -> Span:
    """The span from the first to the last of consecutive sentences."""
    return Span(min(each.start for each in spans), max(each.end for each in spans))


def adjoin(article: Article, one: Span, other: Span) -> bool:
    """Whether a sentence follows another with nothing but white space between them."""
    return one.end <= other.start and not article.text[one.end : other.start].strip()
