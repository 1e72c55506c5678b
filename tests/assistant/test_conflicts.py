"""Where articles answer the same question differently."""

from collections.abc import Sequence

import pytest

from assistant.conflicts import Reading, disagreeing, is_update, revision, same_value
from assistant.evidence import Statement
from assistant.question import analyse
from assistant.spans import answer_spans
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
        readings.append(Reading(statement, score / 10, span))
    return readings[::-1]


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
