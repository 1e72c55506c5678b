"""Where articles answer the same question differently."""

from collections.abc import Sequence

import pytest

from assistant.conflicts import (
    Reading,
    disagreeing,
    dissent,
    is_update,
    revision,
    same_value,
)
from assistant.evidence import Statement
from assistant.question import analyse
from assistant.spans import answer_spans
from corpus.types import Span
from tests.assistant.builders import build_article, build_evidence

COST = "How much will the second ferry cost?"


def read(question: str, *stated: tuple[str, str, str | None]) -> list[Reading]:
    """Readings of (article id, sentence, date), best first."""
    asked = analyse(question)
    readings = []
    for score, (id, text, published) in enumerate(reversed(stated), start=1):
        article = build_article(id, text, title="News", published=published)
        statement: Statement = build_evidence(article).statements[0]
        span = next(iter(answer_spans(asked, statement.text)), None)
        readings.append(Reading(statement, score / 10, span, id))
    return readings[::-1]


def copied(question: str, *stated: tuple[str, str, str | None]) -> list[Reading]:
    """Such readings of copies of one story."""
    return [each._replace(story="one") for each in read(question, *stated)]


def sides_of(question: str, *stated: tuple[str, str, str | None]) -> tuple[Reading, ...]:
    return disagreeing(analyse(question), read(question, *stated))


def answers(sides: Sequence[Reading]) -> list[str]:
    return [side.answer for side in sides]


@pytest.mark.parametrize(
    ("question", "stated", "found"),
    [
        (
            COST,
            [
                ("a", "The second ferry will cost £14.6 million.", "2024-03-12"),
                ("b", "The second ferry will cost £16.4 million.", "2024-03-13"),
            ],
            ["£14.6 million", "£16.4 million"],
        ),
        (
            COST,
            [
                ("a", "The second ferry will cost £14.6 million.", "2024-03-12"),
                ("b", "The second ferry will cost £2 million more than planned.", "2024-03-13"),
            ],
            [],
        ),
        (
            "When did Putin last meet an American president?",
            [
                ("a", "Putin last met an American president in 2018.", None),
                ("b", "Putin last met an American president in 2016.", None),
            ],
            ["2018", "2016"],
        ),
        (
            "How many people died in the flood?",
            [
                ("a", "Two people died in the flood on Sunday.", "2025-11-12"),
                ("b", "Three people died in the flood on Sunday.", "2025-11-13"),
                ("c", "Two people died in the flood, police said.", "2025-11-12"),
            ],
            ["Two", "Three"],
        ),
    ],
)
def test_different_answers_to_one_question_disagree(
    question: str, stated: list[tuple[str, str, str | None]], found: list[str]
) -> None:
    """The best reading of each different answer is a side."""
    assert answers(sides_of(question, *stated)) == found


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        # the same amount, rounded or written otherwise
        (
            COST,
            [
                ("a", "The second ferry will cost £14.6 million.", None),
                ("b", "The second ferry will cost £14,600,000.", None),
            ],
        ),
        (
            COST,
            [
                ("a", "The second ferry will cost £14.6 million.", None),
                ("b", "The second ferry will cost almost £14.7 million.", None),
            ],
        ),
        # a date that only says less
        (
            "When did the council vote on the ferry?",
            [
                ("a", "The council voted on the ferry on March 12, 2024.", None),
                ("b", "The council voted on the ferry in March.", None),
            ],
        ),
        # another matter
        (
            COST,
            [
                ("a", "The second ferry will cost £14.6 million.", None),
                ("b", "A new school roof was priced at £2 million.", None),
            ],
        ),
        # one article
        (
            COST,
            [
                ("a", "The second ferry will cost £14.6 million.", None),
                ("a", "The second ferry will cost £16.4 million.", None),
            ],
        ),
        # another unit
        (
            "How many people voted for the ferry?",
            [
                ("a", "In all 400 people voted for the ferry.", None),
                ("b", "In all 60 percent of people voted for the ferry.", None),
            ],
        ),
        # nothing to compare
        (
            "Who voted against the ferry?",
            [
                ("a", "Tobias Rann voted against the ferry.", None),
                ("b", "Dev Pramanik voted against the ferry.", None),
            ],
        ),
        (COST, [("a", "The second ferry will cost £14.6 million.", None)]),
        (COST, []),
    ],
)
def test_answers_that_can_both_be_true_do_not_disagree(
    question: str, stated: list[tuple[str, str, str | None]]
) -> None:
    """Rounding, precision, another matter, another unit and names are no conflict."""
    assert sides_of(question, *stated) == ()


