"""The hard facts of a text: what is found, what it means, and what is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import Date, Number, Unit, dates, names, numbers

QUANTITIES = [
    ("1.2 million people", "1.2 million", 1_200_000, Unit.PLAIN, None),
    ("a dozen eggs", "a dozen", 12, Unit.PLAIN, None),
    ("two dozen", "two dozen", 24, Unit.PLAIN, None),
    ("$3.5bn", "$3.5bn", 3.5e9, Unit.MONEY, "$"),
    ("£16.4m", "£16.4m", 16_400_000, Unit.MONEY, "£"),
    ("16,400,000 pounds", "16,400,000 pounds", 16_400_000, Unit.MONEY, "£"),
    ("5 million dollars", "5 million dollars", 5e6, Unit.MONEY, "$"),
    ("12 per cent", "12 per cent", 12, Unit.PERCENT, None),
    ("12.5%", "12.5%", 12.5, Unit.PERCENT, None),
    ("two percentage points", "two percentage points", 2, Unit.PERCENT, "point"),
    ("two thirds of voters", "two thirds", 200 / 3, Unit.PERCENT, None),
    ("fell by a fifth in May", "a fifth", 20, Unit.PERCENT, None),
    ("half the town", "half", 50, Unit.PERCENT, None),
    ("a quarter of it", "a quarter", 25, Unit.PERCENT, None),
    ("half an hour", "half an", 0.5, Unit.PLAIN, "hour"),
    ("half a million", "half a million", 500_000, Unit.PLAIN, None),
    ("one hundred and twenty", "one hundred and twenty", 120, Unit.PLAIN, None),
    ("three thousand five hundred", "three thousand five hundred", 3500, Unit.PLAIN, None),
    ("two and a half million", "two and a half million", 2.5e6, Unit.PLAIN, None),
    ("twenty-one", "twenty-one", 21, Unit.PLAIN, None),
    ("25 years", "25", 25, Unit.PLAIN, "year"),
    ("a three-hour debate", "three", 3, Unit.PLAIN, "hour"),
    ("5km", "5", 5, Unit.PLAIN, "kilometre"),
    ("at 9 p.m.", "9 p.m.", 21, Unit.TIME, "p.m."),
    ("at 3.30, when", "3.30", 3.5, Unit.TIME, None),
    ("at 3.40 metres", "3.40", 3.4, Unit.PLAIN, "metre"),
    ("until 14:15", "14:15", 14.25, Unit.TIME, "p.m."),
    ("at midnight", "midnight", 0, Unit.TIME, "a.m."),
    ("twice", "twice", 2, Unit.PLAIN, "time"),
    ("a three-fold rise", "three-fold", 3, Unit.PLAIN, "time"),
    ("30 square miles", "30", 30, Unit.PLAIN, "square mile"),
    ("minus 3", "minus 3", -3, Unit.PLAIN, None),
    ("the 21st floor", "21st", 21, Unit.ORDINAL, None),
    ("the twenty-first", "twenty-first", 21, Unit.ORDINAL, None),
    ("the second ferry", "second", 2, Unit.ORDINAL, None),
    ("the first ferry", "first", 1, Unit.ORDINAL, None),
    ("hundreds of people", "hundreds", 100, Unit.ROUND, None),
    ("tens of thousands", "tens of thousands", 10_000, Unit.ROUND, None),
    ("several hundred", "several hundred", 100, Unit.ROUND, None),
    ("1987 people", "1987", 1987, Unit.PLAIN, None),
    ("one year", "one", 1, Unit.PLAIN, "year"),
]


@pytest.mark.parametrize(("text", "words", "value", "unit", "of"), QUANTITIES)
def test_a_quantity_is_found_with_its_value_and_unit(
    text: str, words: str, value: float, unit: Unit, of: str | None
) -> None:
    """Digits, words, scales, currencies and measures come to one normal form."""
    (number,) = numbers(text)
    assert text[number.start : number.end] == words
    assert number == Number(number.start, number.end, pytest.approx(value), unit, of)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("voted 7-4", [7, 4]),
        ("28 cars and 180 passengers", [28, 180]),
        ("nine votes to six", [9, 6]),
        ("between five and ten", [5, 10]),
        ("10:30", [10.5]),
        ("in 2024, 300 people", [300]),
        ("fifty-fifty", [50, 50]),
    ],
)
def test_numbers_that_stand_together_stay_apart(text: str, values: list[float]) -> None:
    """A tally, a range or a list is several quantities."""
    assert [number.value for number in numbers(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "one of them",
        "first of all",
        "at first",
        "seconds later",
        "the 2018-19 season",
        "April 13",
        "in 1987",
        "the second half",
    ],
)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    """Dates and idioms are left out."""
    assert [n for n in numbers(text) if n.unit is not Unit.ORDINAL] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("April 13", [(None, 4, 13, None)]),
        ("13 April", [(None, 4, 13, None)]),
        ("the 13th of April 2021", [(2021, 4, 13, None)]),
        ("April 13th, 2021", [(2021, 4, 13, None)]),
        ("Sept. 5", [(None, 9, 5, None)]),
        ("2021-04-13T10:00", [(2021, 4, 13, None)]),
        ("on Tuesday, April 13", [(None, None, None, 1), (None, 4, 13, None)]),
        ("mid-November", [(None, 11, None, None)]),
        ("late March", [(None, 3, None, None)]),
        ("in Dec.", [(None, 12, None, None)]),
        ("in May", [(None, 5, None, None)]),
        ("May 2024", [(2024, 5, None, None)]),
        ("the 5 May vote", [(None, 5, 5, None)]),
        ("from 1990 to 1995", [(1990, None, None, None), (1995, None, None, None)]),
        ("the 2018-19 season", [(2018, None, None, None), (2019, None, None, None)]),
        ("post-2016", [(2016, None, None, None)]),
        ("Theresa May said", []),
        ("by Jan Smith", []),
        ("March on Washington", []),
        ("2018 people", []),
        ("£2018", []),
        ("2,018", []),
        ("the 1990s", []),
        ("Mark 5", []),
    ],
)
def test_a_date_has_the_parts_that_it_states(
    text: str, found: list[tuple[int | None, ...]]
) -> None:
    """Unstated parts stay None; names and amounts are no dates."""
    assert [(d.year, d.month, d.day, d.weekday) for d in dates(text)] == found


def test_a_fuller_date_states_a_shorter_one() -> None:
    """April 13, 2021 states April 13 but not the other way round, and contradicts April 14."""
    full, short, other = (Date(0, 1, 2021, 4, 13), Date(0, 1, None, 4, 13), Date(0, 1, None, 4, 14))
    assert full.states(short)
    assert not short.states(full)
    assert full.contradicts(other)
    assert not full.contradicts(short)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Joe Biden met Putin.", ["Joe Biden", "Putin"]),
        ("Putin spoke.", ["Putin"]),
        ("Emily said so.", ["Emily"]),
        ("Rowling said so.", ["Rowling"]),
        ("Talks began.", []),
        ("Voting began.", []),
        ("Twenty-one people came.", []),
        ("In Moscow, Putin spoke.", ["Moscow", "Putin"]),
        ("Biden’s offer and Russia's answer", ["Biden", "Russia"]),
        ("the U.S. and the U.K.", ["U.S.", "U.K."]),
        ("U.S. President Joe Biden", ["U.S.", "Joe Biden"]),
        ("Former President Donald Trump", ["Donald Trump"]),
        ("Stephen King wrote it", ["Stephen King"]),
        ("Theresa May resigned", ["Theresa May"]),
        ("the May government", ["May"]),
        ("May I ask?", []),
        ("in May, Putin", ["Putin"]),
        ("Jean-Luc Picard", ["Jean-Luc Picard"]),
        ("the London-based firm", ["London"]),
        ("J. K. Rowling", ["J. K. Rowling"]),
        ("St. Petersburg", ["St. Petersburg"]),
        ("Charles de Gaulle", ["Charles de Gaulle"]),
        ("the Bank of England", ["Bank of England"]),
        ("Mr. Biden", ["Biden"]),
        ("“Biden left,” he said.", ["Biden"]),
        ("He met Merkel. Macron left.", ["Merkel", "Macron"]),
        ("NATO met on Tuesday", ["NATO"]),
        ("Tobias Rann, Dev Pramanik", ["Tobias Rann", "Dev Pramanik"]),
    ],
)
def test_names_are_runs_of_capitals_without_titles(text: str, found: list[str]) -> None:
    """Sentence openers, titles, months and possessives are no part of a name."""
    assert [name.text for name in names(text)] == found


def test_a_known_name_opens_a_sentence_as_a_name() -> None:
    """An ordinary-looking opener is a name where the caller knows it for one."""
    assert names("Banning left early.") == ()
    assert [name.text for name in names("Banning left early.", known={"banning"})] == ["Banning"]


@given(st.text(alphabet="aAB1234567890.,-–$£% Mayone tohundrdmilAprl’'\n", max_size=60))
def test_every_fact_points_into_the_text(text: str) -> None:
    """Spans are real, not empty, in order; numbers and dates never overlap."""
    found = sorted(
        [(d.start, d.end) for d in dates(text)] + [(n.start, n.end) for n in numbers(text)]
    )
    for start, end in found:
        assert 0 <= start < end <= len(text)
    for (_, end), (start, _) in pairwise(found):
        assert end <= start
    for name in names(text):
        assert text[name.start : name.end] == name.text


@given(st.text(alphabet="0123456789.,-£% mkadozen\u00a0", max_size=24))
def test_no_jumble_of_digits_is_a_fault(text: str) -> None:
    """Whatever stands in an article, its quantities lie within it."""
    for number in numbers(text):
        assert 0 <= number.start < number.end <= len(text)
