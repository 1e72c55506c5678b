import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.fusion import cut, reciprocal_rank_fusion


def test_scores_are_the_sums_of_reciprocal_ranks() -> None:
    """The formula of Cormack et al., worked out by hand."""
    fused = dict(reciprocal_rank_fusion([["a", "b"], ["b", "c"]], k=60))
    assert fused == pytest.approx({"b": 1 / 62 + 1 / 61, "a": 1 / 61, "c": 1 / 62})


def test_equal_scores_keep_the_order_of_the_rankings() -> None:
    """Ties are decided by place, never by chance."""
    assert [key for key, _ in reciprocal_rank_fusion([["z", "b"], ["a", "c"]])] == list("zabc")


def test_a_key_twice_in_one_ranking_counts_once() -> None:
    """Its better rank counts, and the ranks of the others close up."""
    assert reciprocal_rank_fusion([["a", "a", "b"]]) == reciprocal_rank_fusion([["a", "b"]])


@given(st.lists(st.lists(st.integers(0, 20), unique=True), max_size=4))
def test_every_key_comes_out_once_best_first(rankings: list[list[int]]) -> None:
    """Nothing is lost, nothing invented, and scores never rise."""
    fused = reciprocal_rank_fusion(rankings)
    assert sorted(key for key, _ in fused) == sorted({key for one in rankings for key in one})
    assert [score for _, score in fused] == sorted((s for _, s in fused), reverse=True)


def test_the_first_of_each_ranking_survives_the_cut() -> None:
    """What only one side finds, and finds first, is kept; the order stays the fused one."""
    dense = [f"d{number}" for number in range(20)]
    lexical = ["rare", *dense]
    fused = reciprocal_rank_fusion([dense, lexical])
    kept = cut(fused, [dense, lexical], 5)
    assert "rare" in dict(kept)
    assert len(kept) == 5
    assert [item for item in fused if item in kept] == kept
