from dataclasses import dataclass

import pytest

from corpus.errors import BadInput
from vectorstore.filters import UNDATED, bounds, scope, source_key, where
from vectorstore.types import Filters, Scope


@dataclass(frozen=True)
class Described:
    day: int
    source: str


ARTICLES = {
    "early": Described(20240101, "harbour post"),
    "late": Described(20240630, "tide"),
    "undated": Described(UNDATED, "tide"),
}


@pytest.mark.parametrize(
    ("filters", "passed"),
    [
        (Filters(), {"early", "late", "undated"}),
        (Filters(since="2024-01-01"), {"early", "late"}),
        (Filters(since="2024-01-02"), {"late"}),
        (Filters(until="2024-01-01"), {"early"}),
        (Filters(since="2024-06-30", until="2024-06-30"), {"late"}),
        (Filters(sources=("  TIDE ",)), {"late", "undated"}),
        (Filters(sources=("Tide",), until="2024-12-31"), {"late"}),
        (Filters(article_ids=("undated", "early")), {"early", "undated"}),
    ],
)
def test_a_filter_passes_exactly_these(filters: Filters, passed: set[str]) -> None:
    """Dates are inclusive, undated articles pass no date filter, names ignore case."""
    limits = bounds(filters)
    assert {id for id, article in ARTICLES.items() if limits.admits(id, article)} == passed


def test_scope_counts_the_undated_that_only_the_date_filter_left_out() -> None:
    """An undated article of another source is not among them."""
    assert scope(bounds(Filters(since="2024-02-01")), ARTICLES.items()) == Scope(3, 1, 1)
    post = Filters(since="2024-01-01", sources=("Harbour Post",))
    assert scope(bounds(post), ARTICLES.items()) == Scope(3, 1, 0)


def test_chroma_is_given_one_operator_a_clause() -> None:
    """Chroma refuses two in one, an empty list and an empty filter."""
    assert where(bounds(Filters())) is None
    assert where(bounds(Filters(until="2024-05-01", article_ids=("b", "a")))) == {
        "$and": [
            {"day": {"$gte": 1}},
            {"day": {"$lte": 20240501}},
            {"article_id": {"$in": ["a", "b"]}},
        ]
    }


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "03/12/2024"])
def test_a_date_that_is_none_is_refused(day: str) -> None:
    """The refusal shows the date and the form it should have."""
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        bounds(Filters(since=day))


def test_an_empty_range_is_refused() -> None:
    """It would quietly find nothing."""
    with pytest.raises(BadInput, match="swap"):
        bounds(Filters(since="2024-02-01", until="2024-01-01"))


def test_a_missing_source_is_no_source() -> None:
    """It is compared as the empty name."""
    assert source_key(None) == source_key("  ") == ""
