"""The rules of article ids."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadInput
from corpus.ids import LONGEST_ID, clean_id


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("004_370413d1aa06dcb7", "004_370413d1aa06dcb7"),
        ("two words", "two%20words"),
        (" trimmed \n", "trimmed"),
        ("a[1](b)", "a%5B1%5D%28b%29"),
        ("cafe\u0301", "café"),
        ("a\u00a0b", "a%C2%A0b"),
        ("a\u202eb", "a%E2%80%AEb"),
        ("50%", "50%"),
        ("2024/flood.txt", "2024/flood.txt"),
        ("\udcff", "%ED%B3%BF"),
    ],
)
def test_what_a_marker_can_not_hold_is_percent_encoded(raw: str, clean: str) -> None:
    """Brackets, spaces and invisible characters are encoded; all else stays, in NFC."""
    assert clean_id(raw) == clean


@pytest.mark.parametrize("raw", ["", "  ", "\n"])
def test_an_empty_id_is_refused(raw: str) -> None:
    """An article without a name can not be cited."""
    with pytest.raises(BadInput, match="empty"):
        clean_id(raw)


def test_an_overlong_id_is_refused_and_not_cut() -> None:
    """Cutting could make two ids one."""
    assert clean_id("x" * LONGEST_ID)
    with pytest.raises(BadInput, match="201 characters"):
        clean_id("x" * 201)


@given(st.text(min_size=1, max_size=12))
def test_a_clean_id_fits_a_marker_and_is_its_own_clean_form(raw: str) -> None:
    """Whatever the name, the id matches the documented pattern and cleaning it again is a no-op."""
    try:
        clean = clean_id(raw)
    except BadInput:
        assert not raw.strip()
        return
    assert re.fullmatch(r"[^\s\[\]()]{1,200}", clean)
    assert clean_id(clean) == clean
