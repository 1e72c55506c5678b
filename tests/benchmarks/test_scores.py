"""The README's table of scores: what it says, and that `--check` sees each number that moved."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.metrics import metric_named
from assistant.evaluation.reporting.summary import by_verifier
from benchmarks.scores import BEGIN, END, ROWS, block, main, stale

AGREEMENT = "right in 9 of 10; see the card"


def report(**changed: dict[str, Any]) -> dict[str, Any]:
    """A report in which every row is 0.50 (0.40 to 0.60) of 20 cases, but for what is given."""
    scores: dict[str, dict[str, Any]] = {}
    for name in ROWS:
        metric = metric_named(name)
        assert metric is not None
        starred = {"verifier": "words", "agreement": AGREEMENT} if by_verifier(metric) else {}
        plain = {"value": 0.5, "low": 0.4, "high": 0.6, "cases": 20}
        scores[name] = plain | starred | changed.get(name, {})
    return {"files": {"test": {"scores": scores}}}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A report, and a README with its table between other text."""
    made, readme = tmp_path / "report.json", tmp_path / "README.md"
    made.write_text(json.dumps(report()))
    readme.write_text(f"before\n\n{BEGIN}{block(report())}{END}\n\nafter\n")
    return made, readme


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["scores.py", *map(str, arguments)])
    return main()


def test_every_row_is_a_metric_in_words_of_its_own() -> None:
    """Among them those in which the default does badly."""
    assert all(metric_named(name) for name in ROWS)
    assert len(set(ROWS.values())) == len(ROWS)
    assert {"both_sides", "conflict_stated", "abstention_f1", "to_the_point"} <= set(ROWS)


def test_what_rests_on_the_verifier_is_starred_and_the_verifier_named() -> None:
    """With its agreement with people, once for all rows; a count has no star."""
    text = block(report())
    starred = [line for line in text.splitlines() if "\\* |" in line]
    assert starred == ["| what must be said is said \\* | 0.50 | 0.40 to 0.60 | 20 |"]
    assert text.count(f"\\* by the verdicts of words: {AGREEMENT}.") == 1


def test_what_has_no_value_or_no_interval_is_a_dash() -> None:
    """And no row of the table breaks off."""
    nothing = {"value": None, "low": None, "high": None, "cases": 0}
    text = block(report(both_sides=nothing, mrr={"low": None, "high": None}))
    assert f"| {ROWS['both_sides']} | – | – | 0 |" in text
    assert f"| {ROWS['mrr']} | 0.50 | – | 20 |" in text
    assert list(stale(text, text)) == []


@pytest.mark.parametrize(
    ("name", "within", "beyond"),
    [
        ("value", 0.51, 0.52),
        ("value", 0.49, None),
        ("low", 0.38, 0.37),
        ("low", 0.42, None),
        ("high", 0.62, 0.63),
        ("cases", 21, 22),
        ("cases", 19, 18),
    ],
)
def test_each_number_has_its_tolerance(name: str, within: float, beyond: float | None) -> None:
    """Planted: every number of a row by itself; the row and what moved are named."""
    stated = block(report())
    assert list(stale(stated, block(report(mrr={name: within})))) == []
    [line] = stale(stated, block(report(mrr={name: beyond})))
    assert line.startswith(f"{ROWS['mrr']}: ")
    assert (
        f"{name} {20 if name == 'cases' else report()['files']['test']['scores']['mrr'][name]}"
        in line
    )


def test_rows_that_came_or_went_are_stale() -> None:
    """Planted: a bad row left out of the README."""
    full = block(report())
    words = ROWS["both_sides"]
    without = "".join(line for line in full.splitlines(keepends=True) if words not in line)
    assert list(stale(without, full)) == [f"{words}: not in the table"]
    assert list(stale(full, without)) == [f"{words}: not a row any more"]


def test_another_verifier_or_agreement_is_stale() -> None:
    """Planted: the same numbers by another judge."""
    other = block(report(vital_nugget_recall={"verifier": "letters"}))
    assert list(stale(block(report()), other)) == ["the note on the verifier"]


def test_the_check_names_what_is_stale_and_the_table_is_written_anew(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 until it is written; the text around it stays."""
    made, readme = files
    assert run(monkeypatch, made, readme, "--check") == 0
    before = readme.read_text()
    made.write_text(json.dumps(report(decline_recall={"value": 0.3, "low": None, "high": None})))
    assert run(monkeypatch, made, readme, "--check") == 1
    said = capsys.readouterr().err
    assert f"{ROWS['decline_recall']}: value 0.5, now 0.3; low 0.4, now none" in said
    assert ROWS["mrr"] not in said
    assert readme.read_text() == before
    assert run(monkeypatch, made, readme) == 0
    assert run(monkeypatch, made, readme, "--check") == 0
    assert readme.read_text().startswith("before\n\n")
    assert readme.read_text().endswith("\n\nafter\n")


def test_a_readme_without_the_marks_is_refused(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not written to."""
    made, readme = files
    readme.write_text("nothing here\n")
    assert run(monkeypatch, made, readme) == 2
    assert readme.read_text() == "nothing here\n"
    assert "<!-- scores -->" in capsys.readouterr().err


def test_the_readme_has_the_rows_that_are_written() -> None:
    """No row was added here and not there; the numbers are for `make check-scores`."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    stated = readme.partition(BEGIN)[2].partition(END)[0]
    rows = [line.split("|")[1].strip() for line in stated.splitlines() if line.startswith("| ")]
    assert [each.removesuffix(" \\*") for each in rows[2:]] == list(ROWS.values())
