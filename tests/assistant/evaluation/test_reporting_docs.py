"""docs/eval.md: what it says of metrics, findings and files is what the code has.

Its tables can be written anew with  python -m tests.assistant.evaluation.test_reporting_docs
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.evaluation.case import load_cases
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.reporting.data import to_json
from assistant.evaluation.reporting.findings import MEANINGS, WARNINGS
from assistant.evaluation.reporting.summary import by_verifier
from tests.assistant.evaluation.reported import build_report

PAGE = Path(__file__).parents[3] / "docs" / "eval.md"


def metrics_table() -> Iterator[str]:
    yield "| score | what it is | better | of |"
    yield "| --- | --- | --- | --- |"
    for each in METRICS:
        star = " \\*" if by_verifier(each) else ""
        yield f"| `{each.name}`{star} | {each.measures} | {each.better} | {each.group} |"


def findings_table() -> Iterator[str]:
    yield "| finding | meaning | |"
    yield "| --- | --- | --- |"
    for kind, meaning in MEANINGS.items():
        yield f"| `{kind}` | {meaning} | {'warns' if kind in WARNINGS else 'fails'} |"


TABLES = {"metrics": metrics_table, "findings": findings_table}


def between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n)(.*?)(<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_of_the_code(name: str) -> None:
    """Every metric in one line, and every kind of finding."""
    (found,) = between(name).findall(PAGE.read_text(encoding="utf-8"))
    assert found[1].strip().splitlines() == list(TABLES[name]())


def test_the_example_is_a_case(tmp_path: Path) -> None:
    """As it stands, on one line."""
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(json.loads(example)))
    assert len(load_cases(path)) == 1


def test_every_key_of_the_report_is_described() -> None:
    """In the table of its layout."""
    layout = PAGE.read_text(encoding="utf-8").split("## The layout of report.json")[1]
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|(.*?)\|", layout, re.MULTILINE))))
    assert named == set(to_json(build_report()))


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        lines = "\n".join(table())
        text = between(name).sub(lambda m, lines=lines: f"{m[1]}{lines}\n{m[3]}", text)
    PAGE.write_text(text, encoding="utf-8")
