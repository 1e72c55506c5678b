"""Which of several copies of a story reads best."""

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.sentences import article_sentences
from corpus.types import Article

_MALFORMED = re.compile(
    r"""
      \w\s+[.,;!?](?=\s|$)   # a space before the stop: "nuclear process ."
    | [.,;]\s*[.,;](?!\.)(?<!\.\.\.)(?=\s|$)   # two stops: "control. ."
    | ^[a-zà-öø-ÿ]           # a beginning in lower case
    | [“"]\s*$               # a quotation mark that opens behind the last word
    """,
    re.VERBOSE,
)


def most_readable(articles: Iterable[Article]) -> Article:
    """The copy with the fewest `flaws`; of equal ones the earliest, an undated one last."""
    return min(articles, key=legibility)


@lru_cache(maxsize=4096)
def legibility(article: Article) -> tuple[float, float, bool, str, str]:
    """The place of a copy among the others, the most readable first, as `most_readable` has it."""
    return (*flaws(article), article.published is None, article.published or "", article.id)


def flaws(article: Article) -> tuple[float, float]:
    """Malformed sentences, then pieces of page furniture, for each sentence; 0 or more each.

    The order says what weighs more: furniture stands beside a quotation, a flaw inside it.
    """
    sentences = article_sentences(article)
    malformed = sum(_is_malformed(article.text[span.start : span.end]) for span in sentences)
    count = max(1, len(sentences))
    return malformed / count, len(article.furniture) / count


def _is_malformed(sentence: str) -> bool:
    return bool(_MALFORMED.search(sentence)) or sentence.count("“") != sentence.count("”")
