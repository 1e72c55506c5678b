"""Of copies that say the same the one that reads best is heard, and nothing else is lost."""

import pytest

from assistant.conflicts import Reading
from assistant.question import analyse
from assistant.reading.copies import in_one_voice, told_otherwise
from assistant.spans import answer_spans
from tests.assistant.builders import build_article, build_evidence

NEEDED = 0.2
VOTE = "The council of Pellwick voted on Tuesday to buy the ferry Solveig."
BROKEN = "On Tuesday the ferry Solveig to buy was voted by the council of Pellwick ."
ELSE = "The harbour engineer Paula Reinholt praised the cooperative at Torsnes."


def heard(
    question: str,
    *stated: tuple[str, str, float, str],
    dated: bool = False,
) -> list[tuple[str, float]]:
    """Article and score of what stays of (article id, sentence, score, story)."""
    return [
        (each.statement.article.id, each.score)
        for each in in_one_voice(analyse(question), read(question, *stated, dated=dated), NEEDED)
    ]


def read(question: str, *stated: tuple[str, str, float, str], dated: bool = False) -> list[Reading]:
    asked = analyse(question)
    found = []
    for day, (id, text, score, story) in enumerate(stated, start=1):
        published = f"2024-03-{day:02}" if dated else None
        article = build_article(id, text, title="News", published=published)
        [statement] = build_evidence(article).statements
        span = next(iter(answer_spans(asked, statement.text)), None)
        found.append(Reading(statement, score, span, story))
    return sorted(found, key=lambda each: -each.score)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # it has the better score of both, whichever was read as likelier
        ([("a", BROKEN, 0.9, "s"), ("b", VOTE, 0.3, "s")], [("b", 0.9)]),
        ([("a", BROKEN, 0.3, "s"), ("b", VOTE, 0.9, "s")], [("b", 0.9)]),
        # another story, though it says the same, is another report
        ([("a", BROKEN, 0.9, "s"), ("b", VOTE, 0.3, "b")], [("a", 0.9), ("b", 0.3)]),
        # a copy that does not answer can not answer for another
        ([("a", BROKEN, 0.9, "s"), ("b", VOTE, 0.1, "s")], [("a", 0.9), ("b", 0.1)]),
        # nor one that says something else
        ([("a", BROKEN, 0.9, "s"), ("b", ELSE, 0.5, "s")], [("a", 0.9), ("b", 0.5)]),
        # from copy to copy, to the best of three; of equal ones the first by id
        ([("c", VOTE, 0.5, "s"), ("a", BROKEN, 0.9, "s"), ("b", VOTE, 0.3, "s")], [("b", 0.9)]),
        # in one article nothing is a copy
        ([("a", BROKEN, 0.9, "s"), ("a", VOTE, 0.3, "s")], [("a", 0.9), ("a", 0.3)]),
        ([], []),
    ],
)
def test_the_most_readable_copy_that_answers_is_heard(
    stated: list[tuple[str, str, float, str]], expected: list[tuple[str, float]]
) -> None:
    """The others are silent where it says what they say."""
    assert heard("What did the council of Pellwick vote to buy?", *stated) == expected


def test_a_copy_without_the_asked_words_is_not_heard() -> None:
    """Who asks when wants a date, which the more readable copy may have lost."""
    broken = "On March 12 the council of Pellwick to buy the ferry Solveig voted ."
    undated = "The council of Pellwick voted to buy the ferry Solveig."
    stated = [("a", broken, 0.9, "s"), ("b", undated, 0.5, "s")]
    assert [id for id, _ in heard("When did the council vote?", *stated)] == ["a", "b"]
    assert [id for id, _ in heard("Why did the council vote?", *stated)] == ["b"]


def test_a_copy_that_leans_on_another_sentence_is_not_heard() -> None:
    """Of an unnamed "she" nobody knows who is meant."""
    leaning = "She promised on Tuesday to buy the ferry Solveig."
    broken = "Mayor Ines Holt promised on Tuesday to buy the ferry Solveig ."
    stated = [("a", broken, 0.9, "s"), ("b", leaning, 0.5, "s")]
    assert [id for id, _ in heard("What was promised?", *stated)] == ["a", "b"]


def test_copies_on_two_sides_of_a_yes_no_question_are_both_heard() -> None:
    """A "not" that the translation lost changes the answer."""
    yes = "The council of Pellwick has bought the ferry Solveig ."
    no = "The council of Pellwick has not bought the ferry Solveig."
    stated = [("a", yes, 0.9, "s"), ("b", no, 0.5, "s")]
    question = "Has the council of Pellwick bought the ferry Solveig?"
    assert [id for id, _ in heard(question, *stated)] == ["a", "b"]


TOLL = "How many passengers died on the ferry Solveig?"
TWELVE = "The fire on the ferry Solveig killed 12 passengers, the coastguard said."
TWENTY = "The coastguard said the fire on the ferry Solveig killed 20 passengers ."
REVISED = "The toll was revised: 20 passengers were killed by the fire on the ferry Solveig ."


@pytest.mark.parametrize(
    ("question", "other", "dated", "expected"),
    [
        (TOLL, TWENTY, False, ["b"]),
        (TOLL, TWENTY, True, ["b"]),
        # a later text that tells of a change may be right
        (TOLL, REVISED, True, ["a", "b"]),
        (TOLL, REVISED, False, ["b"]),
        ("How has the number of passengers who died changed?", TWENTY, True, ["a", "b"]),
    ],
)
def test_a_copy_with_another_figure_is_heard_only_as_a_later_one(
    question: str, other: str, dated: bool, expected: list[str]
) -> None:
    """Else it was copied badly."""
    stated = [("b", TWELVE, 0.5, "s"), ("a", other, 0.9, "s")]
    assert sorted(id for id, _ in heard(question, *stated, dated=dated)) == expected


@pytest.mark.parametrize(
    ("other", "story", "expected"),
    [
        (TWENTY, "s", ["20"]),
        (TWENTY, "t", []),
        (TWELVE.replace("12", "twelve"), "s", []),
        (TWELVE.replace("12", "20 crew and 12"), "s", []),
        ("In the harbour of Torsnes lie 37 boats.", "s", []),
    ],
)
def test_the_other_figure_of_a_copy_is_told(other: str, story: str, expected: list[str]) -> None:
    """Of the same thing, in a copy, and only if that does not have the shown one too."""
    readings = read(TOLL, ("b", TWELVE, 0.9, "s"), ("a", other, 0.5, story))
    shown = next(each for each in readings if each.statement.article.id == "b")
    told = told_otherwise(analyse(TOLL), shown, readings)
    assert [each.answer for each in told] == expected
