"""Whole evaluations of the shipped assistant: the same twice, and worse where it was broken."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pytest

from assistant.ask import Assistant
from assistant.evaluation.comparing import compare
from assistant.evaluation.evaluating import RUN, Subject, evaluate, of_answers, of_assistant
from assistant.evaluation.gating import load_gate
from assistant.evaluation.reporting.summary import Report
from assistant.evaluation.reporting.writing import write_report
from assistant.evaluation.runfile import read_run
from assistant.evaluation.shipped import NamedCases, read_cases, shipped
from assistant.gate import Gate
from assistant.settings import Settings
from assistant.types import Notice
from assistant.verifier import Verifier, load_verifier
from assistant.wire import to_json
from assistant.writers.base import Disagreement, Draft, Task, Writer

GATE = """\
[thresholds]
citation_recall = {min = 0.9, on = "value"}
unknown_ids = {max = 0.0, on = "value"}
vital_nugget_recall = {min = 0.25, on = "value"}
"""
TIME = re.compile(r"[\d,.]+ ms|[\d.]+ s\b|time=\"[\d.]+\"")
"""How long it took, which is the machine's doing."""


class Run(Protocol):
    """Evaluates a subject into the folder of a name."""

    def __call__(self, subject: Subject, name: str, *, workers: int = 1) -> Report: ...


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return load_verifier(Settings())


@pytest.fixture(scope="module")
def cases() -> tuple[NamedCases, ...]:
    """Of the development half every sixth, so that all sorts are among them."""
    (every,) = read_cases(shipped("development"))
    return (every._replace(cases=every.cases[::6]),)


@pytest.fixture(scope="module")
def run(
    verifier: Verifier,
    cases: tuple[NamedCases, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """Evaluates a subject into the folder of a name."""
    root = tmp_path_factory.mktemp("runs")
    (root / "gate.toml").write_text(GATE)

    def evaluated(subject: Subject, name: str, *, workers: int = 1) -> Report:
        (root / name).mkdir()
        report = evaluate(
            cases,
            subject,
            verifier,
            agreement="as measured",
            gate=load_gate(root / "gate.toml"),
            rulings=MappingProxyType({}),
            folder=root / name,
            workers=workers,
            step=lambda: None,
            say=lambda _: None,
        )
        write_report(report, root / name)
        return report

    evaluated.root = root  # type: ignore[attr-defined]
    return evaluated


@pytest.fixture(scope="module")
def whole(run: Run, newsroom_assistant: Assistant) -> Path:
    """The folder of a run of the shipped assistant."""
    report = run(of_assistant(newsroom_assistant), "whole")
    assert report.gate == ()
    return run.root / "whole"  # type: ignore[attr-defined,no-any-return]


class Careless:
    """Writes as the shipped writer does, every second sentence with another number or a "not"."""

    name = "careless"

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, task: Task) -> Iterator[Draft | Disagreement | Notice]:
        for each in self._writer.write(task):
            yield replace(each, text=broken(each.text)) if isinstance(each, Draft) else each


def broken(text: str) -> str:
    """Another number, or where there is none the opposite."""
    changed = re.sub(r"\d", lambda match: str((int(match[0]) + 3) % 10), text, count=1)
    return (
        changed if changed != text else re.sub(r"\b(was|is|will|has|had|were)\b", r"\1 not", text)
    )


def test_the_same_bytes_on_a_second_run(
    whole: Path, run: Run, newsroom_assistant: Assistant
) -> None:
    """Asked and judged anew, not read back, and two cases at a time."""
    run(of_assistant(newsroom_assistant), "again", workers=2)
    for name in ("report.json", "junit.xml", "report.html"):
        first, second = (
            TIME.sub("", (folder / name).read_text(encoding="utf-8"))
            for folder in (whole, whole.parent / "again")
        )
        assert first == second, name


def test_a_careless_writer_is_worse_and_fails_the_gate(
    whole: Path, run: Run, newsroom_assistant: Assistant, verifier: Verifier
) -> None:
    """Its lies are withheld, so its answers lack what must be said: the gate names that."""
    writer = Careless(newsroom_assistant._writer)
    careless = Assistant(newsroom_assistant.library, writer, Gate(verifier))
    report = run(of_assistant(careless), "careless")
    assert any(each.startswith("vital_nugget_recall: wanted") for each in report.gate or ())
    assert not any(each.startswith("unknown_ids") for each in report.gate or ())
    paths = whole / RUN, whole.parent / "careless" / RUN
    found = compare(read_run(paths[0]), read_run(paths[1]), paths)
    assert found.is_worse
    worse = {each.metric.name for each in found.metrics if each.change == "worse"}
    assert "vital_nugget_recall" in worse
    assert found.flips
    back = compare(read_run(paths[1]), read_run(paths[0]), paths[::-1])
    assert not back.is_worse


def test_answers_that_passed_no_gate_are_seen_through(
    whole: Path,
    run: Run,
    newsroom_assistant: Assistant,
    cases: tuple[NamedCases, ...],
) -> None:
    """The same careless sentences from another system, with their citations, and one false id."""
    lines = []
    for case in cases[0].cases:
        answer = to_json(newsroom_assistant.ask(case.question, history=case.history))
        for sentence in answer["sentences"]:
            sentence["text"] = broken(sentence["text"])
        if answer["sentences"] and not any('"made-up"' in line for line in lines):
            answer["sentences"][0]["citations"] = [{"article_id": "made-up"}]
        lines.append(json.dumps({"id": case.id, **answer}))
    path = whole.parent / "theirs.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    articles = newsroom_assistant.library.articles
    report = run(of_answers(path, articles, cases, lambda _: None), "theirs")
    named = {each.split(":")[0] for each in report.gate or ()}
    assert {"citation_recall", "unknown_ids"} <= named
    page = (whole.parent / "theirs" / "report.json").read_text(encoding="utf-8")
    assert {"mismatch", "unknown_id"} <= {
        finding["kind"] if isinstance(finding, dict) else finding
        for case in json.loads(page)["cases"]
        for finding in case["findings"]
    }
