from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.errors import IndexFault
from vectorstore.filters import bounds
from vectorstore.index import Row
from vectorstore.lexical import LexicalIndex
from vectorstore.types import Filters

ALL = bounds(Filters())


@dataclass(frozen=True)
class Described:
    day: int = 0
    source: str = ""


def build(**texts: str) -> LexicalIndex:
    return LexicalIndex.build((Row(id, "v", 0, len(text)), text) for id, text in texts.items())


DESCRIBED = {id: Described() for id in "abc"}


def test_only_rows_that_share_a_word_are_found() -> None:
    """Asking for more rows than there are is no fault, and a score of 0 is no hit."""
    index = build(a="the ferry sank", b="ferry ferry lines", c="a budget")
    assert [match.row.article_id for match in index.best("ferries", 99, ALL, DESCRIBED)] == [
        "b",
        "a",
    ]
    assert index.best("submarine", 5, ALL, DESCRIBED) == ()
    assert index.best("?!", 5, ALL, DESCRIBED) == ()


def test_no_score_exceeds_the_highest() -> None:
    """A row full of the question's words comes near it; a word that no row has raises it."""
    index = build(a="ferry " * 200 + "storm " * 200, b="a budget", c="a ferry")
    best = index.best("ferry storm", 1, ALL, DESCRIBED)[0].bm25
    assert 0.9 * index.highest("ferry storm") < best < index.highest("ferry storm")
    assert index.highest("ferry storm submarine") > 1.3 * index.highest("ferry storm")
    assert index.highest("?!") == 0


def test_equal_scores_keep_the_order_of_building() -> None:
    """So that the same question gives the same hits."""
    index = build(c="ferry", a="ferry", b="ferry")
    assert [m.row.article_id for m in index.best("ferry", 2, ALL, DESCRIBED)] == ["c", "a"]


def test_filters_and_unknown_articles_are_left_out() -> None:
    """An article that is not described is not indexed any more."""
    index = build(a="ferry", b="ferry", c="ferry")
    only = bounds(Filters(article_ids=("b", "c")))
    assert [
        m.row.article_id for m in index.best("ferry", 9, only, {"a": Described(), "b": Described()})
    ] == ["b"]


@pytest.mark.parametrize("texts", [{}, {"a": "the"}, {"a": "ferry", "b": ""}])
def test_what_is_saved_is_what_is_loaded(tmp_path: Path, texts: dict[str, str]) -> None:
    """An index without rows or words too."""
    built = build(**texts)
    built.save(tmp_path / "words")
    loaded = LexicalIndex.load(tmp_path / "words")
    assert len(loaded) == len(texts)
    assert loaded.best("ferry", 9, ALL, DESCRIBED) == built.best("ferry", 9, ALL, DESCRIBED)


def test_a_damaged_index_says_how_to_rebuild(tmp_path: Path) -> None:
    """As one line."""
    build(a="ferry").save(tmp_path)
    (tmp_path / "rows.json").write_text("[[")
    with pytest.raises(IndexFault, match="citewise index --rebuild"):
        LexicalIndex.load(tmp_path)