@pytest.mark.parametrize(
    ("first", "second", "update"),
    [
        # within days, or undated: a dispute
        (("14.6 million", "2024-03-12"), ("16.4 million", "2024-03-13"), False),
        (("14.6 million", None), ("16.4 million", "2024-03-13"), False),
        # a later text that speaks of a change: an update
        (("14.6 million", "2024-03-12"), ("16.4 million, a corrected figure", "2024-03-14"), True),
        (("14.6 million", "2024-03-12"), ("16.4 million, up from the first", "2024-09-14"), True),
        # the earlier text speaks of a change: no update by it
        (("14.6 million, a revised sum", "2024-03-12"), ("16.4 million", "2024-03-13"), False),
        # long apart: statements about two times
        (("14.6 million", "2024-03-12"), ("16.4 million", "2025-03-12"), None),
        (("14.6 million", "2024-03"), ("16.4 million", "2024-03-13"), False),
    ],
)
def test_dates_and_words_tell_an_update_from_a_dispute(
    first: tuple[str, str | None], second: tuple[str, str | None], update: bool | None
) -> None:
    """An update is later and speaks of a change; what is far apart is neither."""
    stated = [
        (id, f"The second ferry will cost £{amount}.", published)
        for id, (amount, published) in zip("ab", (first, second), strict=True)
    ]
    assert is_update(read(COST, *stated)) is update


@pytest.mark.parametrize(
    ("question", "stated", "found"),
    [
        (
            "Who won the race for mayor?",
            [
                ("a", "Ada Holt won the race for mayor.", "2025-05-02"),
                ("b", "Ben Lee won the race for mayor.", "2025-05-02"),
            ],
            ["Ada Holt", "Ben Lee"],
        ),
        (
            "Where was the treaty signed?",
            [
                ("a", "The treaty was signed in Geneva.", None),
                ("b", "The treaty was signed in Vienna.", None),
            ],
            ["Geneva", "Vienna"],
        ),
        (
            "How old is the mayor of Pellwick?",
            [
                ("a", "The mayor of Pellwick is a man of 61.", "2025-05-02"),
                ("b", "The mayor of Pellwick is a man of 64.", "2025-05-03"),
            ],
            ["61", "64"],
        ),
    ],
)
def test_names_disagree_where_only_one_can_be_right(
    question: str, stated: list[tuple[str, str, str | None]], found: list[str]
) -> None:
    """A winner, the place of an event, an age."""
    assert answers(sides_of(question, *stated)) == found


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        # a name and a part of it
        (
            "Who won the race for mayor?",
            [
                ("a", "Ada Holt won the race for mayor.", None),
                ("b", "Holt won the race for mayor.", None),
            ],
        ),
        # a place within a place
        (
            "Where was the treaty signed?",
            [
                ("a", "The treaty was signed in Geneva.", None),
                ("b", "The treaty was signed in Switzerland. Geneva was decked with flags.", None),
            ],
        ),
        # statements about different things
        (
            "Who won the race for mayor?",
            [
                ("a", "Ada Holt won the race for mayor.", None),
                ("b", "Ben Lee came to the party after the race.", None),
            ],
        ),
        # of whom one speaks stands in the sentence before
        (
            "How many passengers does the ferry carry?",
            [
                ("a", "The ferry carries 180 passengers across the bay.", None),
                ("b", "She carries 120 passengers across the bay.", None),
            ],
        ),
        # much the same words, and another statement
        (
            "Who won the race for mayor?",
            [
                ("a", "Ada Holt won the race for mayor.", None),
                ("b", "Ben Lee drove the mayor home from the race through a week of rain.", None),
            ],
        ),
        # several can be right
        (
            "Who were the winners of the races?",
            [
                ("a", "Ada Holt won the races of May.", None),
                ("b", "Ben Lee won the races of May.", None),
            ],
        ),
        # counts of other things
        (
            "What is the number for the march on Saturday?",
            [
                ("a", "At the march on Saturday 40 stewards helped.", None),
                ("b", "At the march on Saturday 60 banners were seen.", None),
            ],
        ),
    ],
)
def test_names_and_counts_that_can_both_be_right_do_not(
    question: str, stated: list[tuple[str, str, str | None]]
) -> None:
    """Parts of a name, places within each other, other things, several winners."""
    assert sides_of(question, *stated) == ()


