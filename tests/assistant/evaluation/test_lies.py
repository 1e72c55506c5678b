"""Planted lies are caught, kind by kind, and what is true is let through.

`pytest -s tests/assistant/evaluation/test_lies.py` prints the table.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from assistant.evaluation.planting.lies import PLANTERS, Kind, Lie, honest, plant
from assistant.evidence import sentences_of
from assistant.gate import Checked, Gate
from assistant.types import Label, Quote
from assistant.verifier import Verifier, load_verifier
from assistant.writers.base import Draft, Source
from corpus.reading import Record, read_articles
from corpus.types import Article
from tests.assistant.builders import build_article, build_evidence

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
PARAPHRASES = Path(__file__).parent / "data" / "paraphrases.jsonl"
SEED = 20240601
PER_KIND = 40

FLOOR = 0.8
STATED_REASONS: Mapping[Kind, tuple[float, str]] = {}
"""The kinds for which less than `FLOOR` is promised: how much is, and why in words."""


class Paraphrase(NamedTuple):
    claim: str
    quote: str
    article: Article


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    """The verifier that is shipped."""
    return load_verifier()


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    records = [each for each in read_articles([SAMPLE]) if isinstance(each, Record)]
    return {each.article.id: each.article for each in records}


@pytest.fixture(scope="module")
def lies(articles: dict[str, Article]) -> list[Lie]:
    return plant(articles.values(), Kind, PER_KIND, Random(SEED))


@pytest.fixture(scope="module")
def caught(lies: Sequence[Lie], verifier: Verifier) -> dict[Kind, list[bool]]:
    """Whether each lie about the text was refused, by kind."""
    found: dict[Kind, list[bool]] = {kind: [] for kind in Kind if kind is not Kind.INVENTED_ID}
    for lie in lies:
        if lie.kind in found:
            verdict = verifier.judge(lie.claim, lie.quotes)
            found[lie.kind].append(verdict.label is not Label.SUPPORTED)
    return found


@pytest.fixture(scope="module")
def paraphrases(articles: dict[str, Article]) -> list[Paraphrase]:
    """Written by hand, each faithful to the quote; they are nobody's training data."""
    lines = PARAPHRASES.read_text(encoding="utf-8").splitlines()
    return [
        Paraphrase(each["claim"], each["quote"], articles[each["article_id"]])
        for each in map(json.loads, lines)
    ]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.INVENTED_ID])
def test_lies_of_every_kind_are_caught(kind: Kind, caught: dict[Kind, list[bool]]) -> None:
    """Of each kind at least the share that is promised is not supported."""
    floor, reason = STATED_REASONS.get(kind, (FLOOR, ""))
    share = sum(caught[kind]) / len(caught[kind])
    assert share >= floor, f"{kind}: {share:.0%} caught, {floor:.0%} promised {reason}"


def test_a_lower_floor_has_a_reason_and_is_still_a_floor() -> None:
    """A kind that can not be reached says why, and promises something."""
    for floor, reason in STATED_REASONS.values():
        assert 0 < floor < FLOOR
        assert len(reason.split()) >= 5


def test_there_are_enough_lies_of_every_kind_to_tell(lies: Sequence[Lie]) -> None:
    """Hundreds in all, a share of every kind, half of them not one edit from a sentence."""
    counts = {kind: sum(lie.kind is kind for lie in lies) for kind in Kind}
    assert sum(counts.values()) >= 500
    assert min(counts.values()) >= 30, counts
    assert 0.4 <= sum(lie.reworded for lie in lies) / len(lies) <= 0.6


def test_no_true_sentence_is_refused(articles: dict[str, Article], verifier: Verifier) -> None:
    """A sentence is supported by itself."""
    true = [
        Quote(article.text[span.start : span.end], article.published)
        for article in articles.values()
        for span in sentences_of(article)
    ]
    refused = [
        each.text for each in true if verifier.judge(each.text, [each]).label is not Label.SUPPORTED
    ]
    assert len(true) > 700
    assert refused == []


def test_every_paraphrase_cites_whole_sentences_of_its_article(
    paraphrases: Sequence[Paraphrase],
) -> None:
    """One to three sentences, word for word."""
    assert len(paraphrases) >= 150
    assert len({each.claim for each in paraphrases}) == len(paraphrases)
    for each in paraphrases:
        start = each.article.text.index(each.quote)
        within = [
            span
            for span in sentences_of(each.article)
            if start <= span.start and span.end <= start + len(each.quote)
        ]
        assert 1 <= len(within) <= 3
        assert (within[0].start, within[-1].end) == (start, start + len(each.quote))
        assert each.claim not in each.quote


