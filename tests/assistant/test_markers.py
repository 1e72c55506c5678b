"""Citation markers in somebody else's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.composing import marker
from assistant.markers import Marked, marked_sentences

KNOWN = {"a-1", "b.2", "004_370", "x:y", "n,m", "Biden-call"}


def cited(*ids: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((id, ()) for id in ids)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It sank. [a-1]", [("It sank.", cited("a-1"))]),
        ("It sank [a-1].", [("It sank.", cited("a-1"))]),
        ("It sank.[a-1]", [("It sank.", cited("a-1"))]),
        ("[a-1] It sank.", [("It sank.", cited("a-1"))]),
        ("It sank. [a-1] It rose. [b.2]", [("It sank.", cited("a-1")), ("It rose.", cited("b.2"))]),
        ("It sank [a-1], and rose [b.2].", [("It sank, and rose.", cited("a-1", "b.2"))]),
        ("It sank. [a-1] [b.2]", [("It sank.", cited("a-1", "b.2"))]),
        ("It sank. [a-1, b.2]", [("It sank.", cited("a-1", "b.2"))]),
        ("It sank. [a-1; b.2][004_370]", [("It sank.", cited("a-1", "b.2", "004_370"))]),
        ("It sank. [a-1] [a-1]", [("It sank.", cited("a-1"))]),
        ("“It sank.” [x:y]", [("“It sank.”", cited("x:y"))]),
        ("It sank. [n,m]", [("It sank.", cited("n,m"))]),
        ("It sank. [made-up]", [("It sank.", cited("made-up"))]),
        ("It sank.", [("It sank.", ())]),
        ("", []),
        ("[a-1]", []),
    ],
)
def test_markers_are_told_from_the_text(
    text: str, sentences: list[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]]]
) -> None:
    """A marker belongs to the sentence that it ends or stands in."""
    assert [tuple(each) for each in marked_sentences(text, KNOWN)] == sentences


@pytest.mark.parametrize(
    ("marked", "numbers"),
    [
        ("[a-1 3]", (3,)),
        ("[a-1 3, 4]", (3, 4)),
        ("[a-1: 3]", (3,)),
        ("[a-1, 3]", (3,)),
        ("[a-1 #3; 5]", (3, 5)),
        ("[a-1 sentence 3]", (3,)),
        ("[a-1 sentences 3-5]", (3, 4, 5)),
        ("[a-1 5–3]", ()),
    ],
)
def test_sentence_numbers_follow_the_id(marked: str, numbers: tuple[int, ...]) -> None:
    """Single numbers, lists and ranges are read."""
    assert marked_sentences(f"It sank. {marked}", KNOWN) == (
        Marked("It sank.", (("a-1", numbers),)),
    )


def test_an_endless_range_is_cut() -> None:
    """A range is never counted out further than an article could use it."""
    ((_, ((_, numbers),)),) = marked_sentences("It sank. [a-1 1-999999999]", KNOWN)
    assert len(numbers) < 50


@pytest.mark.parametrize(
    "text",
    [
        "“Our president informed [Biden] in detail,” he said.",
        "We say, whatever you say [about others] is what you are.",
        "It was a [sic] thing to do.",
        "He saw the [two ferries].",
    ],
)
def test_brackets_of_the_article_stay(text: str) -> None:
    """Articles themselves contain [Biden] and [about others]."""
    assert marked_sentences(f"{text} [a-1]", KNOWN)[0] == Marked(text, cited("a-1"))


ids = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Z", "C"], exclude_characters="[]()"),
    min_size=1,
    max_size=12,
)
WORDS = "council ferry harbour voted bought quickly [Biden] again slowly".split()
plain = st.lists(st.sampled_from(WORDS), min_size=3, max_size=8).map(
    lambda words: f"The {' '.join(words)} today."
)


@given(st.lists(st.tuples(plain, st.lists(ids, min_size=1, max_size=3, unique=True)), max_size=5))
def test_what_was_marked_parses_back(written: list[tuple[str, list[str]]]) -> None:
    """Sentences with their markers, joined as an answer joins them, come back as they were."""
    known = {id for _, found in written for id in found}
    text = " ".join(f"{sentence} {marker(found)}" for sentence, found in written)
    assert [
        (each.text, [id for id, _ in each.cited]) for each in marked_sentences(text, known)
    ] == (written)