@pytest.mark.parametrize(
    ("question", "older", "later", "found"),
    [
        # stated as the difference
        (
            COST,
            "It will cost £14 million.",
            "It cost £16 million, £2 million more than planned.",
            2,
        ),
        # the value is another one
        (
            COST,
            "It will cost £13 million.",
            "It cost £16 million, £2 million more than planned.",
            0,
        ),
        # the older value is asked for
        (
            "How much was the second ferry first expected to cost?",
            "It will cost £14 million.",
            "It cost £16 million, £2 million more than planned.",
            0,
        ),
        # the article is of another time than the question's
        (
            "What did the ferry cost in March 2023?",
            "It will cost £14 million.",
            "It cost £16 million, £2 million more than planned.",
            0,
        ),
        # nothing is said to be replaced
        (COST, "It will cost £14 million.", "It cost £16 million.", 0),
    ],
)
def test_a_revision_names_what_it_replaced(
    question: str, older: str, later: str, found: int
) -> None:
    """The older article must state just that value."""
    asked = analyse(question)
    readings = read(
        question,
        ("new", f"The ferry came. {later}", "2024-03-14"),
        ("old", f"The ferry was ordered. {older}", "2024-03-12"),
    )
    second = [
        each._replace(
            statement=build_evidence(each.statement.article).statements[1],
            span=None,
        )
        for each in readings
    ]
    spans = [next(iter(answer_spans(asked, each.statement.text)), None) for each in second]
    given = [each._replace(span=span) for each, span in zip(second, spans, strict=True)]
    assert len(revision(asked, given, given)) == found


def test_the_same_value_may_be_written_in_two_ways() -> None:
    """Rounded, in another form, with less precision; a date as well."""
    assert same_value("£14.6 million", "£14,600,000")
    assert same_value("March 12, 2024", "March 2024")
    assert same_value("Holt", "holt")
    assert not same_value("12", "14")
    assert not same_value("12", "12 percent")
    assert not same_value("Holt", "Lee")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("300 people", "298 people", True),
        ("295 people", "298 people", False),
        ("1,200", "1,150", True),
        ("1,200", "1,300", False),
        ("£1.5 million", "£1,460,000", True),
        ("£14.6 million", "£14.2 million", False),
        ("40 percent", "38.2 percent", True),
        ("20", "21", False),
        ("10", "12", False),
        ("100th", "101st", False),
        ("5 p.m.", "5:30 p.m.", False),
        ("0", "0", True),
    ],
)
def test_only_what_rounding_can_do_is_the_same(one: str, other: str, same: bool) -> None:
    """One differs from the other in what it leaves out, and by five parts of a hundred at most."""
    assert same_value(one, other) is same
    assert same_value(other, one) is same


TOLL = "How many passengers did the fire on the ferry kill?"
TWELVE = ("gazette", "The fire on the ferry killed 12 passengers.", "2024-05-06")
TWENTY = ("globe", "The fire on the ferry killed 20 passengers.", "2024-05-07")
REVISED = (
    "globe",
    "The toll was revised: the fire on the ferry killed 20 passengers.",
    "2024-05-07",
)
FIFTEEN = ("courier", "The fire on the ferry killed 15 passengers.", "2024-05-07")


def test_copies_of_one_story_are_no_two_sides() -> None:
    """One of them was translated badly, which is no second opinion; two stories are two sides."""
    question = analyse(TOLL)
    apart, one = read(TOLL, TWELVE, TWENTY), copied(TOLL, TWELVE, TWENTY)
    assert answers(disagreeing(question, apart)) == ["12", "20"]
    assert disagreeing(question, one) == ()


