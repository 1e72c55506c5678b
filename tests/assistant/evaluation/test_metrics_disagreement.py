"""Both sides shown, each with its own article, and none invented."""

from dataclasses import replace

import pytest

from assistant.evaluation.case import ExpectedConflict, ExpectedSide
from assistant.evaluation.outcomes import JudgedSentence, StatedConflict, StatedSide
from assistant.types import ConflictKind
from tests.assistant.evaluation.judged import build_case, build_outcome, build_sentence
from tests.assistant.evaluation.scoring import score

TOLL = ExpectedConflict(
    ConflictKind.DISPUTE, (ExpectedSide("12", ("a",)), ExpectedSide("15", ("b", "c")))
)
CASE = build_case(articles=("a", "b", "c"), nuggets=(), conflict=TOLL)
TWELVE = build_sentence("Twelve people were hurt.", ("a",))
FIFTEEN = build_sentence("15 people were hurt.", ("c",))


@pytest.mark.parametrize(
    ("sentences", "shown"),
    [
        ((TWELVE, FIFTEEN), 1.0),
        ((TWELVE,), 0.0),
        ((TWELVE, build_sentence("15 people were hurt.", ("a",))), 0.0),  # the other's article
        ((build_sentence("Between 12 and 15 people were hurt.", ("a", "b")),), 1.0),
        ((TWELVE, build_sentence("14 people were hurt.", ("b",))), 0.0),
        ((), 0.0),
    ],
)
def test_both_sides_are_shown_each_cited_to_its_own(
    sentences: tuple[JudgedSentence, ...], shown: float
) -> None:
    """A side with the wrong number, or with the other side's article, is not shown."""
    assert score("both_sides", build_outcome(*sentences, case=CASE)) == shown


@pytest.mark.parametrize(
    ("sentences", "shown"),
    [
        ((FIFTEEN,), 1.0),  # what was replaced need not be told
        ((TWELVE, FIFTEEN), 1.0),
        ((TWELVE,), 0.0),  # the old figure as if it still held
        ((build_sentence("15 people were hurt.", ("a",)),), 0.0),
    ],
)
def test_of_an_update_the_newest_side_is_enough(
    sentences: tuple[JudgedSentence, ...], shown: float
) -> None:
    """The last side replaces the others."""
    update = build_case(
        articles=("b", "c"), nuggets=(), conflict=replace(TOLL, kind=ConflictKind.UPDATE)
    )
    assert score("both_sides", build_outcome(*sentences, case=update)) == shown


def test_a_side_is_shown_by_any_of_its_wordings() -> None:
    """And by its name for people only where it has no other."""
    sides = (
        ExpectedSide("it sank", ("a",), ("went down", "lost")),
        ExpectedSide("it lives", ("b",)),
    )
    case = build_case(nuggets=(), conflict=ExpectedConflict(ConflictKind.DISPUTE, sides))
    lives = build_sentence("They say it lives.", ("b",))
    for text, shown in (("She went down.", 1.0), ("She was lost.", 1.0), ("It sank.", 0.0)):
        outcome = build_outcome(build_sentence(text, ("a",)), lives, case=case)
        assert score("both_sides", outcome) == shown


def stated(kind: ConflictKind, *articles: tuple[str, ...]) -> StatedConflict:
    return StatedConflict("the toll", kind, tuple(StatedSide("…", each) for each in articles))


@pytest.mark.parametrize(
    ("conflicts", "found", "invented"),
    [
        ((stated(ConflictKind.DISPUTE, ("a",), ("b",)),), 1.0, 0.0),
        ((stated(ConflictKind.UPDATE, ("a",), ("b",)),), 0.0, 0.0),  # there, and called another
        ((stated(ConflictKind.DISPUTE, ("b",), ("c",)),), 0.0, 1.0),  # two of one side
        ((stated(ConflictKind.DISPUTE, ("a",), ("x",)),), 0.0, 1.0),
        ((), 0.0, 0.0),
        (None, None, None),  # the system does not state them in a form that can be read
    ],
)
def test_a_stated_conflict_is_there_or_invented(
    conflicts: tuple[StatedConflict, ...] | None, found: float | None, invented: float | None
) -> None:
    """By the articles that the sides rest on."""
    outcome = build_outcome(TWELVE, case=CASE, conflicts=conflicts)
    assert score("conflict_stated", outcome) == found
    assert score("conflict_invented", outcome) == invented


def test_where_articles_agree_any_conflict_is_invented_and_none_is_to_be_shown() -> None:
    """A case without disagreement says nothing about showing both sides."""
    conflict = stated(ConflictKind.DISPUTE, ("a",), ("b",))
    outcome = build_outcome(TWELVE, case=build_case(), conflicts=(conflict,))
    assert score("conflict_invented", outcome) == 1
    assert score("conflict_stated", outcome) is None
    assert score("both_sides", outcome) is None
