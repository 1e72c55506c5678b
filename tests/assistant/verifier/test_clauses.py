"""Where a sentence may be cut, and where it may not."""

import pytest

from assistant.verifier.clauses import clauses, shortened


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The council bought a ferry.", ["The council bought a ferry."]),
        (
            "The council bought a ferry, and the fares will rise in May.",
            ["The council bought a ferry", "and the fares will rise in May."],
        ),
        (
            "The mayor, who opposed it, left the room before the vote was taken.",
            ["The mayor, who opposed it, left the room before the vote was taken."],
        ),
        ("The ferry sank; nobody knows the reason why.", None),
    ],
)
def test_a_sentence_in_clauses(sentence: str, found: list[str] | None) -> None:
    """A clause has at least four words; what is shorter stays with its neighbour."""
    assert clauses(sentence) == (found or [sentence])


@pytest.mark.parametrize(
    "sentence",
    [
        "The council will buy a ferry, but only if the loan is granted.",
        "The council will not buy a ferry unless the loan is granted.",
        "She said “the ferry is safe, and the fares are fair” on Monday.",
        "The ferry sank.",
    ],
)
def test_what_changes_the_sense_is_not_cut_away(sentence: str) -> None:
    """A condition, a contrast or half a quotation."""
    assert shortened(sentence) == []


def test_the_longest_cut_comes_first() -> None:
    """As much as is supported stays."""
    sentence = "The council bought a ferry, which cost a lot, and the fares will rise in May."
    assert shortened(sentence) == [
        "The council bought a ferry, which cost a lot.",
        "The council bought a ferry.",
    ]
