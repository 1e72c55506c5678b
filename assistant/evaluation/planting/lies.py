"""Planted lies: true sentences of articles, changed so that what they cite no longer carries them.

They judge a citation verifier: each is to be refused. Where an article offers no place for a kind,
none is made; what may be true all the same is left out by simple checks (see each kind).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from random import Random
from typing import NamedTuple

from assistant.evaluation.planting import facts, senses, sources
from assistant.evaluation.planting.grounds import (
    Change,
    Ground,
    Surroundings,
    around,
    quote_of,
    survey,
)
from assistant.evaluation.planting.rewording import rewordings
from assistant.evidence import sentences_of
from assistant.types import Quote
from corpus.types import Article


class Kind(StrEnum):
    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    WEEKDAY = "weekday"
    NAME = "name"
    NEGATION = "negation"
    MODALITY = "modality"
    SPEAKER = "speaker"
    ROLES = "role swap"
    ANTONYM = "antonym"
    DETAIL = "added detail"
    MERGED = "two facts merged"
    STALE = "stale figure"
    ANOTHER_ARTICLE = "another article"
    SIMILAR_ARTICLE = "similar article"
    INVENTED_ID = "invented id"


class Lie(NamedTuple):
    """A claim that the quotes it cites do not carry.

    `article_id` is what the claim cites; `quotes` are exact words of whole sentences, none for an
    invented id. `original` is the true sentence and `changed` says what was made of it.
    """

    kind: Kind
    claim: str
    article_id: str
    quotes: tuple[Quote, ...]
    original: str
    changed: str
    reworded: bool


Planter = Callable[[Ground, Surroundings, Random], Change | None]

PLANTERS: Mapping[Kind, Planter] = {
    Kind.NUMBER: facts.change_number,
    Kind.UNIT: facts.change_unit,
    Kind.DATE: facts.change_date,
    Kind.WEEKDAY: facts.change_weekday,
    Kind.NAME: facts.change_name,
    Kind.NEGATION: senses.change_negation,
    Kind.MODALITY: senses.change_modality,
    Kind.SPEAKER: senses.change_speaker,
    Kind.ROLES: senses.change_roles,
    Kind.ANTONYM: senses.change_antonym,
    Kind.DETAIL: sources.add_detail,
    Kind.MERGED: sources.merge_two,
    Kind.STALE: sources.keep_stale_figure,
    Kind.ANOTHER_ARTICLE: sources.cite_another_article,
    Kind.SIMILAR_ARTICLE: sources.cite_similar_article,
    Kind.INVENTED_ID: sources.cite_invented_id,
}

_FEWEST_WORDS = 6


def plant(articles: Iterable[Article], kinds: Iterable[Kind], count: int, rng: Random) -> list[Lie]:
    """Up to `count` lies of each kind, half of them from reworded sentences where there are such.

    The same articles and the same state of `rng` give the same lies.
    """
    surroundings = survey(articles)
    return [lie for kind in kinds for lie in _of_kind(kind, surroundings, count, rng)]


def _of_kind(kind: Kind, surroundings: Surroundings, count: int, rng: Random) -> list[Lie]:
    """One lie a sentence first; a second of the same sentence only where there are too few."""
    places = [
        (article, position)
        for article in surroundings.articles
        for position, span in enumerate(sentences_of(article))
        if len(article.text[span.start : span.end].split()) >= _FEWEST_WORDS
    ]
    planted: dict[str, Lie] = {}
    for reworded in (True, False, False):
        quota = (count + 1) // 2 if reworded else count
        for article, position in rng.sample(places, len(places)):
            if len(planted) >= quota:
                break
            ground = _ground(article, position, reworded, rng)
            lie = ground and _lie(kind, ground, reworded, surroundings, rng)
            if lie:
                planted.setdefault(lie.claim, lie)
    return list(planted.values())


def _ground(article: Article, position: int, reworded: bool, rng: Random) -> Ground | None:
    """The sentence, cited alone or with a neighbour on either side."""
    cited = around(article, position, rng.choice((0, 0, 1)), rng.choice((0, 0, 1)))
    span = sentences_of(article)[position]
    sentence = article.text[span.start : span.end]
    if not reworded:
        return Ground(article, position, sentence, cited)
    others = rewordings(sentence)
    return Ground(article, position, rng.choice(others), cited) if others else None


def _lie(
    kind: Kind, ground: Ground, reworded: bool, surroundings: Surroundings, rng: Random
) -> Lie | None:
    change = PLANTERS[kind](ground, surroundings, rng)
    if change is None:
        return None
    quotes = (ground.quote,) if change.quotes is None else change.quotes
    if any(_squeezed(change.claim) in _squeezed(quote.text) for quote in quotes):
        return None
    return Lie(
        kind,
        change.claim,
        change.article_id or ground.article.id,
        quotes,
        ground.sentence,
        change.changed,
        reworded,
    )


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def honest(articles: Iterable[Article]) -> Iterator[tuple[str, Quote]]:
    """Every sentence and every rewording of it, with the words it cites: the lies' true twins."""
    for article in articles:
        for position, span in enumerate(sentences_of(article)):
            quote = quote_of(article, around(article, position, 0, 0))
            for text in (quote.text, *rewordings(article.text[span.start : span.end])):
                yield text, quote
