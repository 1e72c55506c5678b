from itertools import pairwise

import pytest

from assistant.evaluation.case import Case
from assistant.evaluation.outcomes import Conduct, Outcome
from assistant.types import Status
from benchmarks.retrieval import CHUNK, SHARED, found_within, split

CASE = Case("1", "Who?", True, ("right", "also"), (), ())


def test_short_texts_stay_whole() -> None:
    """Up to the size of a chunk nothing is cut."""
    assert split("A headline\n\nA paragraph.\n\nAnother one.") == [
        "A headline\n\nA paragraph.\n\nAnother one."
    ]


def test_paragraphs_are_packed_and_a_short_last_one_is_repeated() -> None:
    """Cut between paragraphs; what fits into the overlap stands in both chunks."""
    first, short, last = "a" * 900, "b" * 50, "c" * 900
    assert split("\n\n".join([first, short, last])) == [
        f"{first}\n\n{short}",
        f"{short}\n\n{last}",
    ]


def test_a_paragraph_too_long_is_cut_between_words() -> None:
    """The next finer separator is used inside it only; every word comes out, in order."""
    words = [f"word{number}" for number in range(400)]
    chunks = split("Headline\n\n" + " ".join(words))
    assert all(len(chunk) <= CHUNK for chunk in chunks)
    assert chunks[0] == "Headline"
    body = [chunk.split(" ") for chunk in chunks[1:]]
    for before, after in pairwise(body):
        shared = before[before.index(after[0]) :]
        assert after[: len(shared)] == shared
        assert 0 < len(" ".join(shared)) <= SHARED
    assert list(dict.fromkeys(word for chunk in body for word in chunk)) == words


def test_text_without_any_separator_is_cut_by_characters() -> None:
    """As a last resort."""
    chunks = split("x" * 2500)
    assert [len(chunk) for chunk in chunks] == [1000, 1000, 700]


@pytest.mark.parametrize(
    ("found", "first", "in_two"),
    [(("right", "x"), 1, 1), (("x", "also"), 0, 1), (("x", "y", "right"), 0, 0), ((), 0, 0)],
)
def test_any_article_that_answers_counts_as_found(
    found: tuple[str, ...], first: int, in_two: int
) -> None:
    """Unlike recall, which wants all of them."""
    outcome = Outcome(CASE, Status.ANSWERED, Conduct.ANSWERED, "", (), (), found, None, None, {})
    assert found_within(1)(outcome) == (first, 1.0)
    assert found_within(2)(outcome) == (in_two, 1.0)
