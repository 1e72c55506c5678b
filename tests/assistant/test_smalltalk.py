"""What is said to the assistant and not asked of the articles."""

import pytest

from assistant.smalltalk import is_small_talk


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hello!",
        "hey there",
        "thank you so much",
        "Good morning.",
        "who are you?",
        "What can you do?",
        "How are you today?",
        "How many articles are there?",
        "What sources do you have?",
        "What is in the index?",
        "help",
        "???",
        "  ",
    ],
)
def test_a_greeting_is_small_talk(text: str) -> None:
    """It gets what is indexed, not a search."""
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hi, who is the mayor?",
        "Who are you voting for?",
        "Help me find the mayor",
        "What is up with the ferry?",
        "Can you help the council?",
        "How can you use the ferry without a car?",
        "How many articles are there about the ferry?",
        "Test the ferry",
        "No taxes will rise, will they?",
        "Thanks to whom was the ferry bought?",
        "What do you know about the budget?",
    ],
)
def test_a_question_that_begins_like_a_greeting_is_a_question(text: str) -> None:
    """Only a message that says nothing else is small talk."""
    assert not is_small_talk(text)
