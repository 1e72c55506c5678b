"""JSON objects out of a text in pieces."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writers.chat.objects import Json, Objects


def found(text: str, size: int = 0) -> list[Json]:
    objects = Objects()
    pieces = [text[at : at + size] for at in range(0, len(text), size)] if size else [text]
    return [each for piece in pieces for each in objects.feed(piece)]


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ('{"a": {"b": 1}}', [{"b": 1}, {"a": {"b": 1}}]),
        ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"a": 1}\n{"a": 2}', [{"a": 1}, {"a": 2}]),
        ('{"a": "}{\\"]"}', [{"a": '}{"]'}]),
        ('{"a": "two\nlines"}', [{"a": "two\nlines"}]),
        ('{"a": 1}, sorry, {"a": 2', [{"a": 1}]),
        ('{"a": {"b": 1}, "c": }', [{"b": 1}]),
        ('}]}] {"a": 1}', [{"a": 1}]),
        ("{" * 5000 + "}" * 5000, [{}]),
        ("no JSON at all", []),
    ],
)
def test_each_object_is_found_once_it_is_closed(text: str, objects: list[Json]) -> None:
    """Inner ones first; what is no JSON is passed over."""
    assert found(text) == objects


@given(st.recursive(st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
def test_pieces_change_nothing(value: object) -> None:
    """However a text is cut up, its objects are the same, the whole one the last."""
    text = json.dumps({"value": value})
    assert found(text, 1) == found(text, 7) == found(text)
    assert found(text)[-1] == {"value": value}
