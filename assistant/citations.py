"""Copies of one story are cited once, so that nobody takes one report for several.

Where a copy words a quotation differently, that is said beside it.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Citation, Support, Wording
from corpus.legibility import most_readable
from corpus.store import ArticleStore
from corpus.types import Span
from corpus.wording import differing_quotations


def one_a_story(
    sentence: str, citations: Sequence[Citation], articles: ArticleStore
) -> tuple[Citation, ...]:
    """The citations of a sentence, each with the copies of its article that the store knows and
    what they quote in other words.

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

    return tuple(replace(each, wordings=_wordings(each, articles)) for each in named if stays(each))


def _best(sentence: str, copies: Sequence[Citation], articles: ArticleStore) -> str:
    """The id of the article to cite."""
    verbatim = [each for each in copies if sentence in " ".join(each.quote.split())]
    return most_readable(
        articles.get(each.article_id, each.version) for each in verbatim or copies
    ).id


def _wordings(citation: Citation, articles: ArticleStore) -> tuple[Wording, ...]:
    """Each copy's differing quotations of what the citation quotes, once each."""
    if not citation.copies:
        return ()
    quoted = Span(citation.start, citation.end)
    cited = articles.get(citation.article_id, citation.version)
    found = [
        Wording(_bare(cited.text, pair.one), copy.id, _bare(copy.text, pair.other))
        for copy in map(articles.get, citation.copies)
        for pair in differing_quotations(cited, copy)
        if quoted.start <= pair.one.start and pair.one.end <= quoted.end
    ]
    return tuple(dict.fromkeys(found))


def _bare(text: str, span: Span) -> str:
    """Quoted words without the stops that stand inside the quotation marks."""
    return text[span.start : span.end].strip(" \n,.;:")
