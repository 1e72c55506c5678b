"""Declining and answering, against the collection and against what was retrieved, by hand."""

from collections.abc import Sequence

import pytest

from assistant.evaluation.estimates import estimate
from assistant.evaluation.metrics import metric_named
from assistant.evaluation.outcomes import Conduct, Outcome
from tests.assistant.evaluation.judged import build_case, build_nugget, build_outcome

A, P, D = Conduct.ANSWERED, Conduct.PARTIAL, Conduct.DECLINED


def value(name: str, outcomes: Sequence[Outcome]) -> float | None:
    metric = metric_named(name)
    assert metric is not None
    return estimate(metric, outcomes).value


def outcomes_of(answerable: Sequence[Conduct], others: Sequence[Conduct]) -> list[Outcome]:
    pairs = [(True, each) for each in answerable] + [(False, each) for each in others]
    return [
        build_outcome(case=build_case(str(n), answerable=due), conduct=did)
        for n, (due, did) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("answerable", "others", "precision", "recall", "f1"),
    [
        ([A, A], [D, D], 1.0, 1.0, 1.0),
        # answer: tp 2, fn 1, fp 1: 4/6. decline: tp 1, fn 1, fp 1: 2/4. Mean 7/12.
        ([A, A, D], [A, D], 1 / 2, 1 / 2, 7 / 12),
        # A partial answer is a miss of answering: answer tp 1, fn 1: 2/3. decline 1. Mean 5/6.
        ([A, P], [D], 1.0, 1.0, 5 / 6),
        # and of declining: decline tp 1, fn 1: 2/3; answer tp 1: 1. Mean 5/6.
        ([A], [D, P], 1.0, 1 / 2, 5 / 6),
        # Who always answers: answer tp 2, fp 2: 4/6; decline 0. Mean 1/3.
        ([A, A], [A, A], None, 0.0, 1 / 3),
        # Who always declines the same.
        ([D, D], [D, D], 1 / 2, 1.0, 1 / 3),
        # Only one thing was due: nothing to tell apart.
        ([A, A], [], None, None, None),
        ([], [D], 1.0, 1.0, None),
    ],
)
def test_abstention_against_the_collection(
    answerable: Sequence[Conduct],
    others: Sequence[Conduct],
    precision: float | None,
    recall: float | None,
    f1: float | None,
) -> None:
    """Precision and recall of declining and the macro-F1, from the table of due and done."""
    outcomes = outcomes_of(answerable, others)
    assert value("decline_precision", outcomes) == pytest.approx(precision)
    assert value("decline_recall", outcomes) == pytest.approx(recall)
    assert value("abstention_f1", outcomes) == pytest.approx(f1)


def test_a_part_is_a_class_of_its_own_where_one_is_due() -> None:
    """By hand, over three classes.

    Answer: due 2, done 2, right 1: 2/4. Part: due 2, done 2, right 1: 2/4. Decline: due 1, done 1,
    right 1. Mean 2/3.
    """
    due_and_done = [(True, A), (True, P), ("partly", P), ("partly", A), (False, D)]
    outcomes = [
        build_outcome(case=build_case(str(n), answerable=due), conduct=did)
        for n, (due, did) in enumerate(due_and_done)
    ]
    assert value("abstention_f1", outcomes) == pytest.approx(2 / 3)
    assert value("decline_precision", outcomes) == 1
    declined = [build_outcome(case=build_case(answerable="partly"), conduct=D)]
    assert value("decline_precision", declined) == 0


def test_what_is_partly_answerable_is_due_in_part_at_most() -> None:
    """However much of it was retrieved."""
    metric = metric_named("abstention_f1_retrieved")
    assert metric is not None
    case = build_case(answerable="partly")
    for retrieved, right in ((("a",), P), (("x",), D)):
        for conduct in Conduct:
            parts = metric.of(build_outcome(case=case, retrieved=retrieved, conduct=conduct))
            assert parts is not None
            assert (parts[0] + parts[4] + parts[8] == 1) is (conduct is right)


TWO = build_case(
    "two",
    articles=("a", "b", "c"),
    nuggets=(build_nugget(articles=("a", "c")), build_nugget(articles=("b",))),
)


@pytest.mark.parametrize(
    ("retrieved", "right"),
    [
        (("c", "b"), A),  # one article is enough for each vital nugget
        (("a", "x"), P),
        (("x",), D),
        ((), D),
    ],
)
def test_what_was_retrieved_says_what_is_due(retrieved: tuple[str, ...], right: Conduct) -> None:
    """Of the three conducts only the right one is on the table's diagonal."""
    metric = metric_named("abstention_f1_retrieved")
    assert metric is not None
    for conduct in Conduct:
        parts = metric.of(build_outcome(case=TWO, retrieved=retrieved, conduct=conduct))
        assert parts is not None
        assert (parts[0] + parts[4] + parts[8] == 1) is (conduct is right)


def test_declining_what_was_not_found_is_right_by_what_was_retrieved_alone() -> None:
    """The search's fault is not the writer's."""
    missed = [build_outcome(case=TWO, retrieved=("x",), conduct=D)]
    assert value("decline_precision", missed) == 0
    assert value("decline_precision_retrieved", missed) == 1


def test_without_knowing_what_was_retrieved_nothing_is_due() -> None:
    """Another system does not tell."""
    unknown = [build_outcome(case=TWO, retrieved=None, conduct=D)]
    assert value("decline_precision_retrieved", unknown) is None
    assert value("abstention_f1_retrieved", unknown) is None
