"""Which older figure a text says was replaced."""

import pytest

from assistant.facts import numbers
from assistant.reading.revisions import replaced
from tests.assistant.builders import build_article, build_evidence


def older(text: str, position: int, which: int = 0) -> tuple[float, ...]:
    """What the figure numbered `which` of the sentence at `position` replaced."""
    statements = build_evidence(build_article("a", text)).statements
    statement = next(each for each in statements if each.position == position)
    return replaced(statement, numbers(statement.text)[which])


@pytest.mark.parametrize(
    ("text", "position", "which", "found"),
    [
        ("The work cost £1.24 million, or £140,000 more than expected.", 0, 0, (1_100_000.0,)),
        ("The toll was put at 40, 12 fewer than first reported.", 0, 0, (52.0,)),
        ("A recount cut her majority from 23 votes to 15.", 0, 1, (23.0,)),
        ("The bridge will cost £3 million instead of £2 million.", 0, 0, (2_000_000.0,)),
        ("It cost £2.9 million. The estimate in May was £2.6 million.", 0, 0, (2_600_000.0,)),
        (
            "It said the boat would cost £14 million. The correct figure is £16 million.",
            1,
            0,
            (14_000_000.0,),
        ),
        ("The price is £16.9 million. That is £500,000 above the sum approved.", 0, 0, (16.4e6,)),
    ],
)
def test_an_older_figure_is_read_or_reckoned(
    text: str, position: int, which: int, found: tuple[float, ...]
) -> None:
    """Stated in the same sentence or beside it, or as the difference from it."""
    assert older(text, position, which) == pytest.approx(found)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("The work cost £1.24 million. A grant paid £640,000.", 0),
        ("The ferry carries 180 passengers and 28 cars.", 0),
        ("The train from London took 14 hours. It carried 200 people.", 0),
        ("It cost £2 million, or £100,000 more than the one in Aldern.", 0),
        ("It cost £2.9 million. The estimate had 40 pages.", 0),
        ("Voting ran from 7 until 10.", 1),
    ],
)
def test_another_figure_is_not_an_older_one(text: str, which: int) -> None:
    """Figures of other things, in other units, or compared with something else."""
    assert older(text, 0, which) == ()
