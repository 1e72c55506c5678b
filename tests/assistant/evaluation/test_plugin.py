"""The pytest plugin: one item a case, a gate over all, and nothing at all where it is not used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.smallpaper import write_paper
from vectorstore.embedder import SentenceEmbedder
from vectorstore.indexing import index_paths

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[3]
CASES = """\
{"id": "right", "question": "Q?", "answerable": true, "articles": ["a"], "nuggets": [], "tags": []}
{"id": "wrong", "question": "Q?", "answerable": true, "articles": ["b"], "nuggets": [], "tags": []}
{"id": "vain", "question": "Q?", "answerable": false, "articles": [], "nuggets": [], "tags": []}
"""
SYSTEM = """\
import pytest
from assistant.evaluation.plugin import System
from tests.assistant.evaluation.judged import LETTERS, WordVerifier, cited

ANSWERS = {"right": [("alpha.", ["a"])], "wrong": [("beta.", ["no-such-id"])], "vain": []}
asked = []

def answer(case):
    asked.append(case.id)
    return cited(*ANSWERS[case.id])

@pytest.fixture(scope="session")
def citewise_system():
    return System(answer, LETTERS, WordVerifier())
"""
SUITE = """\
import pytest

@pytest.mark.citewise(cases="cases.jsonl")
def test_each(citewise_outcome):
    assert citewise_outcome.faults == ()
"""
GATED = """\
import pytest

pytestmark = pytest.mark.citewise(cases="cases.jsonl", gate="gate.toml")

def test_each(citewise_outcome):
    assert citewise_outcome.outcome.error is None

def test_gate(citewise_failures):
    assert citewise_failures == []
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A user's suite in a folder of its own, with only our plugin."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (pytester.path / "cases.jsonl").write_text(CASES, encoding="utf-8")
    pytester.makeconftest(SYSTEM)
    return pytester


def run(suite: pytest.Pytester, *options: str) -> pytest.RunResult:
    plugin = ("-p", "assistant.evaluation.plugin", "-p", "no:cacheprovider")
    strict = ("-W", "error", "--strict-markers")
    return suite.runpytest_subprocess(*plugin, *strict, *options)


def test_every_case_is_an_item(suite: pytest.Pytester) -> None:
    """By its id, so that one can be run alone; a wrong answer fails with the reason."""
    suite.makepyfile(SUITE)
    found = run(suite, "-v")
    found.assert_outcomes(passed=2, failed=1)
    found.stdout.fnmatch_lines(
        ["*test_each[[]right] PASSED*", "*test_each[[]wrong] FAILED*", "*[[]vain] PASSED*"]
    )
    found.stdout.fnmatch_lines(["*there is no article no-such-id*"])
    run(suite, "-k", "right").assert_outcomes(passed=1, deselected=2)


@pytest.mark.parametrize(
    ("gate", "passed", "failed"),
    [
        ("citation_recall = {min = 0.4, on = 'value'}", 4, 0),
        ("citation_recall = {min = 0.9, on = 'value'}", 3, 1),
        ("unknown_ids = {max = 0.0, on = 'value'}", 3, 1),
    ],
)
def test_the_gate_is_one_item(gate: str, passed: int, failed: int, suite: pytest.Pytester) -> None:
    """It fails by naming what is not reached."""
    (suite.path / "gate.toml").write_text(f"[thresholds]\n{gate}", encoding="utf-8")
    suite.makepyfile(GATED)
    found = run(suite)
    found.assert_outcomes(passed=passed, failed=failed)
    if failed:
        found.stdout.fnmatch_lines([f"*{gate.split(' =')[0]}: wanted*"])


def test_a_gate_on_lies_runs_the_self_test(suite: pytest.Pytester) -> None:
    """An invented id is caught; what could not be planted does not pass unnoticed."""
    (suite.path / "gate.toml").write_text(
        "[lies]\n'dropped citation' = {min = 1.0, on = 'value'}\nnumber = {min = 0.1}",
        encoding="utf-8",
    )
    suite.makepyfile(GATED)
    found = run(suite)
    found.assert_outcomes(passed=3, failed=1)
    found.stdout.fnmatch_lines(["*planted lies caught: number: wanted*nothing to judge*"])
    found.stdout.no_fnmatch_line("*planted lies caught: dropped citation*")


def test_a_case_is_answered_once_in_a_process(suite: pytest.Pytester) -> None:
    """Its own item and the gate share the outcome."""
    (suite.path / "gate.toml").write_text(
        "[thresholds]\ncitation_recall = {min = 0.4, on = 'value'}", encoding="utf-8"
    )
    suite.makepyfile(
        GATED + "\ndef test_asked(citewise_failures, request):\n"
        "    import conftest\n"
        "    assert sorted(conftest.asked) == ['right', 'vain', 'wrong']\n"
    )
    run(suite).assert_outcomes(passed=5)


