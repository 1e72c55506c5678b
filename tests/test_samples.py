"""The product as shipped, over the sample articles: what a new user sees first."""

import pytest

from assistant.ask import Assistant
from assistant.types import Answer, ConflictKind, Status, Turn


def assert_exact(assistant: Assistant, answer: Answer) -> None:
    """Every sentence is the answer's slice and every quote the article's."""
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
        assert sentence.citations
        for citation in sentence.citations:
            article = assistant.library.articles.get(citation.article_id, citation.version)
            assert article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Who is the harbour master?", "the harbour master, Ines Varga"),
        ("Who is the spokesman of the Kremlin?", "Peskov"),
        ("How did the council vote on the second ferry?", "seven votes to four"),
        pytest.param(
            "Who stole the Pell Cup?",
            "Thieves",
            marks=pytest.mark.xfail(
                strict=True, reason="the reader takes those who once gave the cup for the answer"
            ),
        ),
        ("What caused the fish market fire?", "freezer"),
    ],
)
def test_a_question_gets_its_fact_in_exact_words(
    newsroom_assistant: Assistant, question: str, fact: str
) -> None:
    """The right fact is shown, and stands in the words that are cited for it."""
    answer = newsroom_assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert_exact(newsroom_assistant, answer)
    telling = [sentence for sentence in answer.sentences if fact in sentence.text]
    assert telling
    assert any(fact in citation.quote for citation in telling[0].citations)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("How many people marched for the hospital?", {"1,200", "2,500"}),
        ("When did Putin last meet an American president before the 2021 offer?", {"2016", "2018"}),
    ],
)
def test_articles_that_disagree_are_shown_as_disagreeing(
    newsroom_assistant: Assistant, question: str, sides: set[str]
) -> None:
    """Both figures, each from its own article."""
    answer = newsroom_assistant.ask(question)
    [conflict] = answer.conflicts
    assert conflict.kind is ConflictKind.DISPUTE
    assert {side.answer for side in conflict.sides} == sides
    cited = [{c.article_id for c in side.citations} for side in conflict.sides]
    assert not cited[0] & cited[1]


@pytest.mark.parametrize(
    "question",
    [
        "How much did the museum's new alarm cost?",
        "Who won the Champions League final?",
        "What did Emmanuel Macron say about the call?",
        "What is the population of Ukraine?",
    ],
)
def test_what_no_article_says_is_not_answered(newsroom_assistant: Assistant, question: str) -> None:
    """It says so and shows the nearest articles."""
    answer = newsroom_assistant.ask(question)
    assert answer.status is Status.NO_EVIDENCE
    assert answer.text.startswith("Nothing in these 66 articles answers this.")
    assert answer.considered


def test_a_follow_up_about_him_finds_his_spokesman(newsroom_assistant: Assistant) -> None:
    """Made stand-alone before searching, and shown."""
    history = [Turn("What did Putin say about Biden?", None)]
    answer = newsroom_assistant.ask("And who is his spokesman?", history=history)
    assert answer.standalone_question == "Who is Putin’s spokesman?"
    assert "Peskov" in answer.text
