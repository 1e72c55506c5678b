"""What the embedded writer brings in for a sentence that leans, and how long its answer gets."""

import pytest

from assistant.question import analyse
from assistant.writers.base import Draft, Task
from assistant.writers.quoting import QuotingWriter
from corpus.types import Article
from tests.assistant.builders import build_evidence, build_hit
from tests.assistant.writing import GivenReader, article, proposed, written

HULL = "Did the hull of the ferry fail an inspection?"
MONDAY = "The inspectors of the port came on Monday."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "They said the hull of the ferry failed an inspection.",
            "Yes: They said the hull of the ferry failed an inspection.",
        ),
        (
            "They said the hull of the ferry did not fail an inspection.",
            "No: They said the hull of the ferry did not fail an inspection.",
        ),
    ],
)
def test_yes_stands_before_the_sentence_that_decides(text: str, shown: str) -> None:
    """Not before the one brought in for it, which says nothing of the kind."""
    assert written(HULL, {"hull": 0.9}, article("a", f"{MONDAY} {text}"))[0] == [MONDAY, shown]


def test_that_the_articles_disagree_stands_before_a_side() -> None:
    """It falls with the side if that is withheld."""
    shown, _ = written(
        HULL,
        {"They said": 0.9, "not fail": 0.8},
        article("a", f"{MONDAY} They said the hull of the ferry failed an inspection."),
        article("b", "The hull of the ferry did not fail an inspection."),
    )
    assert shown[:2] == [
        MONDAY,
        "The articles disagree: They said the hull of the ferry failed an inspection.",
    ]


def test_a_date_stands_before_all_of_its_step() -> None:
    """Or what is brought in would seem to belong to the step before."""
    shown, _ = written(
        "How did the toll of the flood change?",
        {"30": 0.9, "12": 0.5},
        article("a", "The toll of the flood was 12.", "2025-03-01"),
        article(
            "b", "The ministry counted again. It said the toll of the flood was 30.", "2025-03-02"
        ),
    )
    assert shown == [
        "March 1, 2025: The toll of the flood was 12.",
        "March 2, 2025: The ministry counted again.",
        "It said the toll of the flood was 30.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It said the ramp had jammed.",
        "They said the ramp had jammed.",
        "Their divers found that the ramp had jammed.",
        "This was when the ramp jammed.",
        "The latter found that the ramp had jammed.",
    ],
)
@pytest.mark.parametrize(
    ("before", "brought_in"),
    [
        ("The yard sent divers.", ["The yard sent divers."]),
        # the one before leans too: both are brought in
        ("The yard sent divers. They dived twice.", ["The yard sent divers.", "They dived twice."]),
        ("Tenders closed. The yard sent divers.", ["The yard sent divers."]),
    ],
)
def test_what_a_sentence_leans_on_is_brought_in(
    before: str, brought_in: list[str], text: str
) -> None:
    """As far back as somebody is named, two sentences at most, and no further."""
    shown, _ = written(
        "What happened to the ramp?", {"ramp": 0.9}, article("a", f"{before} {text}")
    )
    assert shown == [*brought_in, text]


@pytest.mark.parametrize(
    "before",
    [
        "",  # nothing stands before it
        "They dived twice.",
        "The yard sent divers. They dived twice. They found rust.",
    ],
)
def test_where_nobody_is_named_near_the_next_best_leads(before: str) -> None:
    """Who "they" are would stand nowhere."""
    leaning = article("a", f"{before} They said the ramp had jammed.".strip())
    other = article("b", "The ramp was repaired on Friday.")
    shown, _ = written(
        "What happened to the ramp?", {"jammed": 0.9, "repaired": 0.6}, leaning, other
    )
    assert shown == ["The ramp was repaired on Friday."]


