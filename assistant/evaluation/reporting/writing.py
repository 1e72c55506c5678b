"""The files that a run leaves behind."""

import json
from pathlib import Path

from assistant.evaluation.reporting.data import Json, timings_json, to_json
from assistant.evaluation.reporting.junit import to_junit
from assistant.evaluation.reporting.page import page_html
from assistant.evaluation.reporting.summary import Report

PAGE = "report.html"


def write_report(report: Report, folder: Path) -> None:
    """Write `report.json`, `timings.json`, `junit.xml` and `report.html` into a folder that exists.

    `report.json` is the same to the byte on every run with the same key.
    """
    (folder / "report.json").write_bytes(_bytes(to_json(report)))
    (folder / "timings.json").write_bytes(_bytes(timings_json(report)))
    (folder / "junit.xml").write_bytes(to_junit(report))
    (folder / PAGE).write_bytes(page_html(report).encode())


def _bytes(value: Json) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
