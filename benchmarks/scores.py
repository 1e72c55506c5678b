"""The README's table of scores, from a report: `python benchmarks/scores.py REPORT.json README.md`.

Writes the table between the README's two marks, or with `--check` says whether it still holds: exit
code 1 names each row that has moved. A value may differ by a hundredth, a bound of its interval by
two, a number of cases by one: the last digits are the machine's doing.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROWS = {
    "vital_articles": "an article that has what must be said is cited, whether or not it is said",
    "vital_nugget_recall": "what must be said is said",
    "to_the_point": "sentences that say some of what was asked, of those in an answer",
    "decline_precision": "declined rightly, of all declined",
    "decline_recall": "declined, of all that should be",
    "abstention_f1": "macro-F1 of answering, in part, or declining",
    "both_sides": "disagreements of articles with all sides shown, each cited",
    "conflict_stated": "disagreements of articles stated as such",
    "conflict_invented": "disagreements stated that are none",
    "quote_exactness": "quotes exact",
    "unknown_ids": "ids that no article has",
    "recall@5": "answering articles among the first five found",
    "mrr": "mean reciprocal rank of the first of them",
}
BEGIN, END = "<!-- scores -->\n", "<!-- /scores -->"
NONE = "–"
_ROUNDED = 1e-9
TOLERANCES = {"value": 0.01, "low": 0.02, "high": 0.02, "cases": 1.0}
"""Of each number of a row, by its name in a report."""

Row = dict[str, float | None]
"""By the names of TOLERANCES; None where there is no value or no interval."""


def block(report: dict[str, Any], part: str = "test") -> str:
    """What stands between the marks: the table, and below it what the starred rows rest on.

    `part` is the name of a file of cases. Raises KeyError if the report has no such part or score.
    """
    scores = report["files"][part]["scores"]
    lines = ["| score | value | 95 % interval | cases |", "| --- | --- | --- | --- |"]
    judged: dict[str, None] = {}
    for name, words in ROWS.items():
        found, star = scores[name], ""
        if "verifier" in found:
            star = " \\*"
            judged[f"{found['verifier']}: {found['agreement']}"] = None
        bounds = [_number(found[bound]) for bound in ("low", "high")]
        interval = NONE if NONE in bounds else " to ".join(bounds)
        lines.append(
            f"| {words}{star} | {_number(found['value'])} | {interval} | {found['cases']} |"
        )
    notes = [f"\\* by the verdicts of {each}." for each in judged]
    return "\n".join([*lines, *(line for note in notes for line in ("", note))]) + "\n"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def stale(stated: str, made: str) -> Iterator[str]:
    """A line for each row of the block as stated that is not that of the block as now made."""
    old, new = (_rows(each) for each in (stated, made))
    for words in {**old, **new}:
        if words not in new or words not in old:
            yield f"{words}: {'not a row any more' if words in old else 'not in the table'}"
        elif moved := [
            f"{name} {_said(old[words][name])}, now {_said(new[words][name])}"
            for name, tolerance in TOLERANCES.items()
            if _differ(old[words][name], new[words][name], tolerance)
        ]:
            yield f"{words}: {'; '.join(moved)}"
    if _notes(stated) != _notes(made):
        yield "the note on the verifier"


def _rows(text: str) -> dict[str, Row]:
    """The rows of a table as `block` writes it, by their first cell."""
    rows = {}
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith(("| ---", "| score |")):
            words, value, interval, cases = (cell.strip() for cell in line.strip("|").split("|"))
            low, _, high = interval.partition(" to ")
            cells = {"value": value, "low": low, "high": high or NONE, "cases": cases}
            rows[words] = {name: None if c == NONE else float(c) for name, c in cells.items()}
    return rows


def _notes(text: str) -> str:
    return " ".join(line for line in text.splitlines() if line and not line.startswith("|"))


def _differ(one: float | None, other: float | None, tolerance: float) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > tolerance + _ROUNDED


def _said(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("readme", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    made = block(json.loads(options.report.read_text(encoding="utf-8")))
    text = options.readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    stated, mark, after = rest.partition(END)
    if not mark:
        print(f"{options.readme} has no {BEGIN.strip()} … {END}", file=sys.stderr)
        return 2
    if not options.check:
        options.readme.write_text(before + BEGIN + made + END + after, encoding="utf-8")
        return 0
    found = list(stale(stated, made))
    for each in found:
        print(f"stale in {options.readme}: {each}", file=sys.stderr)
    if found:
        print("`make scores` writes the table anew", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
