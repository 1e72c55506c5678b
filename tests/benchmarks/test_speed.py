"""The breakdown of an answer's time: nothing counted twice, nothing lost."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.gate import Gate
from assistant.writers.quoting import QuotingWriter
from benchmarks.speed import (
    ELSE,
    NAIVE,
    QUESTIONS,
    TOTAL,
    Seam,
    asked,
    breakdown,
    built,
    mixed,
    naive_times,
    report,
    timed,
)
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from tests.smallpaper import write_paper
from vectorstore.library import Library

QUESTION = "How much did the footbridge cost?"
ROUNDED = 0.3
"""Milliseconds by which the rounded times of an answer may be off together."""


class SlowEmbedder(FakeEmbedder):
    """Takes a fifth of a second for a question."""

    def embed_query(self, text: str) -> list[float]:
        time.sleep(0.2)
        return super().embed_query(text)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write_paper(tmp_path)
    return built(tmp_path / "made", tmp_path / "articles", 3, FakeEmbedder())


@pytest.fixture
def assistant(store: Path) -> Iterator[Assistant]:
    library = Library.open(store, embedder=SlowEmbedder())
    with Assistant(library, QuotingWriter(WordReader()), Gate(overlap_verifier())) as opened:
        yield opened


def test_the_steps_sum_to_the_total(assistant: Assistant) -> None:
    """And to what the clock on the wall says; no step is below nothing, as one counted twice is."""
    begun = time.perf_counter()
    spent = breakdown(assistant, QUESTION, SlowEmbedder)
    wall = (time.perf_counter() - begun) * 1000
    total = spent.pop(TOTAL)
    assert sum(spent.values()) == pytest.approx(total)
    assert min(spent.values()) >= -ROUNDED
    assert 200 <= total <= wall + ROUNDED


def test_time_stands_with_the_step_that_takes_it(assistant: Assistant) -> None:
    """A slow embedder shows as that, and hardly any time belongs to no step."""
    spent = breakdown(assistant, QUESTION, SlowEmbedder)
    assert spent["embed the question"] >= 200
    assert spent["dense search"] > 0
    assert spent["BM25"] > 0
    assert spent["join both, gather sentences"] < 150
    assert spent[ELSE] < 150


def test_a_seam_within_another_would_show() -> None:
    """The planted lie: what is counted in two steps makes the rest too small by it."""
    nested = [
        Seam(SlowEmbedder, "embed_query", "outer", "search"),
        Seam(FakeEmbedder, "embed_array", "inner", "search"),
    ]
    before = SlowEmbedder.embed_query
    with timed(nested) as spent:
        begun = time.perf_counter()
        SlowEmbedder().embed_query("ferry")
        wall = (time.perf_counter() - begun) * 1000
    assert 0 < spent["inner"] < spent["outer"]
    assert sum(spent.values()) > spent["outer"] >= 200 - ROUNDED
    assert spent["outer"] <= wall
    assert SlowEmbedder.embed_query is before


def test_a_store_is_filled_up_and_kept(tmp_path: Path) -> None:
    """To at least so many passages, with the articles' own sentences; once made it stays."""
    write_paper(tmp_path)
    embedder = FakeEmbedder()
    store = built(tmp_path / "made", tmp_path / "articles", 40, embedder)
    texts = embedder.texts
    assert built(tmp_path / "made", tmp_path / "articles", 40, embedder) == store
    assert embedder.texts == texts
    times, passages = naive_times(store, embedder, [QUESTION, QUESTION])
    assert len(times) == 2
    assert min(times) > 0
    assert 40 <= passages < 80


def test_made_articles_differ_and_are_the_same_each_time() -> None:
    """Else every run would measure another store."""
    sentences = [f"The ferry has {number} seats." for number in range(50)]
    first, again = list(mixed(sentences, 0, 5)), list(mixed(sentences, 0, 5))
    assert first == again
    texts = {each["text"] for each in [*first, *mixed(sentences, 1, 5)]}
    assert len(texts) == 10


def test_without_a_file_the_built_in_questions_are_asked_once() -> None:
    """Asked twice a question meets its own sentences, and looks cheaper than it is."""
    assert asked(None, None) == QUESTIONS
    assert len(set(QUESTIONS)) == len(QUESTIONS)


def test_the_report_has_a_row_a_step_and_the_ratio() -> None:
    """With shares of the mean total, and the naive way measured beside it."""
    spent = [{"check": 20.0, ELSE: 10.0, TOTAL: 30.0}, {"check": 40.0, ELSE: 10.0, TOTAL: 50.0}]
    lines = report(spent, [5.0, 15.0]).splitlines()
    assert lines[2] == "| check | 30.0 | 39.0 | 40.0 | 30.0 | 75 % |"
    assert lines[4] == "| total | 40.0 | 49.0 | 50.0 | 40.0 | 100 % |"
    assert lines[5].startswith(f"| {NAIVE} | 10.0 |")
    assert lines[-1] == f"An answer takes 4.0 times what {NAIVE} takes (medians)."