def test_every_lie_quotes_exactly_and_differs_from_what_it_quotes(
    lies: Sequence[Lie], articles: dict[str, Article]
) -> None:
    """A lie that stands in its quote would be none."""
    texts = [article.text for article in articles.values()]
    for lie in lies:
        for quote in lie.quotes:
            assert any(quote.text in text for text in texts)
            assert lie.claim not in quote.text
        assert lie.changed
        assert (lie.article_id in articles) is (lie.kind is not Kind.INVENTED_ID)


def test_an_invented_id_is_never_cited(
    lies: Sequence[Lie], articles: dict[str, Article], verifier: Verifier
) -> None:
    """However true the sentence: an id that no article has is not shown under it."""
    by_sentence = {
        article.text[span.start : span.end]: article
        for article in articles.values()
        for span in sentences_of(article)
    }
    invented = [lie for lie in lies if lie.kind is Kind.INVENTED_ID]
    shown = [
        _cited(lie.claim, lie.article_id, [by_sentence[lie.original]], verifier) for lie in invented
    ]
    assert len(invented) >= 30
    assert all(lie.article_id not in ids for lie, ids in zip(invented, shown, strict=True))
    assert any(shown), "true sentences are still shown, under the article that was retrieved"


def test_an_article_that_was_not_retrieved_is_never_cited(
    lies: Sequence[Lie], articles: dict[str, Article], verifier: Verifier
) -> None:
    """The id exists, and was not found for this question."""
    misplaced = [lie for lie in lies if lie.kind is Kind.ANOTHER_ARTICLE]
    other = list(articles.values())
    for number, lie in enumerate(misplaced):
        retrieved = [each for each in other[number : number + 3] if each.id != lie.article_id]
        assert lie.article_id not in _cited(lie.claim, lie.article_id, retrieved, verifier)


def _cited(
    claim: str, article_id: str, retrieved: Sequence[Article], verifier: Verifier
) -> list[str]:
    """The ids under the sentence, if it is shown at all."""
    draft = Draft(claim, (Source(article_id),))
    result = Gate(verifier).check(draft, build_evidence(*retrieved))
    return [each.article_id for each in result.citations] if isinstance(result, Checked) else []


def test_the_same_state_of_chance_plants_the_same_lies(articles: dict[str, Article]) -> None:
    """A report can be repeated."""
    once, again = (plant(articles.values(), Kind, 3, Random(7)) for _ in range(2))
    assert once == again
    assert once != plant(articles.values(), Kind, 3, Random(8))


@pytest.mark.parametrize("text", ["Nothing.", "It rained on the harbour all day long again."])
def test_an_article_without_a_place_for_a_kind_yields_none(text: str) -> None:
    """No figure, no date, nobody named: no lie about any, and no error."""
    planted = plant([build_article("one", text)], Kind, 5, Random(1))
    assert {lie.kind for lie in planted} <= {Kind.INVENTED_ID, Kind.ANTONYM, Kind.NEGATION}


def test_every_kind_has_its_planter() -> None:
    assert set(PLANTERS) == set(Kind)


def test_more_lies_than_truths_are_refused(
    caught: dict[Kind, list[bool]],
    paraphrases: Sequence[Paraphrase],
    articles: dict[str, Article],
    verifier: Verifier,
) -> None:
    """What refuses everything catches every lie; the table shows both sides."""
    for kind, found in caught.items():
        _row(kind, "caught", found)
    lies = _row("all lies", "caught", [one for found in caught.values() for one in found])
    by_hand = [(each.claim, Quote(each.quote, each.article.published)) for each in paraphrases]
    by_rule = [(text, quote) for text, quote in honest(articles.values()) if text != quote.text]
    for name, pairs in (("paraphrases", by_hand), ("reworded by rule", by_rule)):
        refused = [
            verifier.judge(text, [quote]).label is not Label.SUPPORTED for text, quote in pairs
        ]
        assert _row(name, "refused", refused) < lies


def _row(name: str, what: str, found: Sequence[bool]) -> float:
    """The share of `found`, once it is printed."""
    share = sum(found) / len(found)
    sys.stdout.write(f"{name:<20} {sum(found):>4} of {len(found):>4} {what:<8} {share:>5.0%}\n")
    return share
