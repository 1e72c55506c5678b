"""Sentences that a writer composed from the sample articles, labelled by hand before any verdict.

`data/composed.jsonl` holds 480 sentences with their quotes: 240 of development articles, by which
the verifier's threshold was set, and 240 of other articles. A writer composed them, some
carelessly; a reader who did not know which labelled them.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.facts import dates, names, numbers
from assistant.types import Label, Quote
from assistant.verifier import MODEL_CARD, Verifier, load_verifier
from corpus.reading import Record, read_articles

DATA = Path(__file__).parent / "data" / "composed.jsonl"
SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
ARTICLES = {
    each.article.id: each.article for each in read_articles([SAMPLE]) if isinstance(each, Record)
}


class Row(NamedTuple):
    id: str
    split: str
    claim: str
    quotes: tuple[Quote, ...]
    label: Label


def rows() -> list[Row]:
    found = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        quotes = []
        for citation in row["citations"]:
            article = ARTICLES[citation["article_id"]]
            assert citation["quote"] in article.text
            quotes.append(Quote(citation["quote"], article.published))
        found.append(Row(row["id"], row["split"], row["claim"], tuple(quotes), Label(row["label"])))
    return found


ROWS = rows()


@pytest.fixture(scope="module")
def shown() -> dict[str, bool]:
    """Whether the shipped verifier lets each sentence pass."""
    verifier: Verifier = load_verifier()
    return {row.id: verifier.judge(row.claim, row.quotes).label is Label.SUPPORTED for row in ROWS}


def share(rows: Iterable[Row], shown: dict[str, bool]) -> float:
    found = [shown[row.id] for row in rows]
    return sum(found) / len(found)


def of(split: str, *, good: bool) -> list[Row]:
    return [row for row in ROWS if row.split == split and (row.label is Label.SUPPORTED) is good]


def test_there_are_enough_of_both_outcomes(shown: dict[str, bool]) -> None:
    """At least two hundred sentences that are shown and a hundred that are withheld."""
    assert len(ROWS) == 480
    assert sum(shown.values()) >= 200
    assert len(shown) - sum(shown.values()) >= 100


def test_development_and_test_share_no_article() -> None:
    """Or the threshold would have been set on what judges it."""
    articles: dict[str, set[str]] = {"development": set(), "test": set()}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        articles[row["split"]] |= {each["article_id"] for each in row["citations"]}
    assert not articles["development"] & articles["test"]


@pytest.mark.parametrize("split", ["development", "test"])
def test_leak_and_false_withholding_are_as_the_model_card_says(
    split: str, shown: dict[str, bool]
) -> None:
    """Of unsupported sentences the share shown, of supported ones the share withheld."""
    leak = share(of(split, good=False), shown)
    withheld = 1 - share(of(split, good=True), shown)
    stated = f"| composed, {split} | {leak:.2f} | {withheld:.2f} |"
    assert stated in MODEL_CARD.read_text(encoding="utf-8"), stated


def test_no_shown_sentence_has_a_date_or_name_that_its_quotes_lack(shown: dict[str, bool]) -> None:
    """What is promised at zero, counted by the finders alone and not by the checks."""
    for row in ROWS:
        if not shown[row.id]:
            continue
        text = " ".join(quote.text for quote in row.quotes).casefold()
        for name in names(row.claim):
            last = name.text.split()[-1].removesuffix("s").removesuffix("’").removesuffix("'")
            last = re.sub("(?:e|n|ian?)$", "", last)  # "Ukrainian" of Ukraine
            assert last.casefold() in text, (row.id, name.text)
        years = {date.year for date in dates(text)} | {None}
        assert {date.year for date in dates(row.claim)} <= years, row.id


def test_no_shown_sentence_has_a_figure_that_its_quotes_lack(shown: dict[str, bool]) -> None:
    """Each value stands in the quotes, in digits or in words."""
    for row in ROWS:
        if shown[row.id]:
            quoted = " ".join(quote.text for quote in row.quotes)
            values = {round(n.value, 4) for n in numbers(quoted)}
            if re.search(r"\b(?:both|two|pair)\b", quoted, re.IGNORECASE):
                values.add(2.0)
            lacking = [n for n in numbers(row.claim) if round(n.value, 4) not in values]
            assert not lacking, (row.id, row.claim)
