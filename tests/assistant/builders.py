"""Small articles, evidence and answers with sane defaults."""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.evidence import Evidence, gather, sentences_of
from assistant.types import (
    Answer,
    Citation,
    Label,
    Searched,
    Sentence,
    Status,
    Support,
    Verdict,
)
from corpus.article import make_article
from corpus.types import Article, Passage
from vectorstore.types import Found, Hit

FERRY = (
    "Pellwick Harbour Council voted 7-4 on Tuesday to buy a second ferry. "
    "The vessel will cost £14.6 million and carry 28 cars and 180 passengers. "
    "Tobias Rann said the council would be paying off the loan until 2049. "
    "He had proposed a new engine instead. "
    "Tenders will be invited in April."
)


class Shelf:
    """The part of an article store that evidence is gathered from, in memory."""

    def __init__(self, *articles: Article, copies: Sequence[str] = ()) -> None:
        self._articles = {article.id: article for article in articles}
        self._copies = copies

    def get(self, id: str, version: str | None = None) -> Article:
        return self._articles[id]

    def copies(self, id: str, version: str) -> tuple[str, ...]:
        return tuple(each for each in self._copies if id in self._copies and each != id)

    def articles(self) -> Iterator[Article]:
        return iter(self._articles.values())


def build_article(id: str = "ferry", text: str = FERRY, **fields: Any) -> Article:
    return make_article(id, text, title=fields.pop("title", "A second ferry"), **fields)


def build_hit(article: Article, first: int = 0, last: int | None = None, score: float = 1.0) -> Hit:
    """A hit on the article's sentences from `first` to `last`, both included; by default all."""
    spans = sentences_of(article)[first : None if last is None else last + 1]
    start, end = spans[0].start, spans[-1].end
    passage = Passage(article.id, article.version, start, end, article.text[start:end])
    return Hit(passage, score, Found(1, 0.8, 1, 5.0))


def build_evidence(
    *found: Article | Hit, articles: Sequence[Article] = (), copies: Sequence[str] = ()
) -> Evidence:
    """Evidence of whole articles, or of hits on some of `articles`; `copies` tell one story."""
    hits = [each if isinstance(each, Hit) else build_hit(each) for each in found]
    every = [each for each in found if isinstance(each, Article)]
    shelf = Shelf(*every, *articles, copies=copies)
    return gather(hits, shelf)  # type: ignore[arg-type]  # as much as is used


def build_citation(quote: str = FERRY, article: Article | None = None, **fields: Any) -> Citation:
    article = article or build_article()
    start = article.text.index(quote)
    shown = {"title": article.title, "source": article.source}
    shown |= {"published": article.published, "url": article.url}
    return Citation(
        article.id,
        article.version,
        start,
        start + len(quote),
        quote,
        fields.pop("supports", Support.ALONE),
        **(shown | fields),
    )


def build_sentence(text: str, *citations: Citation, start: int = 0, **fields: Any) -> Sentence:
    verdict = Verdict(Label.SUPPORTED, 1.0, "rules-1", "in the article's own words")
    return Sentence(text, start, start + len(text), citations, verdict, **fields)


def build_answer(*sentences: Sentence, **fields: Any) -> Answer:
    question = fields.pop("question", "What did the council buy?")
    text = " ".join(
        " ".join([each.text, *(f"[{cited.article_id}]" for cited in each.citations)])
        for each in sentences
    )
    status = Status.ANSWERED if sentences else Status.NO_EVIDENCE
    given: dict[str, Any] = {
        "standalone_question": question,
        "status": status,
        "text": text or "Nothing in these 3 articles answers this.",
        "withheld": (),
        "conflicts": (),
        "considered": (),
        "filters": Searched(None, None, (), (), 3, 3, 0),
        "notices": (),
        "model": "quoting",
        "timings_ms": {"total": 1.5},
    }
    return Answer(question=question, sentences=sentences, **(given | fields))
