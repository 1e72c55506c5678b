"""The words of a sentence that answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import analyse
from assistant.spans import answer_spans

VOTE = "The council voted 7-4 on Tuesday in Pellwick to buy a ferry for £14.6 million."


@pytest.mark.parametrize(
    ("question", "text", "first"),
    [
        ("When did the council vote?", VOTE, "Tuesday"),
        ("How much will the ferry cost?", VOTE, "£14.6 million"),
        ("Where did the council vote?", VOTE, "Pellwick"),
        ("In which year was it built?", "The Sorrel Maid, built in 1987, broke down.", "1987"),
        ("How many cars fit?", "It takes 180 passengers and 28 cars.", "28"),
        ("How many people left?", "Hundreds of people left.", "Hundreds"),
        ("How long does the loan run?", "The loan runs for 25 years.", "25 years"),
        ("Who proposed an engine?", "Tobias Rann proposed an engine.", "Tobias Rann"),
        ("Who called Putin?", "Biden called Putin.", "Biden"),
        ("Why did it stop?", "It stopped because the engine failed.", "because the engine failed"),
        ("Where was it found?", "It was found in a church.", "in a church"),
        ("When will it open?", "It will open next week.", "next week"),
        ("At what time did it sail?", "It sailed on Tuesday at 4.30pm.", "4.30pm"),
        ("At roughly what hour did it sail?", "It sailed around noon on May 3.", "noon"),
        ("What time of night was it?", "The quake struck at 02:09 on March 14.", "02:09"),
        ("What time of year is it held?", "It is held in March.", "March"),
        ("Which judge sat?", "Judge Ada Holm sat in Norwalk.", "Ada Holm"),
    ],
)
def test_the_first_span_is_the_answer(question: str, text: str, first: str) -> None:
    """A date answers *when*, a number *how many*, a name *who*; the nearest to the asked words."""
    spans = answer_spans(analyse(question), text)
    assert [text[span.start : span.end] for span in spans][:1] == [first]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When did Biden call in April?", "Biden called in April."),
        ("Who called Putin?", "Putin was called."),
        ("What did the council do?", VOTE),
        ("Did the council vote?", VOTE),
        ("How many voted?", "Few did so on the second day."),
        ("How much did it cost?", "It took 28 cars."),
        ("How many were hurt?", "Ann Lee, 59, was hurt in the fall."),
        ("How fast was it going?", "It left the quay at 1.30 a.m. on Friday."),
    ],
)
def test_what_the_question_says_already_is_no_answer(question: str, text: str) -> None:
    """Nor is a word of another type."""
    assert answer_spans(analyse(question), text) == ()


@given(
    st.sampled_from(
        ["When was it?", "Who?", "How many?", "Where?", "Why?", "How long?", "What year?"]
    ),
    st.lists(st.sampled_from([*VOTE.split(), "because", "Rann,", "1987", "“", "–"]), max_size=15),
)
def test_spans_lie_in_the_text(question: str, parts: list[str]) -> None:
    """Every span is a real part of the sentence."""
    text = " ".join(parts)
    for span in answer_spans(analyse(question), text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("What did it cost?", "It cost £500,000 more than the old one.", []),
        ("What did it cost?", "It cost £2 million, or £500,000 more.", ["£2 million"]),
        ("How much more did it cost?", "It cost £500,000 more than the old one.", ["£500,000"]),
        ("What share of them voted?", "Of 900 people 67 percent voted.", ["67 percent"]),
        ("How many people came?", "There came 40 fewer people than in May.", []),
    ],
)
def test_a_difference_is_no_sum(question: str, text: str, found: list[str]) -> None:
    """Unless it is asked for."""
    spans = answer_spans(analyse(question), text)
    assert [text[span.start : span.end] for span in spans] == found


def test_of_several_counts_of_people_the_one_that_is_asked_for_answers() -> None:
    """Where none of them is, the likeliest number stays."""
    question = analyse("How many people lost their lives in the flood?")
    for text, expected in (
        ("One man died and four people were missing after the flood.", ["One"]),
        ("Four people were missing after the flood.", ["Four"]),
    ):
        assert [text[s.start : s.end] for s in answer_spans(question, text)] == expected
