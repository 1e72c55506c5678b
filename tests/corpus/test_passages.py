"""Passages cover every sentence, fit the window and never hold furniture."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import make_article
from corpus.passages import SPECIAL_TOKENS, split_passages
from corpus.sentences import article_sentences
from corpus.types import Article


def count_words(text: str) -> int:
    return len(text.split())


def count_chars(text: str) -> int:
    return len(text)


PARAGRAPHS = st.lists(
    st.lists(
        st.sampled_from(
            [
                "The ferry left.",
                "“We stay,” said Mr. Lund.",
                "Fares rise by 3.5 percent in May, they say.",
                "Why?",
                "Nobody 👍🏽 came to the quay that day; it rained, and it rained.",
            ]
        ),
        min_size=1,
        max_size=6,
    ).map(" ".join)
    | st.sampled_from(["Leave a Reply", "At the quay", "2"]),
    min_size=1,
    max_size=8,
).map("\n\n".join)


@given(PARAGRAPHS, st.integers(4, 40), st.integers(0, 3))
def test_every_passage_obeys_its_laws(text: str, limit: int, overlap: int) -> None:
    """Exact slices, in the limit, none within another, no furniture, every sentence covered."""
    article = make_article("a", text)
    passages = split_passages(article, count_words, limit, overlap)
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text
        assert (passage.article_id, passage.version) == ("a", article.version)
        assert count_words(passage.text) + SPECIAL_TOKENS <= limit
        assert not any(
            mark.start < passage.end and passage.start < mark.end for mark in article.furniture
        )
    for before, after in pairwise(passages):
        assert before.start < after.start
        assert before.end < after.end
    covered = {place for each in passages for place in range(each.start, each.end)}
    for span in article_sentences(article):
        assert all(n in covered for n in range(*span) if not article.text[n].isspace())


def made_of(*sentences: str) -> Article:
    return make_article("a", " ".join(sentences))


def test_whole_sentences_are_packed_and_the_last_is_repeated() -> None:
    """A passage begins with the last sentence of the one before it."""
    article = made_of("One went out.", "Two came in.", "Three sat down.", "Four stood up.")
    texts = [passage.text for passage in split_passages(article, count_words, limit=8)]
    assert texts == [
        "One went out. Two came in.",
        "Two came in. Three sat down.",
        "Three sat down. Four stood up.",
    ]


def test_no_sentence_is_repeated_where_it_would_leave_no_room() -> None:
    """Overlap gives way to the limit."""
    article = made_of("One went out there.", "Two came in from the far quay.")
    texts = [passage.text for passage in split_passages(article, count_words, limit=9)]
    assert texts == ["One went out there.", "Two came in from the far quay."]


def test_a_sentence_over_the_limit_is_cut_after_a_clause() -> None:
    """Where there is a comma in the later half of what fits, the cut lies there."""
    article = made_of("The old ferry left the quay, and nobody in the whole town had seen it go.")
    texts = [passage.text for passage in split_passages(article, count_words, 10, overlap=0)]
    assert texts == [
        "The old ferry left the quay,",
        "and nobody in the whole town had seen",
        "it go.",
    ]


def test_a_word_over_the_limit_is_cut_inside() -> None:
    """Text without spaces still fits the window."""
    article = made_of("x" * 50)
    passages = split_passages(article, count_chars, limit=12, overlap=0)
    assert "".join(passage.text for passage in passages) == "x" * 50
    assert all(len(passage.text) <= 10 for passage in passages)


def test_furniture_parts_passages() -> None:
    """A passage ends before a subheading and the next begins after it."""
    article = make_article(
        "a", "The ferry left the quay.\n\nAt the quay\n\nNobody was there to see it."
    )
    assert [passage.text for passage in split_passages(article, count_words)] == [
        "The ferry left the quay.",
        "Nobody was there to see it.",
    ]


def test_an_article_of_furniture_only_has_no_passage() -> None:
    """There is nothing in it to cite."""
    assert split_passages(make_article("a", "Leave a Reply\n\n2\n"), count_words) == ()


def test_sentences_are_counted_once_and_passages_once() -> None:
    """Counting tokens is the cost; it stays linear in the text."""
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return count_words(text)

    article = made_of(*[f"Boat {n} went out." for n in range(40)])
    passages = split_passages(article, count)
    assert len(asked) <= 40 + len(passages)


@pytest.mark.parametrize(("limit", "overlap"), [(2, 1), (200, -1)])
def test_impossible_sizes_are_refused(limit: int, overlap: int) -> None:
    """A limit without room for a token is the caller's mistake."""
    with pytest.raises(ValueError, match="limit"):
        split_passages(made_of("One."), count_words, limit, overlap)
