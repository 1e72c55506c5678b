"""Times and sources in questions: which restrict, to what, and which must not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.restrictions import dated, restriction
from corpus.errors import BadInput
from vectorstore.filters import bounds
from vectorstore.types import Filters

TODAY = date(2026, 11, 22)
SOURCES = ("Halden Courier", "Norrin Gazette", "The Times", "Pell Post", "Sorrel Post")


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What was decided in April 2021?", "2021-03-31", "2021-06-29"),
        ("how many ships were there in april 2021", "2021-03-31", "2021-06-29"),
        ("In mid-April 2021, who signed?", "2021-03-31", "2021-06-29"),
        ("Who called on 13 April 2021?", "2021-04-12", "2021-06-12"),
        ("Who called on the 13th of April 2021?", "2021-04-12", "2021-06-12"),
        ("Who won in 2020?", "2019-12-31", "2021-03-01"),
        ("How much did 2020’s flood cost?", "2019-12-31", "2021-03-01"),
    ],
)
def test_a_time_in_the_question_is_a_window_of_days(question: str, since: str, until: str) -> None:
    """From the day before to two months after: a report follows its event."""
    found = restriction(question, SOURCES, TODAY)
    assert found
    assert found.question == question
    assert found.within(Filters()) == Filters(since=since, until=until)


@pytest.mark.parametrize(
    ("question", "since", "until", "said"),
    [
        ("Who was mayor before April 2021?", None, "2021-03-31", "before April 2021"),
        ("How many had died by 13 April 2021?", None, "2021-04-13", "until 13 April 2021"),
        ("Who built ships until 2020?", None, "2020-12-31", "until 2020"),
        ("Who has been mayor since 2017?", "2017-01-01", None, "since 2017"),
        ("Since the 13th of April 2021, who signed?", "2021-04-13", None, "since 13 April 2021"),
        ("What changed after March 2024?", "2024-04-01", None, "after March 2024"),
    ],
)
def test_a_time_with_one_end_is_asked_of_the_articles_own_date(
    question: str, since: str | None, until: str | None, said: str
) -> None:
    """And is said as it was asked."""
    found = restriction(question, SOURCES, TODAY)
    assert found
    assert found.said == f"articles dated {said}"
    assert found.within(Filters()) == Filters(since=since, until=until)


@pytest.mark.parametrize(
    ("published", "admitted"),
    [
        ("2021-04-01", True),
        ("2024-06-20T10:00:00Z", True),
        ("2021-03-31", True),
        ("2021-03-30", False),
        ("2021-07-01", False),
        ("2021-04", False),  # names no day: as for a date filter
        (None, False),
    ],
)
def test_a_month_without_a_year_is_that_of_any_year(published: str | None, admitted: bool) -> None:
    """No filter can say it, so each article's date is asked."""
    found = restriction("Who marched in April?", SOURCES, TODAY)
    assert found
    assert found.period
    assert found.within(Filters()) == Filters()
    assert found.period.admits(published) is admitted


@pytest.mark.parametrize("published", ["2020-12-31", "2021-01-20", "2024-02-29"])
def test_a_december_reaches_into_the_next_year(published: str) -> None:
    """As two months after it do; a leap day is a day too."""
    found = restriction("Who resigned in December?", SOURCES, TODAY)
    assert found
    assert found.period
    assert found.period.admits(published)


@pytest.mark.parametrize(
    "question",
    [
        "Who was mayor before the election?",
        "Who has been mayor since March?",
        "Who built ships until April?",
        "Who resigned the year before 2021?",
        "Why did the bridge not open until 2021?",
        "What was built by 2049?",
        "Who left after the 2021 vote?",
        "Was he mayor before April 2021?",
        "Who was mayor in 2017 and in 2018?",
        "Did the bridge open in May 2025?",  # the date may be what is wrong
        "What will open in 2025?",
        "Who opened the bridge in 2049?",
        "What burned in the 2024 fire?",
        "What burned on 31 April 2021?",
        "Who may resign?",
        'Who said "it was worst in 2020"?',
        "Where was it (the summit offered in April 2021)?",
        "What was in the times of war?",
        "Who sat in the Norrin Gazette Office?",
        "Who owns the Halden Courier?",
        "Who was named in the Post?",  # two sources end so
        "What did the Gazette say?",
        "Who wrote about Haldencourier?",
    ],
)
def test_what_names_no_time_or_source_of_articles_restricts_nothing(question: str) -> None:
    """A wrong restriction costs more than none."""
    assert restriction(question, SOURCES, TODAY) is None


