"""Agreement of the shipped verifier with people, and that its measure can say "none"."""

from pathlib import Path

import numpy as np
import pytest

from assistant.settings import Settings
from assistant.verifier import load_verifier
from benchmarks.agreement import agreement, held_out, judged
from training import verifier_data

DATA = Path(__file__).parents[4] / "shared" / "data"
PEOPLE = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0] * 10)


def test_full_agreement_and_none() -> None:
    """By hand: equal verdicts are 1, opposite ones -1, a constant says nothing."""
    same, opposite = agreement(PEOPLE, PEOPLE, PEOPLE), agreement(PEOPLE, 1 - PEOPLE, 1 - PEOPLE)
    assert (same.auroc[0], same.balanced_accuracy[0], same.kappa[0]) == (1.0, 1.0, 1.0)
    assert (opposite.auroc[0], opposite.balanced_accuracy[0], opposite.kappa[0]) == (0.0, 0.0, -1.0)
    nothing = agreement(PEOPLE, np.zeros(80), np.zeros(80))
    assert (nothing.auroc[0], nothing.balanced_accuracy[0], nothing.kappa[0]) == (0.5, 0.5, 0.0)


def test_kappa_of_a_worked_example() -> None:
    """20 of 50 both yes, 15 both no: agreed .7, by chance .5, so (.7 - .5) / (1 - .5) = .4."""
    people = np.array([1.0] * 25 + [0.0] * 25)
    called = np.array([1.0] * 20 + [0.0] * 5 + [1.0] * 10 + [0.0] * 15)
    found = agreement(people, called, called).kappa
    assert found[0] == pytest.approx(0.4)
    assert found[1] < 0.4 < found[2]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no labelled pairs in {DATA}")
def test_the_shipped_verifier_agrees_with_people_beyond_chance() -> None:
    """On pairs that nothing was fitted to; with verdicts dealt out at random it agrees no more."""
    people, _ = verifier_data.load(DATA)
    items = [item for _, some in held_out(people, 25) for item in some]
    assert {item.split for item in items} == {"dev"}
    given, scores, called = judged(load_verifier(Settings()), items)
    assert agreement(given, scores, called).auroc[1] > 0.55
    assert agreement(given, scores, called).kappa[1] > 0
    dealt = np.random.default_rng(1).permutation(given)
    low, high = agreement(dealt, scores, called).kappa[1:]
    assert low < 0 < high
