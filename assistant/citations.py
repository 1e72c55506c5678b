"""Copies of one story are cited once, so that nobody takes one report for several."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Citation, Support
from corpus.legibility import most_readable
from corpus.store import ArticleStore


def one_a_story(
    sentence: str, citations: Sequence[Citation], articles: ArticleStore
) -> tuple[Citation, ...]:
    """The citations of a sentence, each with the copies of its article that the store knows.

    Of several articles of one story that support the sentence alone, one stays: the one with the
    sentence's own words, else the most readable, else the earliest. What supports only jointly
    with the rest stays.
    """
    named = [
        replace(each, copies=articles.copies(each.article_id, each.version)) for each in citations
    ]
    alone = [each for each in named if each.supports is Support.ALONE]

    def stays(each: Citation) -> bool:
        copies = [other for other in alone if other.article_id in each.copies]
        if each not in alone or not copies:
            return True
        return _best(sentence, [each, *copies], articles) == each.article_id

    return tuple(each for each in named if stays(each))


def _best(sentence: str, copies: Sequence[Citation], articles: ArticleStore) -> str:
    """The id of the article to cite."""
    verbatim = [each for each in copies if sentence in " ".join(each.quote.split())]
    return most_readable(
        articles.get(each.article_id, each.version) for each in verbatim or copies
    ).id
