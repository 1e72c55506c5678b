import pytest

from vectorstore.words import words


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Erdoğan’s offers", "erdogan offer"),
        ("U.S. troops", "US troop"),
        ("1,200 votes", "1200 vote"),
        ("COUNCIL", "council"),
        ("What did the council do?", "council"),
    ],
)
def test_these_are_the_same_words(text: str, same: str) -> None:
    """Case, accents, endings, stopwords and the ways to write a number do not matter."""
    assert words(text) == words(same) != []


def test_numbers_stay_whole() -> None:
    """2.5 percent is not 2 and 5."""
    assert words("up 2.5 to 13") == ["up", "2.5", "13"]


def test_a_text_without_words_has_none() -> None:
    """Not even an empty one."""
    assert words("— 😀 the") == []