def test_a_later_copy_that_tells_of_a_change_is_an_update() -> None:
    """It is its story's own correction, and no dispute."""
    readings = copied(TOLL, TWELVE, REVISED)
    found = dissent(analyse(TOLL), readings, readings)
    assert found
    assert found.update
    assert answers(found.sides) == ["20", "12"]


def test_a_dispute_has_one_side_a_story() -> None:
    """Its own older figure does not stand beside the new one against another story."""
    readings = [*copied(TOLL, REVISED, TWELVE), *read(TOLL, (*FIFTEEN[:2], "2024-05-08"))]
    found = dissent(analyse(TOLL), readings, readings)
    assert found
    assert (found.update, answers(found.sides)) == (False, ["20", "15"])


def test_copies_on_two_sides_of_a_yes_no_question_are_no_dispute() -> None:
    """The control: two stories are one."""
    question = "Has the council bought the ferry?"
    stated = [
        ("gazette", "The council has not bought the ferry.", "2024-05-06"),
        ("globe", "The council has bought the ferry.", "2024-05-06"),
    ]
    apart, one = read(question, *stated), copied(question, *stated)
    assert dissent(analyse(question), apart, apart)
    assert dissent(analyse(question), one, one) is None


@pytest.mark.parametrize(
    ("second", "disputed"),
    [
        ("Ford scored 1,980 points in all for the college.", True),
        ("Ford was cheered by 1,980 people at the college.", False),
        ("Ford and the college lead the league, at 1,980, in all.", False),
    ],
)
def test_figures_of_different_things_are_no_dispute(second: str, disputed: bool) -> None:
    """A figure without a word behind it counts what its sentence speaks of."""
    question = "How many points did Ford score in all for the college?"
    first = ("one", "Ford scored 2,290 points in all for the college.", "2024-05-01")
    readings = read(question, first, ("two", second, "2024-05-01"))
    assert (dissent(analyse(question), readings, readings) is not None) == disputed


LIVES = "How many people lost their lives in the Pell flood?"
ONE = ("gazette", "One man died in the Pell flood on Wednesday.", "2025-11-12")


@pytest.mark.parametrize(
    ("later", "found"),
    [
        ("The number of people killed in the Pell flood has risen to three.", ["three", "One"]),
        ("The number of pumps lost in the Pell flood has risen to three.", None),
        ("The number of people hurt in the Pell flood has risen to three.", None),
    ],
)
def test_a_later_toll_is_an_update_and_another_count_is_not(
    later: str, found: list[str] | None
) -> None:
    """However the dead are called; pumps and the injured are others."""
    readings = read(LIVES, ONE, ("globe", later, "2025-11-14"))
    told = dissent(analyse(LIVES), readings, readings)
    assert (told and answers(told.sides)) == found
    assert told is None or told.update


def test_a_retraction_is_seen_though_the_question_names_the_occasion_in_a_clause() -> None:
    """The planted lie: an older article of another occasion is not what was taken back."""
    question = "Were all four pumps running when the Pell flooded Low Town?"
    back = (
        "new",
        "The council took back its statement that all four pumps were running"
        " when the Pell flooded Low Town.",
        "2025-11-14",
    )
    for rest, found in (("The Pell flooded Low Town.", True), ("The fair was dry.", False)):
        stated = ("old", f"All four pumps were running on Tuesday. {rest}", "2025-11-12")
        readings = read(question, back, stated)
        told = dissent(analyse(question), readings, readings)
        assert (told is not None and told.update) is found


@pytest.mark.parametrize(
    ("stories", "found"),
    [(("one", "two"), ["A faulty heater", "A cigarette"]), (("one", "one"), [])],
)
def test_words_that_the_reader_pointed_at_can_disagree(
    stories: tuple[str, str], found: list[str]
) -> None:
    """Where one only can be right; copies of one story are no two sides here either."""
    question = "What caused the fire at the mill?"
    sides = []
    for reading, answer, story in zip(
        read(
            question,
            ("a", "A faulty heater caused the fire at the mill.", "2024-05-06"),
            ("b", "A cigarette caused the fire at the mill.", "2024-05-07"),
        ),
        ("A faulty heater", "A cigarette"),
        stories,
        strict=True,
    ):
        sides.append(reading._replace(span=Span(0, len(answer)), story=story))
    assert answers(disagreeing(analyse(question), sides)) == found
