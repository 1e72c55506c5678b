"""What is said when the articles do not answer."""

import pytest

from assistant.abstention import greeting, not_said, silence, unnamed
from assistant.question import analyse
from tests.assistant.builders import Shelf, build_article, build_hit
from vectorstore.types import Filters, Scope

FERRY = build_article("ferry", source="Gazette", published="2024-03-12")
HALL = build_article("hall", "The hall was painted.", source="Courier", published="2025-01-02")
UNDATED = build_article("undated", "The pier was closed.")


@pytest.mark.parametrize(
    ("scope", "filters", "said"),
    [
        (Scope(5, 5, 0), Filters(), "Nothing in these 5 articles answers this."),
        (Scope(1, 1, 0), Filters(), "Nothing in the 1 article answers this."),
        (Scope(0, 0, 0), Filters(), "No article is indexed yet; run `citewise index PATH`."),
        (
            Scope(5, 3, 1),
            Filters(since="2024-01-01"),
            "Nothing in these 3 articles answers this (dated 2024-01-01 or later; 2 left out, "
            "1 of them undated).",
        ),
        (
            Scope(5, 0, 0),
            Filters(since="2024-01-01", until="2024-02-01", sources=("Gazette", "Post")),
            "Nothing in these 0 articles answers this (dated 2024-01-01 to 2024-02-01, from "
            "Gazette or Post; 5 left out).",
        ),
        (
            Scope(5, 1, 0),
            Filters(until="2024-02-01", article_ids=("ferry",)),
            "Nothing in the 1 article answers this (dated 2024-02-01 or earlier, among the chosen "
            "ids; 4 left out).",
        ),
    ],
)
def test_silence_says_what_was_searched(scope: Scope, filters: Filters, said: str) -> None:
    """The number of articles and the active filters, with what they left out."""
    question = analyse("What did it cost?")
    assert silence(question, scope, filters, [], Shelf()) == said  # type: ignore[arg-type]


def test_silence_names_what_no_retrieved_article_mentions() -> None:
    """A false premise is named."""
    question = analyse("Did Angela Merkel buy the ferry from Tobias Rann?")
    said = silence(
        question,
        Scope(2, 2, 0),
        Filters(),
        [build_hit(FERRY)],
        Shelf(FERRY, HALL),  # type: ignore[arg-type]
    )
    assert said.endswith("None of the nearest mentions “Angela Merkel”.")


def test_a_question_without_names_misses_none() -> None:
    """There is nothing to name."""
    assert unnamed(analyse("What did it cost?"), [], Shelf()) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        (["How much did it cost?"], "The articles don’t say: how much did it cost?"),
        (["What will it cost?"], "The articles don’t say: what will it cost?"),
        (["What is the fare?"], "The articles don’t say: what is the fare?"),
        (["Did Rann vote?"], "The articles don’t say: did Rann vote?"),
        (["Who was elected?"], "The articles don’t say who was elected."),
        (["Who won?"], "The articles don’t say who won."),
        (["Could you tell me when it opens?"], "The articles don’t say when it opens."),
        (
            ["Who won?", "When?"],
            "The articles don’t say who won. The articles don’t say when.",
        ),
    ],
)
def test_the_half_that_nothing_answers_is_named(questions: list[str], said: str) -> None:
    """In the words of the question, as an indirect one."""
    assert not_said(questions) == said


@pytest.mark.parametrize(
    ("articles", "said"),
    [
        ([], "No article is indexed yet; run `citewise index PATH`."),
        ([UNDATED], "1 article is indexed, all undated. Ask a question about them."),
        (
            [FERRY, HALL, UNDATED],
            "3 articles are indexed, from Gazette (1), Courier (1), dated 2024-03-12 to "
            "2025-01-02 (1 undated). Ask a question about them.",
        ),
    ],
)
def test_a_greeting_gets_what_is_indexed(articles: list[object], said: str) -> None:
    """How many articles, from where and from when."""
    assert greeting(articles) == said  # type: ignore[arg-type]
