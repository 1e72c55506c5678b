"""The measure of answering: intervals that say what so few cases show, and the curve."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.gate import Gate
from assistant.types import Status
from assistant.writers.quoting import QuotingWriter
from benchmarks.answering import (
    CURVE,
    MEASURES,
    THRESHOLDS,
    Case,
    Outcome,
    UntrainedReader,
    compared,
    curve,
    estimated,
)
from tests.assistant.builders import build_answer, build_citation, build_sentence
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from tests.smallpaper import write_paper
from vectorstore.indexing import index_paths
from vectorstore.library import Library

ANSWERED = MEASURES[0]
CASES: list[Case] = [
    {
        "id": "a-1",
        "question": "How much did the footbridge cost?",
        "answerable": True,
        "articles": ["herald-2025-05-06-footbridge"],
        "nuggets": ["2\\.3 million"],
        "tags": [],
    },
    {
        "id": "b-1",
        "question": "Who won the chess tournament in Vienna?",
        "answerable": False,
        "articles": [],
        "nuggets": [],
        "tags": [],
    },
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    write_paper(tmp_path)
    index_paths(tmp_path / "store", [tmp_path / "articles"], embedder=FakeEmbedder())
    found = Library.open(tmp_path / "store", embedder=FakeEmbedder())
    yield found
    found.close()


def outcome(id: str, *, answered: bool, **fields: Any) -> Outcome:
    case = {"id": id, "answerable": True, "articles": ["ferry"], "nuggets": [], "tags": []}
    sentences = [build_sentence("It sank.", build_citation())] if answered else []
    return Outcome(case | fields, build_answer(*sentences), 0.1)


def test_the_measures_of_the_curve_are_measures() -> None:
    """A name that is none would leave its column out in silence."""
    assert set(CURVE) <= {name for name, *_ in MEASURES}


@pytest.mark.parametrize(
    ("answered", "written"),
    [
        ([True] * 20, "1.00 (0.83 to 1.00) of 20"),
        ([False] * 20, "0.00 (0.00 to 0.17) of 20"),
        ([True] * 5, "1.00 of 5"),
        ([], "–"),
    ],
)
def test_cases_all_alike_do_not_make_an_interval_without_width(
    answered: list[bool], written: str
) -> None:
    """Twenty of twenty do not show that it never fails, and five show nothing."""
    found = [outcome(f"{number}-1", answered=each) for number, each in enumerate(answered)]
    assert estimated(found, ANSWERED) == written


def test_cases_of_one_matter_are_drawn_together() -> None:
    """So that ten questions on each of six matters are not sixty."""
    together = [outcome(f"{n % 6}-{n}", answered=n % 6 < 3) for n in range(60)]
    apart = [outcome(f"{n}-1", answered=n % 6 < 3) for n in range(60)]
    assert estimated(together, ANSWERED) == "0.50 (0.17 to 0.83) of 60"
    assert estimated(apart, ANSWERED) == "0.50 (0.37 to 0.62) of 60"


def test_both_readers_have_every_measure() -> None:
    """One column each, cases that a measure does not judge left out."""
    found = [outcome("a-1", answered=True), outcome("b-1", answered=False, answerable=False)]
    lines = compared({"shipped": found, "untrained": found}).splitlines()
    assert lines[0] == "|  | shipped | untrained |"
    assert lines[2] == "| answered, of the answerable | 1.00 of 1 | 1.00 of 1 |"
    assert len(lines) == 2 + len(MEASURES)
    assert found[1].answer.status is Status.NO_EVIDENCE


def test_the_curve_has_each_threshold_of_each_reader(library: Library) -> None:
    """With what it answers and declines; a threshold that lets nothing pass declines all."""
    writers = {
        "shipped": QuotingWriter(WordReader()),
        "untrained": QuotingWriter(UntrainedReader()),
    }
    lines = curve(library, writers, Gate(overlap_verifier()), CASES).splitlines()[2:]
    rows = {line.split(" | ")[0][2:]: line.strip("| ").split(" | ")[1:] for line in lines}
    assert list(rows) == [
        f"{name}, {threshold:.2f}" for name in writers for threshold in THRESHOLDS
    ]
    assert rows["shipped, 0.05"] == ["1.00 of 1", "1.00 of 1", "1.00 of 1", "1.00 of 1"]
    assert rows["untrained, 0.05"][:2] == ["1.00 of 1", "1.00 of 1"]
