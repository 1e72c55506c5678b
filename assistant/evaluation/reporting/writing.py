"""The files that a run leaves behind."""

import json
import os
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
    write_json(folder / "report.json", to_json(report))
    write_json(folder / "timings.json", timings_json(report))
    write_whole(folder / "junit.xml", to_junit(report))
    write_whole(folder / PAGE, page_html(report).encode())


def write_json(path: Path, value: Json) -> None:
    """Write plain JSON values, their keys sorted, as `write_whole` does."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(path, f"{text}\n".encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: whoever reads it meanwhile has the old one. May OSError."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