@pytest.mark.parametrize(
    ("question", "source", "rest"),
    [
        ("According to the Gazette, how many marched?", "Norrin Gazette", "How many marched?"),
        ("How many marched, according to norrin gazette?", "Norrin Gazette", "How many marched?"),
        ("How many marched in the Halden Courier?", "Halden Courier", "How many marched?"),
        ("How many marched, as reported by the Courier?", "Halden Courier", "How many marched?"),
        ("How many does the Courier say marched?", "Halden Courier", "How many marched?"),
        ("What did the Gazette say about fares?", "Norrin Gazette", "What about fares?"),
        ("Who won, according to the times?", "The Times", "Who won?"),
        ("Who won in the Pell Post?", "Pell Post", "Who won?"),
    ],
)
def test_a_source_in_the_question_is_found_and_its_words_left_out(
    question: str, source: str, rest: str
) -> None:
    """Whole names, "the" and case aside; or the last word of one source alone."""
    found = restriction(question, SOURCES, TODAY)
    assert found
    assert (found.source, found.question) == (source, rest)
    assert found.within(Filters()) == Filters(sources=(source,))


def test_a_time_with_one_end_stays_within_the_readers_filters() -> None:
    """The narrower of both ends holds; what no article could pass is no restriction."""
    found = restriction("Who has been mayor since 2017?", SOURCES, TODAY)
    assert found
    assert found.within(Filters(since="2018-01-01")) == Filters(since="2018-01-01")
    both = Filters(since="2017-01-01", until="2019-01-01")
    assert found.within(Filters(until="2019-01-01")) == both
    assert found.within(Filters(until="2016-01-01")) is None


def test_a_time_and_a_source_hold_together() -> None:
    """And are said in words."""
    found = restriction("What did the Gazette say about fares in 2021?", SOURCES, TODAY)
    assert found
    assert found.said == "articles from Norrin Gazette of 2021 and the two months after"


@pytest.mark.parametrize(
    ("question", "filters", "both"),
    [
        ("Who won in 2020?", Filters(since="2020-06-01"), ("2020-06-01", "2021-03-01", ())),
        ("Who won in 2020?", Filters(until="2020-06-01"), ("2019-12-31", "2020-06-01", ())),
        ("Who won in 2020?", Filters(since="2022-01-01"), None),
        ("Who won in the Pell Post?", Filters(sources=("pell  POST",)), (None, None, "Pell Post")),
        ("Who won in the Pell Post?", Filters(sources=("The Times",)), None),
    ],
)
def test_the_readers_filters_stay_in_force(
    question: str, filters: Filters, both: tuple[str | None, str | None, str] | None
) -> None:
    """A question can only narrow them; None where nothing could pass both."""
    found = restriction(question, SOURCES, TODAY)
    assert found
    narrowed = found.within(filters)
    if both is None:
        assert narrowed is None
    else:
        assert narrowed
        assert (narrowed.since, narrowed.until) == both[:2]
        assert narrowed.sources == ((both[2],) if both[2] else ())


@pytest.mark.parametrize(
    ("question", "absolute"),
    [
        ("Who won last year?", "Who won in 2025?"),
        ("Last year, who won?", "In 2025, who won?"),
        ("How much did last year's flood cost?", "How much did 2025’s flood cost?"),
        ("Who has led it since last year?", "Who has led it since 2025?"),
        ("Who won this year?", "Who won in 2026?"),
        ("Who won in this month?", "Who won in November 2026?"),
        ("Who won last month?", "Who won in October 2026?"),
        ("Who won last April?", "Who won in April 2026?"),
        ("Who won last November?", "Who won in November 2025?"),
        ("Who called yesterday?", "Who called on 21 November 2026?"),
    ],
)
def test_a_time_relative_to_today_becomes_a_date(question: str, absolute: str) -> None:
    """So that it is shown what was searched for."""
    assert dated(question, TODAY) == absolute


@pytest.mark.parametrize(
    "question",
    [
        "What happened in the last year of the war?",
        "Who won his last month in office?",
        'Who said "last year was hard"?',
        "Who leads the party today?",
        "Where was the last march?",
        "Who was last?",
    ],
)
def test_what_is_not_relative_to_today_stays(question: str) -> None:
    """ "The last year" of something is no date."""
    assert dated(question, TODAY) == question


def test_january_has_a_last_month_too() -> None:
    """In the year before."""
    assert dated("Who won last month?", date(2026, 1, 5)) == "Who won in December 2025?"


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_is_taken(question: str, sources: list[str]) -> None:
    """Names and questions hold what they will, pattern signs included; filters stay sound."""
    found = restriction(dated(question, TODAY), sources, TODAY)
    filters = found.within(Filters()) if found else None
    try:
        bounds(filters or Filters())
    except BadInput as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("name", ["A(B Post", "C++ News", "[x] Wire", "Ünder Blatt"])
def test_signs_in_a_name_are_only_signs(name: str) -> None:
    """A source is data, not a pattern."""
    found = restriction(f"Who won, according to {name}?", (name,), TODAY)
    assert found
    assert found.source == name
