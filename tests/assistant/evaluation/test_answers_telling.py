"""What a line tells of how its answer came about."""

from typing import Any

import pytest

from assistant.evaluation.external.answers import CitedSource
from assistant.evaluation.outcomes import StatedConflict, StatedSide
from assistant.types import ConflictKind, Status
from tests.assistant.evaluation.lines import DOCUMENTS, parsed

HITS = [
    {"article_id": "b.2", "version": "1", "start": 7, "end": 9, "score": 0.5},
    {"article_id": "a-1", "version": "1", "start": 0, "end": 5, "score": 0.9},
    {"article_id": "a-1", "version": "1", "start": 6, "end": 8, "score": 0.1},
]


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({"answer": "x"}, None),
        ({"answer": "x", "retrieved": None}, None),
        ({"answer": "x", "retrieved": []}, ()),
        ({"answer": "x", "retrieved": ["b.2", "gone", "a-1", "b.2"]}, ("b.2", "gone", "a-1")),
        ({"answer": "x", "retrieved": ["https://news.example/ferry"]}, ("a-1",)),
        ({"sentences": [], "retrieved": [{"article_id": "b.2"}]}, ("b.2",)),
        ({"content": "x", "annotations": [], "retrieved": ["b.2"]}, ("b.2",)),
        ({"answer": "x", "context": DOCUMENTS}, ("a-1", "b.2")),
        ({"answer": "x", "source_documents": DOCUMENTS[::-1]}, ("b.2", "a-1")),
        ({"answer": "x", "context": []}, ()),
        ({"answer": "x", "context": DOCUMENTS, "retrieved": ["b.2"]}, ("b.2",)),
        ({"sentences": [], "considered": HITS}, ("a-1", "b.2")),
        ({"answer": "x", "status": "ok", "context": "some words"}, None),
    ],
)
def test_what_was_retrieved_is_read_best_first(
    fields: dict[str, Any], ids: tuple[str, ...] | None
) -> None:
    """Not told is not the same as nothing found; ids are mapped as those of citations."""
    assert parsed(**fields).retrieved == ids


def test_the_retrieved_words_are_kept() -> None:
    """A document's own words; the place of a hit of ours."""
    document = {"page_content": "It sank.", "metadata": {"id": "a-1"}}
    assert parsed(answer="x", context=[document]).context == (CitedSource("a-1", "It sank."),)
    best, *_ = parsed(sentences=[], considered=HITS).context or ()
    assert best == CitedSource("a-1", None, 0, 5, "1")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("no_evidence", Status.NO_EVIDENCE),
        ("incomplete", Status.INCOMPLETE),
        ("completed", None),
        (200, None),
        ([], None),
    ],
)
def test_only_a_status_of_ours_tells_something(status: Any, told: Status | None) -> None:
    """Other programs have a status of their own."""
    assert parsed(answer="x", status=status).status is told


def test_stated_conflicts_are_read() -> None:
    """With the articles of each side, each once; an empty list says that there is none."""
    sides = [
        {"answer": "4", "citations": ["a-1", {"article_id": "a-1"}]},
        {"answer": "5", "citations": ["b.2"]},
    ]
    found = {"about": "the cost", "kind": "update", "sides": sides}
    stated = (StatedSide("4", ("a-1",)), StatedSide("5", ("b.2",)))
    expected = StatedConflict("the cost", ConflictKind.UPDATE, stated)
    assert parsed(answer="x", conflicts=[found]).conflicts == (expected,)
    assert parsed(answer="x", conflicts=[]).conflicts == ()
    assert parsed(answer="x").conflicts is None
