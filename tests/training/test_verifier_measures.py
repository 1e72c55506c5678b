"""The measures by which the verifier is judged, on numbers one can check by hand."""

import numpy as np
import pytest

from training import evaluate_verifier
from training.verifier_data import Item

RNG = np.random.default_rng(0)


def pairs(answers: list[bool], source: str) -> list[Item]:
    return [
        Item(f"c{i}", "e", "supported" if yes else "unsupported", source, float(yes), None)
        for i, yes in enumerate(answers)
    ]


def test_every_family_weighs_alike_and_in_it_both_answers() -> None:
    """Else the largest source, or the one that mostly says no, decides."""
    items = pairs([True] * 2 + [False] * 8, "a") + pairs([True] * 30 + [False] * 10, "b-x")
    weights = evaluate_verifier.weighing(items)
    assert weights[:10].sum() == pytest.approx(weights[10:].sum())
    assert weights[:2].sum() == pytest.approx(weights[2:10].sum())


def test_a_signal_never_counts_against_its_sense() -> None:
    """Missing words can not speak for support, whatever one source looks like."""
    answers = [bool(i % 2) for i in range(200)]
    items = pairs(answers, "a")
    truth = np.array(answers, dtype=float)
    signals = np.stack([truth + RNG.normal(size=200), truth + RNG.normal(size=200)], 1)
    found = evaluate_verifier.combine(items, signals, ("content_found", "missing_names"))
    assert found.weight[0] > 0
    assert found.weight[1] == 0


def test_the_combination_is_calibrated_on_what_it_was_fitted_on() -> None:
    """Of pairs scored 0.7, seven in ten are supported."""
    truth = RNG.random(3000)
    answers = [bool(RNG.random() < p) for p in truth]
    signals = np.log(truth / (1 - truth))[:, None]
    items = pairs(answers, "a")
    found = evaluate_verifier.combine(items, signals, ("content_found",))
    scores = np.array([found.support(row) for row in signals.tolist()])
    assert evaluate_verifier.calibration_error(np.array(answers, dtype=float), scores) < 0.03


def test_calibration_error_by_hand() -> None:
    """Two pairs at 0.9 of which one is supported: off by 0.4."""
    assert evaluate_verifier.calibration_error(
        np.array([1.0, 0.0]), np.array([0.9, 0.9])
    ) == pytest.approx(0.4)


def test_a_threshold_leaks_no_more_than_asked() -> None:
    """And says what it withholds for that."""
    answers = np.array([0.0] * 10 + [1.0] * 10)
    scores = np.array([i / 10 for i in range(10)] + [0.35 + i / 10 for i in range(10)])
    found = evaluate_verifier.tradeoffs(answers, scores, np.ones(20), (0.1, 0.3))
    assert [each.leaked for each in found] == pytest.approx([0.1, 0.3], abs=0.11)
    assert all(each.leaked <= leak for each, leak in zip(found, (0.1, 0.3), strict=True))
    assert found[0].withheld > found[1].withheld


def test_a_left_out_family_is_scored_by_the_others() -> None:
    """A family whose signal points the other way does not help itself."""
    answers = [bool(i % 2) for i in range(100)]
    truth = np.array(answers, dtype=float)
    items = pairs(answers, "a") + pairs(answers, "b")
    signals = np.concatenate([truth, 1 - truth])[:, None]
    scores = evaluate_verifier.left_out(items, signals, ("content_found",))
    assert evaluate_verifier.by_source(items, scores)["b"].auroc == pytest.approx(0.0)
