"""The same words in a text and on one line of it."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.lines import on_one_line, span_in_text, span_on_line
from corpus.types import Span


@given(st.lists(st.sampled_from(["a", "bc", " ", "\n", "  ", "é,"]), min_size=1), st.data())
def test_a_span_of_the_line_is_the_same_letters_of_the_text(
    parts: list[str], data: st.DataObject
) -> None:
    """A sentence that runs over lines is read as one; its bold words lie where they were."""
    text = "".join(parts)
    line = " ".join(text.split())
    assert on_one_line(text) == line
    letters = [index for index, letter in enumerate(line) if letter != " "]
    if not letters:
        return
    start = data.draw(st.sampled_from(letters))
    end = data.draw(st.sampled_from([index for index in letters if index >= start])) + 1
    found = span_in_text(text, Span(start, end))
    assert on_one_line(text[found.start : found.end]) == line[start:end]
    assert span_on_line(text, found) == (start, end)
