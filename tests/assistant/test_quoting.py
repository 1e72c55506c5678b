"""What the embedded writer shows, in what order, and what it says before it."""

from collections.abc import Sequence

import pytest

from assistant.types import Notice
from assistant.writers.base import Disagreement, Draft, Proposal
from tests.assistant.writing import article, proposed, written


def test_a_dispute_stands_side_by_side() -> None:
    """Two counts of one march on one day: both are shown, and called a dispute."""
    shown, found = written(
        "How big was the march for the hospital?",
        {"2,500": 0.9, "1,200": 0.5},
        article("a", "Some 2,500 people marched for the hospital on Saturday.", "2024-04-13"),
        article("b", "About 1,200 people marched for the hospital on Saturday.", "2024-04-13"),
    )
    assert len(shown) == 2
    assert [each.sides for each in found] == [(("2,500", 0), ("1,200", 1))]
    assert not found[0].update


def test_a_side_about_other_things_or_times_is_none() -> None:
    """Beds are not people; they neither join the dispute nor end it."""
    _, found = written(
        "How big was the march for the hospital?",
        {"2,500": 0.9, "1,200": 0.5, "beds": 0.5},
        article("a", "Some 2,500 people marched for the hospital on Saturday.", "2024-04-13"),
        article("b", "About 1,200 people marched for the hospital on Saturday.", "2024-04-13"),
        article(
            "c", "The hospital will open eight beds after the march of Saturday.", "2025-12-16"
        ),
    )
    assert [each.sides for each in found] == [(("2,500", 0), ("1,200", 1))]


def test_the_figure_that_an_article_says_it_replaced_is_an_update() -> None:
    """The later one comes first; the older answer need not be worded as an answer."""
    shown, found = written(
        "What did the fire at the market cost?",
        {"£400,000": 0.3, "£520,000": 0.5},
        article("old", "The manager estimated the loss at £400,000.", "2024-07-30", "Market fire"),
        article(
            "new",
            "The loss was settled at £520,000, some £120,000 more than first estimated.",
            "2024-09-10",
            "Market fire settled",
        ),
    )
    assert "£520,000" in shown[0]
    assert [each.sides for each in found] == [(("£520,000", 0), ("£400,000", 1))]
    assert found[0].update


def test_a_question_for_the_first_figure_is_no_update() -> None:
    """Who asks what was estimated first is answered by it."""
    _, found = written(
        "How much was the market fire first expected to cost?",
        {"£400,000": 0.5, "£520,000": 0.3},
        article("old", "The manager estimated the loss at £400,000.", "2024-07-30", "Market fire"),
        article("new", "The loss was £520,000, some £120,000 more than planned.", "2024-09-10"),
    )
    assert found == []


@pytest.mark.parametrize(
    "question", ["What did that cost?", "How much did the market cost compared with the fire?"]
)
def test_a_question_that_names_no_one_matter_has_no_disagreement(question: str) -> None:
    """What costs is not said, or two things are asked about."""
    _, found = written(
        question,
        {"£400,000": 0.3, "£520,000": 0.5},
        article("old", "The market cost £400,000 after the fire.", "2024-07-30", "Market fire"),
        article("new", "The market cost £520,000, up from £400,000.", "2024-07-31", "Market fire"),
    )
    assert found == []


def test_sides_that_hardly_answer_are_none() -> None:
    """One of them must be sure enough to be shown by itself."""
    question, scores = "How many people died in the flood?", {"road": 0.9, "Two": 0.2, "Three": 0.2}
    articles = [
        article("a", "Two people died in the flood on Sunday.", "2025-11-12"),
        article("b", "Three people died in the flood on Sunday.", "2025-11-12"),
        article("c", "People died on the road in the flood.", "2025-11-12"),
    ]
    assert written(question, scores, *articles)[1] == []
    assert len(written(question, scores | {"Two": 0.3, "Three": 0.3}, *articles)[1]) == 1


HULL = "Did the hull of the ferry fail an inspection?"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "The hull of the ferry failed an inspection.",
            "Yes: The hull of the ferry failed an inspection.",
        ),
        (
            "The hull of the ferry did not fail an inspection.",
            "No: The hull of the ferry did not fail an inspection.",
        ),
        (
            "The hull of the ferry may fail an inspection.",
            "The hull of the ferry may fail an inspection.",
        ),
    ],
)
def test_a_yes_no_answer_begins_with_what_the_article_supports(text: str, shown: str) -> None:
    """Where that is not plain, nothing is said before the sentence."""
    assert written(HULL, {"hull": 0.9}, article("a", text)) == ([shown], [])


