"""Claims that give their label away: found, and made to count less."""

import random

import pytest
from sklearn.metrics import roc_auc_score

from training import claim_only, verifier_data

NOUNS = ("harbour", "mayor", "train", "school", "river", "council", "bridge", "museum")
VERBS = ("opened", "closed", "moved", "waited", "grew", "failed")


def claims(giveaway: float) -> tuple[list[str], list[bool], list[str]]:
    """600 claims, of which every false one says "because" with this probability."""
    rng = random.Random(5)
    found, supported, groups = [], [], []
    for number in range(600):
        true = bool(number % 2)
        tail = "" if true or rng.random() >= giveaway else " because of rain"
        found.append(f"The {rng.choice(NOUNS)} {rng.choice(VERBS)} in {rng.choice(NOUNS)}{tail}.")
        supported.append(true)
        groups.append(str(number // 8))
    return found, supported, groups


def test_a_giveaway_is_found_and_weighs_nothing_in_the_end() -> None:
    """The planted word tells seven in ten false ones; under the weights it tells almost none."""
    given = claims(0.7)
    plain = roc_auc_score(given[1], claim_only.guessed(*given))
    weights = claim_only.weights(*given)
    again = roc_auc_score(given[1], claim_only.guessed(*given), sample_weight=weights)
    assert plain > 0.7
    assert again < plain - 0.05
    told = [w for w, claim in zip(weights, given[0], strict=True) if "because" in claim]
    assert max(told) < 1 < max(weights)


def test_without_a_giveaway_all_weigh_about_the_same() -> None:
    """Chance is no artifact."""
    given = claims(0.0)
    assert roc_auc_score(given[1], claim_only.guessed(*given)) == pytest.approx(0.5, abs=0.08)
    assert claim_only.weights(*given).std() < 0.35


def test_the_written_claims_are_balanced_and_weighted() -> None:
    """Each passage has as many true claims as false ones, and mean weight is one."""
    items = verifier_data.written()
    passages = {item.evidence for item in items}
    for passage in list(passages)[:50]:
        labels = [item.label == "supported" for item in items if item.evidence == passage]
        assert sum(labels) * 2 == len(labels) == 8
    assert sum(item.weight for item in items) / len(items) == pytest.approx(1.0)
    assert {item.label for item in items} == {"supported", "contradicted", "not_enough"}


def test_no_written_passage_is_judged_with() -> None:
    """What is learnt from shares no passage with what measures."""
    judged = {item.evidence for item in verifier_data.composed(verifier_data.COMPOSED)}
    judged |= {i.evidence for i in verifier_data.composed(verifier_data.COMPOSED, "test")}
    for item in verifier_data.written():
        assert not any(item.evidence in each or each in item.evidence for each in judged)
