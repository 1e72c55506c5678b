"""How an article is made."""

import hashlib

import pytest

from corpus.article import make_article
from corpus.errors import UnreadableArticle


def test_the_version_is_a_prefix_of_the_texts_hash() -> None:
    """Same words, same version, whatever the metadata."""
    digest = hashlib.sha256("Żółw.\n".encode()).hexdigest()
    assert make_article("a", "Żółw.\n").version == digest[:12]
    assert make_article("b", "Żółw.\r\n", title="T").version == digest[:12]


def test_a_stated_title_wins_over_the_headline() -> None:
    """The record knows best."""
    text = "Ferry stays in town\n\nThe ferry stays."
    assert make_article("a", text, title="Stated").title == "Stated"
    assert make_article("a", text).title == "Ferry stays in town"


@pytest.mark.parametrize("text", ["", "\n", "a\0b", "\x01\x02\x03", "\ud800 half"])
def test_what_is_no_text_is_refused(text: str) -> None:
    """Empty, binary and unwritable texts never become articles."""
    with pytest.raises(UnreadableArticle):
        make_article("a", text)