def test_articles_that_say_yes_and_no_disagree() -> None:
    """On one day neither replaces the other, and the answer begins by saying so."""
    shown, found = written(
        HULL,
        {"hull": 0.9},
        article("a", "The hull of the ferry failed an inspection.", "2025-02-11"),
        article("b", "The hull of the ferry did not fail an inspection.", "2025-02-12"),
    )
    assert shown[0] == "The articles disagree: The hull of the ferry failed an inspection."
    assert shown[1] == "The hull of the ferry did not fail an inspection."
    assert [each.update for each in found] == [False]


def test_a_claim_withdrawn_later_is_an_update() -> None:
    """The retraction comes first, and the answer begins with it."""
    shown, found = written(
        HULL,
        {"hull": 0.9, "withdrew": 0.4},
        article("a", "The hull of the ferry failed an inspection, Mr Rann said.", "2025-02-11"),
        article(
            "b",
            "Mr Rann withdrew his claim that the hull of the ferry had failed an inspection.",
            "2025-02-19",
        ),
    )
    assert shown[0].startswith("No: Mr Rann withdrew his claim")
    assert [each.update for each in found] == [True]


@pytest.mark.parametrize(
    ("later", "updates"),
    [
        ("The toll of the flood rose from 12 to 30.", [True]),
        # it may be another flood
        ("The toll of the flood stands at 30.", []),
    ],
)
def test_a_development_is_told_in_dated_steps(later: str, updates: list[bool]) -> None:
    """Oldest first, each after the date of its article; an update if the later one says so."""
    shown, found = written(
        "How did the toll of the flood change?",
        {"30": 0.9, "12": 0.5},
        article("b", later, "2025-03-02"),
        article("a", "The toll of the flood was 12.", "2025-03-01"),
    )
    assert shown == [
        "March 1, 2025: The toll of the flood was 12.",
        f"March 2, 2025: {later}",
    ]
    assert [each.update for each in found] == updates


def test_reasons_follow_the_order_of_events() -> None:
    """The most direct comes first, whatever its date."""
    shown, _ = written(
        "Why did the ferry stop?",
        {"motor": 0.9, "seal": 0.7, "drydock": 0.8},
        article("c", "The ferry went to drydock because of rust.", "2025-12-03"),
        article("b", "The ferry stopped because the motor flooded.", "2025-12-02"),
        article("a", "Water got past a seal owing to a storm.", "2025-12-01"),
    )
    assert [each.split()[-1] for each in shown] == ["flooded.", "storm.", "rust."]


def test_a_list_has_each_answer_once() -> None:
    """Who are: as many sentences as there are different answers, repetitions left out."""
    shown, _ = written(
        "Who are the candidates for mayor?",
        {"Ada Holt": 0.9, "Ben Lee": 0.4, "again": 0.8},
        article("a", "Ada Holt is standing for mayor."),
        article("b", "The winner of 2020, Ada Holt, stands again."),
        article("c", "The office is sought by Ben Lee too."),
    )
    assert shown == ["Ada Holt is standing for mayor.", "The office is sought by Ben Lee too."]


def test_a_quotation_brings_its_speaker() -> None:
    """Words in quotation marks alone are somebody's; the sentence before says whose."""
    shown, _ = written(
        "What did the yard do about the ramp?",
        {"changed nothing": 0.9},
        article("a", "“That is absurd,” Gordon Tait said. “We have changed nothing.”"),
    )
    assert shown == ["“That is absurd,” Gordon Tait said.", "“We have changed nothing.”"]


def test_nothing_is_written_below_the_threshold() -> None:
    """Not even a disagreement."""
    assert written(HULL, {"hull": 0.2}, article("a", "The hull failed an inspection.")) == ([], [])


CLEAN = article("clean", "The fire on the ferry killed 12 passengers, the coastguard said.")
BROKEN = article("broken", "The coastguard said that the fire on the ferry killed 12 passengers .")
BADLY = article("badly", "The coastguard said that the fire on the ferry killed 20 passengers .")
APART = article("apart", "The fire on the ferry killed 15 passengers, the hospital said.")
TOLL = "How many passengers did the fire on the ferry kill?"
KILLED = {"coastguard said.": 0.4, "coastguard said that": 0.9, "hospital": 0.5}


