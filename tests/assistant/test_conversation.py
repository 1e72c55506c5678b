"""A follow-up is made stand-alone from the questions before it."""

import pytest

from assistant.conversation import standalone
from assistant.types import Turn

PUTIN = Turn("Who is Putin?", "Vladimir Putin is the president of Russia. [a]")
CALLED = Turn("Who did Biden call?", "Biden called Vladimir Putin on Tuesday. [a]")
APRIL = Turn("When did Biden call Putin in April?", "On April 13. [a]")
COST = Turn("How much will the second ferry cost?", "It will cost £14.6 million. [a]")


@pytest.mark.parametrize(
    ("turn", "question", "alone"),
    [
        (PUTIN, "And who is his spokesman?", "Who is Putin’s spokesman?"),
        (CALLED, "What did he say?", "What did Vladimir Putin say?"),
        (CALLED, "What did he say about her?", "What did Vladimir Putin say about her?"),
        (Turn("Who is Jen Psaki?"), "When was she hired?", "When was Jen Psaki hired?"),
        (APRIL, "And in December?", "When did Biden call Putin in December?"),
        (APRIL, "What about Trump?", "When did Biden call Trump in April?"),
        (COST, "What about the grant?", "How much will the grant cost?"),
        (COST, "When will it sail?", "When will it sail (the second ferry cost)?"),
        (COST, "Why?", "Why (the second ferry cost)?"),
        (COST, "But who is Antonov?", "Who is Antonov?"),
    ],
)
def test_a_follow_up_borrows_what_it_leaves_out(turn: Turn, question: str, alone: str) -> None:
    """Pronouns, times and topics come from the question before, or from its answer."""
    assert standalone(question, [turn]) == alone


@pytest.mark.parametrize(
    "question",
    [
        "How many passengers does the Sorrel Maid carry?",
        "Who is the mayor of Pellwick?",
        "What did Biden say that annoyed Putin?",
    ],
)
@pytest.mark.parametrize("turn", [PUTIN, CALLED, APRIL, COST])
def test_a_question_that_stands_by_itself_is_unchanged(turn: Turn, question: str) -> None:
    """A conversation before it changes nothing."""
    assert standalone(question, [turn]) == question


@pytest.mark.parametrize("question", ["And who is his spokesman?", "Why?", "", "He?"])
def test_without_a_conversation_nothing_is_filled_in(question: str) -> None:
    """There is nobody that "he" could be."""
    assert standalone(question, []) == question


def test_the_latest_turn_that_names_somebody_counts() -> None:
    """A turn about no person does not hide the person before it."""
    assert standalone("Who is his spokesman?", [PUTIN, COST]) == "Who is Putin’s spokesman?"


def test_a_name_is_not_filled_in_beside_itself() -> None:
    """A question that names the person keeps its pronoun."""
    assert standalone("What did Putin say he wants?", [PUTIN]) == "What did Putin say he wants?"
