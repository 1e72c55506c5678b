"""Ranks of articles, by hand and by their laws."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.replies import ranked
from tests.assistant.builders import build_article, build_hit
from tests.assistant.evaluation.judged import build_case, build_outcome
from tests.assistant.evaluation.scoring import score

RANKINGS = json.loads((Path(__file__).parent / "golden" / "retrieval.json").read_text())["rankings"]
NAMES = ("recall@5", "recall@10", "mrr", "ndcg@10")


@pytest.mark.parametrize("golden", RANKINGS, ids=[each["name"] for each in RANKINGS])
def test_a_worked_ranking_comes_out_as_worked(golden: dict[str, Any]) -> None:
    """To five digits."""
    answering = tuple(golden["answering"])
    case = build_case(answerable=bool(answering), articles=answering)
    retrieved = golden["retrieved"]
    outcome = build_outcome(case=case, retrieved=None if retrieved is None else tuple(retrieved))
    for name, expected in golden["expected"].items():
        assert score(name, outcome) == pytest.approx(expected, abs=1e-5), name


ids = st.lists(st.sampled_from("abcdefghijklm"), max_size=13, unique=True).map(tuple)


@given(ids, ids.filter(bool))
def test_scores_are_shares_and_a_move_to_the_front_never_harms(
    retrieved: tuple[str, ...], answering: tuple[str, ...]
) -> None:
    """In [0, 1]; with the answering articles first, the best that can be had with them."""
    case = build_case(articles=answering)
    first = tuple(sorted(retrieved, key=lambda each: each not in answering))
    for name in NAMES:
        value, best = (
            score(name, build_outcome(case=case, retrieved=each)) for each in (retrieved, first)
        )
        assert value is not None
        assert best is not None
        assert 0 <= value <= best <= 1


@given(st.permutations([("b", 0.5), ("a", 0.5), ("c", 0.9), ("d", 0.5)]))
def test_articles_that_score_alike_stand_in_the_order_of_their_ids(
    scored: list[tuple[str, float]],
) -> None:
    """Whatever order the search gives them in."""
    hits = [build_hit(build_article(id), score=value) for id, value in scored]
    assert [each.passage.article_id for each in ranked(hits)] == ["c", "a", "b", "d"]
