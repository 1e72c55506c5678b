"""Answers in words differ only where one can be right and all else is said alike."""

import pytest

from assistant.question import analyse
from assistant.reading.frames import Said, differ_in_words
from tests.assistant.builders import build_article, build_evidence

FIRE = "What caused the fire at the mill?"


def said(id: str, text: str, answer: str) -> Said:
    assert answer in text
    statement = build_evidence(build_article(id, text, title="News")).statements[0]
    return Said(statement, answer)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            FIRE,
            ("A faulty heater caused the fire at the mill.", "A faulty heater"),
            ("The fire at the mill was caused by a cigarette.", "a cigarette"),
        ),
        (
            "Which party won the election in Lower Quay?",
            ("Harbour First won the election in Lower Quay.", "Harbour First"),
            ("The election in Lower Quay was won by the Greens.", "the Greens"),
        ),
        (
            "What colour is the new ferry?",
            ("The new ferry is painted blue.", "blue"),
            ("The new ferry is painted bright orange.", "bright orange"),
        ),
        (
            "Whose dog bit the postman on Kiln Street?",
            ("Ada Holt’s dog bit the postman on Kiln Street.", "Ada Holt’s"),
            ("Ben Lee’s dog bit the postman on Kiln Street.", "Ben Lee’s"),
        ),
    ],
)
def test_other_words_in_the_same_frame_differ(
    question: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    """A cause, a winner, a colour, an owner."""
    ours, theirs = said("a", *one), said("b", *other)
    assert differ_in_words(analyse(question), ours, theirs)
    assert differ_in_words(analyse(question), theirs, ours)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # a word in common
        (
            FIRE,
            ("A faulty heater caused the fire at the mill.", "A faulty heater"),
            ("An old heater caused the fire at the mill.", "An old heater"),
        ),
        # another frame
        (
            FIRE,
            ("A faulty heater caused the fire at the mill.", "A faulty heater"),
            ("The fire spread to the mill’s roof through dry sacks and old paint.", "dry sacks"),
        ),
        # another fire
        (
            FIRE,
            ("A faulty heater caused the fire at the mill.", "A faulty heater"),
            ("A cigarette caused the blaze that closed Hill Street school.", "A cigarette"),
        ),
        # one article has both
        (
            FIRE,
            (
                "A faulty heater caused the fire at the mill. Its thermostat was stuck.",
                "A faulty heater",
            ),
            ("A stuck thermostat caused the fire at the mill.", "A stuck thermostat"),
        ),
        # denied, and only possible
        (
            FIRE,
            ("A faulty heater caused the fire at the mill.", "A faulty heater"),
            ("A cigarette did not cause the fire at the mill.", "A cigarette"),
        ),
        (
            FIRE,
            ("A faulty heater caused the fire at the mill.", "A faulty heater"),
            ("A cigarette may have caused the fire at the mill.", "A cigarette"),
        ),
        # a name and a description
        (
            "Whose dog bit the postman on Kiln Street?",
            ("Ada Holt’s dog bit the postman on Kiln Street.", "Ada Holt’s"),
            ("The baker’s dog bit the postman on Kiln Street.", "The baker’s"),
        ),
        # several may be right
        (
            "What did the mayor open in May?",
            ("The mayor opened a bridge in May.", "a bridge"),
            ("The mayor opened a school in May.", "a school"),
        ),
        (
            "What are the colours of the ferry?",
            ("The colours of the ferry: blue.", "blue"),
            ("The colours of the ferry: white.", "white"),
        ),
        # nothing around them
        (FIRE, ("It was a heater.", "a heater"), ("It was a cigarette.", "a cigarette")),
    ],
)
def test_what_can_both_be_right_does_not_differ(
    question: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    """An invented disagreement is worse than a missed one."""
    ours, theirs = said("a", *one), said("b", *other)
    assert not differ_in_words(analyse(question), ours, theirs)
    assert not differ_in_words(analyse(question), theirs, ours)
