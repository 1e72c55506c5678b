import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.fusion import Side, cut, summed

scores = st.dictionaries(st.integers(0, 20), st.floats(0, 1), max_size=20)


def test_scores_are_added_and_a_missing_one_is_what_the_side_says() -> None:
    """CombSUM, worked out by hand."""
    fused = summed([Side({"a": 0.5, "b": 0.4}, missing=0.3), Side({"b": 0.25, "c": 0.25})])
    assert dict(fused) == pytest.approx({"b": 0.65, "c": 0.55, "a": 0.5})
    assert [key for key, _ in fused] == ["b", "c", "a"]


def test_a_clear_first_beats_two_narrow_seconds() -> None:
    """What ranks can not tell: one side is almost indifferent, the other is sure."""
    close = Side({"x": 0.61, "y": 0.60, "z": 0.59})
    sure = Side({"y": 0.9, "x": 0.2, "z": 0.1})
    assert summed([close, sure])[0][0] == "y"
    assert summed([sure, close])[0][0] == "y"


def test_equal_sums_keep_the_order_of_the_sides() -> None:
    """Ties are decided by place, never by chance."""
    sides = [Side({"z": 0.5, "b": 0.5}), Side({"a": 0.5, "c": 0.5})]
    assert [key for key, _ in summed(sides)] == list("zbac")


@given(st.lists(scores, max_size=4))
def test_every_key_comes_out_once_best_first(found: list[dict[int, float]]) -> None:
    """Nothing is lost, nothing invented, and sums never rise."""
    fused = summed([Side(each) for each in found])
    assert sorted(key for key, _ in fused) == sorted({key for one in found for key in one})
    assert [total for _, total in fused] == sorted((s for _, s in fused), reverse=True)


def test_the_first_of_each_side_survives_the_cut() -> None:
    """What only one side finds, and finds first, is kept; the order stays the fused one."""
    dense = Side({f"d{number}": 0.9 - number / 100 for number in range(20)})
    lexical = Side({"rare": 0.3, **dict.fromkeys(dense.scores, 0.29)})
    fused = summed([dense, lexical])
    assert fused[-1][0] == "rare"
    kept = cut(fused, [dense, lexical], 5)
    assert "rare" in dict(kept)
    assert len(kept) == 5
    assert [item for item in fused if item in kept] == kept
