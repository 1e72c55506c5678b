"""Every fault of a chat model ends in an answer, a fallback that says so, or one clear line."""

import gc
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from assistant.ask import Assistant
from assistant.wire import to_json
from assistant.writers.base import Writer
from assistant.writers.chat import writer as chat_writer
from tests.scripted.faults import FAULTS, KEY, End, Fault
from tests.scripted.promises import broken
from tests.scripted.running import FaultyServer, Run, faulty_server, run_fault
from vectorstore.library import Library

pytest.importorskip("langchain_openai")
# OpenAI's client leaves a stream that it could not read to the collector, which complains of it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

RUNS = 10
SHORT, LONG = 1.0, 30.0
"""Seconds: for what only the deadline ends, and for what must end by itself."""
SLACK = 5.0
"""Seconds that a busy machine may take beyond the deadline."""


@pytest.fixture(scope="module")
def faulty() -> Iterator[FaultyServer]:
    with faulty_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are made again almost at once."""
    monkeypatch.setattr(chat_writer, "WAITS", (0.01, 0.02))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.name)
def test_a_fault_ends_well_ten_times(
    fault: Fault,
    faulty: FaultyServer,
    assistant_of: Callable[[Writer], Assistant],
    sample_library: Library,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In time, in a way that is expected, with every promise kept and the key in no text."""
    caplog.set_level(logging.DEBUG)
    deadline = SHORT if fault.waits else LONG
    runs = run_fault(fault, RUNS, faulty, assistant_of, deadline, RUNS)
    assert len(runs) == RUNS
    for run in runs:
        assert run.end in fault.ends, _told(run)
        assert run.seconds < deadline + SLACK
        assert not run.open, "a call was left open"
        assert run.answer is not None
        told = json.dumps(to_json(run.answer), ensure_ascii=False)
        assert KEY not in told + run.line
        assert broken(run.answer, sample_library.articles) == []
        assert run.end is End.ANSWER or run.line, "what went wrong is said"
        assert all("\n" not in each.text for each in run.answer.notices)
    assert KEY not in caplog.text
    gc.collect()  # here, and not within a test that has nothing to do with it


def _told(run: Run) -> str:
    if run.answer is None:
        return run.line
    said = [each.text for each in run.answer.notices]
    return f"run {run.number}: {run.answer.status}: {run.answer.text} {said}"
