"""What makes a case fail: sides that are due, and parts that can not be answered."""

import pytest

from assistant.evaluation.case import ExpectedConflict, ExpectedSide
from assistant.evaluation.outcomes import Conduct, JudgedSentence
from assistant.evaluation.reporting.findings import fails, findings
from assistant.types import ConflictKind
from tests.assistant.evaluation.judged import build_case, build_outcome, build_sentence

SIDES = (ExpectedSide("12", ("a",)), ExpectedSide("15", ("b",)))
OLD = build_sentence("12 people were hurt.", ("a",))
NEW = build_sentence("15 people were hurt.", ("b",))


@pytest.mark.parametrize(
    ("kind", "shown", "reason"),
    [
        (ConflictKind.DISPUTE, (OLD, NEW), None),
        (ConflictKind.DISPUTE, (NEW,), "the sides are 12 (a); 15 (b)"),
        (ConflictKind.UPDATE, (NEW,), None),
        (ConflictKind.UPDATE, (OLD, NEW), None),
        (ConflictKind.UPDATE, (OLD,), "the newest side is 15 (b)"),
    ],
)
def test_a_case_fails_by_a_side_that_is_due(
    kind: ConflictKind, shown: tuple[JudgedSentence, ...], reason: str | None
) -> None:
    """Both of a dispute, the newest of an update: who leaves out what was replaced is right."""
    case = build_case(articles=("a", "b"), nuggets=(), conflict=ExpectedConflict(kind, SIDES))
    outcome = build_outcome(*shown, case=case)
    assert [each.reason for each in findings(outcome)] == ([reason] if reason else [])
    assert fails(outcome) is bool(reason)


@pytest.mark.parametrize(
    ("conduct", "kinds", "failing"),
    [
        (Conduct.PARTIAL, [], False),
        (Conduct.ANSWERED, ["part_unsaid"], False),  # it may still be right in all it says
        (Conduct.DECLINED, ["should_have_answered"], True),
    ],
)
def test_a_part_that_is_missing_is_to_be_said(
    conduct: Conduct, kinds: list[str], failing: bool
) -> None:
    """To leave it out without a word warns; to decline all of it fails."""
    shown = () if conduct is Conduct.DECLINED else (build_sentence(),)
    outcome = build_outcome(*shown, case=build_case(answerable="partly"), conduct=conduct)
    assert [each.kind for each in findings(outcome)] == kinds
    assert fails(outcome) is failing
