"""A figure is compared only with another of the thing that was asked for."""

import pytest

from assistant.question import analyse
from assistant.reading.counting import (
    Figure,
    asks_harmed,
    count_the_same,
    counts_asked,
    lone_people,
)
from corpus.types import Span

LIVES = "How many people lost their lives in the Pell flood?"


def figure(text: str, number: str) -> Figure:
    start = text.index(number)
    return Figure(text, Span(start, start + len(number)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The number of people killed in the Pell flood has risen to three.", "three"),
        ("One man died in the Pell flood.", "One"),
        ("Three elderly women drowned in the Pell flood.", "Three"),
        ("Two of the passengers are dead.", "Two"),
        ("The death toll of the flood now stands at 3.", "3"),
        ("The Pell flood claimed 3 lives.", "3"),
        ("Two people died and five were hurt.", "Two"),
    ],
)
def test_people_who_died_are_counted_under_many_names(text: str, number: str) -> None:
    """By who they were, or by what happened to them in the clause of the figure."""
    assert counts_asked(analyse(LIVES), figure(text, number))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Three pumps failed in the Pell flood that killed one man.", "Three"),
        ("Two of the houses fell on a man in the Pell flood.", "Two"),
        ("The water killed a man and rose to three metres.", "three"),
        ("A man died in the Pell flood on floor 3.", "3"),
        ("Three people were injured in the Pell flood.", "Three"),
        ("Two people died and five were hurt.", "five"),
        ("Some 340 people were moved out of the Pell flood.", "340"),
        ("Rescuers freed people until the gauge was at 3.5 and falling.", "3.5"),
    ],
)
def test_something_else_counted_in_the_clause_is_no_count_of_the_dead(
    text: str, number: str
) -> None:
    """Planted lies: things, another harm, a number that counts nothing."""
    assert not counts_asked(analyse(LIVES), figure(text, number))


@pytest.mark.parametrize(
    ("question", "text", "number", "counts"),
    [
        ("How many people live on Sorrel?", "Sorrel has 212 residents.", "212", True),
        ("How many people live on Sorrel?", "Sorrel has 60 children.", "60", False),
        ("How many women died in the flood?", "Three women died.", "Three", True),
        ("How many women died in the flood?", "Three men died.", "Three", False),
        ("How many passengers does she carry?", "She carries 60 children.", "60", False),
        ("How high was the water?", "The water stood at 3 metres.", "3", True),
    ],
)
def test_a_narrower_question_takes_no_other_count(
    question: str, text: str, number: str, counts: bool
) -> None:
    """Some of the people are not the people; what is not "how many" has no counted noun."""
    assert counts_asked(analyse(question), figure(text, number)) is counts


@pytest.mark.parametrize(
    ("one", "number", "same"),
    [
        ("The number of the dead in the flood has risen to three.", "three", True),
        ("Three people died in the flood.", "Three", True),
        ("Three women died in the flood.", "Three", False),
        ("Three houses fell in the flood.", "Three", False),
    ],
)
def test_one_man_and_three_women_can_both_be_right(one: str, number: str, same: bool) -> None:
    """Three people can not."""
    question = analyse(LIVES)
    man = figure("One man died in the flood.", "One")
    three = figure(one, number)
    assert count_the_same(question, man, three) is same
    assert count_the_same(question, three, man) is same


def test_one_is_a_figure_only_before_somebody_and_where_people_are_asked_for() -> None:
    """ "One of the first" says no number."""
    asked = analyse(LIVES)
    assert lone_people(asked, "One old man died.")
    assert not lone_people(asked, "One day a man died; he was one of the first.")
    assert not lone_people(analyse("How many pumps failed?"), "One man repaired the pumps.")


@pytest.mark.parametrize(
    ("question", "harmed"),
    [
        ("How many people were hurt in the search for the boat?", True),
        ("How many people marched to save the depot?", False),
        ("How many people marched for the injured miners?", False),
        ("How many people signed the petition against the arrest?", False),
    ],
)
def test_people_who_march_for_the_injured_are_not_hurt(question: str, harmed: bool) -> None:
    """The planted lie: a word of harm in what they did it for."""
    assert asks_harmed(analyse(question)) is harmed
