"""docs/measures.md: its commands are commands, and its baselines and files are there."""

import re
import shlex
from pathlib import Path

import pytest

from benchmarks.answering import MEASURES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line.replace("\\\n", " "))[1:]
    for line in re.findall(r"^ {4}(python (?:.*\\\n)*.*)$", PAGE, re.MULTILINE)
]
GIVEN = ("DATA/", "CALLS", "build/")
"""What whoever measures brings, or makes by a command above."""


def problems(command: list[str]) -> list[str]:
    """Its options that the script has not, and its files that are not there."""
    script, *words = command
    if not (ROOT / script).is_file():
        return [script]
    code = (ROOT / script).read_text(encoding="utf-8")
    options = [each for each in words if each.startswith("--") and f'"{each}"' not in code]
    files = [each for each in words if "/" in each and not each.startswith(GIVEN)]
    return options + [each for each in files if not (ROOT / each).exists()]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_shown_can_be_run(command: list[str]) -> None:
    """With options that its script has, on files that there are."""
    assert problems(command) == []


def test_a_command_that_can_not_be_run_is_found() -> None:
    """The planted lies: an option, a file and a script that are none."""
    script = "benchmarks/speed.py"
    assert problems([script, "--read"]) == ["--read"]
    assert problems([script, "--cases", "corpus/none.jsonl"]) == ["corpus/none.jsonl"]
    assert problems(["benchmarks/none.py"]) == ["benchmarks/none.py"]
    assert {command[0] for command in COMMANDS} == {
        "benchmarks/answering.py",
        "benchmarks/retrieval.py",
        "benchmarks/speed.py",
    }


def test_every_row_of_answering_is_one_of_its_measures() -> None:
    """A measure that was renamed would leave an old number behind."""
    parts = PAGE.partition("## Answering")[2].partition("## Speed")[0].split("\n### ")[1:]
    shown = [
        row
        for part in parts
        for row in re.findall(r"^\| (\S.*?) \|.*\|$", part.partition("| reader, ")[0], re.MULTILINE)
        if row != "---"
    ]
    assert shown
    assert set(shown) <= {name for name, *_ in MEASURES}
