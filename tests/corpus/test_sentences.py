"""Sentences are exact slices, split where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import make_article
from corpus.sentences import article_sentences, sentence_spans
from corpus.types import Span


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


SPLIT = [
    [
        "Gov. Holt met J. K. Rowling at 5 a.m. on Jan. 3.",
        "The U.S. President left.",
        "He paid 3.5 million.",
    ],
    ["Mr. Lund and Dr. Ek spoke at St. Mary's.", "No. 10 won."],
    ["He moved to the U.S.", "The council met."],
    ["It began at 9 p.m. Friday.", "It ended at 10 p.m.", "Police came."],
    ["“We go,” he said.", "“Now.”", "She left."],
    ["He was asked if it was a “ruin.”", "“Mmhmm,” he said."],
    ["It was in March.", "200 people died.", "5 were hurt."],
    ["The fee of 2.5 percent rose.", "And then?", "It fell!"],
    ["Is it the security of the world. , it is in the interest of all.", "Yes."],
    ["The talks covered trade issues. , as well as the treaty.", "All left."],
    ["The importance of control. .", "The house agreed."],
    ["He came; She saw.", "All won."],
    ["[She] was seen (by the mayor) on Monday.", "Then she left."],
    ["The boat 🚢 sank!", "Nobody 👍🏽 drowned."],
    ["The vote was 5–4.", "Ms. Lund won 3,412 votes."],
    ["The quake measured 5. 9."],
    ["He waited…", "Nobody came."],
    ["Er ging.", "Ähnlich war es gestern.", "Danach kam z. B. niemand."],
]


@pytest.mark.parametrize("expected", SPLIT, ids=lambda each: each[0][:30])
def test_a_paragraph_is_split_where_sentences_end(expected: list[str]) -> None:
    """Abbreviations, initials, decimals, quotations and stray full stops do not end one."""
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One line\n\nanother line", ["One line", "another line"]),
        (
            "The ferry was late\nbecause of fog. It left.",
            ["The ferry was late\nbecause of fog.", "It left."],
        ),
        ("It sank.\nIt was old.", ["It sank.", "It was old."]),
        ("- one boat\n- two boats", ["- one boat", "- two boats"]),
        (
            "The ferry\r\nwas late. It\r\nleft.\r\n\r\nEnd",
            ["The ferry\r\nwas late.", "It\r\nleft.", "End"],
        ),
        ("A heading\nThe ferry was late.", ["A heading", "The ferry was late."]),
        ("Ferry sinks\n12 people were saved.", ["Ferry sinks", "12 people were saved."]),
        ("It left late. It took\n12 people along.", ["It left late.", "It took\n12 people along."]),
        ("  spaced out.  \n", ["spaced out."]),
        ("12\n\n***\n\n3.5", []),
        ("", []),
    ],
)
def test_a_newline_ends_a_sentence_unless_the_line_was_wrapped(
    text: str, expected: list[str]
) -> None:
    """A blank line always ends one; a wrapped line goes on."""
    assert sentences(text) == expected


def test_text_wrapped_at_a_width_is_read_as_paragraphs() -> None:
    """Capitals and abbreviations at a line's edge do not break a wrapped sentence."""
    text = (
        "The council of the harbour town voted late on Tuesday evening to keep Mr.\n"
        "Lund as harbour master, although two members had asked that Commodore\n"
        "Ek be heard first. The vote was open. A second one will be held in May\n"
        "when the boats come back.\n"
    )
    assert [each.replace("\n", " ")[-13:] for each in sentences(text)] == [
        " heard first.",
        "ote was open.",
        "ts come back.",
    ]


def test_only_the_part_asked_for_is_read() -> None:
    """The spans count from the beginning of the whole text."""
    text = "One. Two went. Three."
    assert sentence_spans(text, Span(5, 14)) == (Span(5, 14),)


def test_an_articles_sentences_leave_its_furniture_out() -> None:
    """Headlines, prompts and picture credits are no sentences."""
    article = make_article(
        "a",
        "Ferry stays for now\n\nThe ferry stays. Fares rise. (Photo: Post)\n\n2\n\nLeave a Reply\n",
    )
    assert [article.text[a:b] for a, b in article_sentences(article)] == [
        "The ferry stays.",
        "Fares rise.",
    ]


# What is hard to split: abbreviations, quotes, emoji, every kind of space and newline.
WORDS = [
    *("Mr.", "U.S.", "a.m.", "J.", "3.5", "2", "ferry", "The", "left.", "café", "’s", "例。"),
    *("“Yes,”", '"', "(so)", "[Lund]", "?", "!", "…", ". ,", "; Then", "👍🏽"),
    *("\n", "\r\n", "\n\n", "\u00a0", "\u200b"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=200))
def test_sentences_are_stripped_ordered_disjoint_slices_with_a_letter(text: str) -> None:
    """The offset law, over text made of what is hard to split."""
    end = 0
    for span in sentence_spans(text):
        assert end <= span.start < span.end <= len(text)
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        assert any(char.isalpha() for char in sentence)
        assert "\n\n" not in sentence
        end = span.end


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=200))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    """What lies between sentences has no letter."""
    covered = {place for start, end in sentence_spans(text) for place in range(start, end)}
    assert not [char for place, char in enumerate(text) if char.isalpha() and place not in covered]
