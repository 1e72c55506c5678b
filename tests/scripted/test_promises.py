"""The promises, looked up afresh: each one broken on purpose is seen."""

from dataclasses import replace

import pytest

from assistant.types import Answer, Citation
from corpus.errors import UnknownArticle
from corpus.types import Article
from tests.assistant.builders import (
    build_answer,
    build_article,
    build_citation,
    build_hit,
    build_sentence,
)
from tests.scripted.promises import broken, unfounded

FERRY, PIER = build_article("ferry"), build_article("pier", "The pier is closed.")
TEXT = "The vessel will cost £14.6 million and carry 28 cars and 180 passengers."


class Shelf:
    """Two articles."""

    def get(self, id: str, version: str | None = None) -> Article:
        for each in (FERRY, PIER):
            if each.id == id:
                return each
        raise UnknownArticle(id)


def shown(*citations: Citation, text: str = TEXT) -> Answer:
    """An answer of one sentence, for which the ferry's article alone was retrieved."""
    return build_answer(build_sentence(text, *citations), considered=(build_hit(FERRY),))


RIGHT = build_citation(TEXT, FERRY)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (shown(), "no citation"),
        (shown(build_citation("The pier is closed.", PIER)), "not retrieved: pier"),
        (shown(replace(RIGHT, article_id="made-up")), "an invented id: made-up"),
        (shown(replace(RIGHT, quote=TEXT + " ")), "not the words of ferry"),
        (shown(replace(RIGHT, start=RIGHT.start + 1)), "not the words of ferry"),
        (shown(RIGHT, text="It will cost £15.6 million."), "“15.6 million” is in no quote"),
        (shown(RIGHT, text="On Friday, it sank."), "“Friday” is in no quote"),
        (shown(RIGHT, text="It was bought by Emily Stone."), "“Emily” is in no quote"),
        (replace(shown(RIGHT), text="Something else."), "not where it says"),
    ],
)
def test_a_broken_promise_is_seen(answer: Answer, words: str) -> None:
    """Whatever it is."""
    assert any(words in each for each in broken(answer, Shelf()))  # type: ignore[arg-type]


def test_an_answer_that_keeps_them_is_clean() -> None:
    """So what is said of the others is said of their faults."""
    assert broken(shown(RIGHT), Shelf()) == []  # type: ignore[arg-type]


def cite(quote: str, published: str | None = None) -> Citation:
    return build_citation(quote, build_article(text=quote), published=published)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("It cost £14.6m.", "It cost £14.6 million.", []),
        ("It cost £14.6 billion.", "It cost £14.6 million.", ["14.6 billion"]),
        ("It cost £15.6 million.", "It cost £14.6 million.", ["15.6 million"]),
        ("Seven voted for it.", "They voted 7-4.", []),
        ("Eight voted for it.", "They voted 7-4.", ["Eight"]),
        ("It opens on Friday.", "It opens on Monday.", ["Friday"]),
        ("It opens in June.", "It opens in May.", ["June"]),
        ("It opened on Wednesday.", "It opened.", []),
        ("The mayor, Ines Holt, spoke.", "The mayor, Ines Holt, spoke to us.", []),
        ("The mayor, Emily Stone, spoke.", "The mayor, Ines Holt, spoke.", ["Emily", "Stone"]),
        ("Ines Stone spoke.", "Ines Holt spoke.", ["Stone"]),
        ("1,200 people came.", "1200 people came.", []),
    ],
)
def test_a_fact_that_no_quote_has_is_found(text: str, quote: str, found: list[str]) -> None:
    """Numbers with their scale, days, and names; the day that the article is dated counts."""
    assert unfounded(text, [cite(quote, "2024-03-13")]) == found