def cited(every: Sequence[Proposal]) -> list[list[str]]:
    drafts = [each for each in every if isinstance(each, Draft)]
    return [[source.article_id for source in each.sources] for each in drafts]


def test_the_sentence_comes_from_the_most_readable_copy() -> None:
    """Though another copy was read as likelier; of two stories the likelier one is shown."""
    every = proposed(TOLL, KILLED, BROKEN, CLEAN, copies=("broken", "clean"))
    assert [each.text for each in every if isinstance(each, Draft)] == [CLEAN.text]
    assert cited(every) == [["clean"]]
    assert cited(proposed(TOLL, KILLED, BROKEN, CLEAN))[0][0] == "broken"


def test_a_badly_copied_figure_is_no_side_and_is_told() -> None:
    """The dispute is with the other story; what the copy has stands beside it."""
    every = proposed(TOLL, KILLED, BADLY, CLEAN, APART, copies=("badly", "clean"))
    [found] = [each for each in every if isinstance(each, Disagreement)]
    assert sorted(words for words, _ in found.sides) == ["12", "15"]
    assert [each for each in every if isinstance(each, Notice)] == [
        Notice(
            "wording_differs",
            "wording differs, check the original: “12” in [clean], “20” in [badly]",
        )
    ]


def test_copies_with_another_figure_alone_make_no_dispute() -> None:
    """The control: of two stories they do, and then there is nothing to check."""
    one = proposed(TOLL, KILLED, BADLY, CLEAN, copies=("badly", "clean"))
    assert not any(isinstance(each, Disagreement) for each in one)
    assert cited(one) == [["clean"]]
    two = proposed(TOLL, KILLED, BADLY, CLEAN)
    assert any(isinstance(each, Disagreement) for each in two)
    assert not any(isinstance(each, Notice) for each in two)


def test_a_surname_alone_is_no_second_person_in_a_list() -> None:
    """The planted lies: another person of that name, and a place whose name ends in another's."""
    held = {"Holt": 0.9, "Ada": 0.8, "Ben": 0.7}
    drafts, _ = written(
        "Which councillors voted against the ferry?",
        held,
        article("a", "Mr Holt voted against the ferry on Tuesday."),
        article("b", "The ferry was opposed in the vote by Ada Holt."),
        article("c", "Against the ferry the hand of Ben Holt was raised too."),
    )
    assert len(drafts) == 2
    assert not any("Mr Holt" in each for each in drafts)
    drafts, _ = written(
        "Which cities flooded in May?",
        {"York": 0.9},
        article("a", "The storm of May flooded much of New York."),
        article("b", "In May the river Ouse rose and flooded York."),
    )
    assert len(drafts) == 2


FAIR = "How many people visited the fair?"


@pytest.mark.parametrize(
    ("question", "one", "other", "dated"),
    [
        (FAIR, "2,000 people visited the fair.", "3,500 people visited the fair.", True),
        (
            "Did the council approve the harbour bridge?",
            "The council approved the harbour bridge.",
            "The council rejected the harbour bridge.",
            True,
        ),
        # the same figure, another matter, a time that the question names
        (FAIR, "2,000 people visited the fair.", "Some 2,000 people visited the fair.", False),
        (FAIR, "2,000 people visited the fair.", "3,500 people live in the old town.", False),
        (
            FAIR,
            "2,000 people visited the fair.",
            "About 60 people from the fair visited the hospital march by ferry.",
            False,
        ),
        (
            "How many people visited the fair in 2023?",
            "2,000 people visited the fair.",
            "3,500 people visited the fair.",
            False,
        ),
    ],
)
def test_answers_of_two_times_are_shown_with_their_dates_and_are_no_conflict(
    question: str, one: str, other: str, dated: bool
) -> None:
    """Each may have been right when it was written."""
    drafts, conflicts = written(
        question,
        {one: 0.9, other: 0.8},
        article("a", one, "2023-05-02"),
        article("b", other, "2024-05-02"),
    )
    assert conflicts == []
    both = [f"May 2, 2023: {one}", f"May 2, 2024: {other}"]
    assert (drafts == both) is dated
    assert any("May 2" in each for each in drafts) is dated
