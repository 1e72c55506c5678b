"""What a question asks for."""

import pytest

from assistant.question import AnswerType, analyse, answer_type, lead_in, split_questions

TYPES = [
    ("Who is Putin’s spokesman?", AnswerType.PERSON),
    ("Whose amendment failed?", AnswerType.PERSON),
    ("Which councillors voted against?", AnswerType.PERSON),
    ("What is the name of the mayor?", AnswerType.PERSON),
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
