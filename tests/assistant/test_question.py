"""What a question asks for."""

import pytest

from assistant.question import (
    AnswerType,
    analyse,
    answer_type,
    lead_in,
    split_questions,
    without_polite_opening,
    without_years,
)

TYPES = [
    ("Who is Putin’s spokesman?", AnswerType.PERSON),
    ("Whose amendment failed?", AnswerType.PERSON),
    ("Which councillors voted against?", AnswerType.PERSON),
    ("What is the name of the mayor?", AnswerType.PERSON),
    ("Which special prosecutor looked into it?", AnswerType.PERSON),
    ("By which judge was it heard?", AnswerType.PERSON),
    ("Which judge's ruling was overturned?", AnswerType.ANY),
    ("Which countries' leaders did she ring?", AnswerType.PLACE),
    ("At roughly what hour did it sail?", AnswerType.DATE),
    ("From which day are tickets sold?", AnswerType.DATE),
    ("At least how many boats sank?", AnswerType.NUMBER),
    ("How much hush money changed hands?", AnswerType.MONEY),
    ("How much was offered for the painting?", AnswerType.MONEY),
    ("When did Biden call?", AnswerType.DATE),
    ("What time does the ferry leave?", AnswerType.DATE),
    ("In which year did they meet?", AnswerType.YEAR),
    ("How many passengers does it carry?", AnswerType.NUMBER),
    ("What was the turnout?", AnswerType.NUMBER),
    ("By how many votes did it pass?", AnswerType.NUMBER),
    ("How much will the ferry cost?", AnswerType.MONEY),
    ("What is the fare?", AnswerType.MONEY),
    ("How long does the loan run?", AnswerType.DURATION),
    ("Why did Antonov go home?", AnswerType.REASON),
    ("What caused the flood?", AnswerType.REASON),
    ("Where did they meet?", AnswerType.PLACE),
    ("Which city hosted it?", AnswerType.PLACE),
    ("Did the council approve it?", AnswerType.YES_NO),
    ("May the council borrow more?", AnswerType.YES_NO),
    ("What did Putin say?", AnswerType.ANY),
    ("Antonov went home why?", AnswerType.REASON),
    ("Tell me who won the election", AnswerType.PERSON),
    ("Could you please tell me: who won the election?", AnswerType.PERSON),
    ("In December, who called?", AnswerType.PERSON),
    ("", AnswerType.ANY),
]


@pytest.mark.parametrize(("text", "wants"), TYPES)
def test_the_question_word_says_what_kind_of_words_can_answer(text: str, wants: AnswerType) -> None:
    """The type of the answer follows from the question's own words."""
    assert analyse(text).wants is wants


@pytest.mark.parametrize("text", [text for text, _ in TYPES])
def test_the_words_that_say_so_are_part_of_the_question(text: str) -> None:
    """The span of the type words lies inside the text."""
    _, span = answer_type(text)
    assert span is None or 0 <= span.start < span.end <= len(text)


def test_terms_are_content_without_the_question_word() -> None:
    """What must be matched is what the question is about."""
    assert analyse("In which year did the council buy the ferry?").terms == (
        "council",
        "buy",
        "ferri",
    )


def test_a_counted_thing_is_still_a_term() -> None:
    """Of "how many passengers", only "how many" is not looked for."""
    assert "passeng" in analyse("How many passengers does it carry?").terms


def test_names_dates_and_numbers_of_the_question_are_kept() -> None:
    """They restrict what can answer."""
    asked = analyse("Did Vladimir Putin sign 3 treaties on April 13?")
    assert asked.names == {"vladimir", "putin"}
    assert [(date.month, date.day) for date in asked.dates] == [(4, 13)]
    assert [number.value for number in asked.numbers] == [3]


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("Which councillors voted against?", True),
        ("Who were the critics?", True),
        ("What was the turnout?", False),
        ("What is the budget?", False),
        ("Which news came first?", False),
        ("Who voted against?", False),
    ],
)
def test_a_plural_question_wants_several(text: str, plural: bool) -> None:
    """ "What was …" and "which news" are no plurals."""
    assert analyse(text).plural is plural


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Could you tell me when it opens?", "Could you tell me "),
        ("Please, who won?", "Please, "),
        ("In December, who called?", "In December, "),
        ("Who won?", None),
    ],
)
def test_a_polite_opening_is_not_the_question(text: str, opening: str | None) -> None:
    """What stands before the question proper is told apart from it."""
    span = lead_in(text)
    assert (text[span.start : span.end] if span else None) == opening


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who called, and what did it cost?", ["Who called?", "what did it cost?"]),
        (
            "When did Biden call? What did they discuss?",
            ["When did Biden call?", "What did they discuss?"],
        ),
        ("Did the ferry sail and why did it stop?", ["Did the ferry sail?", "why did it stop?"]),
        ("What did Calloway and Rann say?", ["What did Calloway and Rann say?"]),
        ("Who called and when?", ["Who called and when?"]),
        ("The ferry is late. Why?", ["The ferry is late. Why?"]),
        ("", [""]),
    ],
)
def test_two_questions_in_one_breath_are_two(text: str, parts: list[str]) -> None:
    """Only questions that can be asked by themselves are parted."""
    assert list(split_questions(text)) == parts