def test_what_is_brought_in_is_quoted_exactly() -> None:
    """Each draft cites its own sentence: `article.text[start:end]` is what it says."""
    text = "The yard sent divers.\n\nThey dived twice.  They said the ramp had jammed."
    told = article("a", text)
    drafts = [
        each
        for each in proposed("What happened to the ramp?", {"jammed": 0.9}, told)
        if isinstance(each, Draft)
    ]
    assert [each.text for each in drafts] == [
        "The yard sent divers.",
        "They dived twice.",
        "They said the ramp had jammed.",
    ]
    for each in drafts:
        [source] = each.sources
        assert source.span is not None
        assert told.text[source.span.start : source.span.end] == each.text


def test_what_was_not_retrieved_is_not_brought_in() -> None:
    """The sentence before may be quoted although it was not found; the one before that may not."""
    told = article("a", "The yard sent divers. They dived twice. They said the ramp had jammed.")
    question = analyse("What happened to the ramp?")
    writer = QuotingWriter(GivenReader({"jammed": 0.9}))
    for first, drafted in ((1, 3), (2, 0)):
        evidence = build_evidence(build_hit(told, first), articles=[told])
        every = writer.write(Task(question, evidence))
        assert sum(isinstance(each, Draft) for each in every) == drafted


def test_a_leaning_sentence_follows_the_one_it_leans_on() -> None:
    """Also where that one was drafted for itself, with others after it."""
    shown, _ = written(
        "Why did the ferry stop?",
        {"motor": 0.9, "rust": 0.8, "diesel": 0.7},
        article("z", "The owners blamed the motor. They said the diesel was dirty."),
        article("b", "The ferry stopped because of rust in a tank."),
    )
    assert shown == [
        "The owners blamed the motor.",
        "They said the diesel was dirty.",
        "The ferry stopped because of rust in a tank.",
    ]


def told_by(**told: str) -> list[Article]:
    """Articles of two sentences: what somebody said, and before it who that is."""
    return [article(id, f"The {id} told us so. “{text}”") for id, text in told.items()]


def test_an_answer_has_four_sentences_at_most() -> None:
    """Those brought in count; what is least likely is left out, whole."""
    owner, yard = told_by(
        owner="The ferry stopped because the motor burnt.",
        yard="The pump was blocked because of rust.",
    )
    storm = article("paper", "A captain turned back because of a storm.")
    scores = {"motor": 0.9, "rust": 0.7, "storm": 0.8}
    shown, _ = written("Why did the ferry stop?", scores, owner, yard, storm)
    assert [each.split()[-1] for each in shown] == ["so.", "burnt.”", "storm."]
    shown, _ = written("Why did the ferry stop?", scores, owner, yard)
    assert [each.split()[-1] for each in shown] == ["so.", "burnt.”", "so.", "rust.”"]


def test_no_side_of_a_disagreement_is_cut() -> None:
    """Though each brings a sentence in; what is no side is left out instead."""
    sides = told_by(
        owner="Two people died in the fire on the ferry.",
        yard="Three people died in the fire on the ferry.",
        harbour="Five people died in the fire on the ferry.",
    )
    other = article("paper", "The ferry carried 40 cars.")
    scores = {"Two": 0.9, "Three": 0.8, "Five": 0.7, "cars": 0.6}
    question = "How many people died in the fire on the ferry?"
    assert len(written(question, scores, *sides[:1], other)[0]) == 3
    shown, [found] = written(question, scores, *sides, other)
    assert [shown[number] for _, number in found.sides] == [
        "“Two people died in the fire on the ferry.”",
        "“Three people died in the fire on the ferry.”",
        "“Five people died in the fire on the ferry.”",
    ]
    assert len(shown) == 6


def test_no_answer_of_a_list_is_cut() -> None:
    """Who asks which ones wants all of them, also if each brings a sentence in."""
    shown, _ = written(
        "Who are the candidates for mayor?",
        {"Ada Holt": 0.9, "Ben Lee": 0.8, "Cy Moss": 0.7},
        *told_by(
            party="Ada Holt is our candidate for mayor.",
            union="Ben Lee is our candidate for mayor.",
            guild="Cy Moss is our candidate for mayor.",
        ),
    )
    assert len(shown) == 6
