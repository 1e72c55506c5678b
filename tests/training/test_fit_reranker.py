import numpy as np
import pytest

from training.fit_reranker import Found, fitted


def drawn(weights: tuple[float, float], questions: int, file: str = "a") -> list[Found]:
    """Questions of six articles, of which one answers, drawn by these weights."""
    chance = np.random.default_rng(3)
    found = []
    for _ in range(questions):
        features = chance.normal(size=(6, 2))
        odds = np.exp(features @ weights)
        right = np.arange(6) == chance.choice(6, p=odds / odds.sum())
        found.append(Found(file, features, right))
    return found


def test_the_weights_that_drew_the_answers_are_found() -> None:
    """Within what 500 questions can tell."""
    assert fitted(drawn((2.0, 0.5), 500)) == pytest.approx((2.0, 0.5), abs=0.3)


def test_questions_that_tell_nothing_and_large_files_change_nothing() -> None:
    """All articles right or none; and a file counts once, however many questions it has."""
    told = drawn((2.0, 0.5), 100)
    none = [each._replace(right=np.zeros(6, dtype=bool)) for each in told]
    every = [each._replace(right=np.ones(6, dtype=bool)) for each in told]
    assert fitted([*told, *none, *every]) == pytest.approx(fitted(told))
    other = drawn((0.5, 2.0), 100, "b")
    assert fitted([*told, *other, *other]) == pytest.approx(fitted([*told, *other]), abs=1e-3)