@pytest.mark.parametrize(
    ("text", "over_time"),
    [
        ("How did the estimate change?", True),
        ("How has the toll changed since Sunday?", True),
        ("How did the ferry's price move after the contract was signed?", True),
        ("How did the price of bread develop over time?", True),
        ("How did fares go up?", True),
        ("What was said of the plan over the months?", True),
        ("How did the mayor change the law?", False),
        ("How did the developer get the contract?", False),
        ("Why did the price rise?", False),
        ("How many prices changed?", False),
    ],
)
def test_a_question_for_a_change_compares_times(text: str, over_time: bool) -> None:
    """Something must have changed by itself; to change something is a deed."""
    assert analyse(text).over_time is over_time


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("Which shipyards lost out?", True),
        ("Which two primaries is the council merging?", True),
        ("Who are the candidates?", True),
        ("Who else voted against it?", True),
        ("In which towns did the river rise?", True),
        ("Could you tell me which villages flooded?", True),
        ("Which women stood for mayor?", True),
        ("Which councilmen voted against it?", True),
        ("What children were rescued?", True),
        ("Name the towns that flooded.", True),
        ("List all the former mayors", True),
        ("Name the ship that struck the rocks.", False),
        ("Name the captain of the ferries.", False),
        ("Name the town's mayor.", False),
        ("In what business is she?", False),
        ("Which bus crashed?", False),
        ("Which specimen was found?", False),
        ("Who won?", False),
        ("Which shipyard lost out?", False),
        ("What is the news?", False),
    ],
)
def test_a_question_for_several_answers_is_plural(text: str, plural: bool) -> None:
    """By the noun, by a number before it, by the verb; a singular may end in s."""
    assert analyse(text).plural is plural


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("What did the fire cost in the end?", AnswerType.MONEY),
        ("How much did it take to restore the lighthouse?", AnswerType.MONEY),
        ("How did the price change?", AnswerType.MONEY),
        ("How has the toll changed?", AnswerType.NUMBER),
        ("What was the majority in the end?", AnswerType.NUMBER),
        ("How did the mayor vote?", AnswerType.ANY),
    ],
)
def test_a_cost_and_a_change_of_figures_want_figures(text: str, wants: AnswerType) -> None:
    """However they are asked for."""
    assert analyse(text).wants is wants


def test_a_how_or_why_question_gathers_facts() -> None:
    """A figure is one fact."""
    assert analyse("Why did the ferry stop?").gathers
    assert analyse("How did the ferry get stuck?").gathers
    assert not analyse("How many ferries are there?").gathers
    assert not analyse("Who stopped the ferry?").gathers


@pytest.mark.parametrize(
    ("text", "at_one_time"),
    [
        ("How has the toll changed since Sunday?", "What was the toll?"),
        ("How did the ferry's price move after the vote?", "What was the ferry's price?"),
        ("How did the ferry sink?", "How did the ferry sink?"),
        ("What was said over time?", "What was said over time?"),
    ],
)
def test_each_step_of_a_development_answers_a_question_of_its_own(
    text: str, at_one_time: str
) -> None:
    """What changed, asked for at one time; its terms are of what changed alone."""
    asked = analyse(text).at_one_time
    assert asked.text == at_one_time
    assert set(asked.terms) <= set(analyse(text).terms)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Could you please tell me: who raised the alarm?", "who raised the alarm?"),
        ("And who raised the alarm?", "who raised the alarm?"),
        ("In December, who raised the alarm?", "In December, who raised the alarm?"),
        ("Please tell me more", "Please tell me more"),
        ("Who raised the alarm?", "Who raised the alarm?"),
    ],
)
def test_a_polite_opening_is_no_part_of_the_question(text: str, asked: str) -> None:
    """It would only draw the search and the reader away; a time or place that opens stays."""
    assert without_polite_opening(text) == asked


@pytest.mark.parametrize(
    ("text", "timeless"),
    [
        ("How many sailed from Calder in May 2014?", "How many sailed from Calder?"),
        ("Who lost the November 2005 vote in Calder?", "Who lost the vote in Calder?"),
        ("In early March 2013, what shook Calder?", "what shook Calder?"),
        ("What was decided on 4 May 2010 about the ferry?", "What was decided about the ferry?"),
        # Nothing to leave out, or nothing left.
        ("How many sailed from Calder on Tuesday?", None),
        ("How many sailed from Calder?", None),
        ("What happened in 2013?", None),
    ],
)  # fmt: skip
def test_a_question_without_the_years_it_names(text: str, timeless: str | None) -> None:
    """A day of the week may be repeated by a report, so it stays."""
    found = without_years(analyse(text))
    assert (found.text if found else None) == timeless
