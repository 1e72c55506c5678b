"""A story is cited once, by its best copy, and the rest is named."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.citations import one_a_story
from assistant.types import Citation, Support, Wording
from corpus.store import ArticleStore
from corpus.types import Article
from tests.assistant.builders import build_article, build_citation

VOTE = "The council voted 7-4 for the ferry."
WIRE = build_article("wire", f"{VOTE} It sails in May.", published="2024-03-12")
PAPER = build_article("paper", f"{VOTE} It sails in May .", published="2024-03-11")
LATER = build_article("later", f"It sails in May. {VOTE}", published="2024-03-13")
INSULT = "Reinholt called the owner “reckless.”"
OWNER = build_article("owner", f"{INSULT} {VOTE} She left at 9.", published="2024-03-12")
RETOLD = build_article(
    "retold", f"By Reinholt the owner was called “criminal,”. {VOTE} She left at 9.", title="B"
)
OTHER = build_article("other", f"{VOTE} Nobody was surprised.", published="2024-03-12")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    """Three copies of one story and a report of its own."""
    with ArticleStore.open(tmp_path / "articles.sqlite", create=True) as opened:
        copies: list[str] = []
        for article in (WIRE, PAPER, LATER, OTHER):
            opened.put(article, f"/{article.id}.txt")
            opened.put_copies(
                article.id, article.version, (1, 2), copies if article is not OTHER else ()
            )
            copies.append(article.id)
        yield opened


def cite(article: Article, quote: str = VOTE, **fields: object) -> Citation:
    return build_citation(quote, article, **fields)


def ids(citations: tuple[Citation, ...]) -> list[str]:
    return [each.article_id for each in citations]


def test_copies_are_cited_once_and_named(store: ArticleStore) -> None:
    """The most readable stays, of equal ones the earliest; another report stays beside it."""
    cited = one_a_story(VOTE, [cite(LATER), cite(PAPER), cite(OTHER), cite(WIRE)], store)
    assert ids(cited) == ["other", "wire"]
    assert [each.copies for each in cited] == [(), ("later", "paper")]


def test_a_copy_that_is_cited_alone_names_the_others(store: ArticleStore) -> None:
    """Those that were not cited, or not even retrieved, are copies too."""
    [cited] = one_a_story(VOTE, [cite(PAPER)], store)
    assert replace(cited, copies=()) == cite(PAPER)
    assert cited.copies == ("later", "wire")


def test_the_copy_with_the_words_of_the_sentence_stays(store: ArticleStore) -> None:
    """What is shown is then verbatim in what is cited, though another copy reads better."""
    malformed = cite(PAPER, "It sails in May .")
    assert ids(one_a_story("It sails in May .", [cite(WIRE), malformed], store)) == ["paper"]


def test_what_is_needed_jointly_stays(store: ArticleStore) -> None:
    """Two copies may each hold a part that the other lost."""
    jointly = [cite(WIRE, supports=Support.JOINTLY), cite(PAPER, supports=Support.JOINTLY)]
    assert ids(one_a_story(VOTE, jointly, store)) == ["wire", "paper"]


def test_quotes_of_one_article_are_no_copies_of_each_other(store: ArticleStore) -> None:
    """Two places of the same text both stay."""
    quotes = [cite(WIRE), cite(WIRE, "It sails in May.")]
    assert ids(one_a_story(VOTE, quotes, store)) == ["wire", "wire"]


def test_every_quote_that_stays_is_exact(store: ArticleStore) -> None:
    """The law of citations holds for what is left."""
    for each in one_a_story(VOTE, [cite(WIRE), cite(PAPER), cite(OTHER)], store):
        text = store.get(each.article_id, each.version).text
        assert text[each.start : each.end] == each.quote


def test_an_old_version_has_no_copies(store: ArticleStore) -> None:
    """It was not compared with what is in the store now."""
    old = cite(WIRE)
    store.put(build_article("wire", "The vote was put off."), "/wire.txt")
    assert [each.copies for each in one_a_story(VOTE, [old], store)] == [()]


def test_what_a_copy_quotes_in_other_words_stands_beside_the_quote(
    store: ArticleStore,
) -> None:
    """Both wordings are verbatim in their articles; what was not cited has none."""
    for article, copies in ((OWNER, ()), (RETOLD, ("owner",))):
        store.put(article, f"/{article.id}.txt")
        store.put_copies(article.id, article.version, (3, 4), copies)
    [cited] = one_a_story(INSULT, [cite(OWNER, INSULT)], store)
    assert cited.wordings == (Wording("reckless", "retold", "criminal"),)
    assert "reckless" in cited.quote
    assert "criminal" in RETOLD.text
    [elsewhere] = one_a_story(VOTE, [cite(OWNER, VOTE)], store)
    assert (elsewhere.copies, elsewhere.wordings) == (("retold",), ())
    store.remove("retold")
    assert one_a_story(INSULT, [cite(OWNER, INSULT)], store)[0].wordings == ()
