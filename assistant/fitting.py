"""How well a statement fits a question beside its words: its names, its time, its quantity."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.evidence import Statement
from assistant.facts import Date, names
from assistant.question import Question, bounding
from assistant.resolve import people_of
from assistant.spans import OF_OWN_FORM, answer_spans
from assistant.words import content_stems, stem, words
from corpus.types import Article

_ASKS = re.compile(
    r"[“\"'‘]?(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have"
    r"|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_A_QUESTION = 0.3
_NO_QUANTITY = 0.4
_NO_NAME, _SOME_NAMES = 0.2, 0.6
_SPELT_ALIKE, _LONG_ENOUGH = 0.85, 4  # "Garry" and "Gary"
_OTHER_YEAR, _OTHER_MONTH = 0.4, 0.6


def fit(question: Question, statement: Statement) -> float:
    """A factor in (0, 1] on the probability that the statement answers.

    A question answers none. A quantity that is asked for must be there. A name of the question that
    the article nowhere uses, or a date that the article is not about, makes the sentence an answer
    to another question; but "Dr. Holt" may be the Ada Holt who is asked about.
    """
    factor = 1.0
    if _ASKS.match(statement.text) and statement.text.rstrip("”\"'’ ").endswith("?"):
        factor *= _A_QUESTION
    if question.wants in OF_OWN_FORM and not answer_spans(question, statement.text):
        factor *= _NO_QUANTITY
    article = statement.article
    said = stems_of(article)
    missing = {name for name in question.names if not named(name, said)}
    if missing:
        missing -= _given_names(question.text, article)
    if missing:
        factor *= _NO_NAME if len(missing) == len(question.names) else _SOME_NAMES
    for asked in _times(question):
        factor *= _time(asked, article)
    return factor


def fits_time(question: Question, article: Article) -> bool:
    """Whether an article is about the time that a question names, as far as both tell."""
    return all(_time(asked, article) == 1.0 for asked in _times(question))


def _times(question: Question) -> list[Date]:
    """The dates that are the time of what is asked: what happened since 2019 may be of 2021."""
    return [each for each in question.dates if not bounding(question.text, each)]


@lru_cache(maxsize=4096)
def named(name: str, stems: frozenset[str]) -> bool:
    """Whether a name stands among stems, or one so like it that it is spelt differently.

    Kept, since every statement of an article asks the same of it.
    """
    return name in stems or any(
        each[0] == name[0] and SequenceMatcher(None, name, each).ratio() >= _SPELT_ALIKE
        for each in stems
        if min(len(each), len(name)) >= _LONG_ENOUGH
    )


@lru_cache(maxsize=1024)
def _given_names(question: str, article: Article) -> frozenset[str]:
    """The stems of a question's given names whose bearers an article tells of by surname.

    Nobody of that surname may have another given name there; an initial is none.
    """
    text = f"{article.title or ''}\n{article.text}"
    people = {stem(surname) for surname in people_of(text)}
    told = [[word.stem for word in words(name.text)] for name in names(text)]
    found: set[str] = set()
    for name in names(question):
        *given, surname = [word.stem for word in words(name.text)]
        initials = {each[:1] for each in given}
        others = [each[:-1] for each in told if each[-1] == surname]
        if surname in people and all(set(each) <= initials for each in others):
            found.update(given)
    return frozenset(found)


@lru_cache(maxsize=1024)
def stems_of(article: Article) -> frozenset[str]:
    """The stems of all content words of an article and its title, computed once a version."""
    return frozenset((*content_stems(article.text), *content_stems(article.title or "")))


def _time(asked: Date, article: Article) -> float:
    if not asked.year or not article.published:
        return 1.0
    if not article.published.startswith(str(asked.year)):
        return 1.0 if str(asked.year) in article.text else _OTHER_YEAR
    month = int(article.published[5:7] or 0)
    if asked.month and month and abs(month - asked.month) > 1:
        return _OTHER_MONTH
    return 1.0
