"""Which side a statement takes on a yes/no question."""

import pytest

from assistant.question import analyse
from assistant.reading.stance import Stance, claimed, is_told, stance
from tests.assistant.builders import build_article, build_evidence


def side(question: str, text: str) -> Stance | None:
    statement = build_evidence(build_article("a", text, title="News")).statements[0]
    return stance(analyse(question), statement)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did the hull fail an inspection?", "The hull failed an inspection in May."),
        ("Didn't the hull fail an inspection?", "The hull failed an inspection in May."),
        ("Was the bridge closed on Sunday?", "The bridge was closed on Sunday, police said."),
        ("Will the ferry sail in June?", "The ferry will sail in June."),
        ("Did the council vote against the bridge?", "The council voted against the bridge."),
        ("Was nobody hurt in the fire?", "Nobody was hurt in the fire."),
    ],
)
def test_what_is_said_in_nearly_the_same_words_is_a_yes(question: str, text: str) -> None:
    """Tense and a negative way of asking change nothing."""
    assert side(question, text) is Stance.YES


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did the hull fail an inspection?", "The hull did not fail an inspection."),
        ("Did the hull fail an inspection?", "The yard denied that the hull failed an inspection."),
        ("Did the council approve the bridge?", "The council rejected the bridge."),
        (
            "Did the hull fail an inspection?",
            "Mr Rann withdrew his claim that the hull had failed an inspection.",
        ),
        (
            "Did the hull fail an inspection?",
            "The claim that the hull failed an inspection is false.",
        ),
        ("Did prices rise in the city?", "Prices fell in the city."),
    ],
)
def test_a_denial_an_opposite_and_a_retraction_are_a_no(question: str, text: str) -> None:
    """Each is a lie for a yes: the words of the question stand there all the same."""
    assert side(question, text) is Stance.NO


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # too little of what is asked
        ("Did the hull fail an inspection?", "The hull was painted by an inspector."),
        # planned, possible, contested
        ("Did the hospital close its wards?", "The hospital may close its wards."),
        ("Did the hull fail an inspection?", "Rann claims that the hull failed an inspection."),
        (
            "Did the hull fail an inspection?",
            "The hull failed an inspection, he said, which the yard called untrue.",
        ),
        # scattered over clauses that say something else
        ("Is the cup missing?", "The cup, missing since May, has been found."),
        # words that neither affirm nor deny
        ("Is the cup still missing?", "The cup is missing."),
        ("Was it the yard or the council?", "The yard blamed the council."),
        ("Did Eastlake and Rann agree on the fares?", "Eastlake and Rann agree on the fares."),
        # no yes/no question
        ("Who failed the inspection?", "The hull failed the inspection."),
        ("Is it?", "It is."),
    ],
)
def test_what_is_not_plain_is_neither(question: str, text: str) -> None:
    """Then nothing is said before the sentence."""
    assert side(question, text) is None


def test_what_is_asked_becomes_a_claim() -> None:
    """The auxiliary is kept, fillers and the negative form are not."""
    assert claimed(analyse("Didn't the hull really fail?")) == "Did the hull fail"
    assert claimed(analyse("Why did the hull fail?")) is None


PUMPS = "Were all four pumps running when the Pell flooded Low Town?"
BACK = "The council took back its claim that all four pumps were running when the Pell flooded."


@pytest.mark.parametrize(
    ("question", "text", "taken"),
    [
        (PUMPS, "All four pumps were running when the Pell flooded the town.", Stance.YES),
        (PUMPS, "All four pumps were not running when the Pell flooded the town.", Stance.NO),
        (PUMPS, BACK, Stance.NO),
        ("Was the hall open where the dance was held?", "The hall was open all May.", None),
        # of another occasion
        (PUMPS, "All four pumps were running at the fair.", None),
        (PUMPS, "All four pumps were running. The Pell had flooded the town.", None),
        # the clause is what is asked, or its order is
        ("Did the Pell police say when the hull failed?", "The Pell police say little.", None),
        ("Is it clear to the yard where it failed?", "It is clear to the yard.", None),
        (
            "Did the hull fail an inspection after the fire?",
            "The hull failed an inspection in May.",
            None,
        ),
    ],
)
def test_a_closing_clause_of_time_or_place_is_no_part_of_the_claim(
    question: str, text: str, taken: Stance | None
) -> None:
    """But the statement must be of that occasion."""
    assert side(question, text) is taken


def test_what_is_taken_back_was_told_in_an_article_of_that_occasion() -> None:
    """The older statement need not name it, its article must."""

    def told(text: str) -> bool:
        statement = build_evidence(build_article("a", text, title="News")).statements[0]
        return is_told(analyse(PUMPS), statement)

    assert told("All four pumps were running. The Pell had flooded the town.")
    assert not told("All four pumps were running. The fair was dry.")
