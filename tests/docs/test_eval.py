"""docs/eval.md: its commands are commands, and what it gives a CI server runs as it stands."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.evaluation.case import load_cases
from assistant.evaluation.gating import load_gate
from assistant.evaluation.proposing.making import accepted
from corpus.reading import Record, read_articles
from corpus.store import ArticleStore
from tests.smallpaper import write_paper

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "eval.md").read_text(encoding="utf-8")
COMMANDS = sorted({*re.findall(r"^ {4}citewise (\S.*?)(?:  +#.*)?$", PAGE, re.MULTILINE)})
LENIENT = "[thresholds]\nunknown_ids = {max = 0.0, on = 'value'}\n"
CHATBOT = """
def my_chatbot(question):
    if "footbridge" in question:
        return "The footbridge cost £2.3 million.", ["herald-2025-05-06-footbridge"]
    return "The cannery employs 150 people.", ["herald-2025-06-17-cannery"]
"""
STRICT = "[thresholds]\nvital_nugget_recall = {min = 0.9}  # two articles show too little\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def run_lines() -> list[str]:
    """The commands of the workflow, in order."""
    (workflow,) = blocks("yaml")
    parsed: dict[Any, Any] = yaml.safe_load(workflow)
    return [each["run"] for each in parsed["jobs"]["evaluate"]["steps"] if "run" in each]


def invoke(line: str) -> Result:
    name, *arguments = shlex.split(line, comments=True)
    assert name == "citewise"
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shown_is_one(command: str) -> None:
    """With options that it has."""
    result = invoke(f"citewise {command} --help")
    assert result.exit_code == 0, result.output


def test_every_command_of_eval_is_shown() -> None:
    """With an example."""
    shown = {each.split()[1] for each in COMMANDS if each.startswith("eval ")}
    assert {"attack", "compare", "make-cases"} <= shown


def test_the_example_gate_is_a_gate(tmp_path: Path) -> None:
    """Its metrics and its kinds of lies are known."""
    (example,) = blocks("toml")
    (tmp_path / "gate.toml").write_text(example, encoding="utf-8")
    gate = load_gate(tmp_path / "gate.toml")
    assert gate.metrics
    assert gate.lies


def test_the_example_of_proposals_can_be_collected(tmp_path: Path) -> None:
    """Of its lines one is accepted, one struck, and one not yet ruled on."""
    (example,) = blocks("jsonl")
    path = tmp_path / "proposed.jsonl"
    path.write_text(example, encoding="utf-8")
    assert [each.split(",")[0] for each in example.splitlines()] == [
        '{"accept": true',
        '{"accept": false',
        '{"accept": ""',
    ]
    (case,) = accepted(path)
    assert case.answerable


def test_the_workflow_installs_a_torch_without_gpu_code() -> None:
    """The build that the constraints name, from where it is to be had for a CPU."""
    (install,) = (each for each in run_lines() if each.startswith("pip install"))
    assert "-c constraints.txt" in install
    assert re.search(r"^torch==", (ROOT / "constraints.txt").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("gate", "code"), [(LENIENT, 0), (STRICT, 1)], ids=["passed", "failed"])
def test_the_workflow_runs(
    gate: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shipped assistant over three small articles; only the gate decides how it ends."""
    write_paper(tmp_path)
    (tmp_path / "gate.toml").write_text(gate, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    *before, last = [each for each in run_lines() if each.startswith("citewise ")]
    for line in before:
        result = invoke(line)
        assert result.exit_code == 0, result.output
    result = invoke(last)
    assert result.exit_code == code, result.output
    assert f"gate {'failed' if code else 'passed'}" in result.output
    (workflow,) = blocks("yaml")
    (upload,) = re.findall(r"path: ([^}\s]+)", workflow)
    assert Path(upload).is_file()
    assert len(load_cases(Path("cases.jsonl"))) == 3


def test_the_suite_shown_runs_over_another_system(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both files of the example: it is right once, says a wrong number, and answers in vain."""
    suite, conftest = blocks("python")
    folder = pytester.path
    write_paper(folder)
    (folder / "gate.toml").write_text(LENIENT, encoding="utf-8")
    with ArticleStore.open(folder / ".index" / "articles.sqlite", create=True) as articles:
        for record in read_articles([folder / "articles"]):
            assert isinstance(record, Record)
            articles.put(record.article, record.origin)
    pytester.makeconftest(conftest + CHATBOT)
    pytester.makepyfile(suite)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    plugin = ("-p", "assistant.evaluation.plugin", "-p", "no:cacheprovider")
    found = pytester.runpytest_subprocess(*plugin, "-v", "--strict-markers")
    found.assert_outcomes(passed=2, failed=2)
    found.stdout.fnmatch_lines(
        ["*case[[]cost] PASSED*", "*case[[]workers] FAILED*", "*case[[]chess] FAILED*"]
    )
    found.stdout.fnmatch_lines(["*test_the_gate PASSED*", "*mismatch*", "*should_have_declined*"])
