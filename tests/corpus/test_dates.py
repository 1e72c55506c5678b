"""Dates are read, never guessed."""

import pytest

from corpus.dates import day_number, parse_day, parse_published
from corpus.errors import BadInput


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        ("2024-03-12", "2024-03-12"),
        ("2024-03-12T10:00:00Z", "2024-03-12T10:00:00Z"),
        ("2024-03-12 10:00", "2024-03-12T10:00"),
        ("2024-03-12T10:00:00.5+01:00", "2024-03-12T10:00:00.5+01:00"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("2024/3/12", "2024-03-12"),
        ("12 March 2024", "2024-03-12"),
        ("March 12, 2024", "2024-03-12"),
        ("Mar. 2 2024", "2024-03-02"),
        ("03/12/2024", None),
        ("12.3.2024", None),
        ("Tuesday", None),
        ("March 12", None),
        ("12 Brumaire 2024", None),
        ("2023-02-29", None),
        ("2024-13", None),
        ("2024-03-12T25:00", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_date_that_can_mean_one_thing_is_kept(stated: str | None, iso: str | None) -> None:
    """A form that is ambiguous, incomplete or impossible gives no date at all."""
    assert parse_published(stated) == iso


@pytest.mark.parametrize(
    ("published", "number"),
    [
        ("2024-03-12", 20240312),
        ("2024-03-12T23:00:00Z", 20240312),
        ("2024-03", None),
        ("2024", None),
        (None, None),
    ],
)
def test_a_day_number_needs_a_whole_day(published: str | None, number: int | None) -> None:
    """A month or a year is not completed to a day."""
    assert day_number(published) == number


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (" 2024-03-12 ", "2024-03-12", "2024-03-12"),
    ],
)
def test_a_month_or_year_bounds_a_range_at_its_edge(typed: str, first: str, last: str) -> None:
    """`--since 2024-02` begins with its first day, `--until 2024-02` ends with its last."""
    assert parse_day(typed) == first
    assert parse_day(typed, end=True) == last


@pytest.mark.parametrize("typed", ["yesterday", "2024-02-30", "2024-13", "0000", "12/03/2024", ""])
def test_what_is_no_date_is_refused_in_one_line(typed: str) -> None:
    """The message repeats what was typed and says what to write."""
    with pytest.raises(BadInput, match="YYYY-MM-DD") as raised:
        parse_day(typed, end=True)
    assert "\n" not in str(raised.value)