def test_it_works_in_several_processes(suite: pytest.Pytester) -> None:
    """Each worker collects the same items and answers its share."""
    suite.makepyfile(SUITE)
    run(suite, "-p", "xdist.plugin", "-n", "2").assert_outcomes(passed=2, failed=1)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("", "*mark it with @pytest.mark.citewise(cases=*"),
        ('@pytest.mark.citewise(cases="none.jsonl")', "*none.jsonl: No such file*"),
        ('@pytest.mark.citewise("cases.jsonl")', "*takes cases=, store= and gate=, all by name*"),
        ('@pytest.mark.citewise(case="x")', "*takes cases=, store= and gate=, all by name*"),
        ('@pytest.mark.citewise(cases="bad.jsonl")', "*bad.jsonl:1: not JSON*"),
    ],
)
def test_a_slip_is_said_in_one_line(mark: str, said: str, suite: pytest.Pytester) -> None:
    """No traceback through our own code."""
    (suite.path / "bad.jsonl").write_text("{", encoding="utf-8")
    suite.makepyfile(f"import pytest\n{mark}\ndef test_each(citewise_outcome): pass\n")
    found = run(suite)
    found.stdout.fnmatch_lines([said])
    found.stdout.no_fnmatch_line("*evaluation/plugin.py:*")
    found.assert_outcomes(errors=1)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ('cases="cases.jsonl"', '*needs store="FOLDER"*'),
        ('cases="cases.jsonl", store="empty"', "*nothing is indexed in*empty*"),
    ],
)
def test_without_a_system_of_its_own_it_needs_a_store(
    mark: str, said: str, suite: pytest.Pytester
) -> None:
    """The line says what to do."""
    (suite.path / "conftest.py").unlink()
    suite.makepyfile(
        f"import pytest\n@pytest.mark.citewise({mark})\ndef test_each(citewise_outcome): pass\n"
    )
    found = run(suite, "-k", "right")
    found.stdout.fnmatch_lines([said])
    found.assert_outcomes(errors=1, deselected=2)


OWN = """\
import pytest

pytestmark = pytest.mark.citewise(cases="cases.jsonl", store=".index", gate="gate.toml")

def test_each(citewise_outcome):
    assert citewise_outcome.faults == ()
    assert citewise_outcome.outcome.error is None

def test_what_is_cited(citewise_outcome):
    outcome = citewise_outcome.outcome
    cited = {id for each in outcome.sentences for id in each.cited}
    assert cited == set(outcome.case.articles)

def test_gate(citewise_failures):
    assert citewise_failures == []
"""


def test_the_shipped_assistant_answers_from_a_store(suite: pytest.Pytester) -> None:
    """With no fixture of one's own, models and all: right on three plain cases over three articles.

    A case that expects what no article says fails, and with it the gate.
    """
    (suite.path / "conftest.py").unlink()
    (suite.path / "cases.jsonl").unlink()
    write_paper(suite.path)
    index_paths(suite.path / ".index", [suite.path / "articles"], embedder=SentenceEmbedder())
    (suite.path / "gate.toml").write_text(
        "[thresholds]\nvital_nugget_recall = {min = 1.0, on = 'value'}", encoding="utf-8"
    )
    suite.makepyfile(OWN)
    run(suite).assert_outcomes(passed=7)
    cases = (suite.path / "cases.jsonl").read_text(encoding="utf-8")
    planted = cases.replace("140 people", "150 people")
    (suite.path / "cases.jsonl").write_text(planted, encoding="utf-8")
    found = run(suite)
    found.assert_outcomes(passed=5, failed=2)
    found.stdout.fnmatch_lines(["*nugget_missed*", "*vital_nugget_recall: wanted*"])


def test_an_article_that_is_not_there_is_named(suite: pytest.Pytester) -> None:
    """With file and case, on its own item and on the gate; the other items are judged."""
    slip = CASES.replace('"articles": ["b"]', '"articles": ["bee"]')
    (suite.path / "cases.jsonl").write_text(slip, encoding="utf-8")
    (suite.path / "gate.toml").write_text("[thresholds]\nuncited = {max = 1}", encoding="utf-8")
    suite.makepyfile(GATED)
    found = run(suite)
    found.assert_outcomes(passed=2, errors=2)
    found.stdout.fnmatch_lines(["*cases.jsonl: case wrong: there is no article bee in the store*"])


def test_a_bad_gate_is_said_in_one_line(suite: pytest.Pytester) -> None:
    (suite.path / "gate.toml").write_text("[thresholds]\nrecal = {min = 1}", encoding="utf-8")
    suite.makepyfile(GATED)
    run(suite, "-k", "gate").stdout.fnmatch_lines(["*there is no metric of this name*"])


def test_a_suite_that_does_not_use_it_imports_nothing_of_it() -> None:
    """It is loaded into every pytest run of whoever installed citewise."""
    code = (
        "import sys, pytest; before = set(sys.modules); import assistant.evaluation.plugin; "
        "print(sorted(set(sys.modules) - before))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == str(
        ["assistant", "assistant.evaluation", "assistant.evaluation.plugin"]
    )
