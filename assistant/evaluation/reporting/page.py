"""A run's report as one page that fetches nothing and can be read, filtered, printed and mailed.

Articles, questions and models are hostile: every text passes through `shown` or `escape`, and the
page's policy lets no script run, and no style hold, but its own two, known by their hashes.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path

from assistant.evaluation.reporting.case_html import case_html
from assistant.evaluation.reporting.figures_html import (
    figures_html,
    parts_html,
    plots_html,
    timings_html,
)
from assistant.evaluation.reporting.findings import MEANINGS, WARNINGS, counted, findings
from assistant.evaluation.reporting.lies import lies_html
from assistant.evaluation.reporting.markup import shown
from assistant.evaluation.reporting.summary import Report
from assistant.evaluation.reporting.wording import CHECKED_BEFORE, MARK, some, verdict_on

LINKED = 8
"""Cases that are named for a kind of finding."""


def page_html(report: Report) -> str:
    """The whole document. Only the section with the id `timings` differs on a second run."""
    style, script = _static("report.css"), _static("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    body = "".join(
        (
            _header(report),
            _found(report),
            figures_html(report.summary),
            lies_html(report.lies),
            plots_html(report),
            parts_html(report.summary),
            _cases(report),
            timings_html(report.summary),
        )
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{verdict_on(report.summary)}: citewise eval</title>\n<style>{style}</style>\n"
        f"</head>\n<body>\n{body}<script>{script}</script>\n</body>\n</html>\n"
    )


def _header(report: Report) -> str:
    summary = report.summary
    key = summary.key
    prints = ", ".join(
        f"{shown(name)} {shown(value)}"
        for name, value in asdict(key).items()
        if value and name not in ("model", "verifier")
    )
    facts = (
        ("Answers by", shown(key.model)),
        (
            "Judged by",
            f'<span id="judge">{MARK} {shown(key.verifier)}</span> '
            f"<small>{shown(summary.agreement)}</small>",
        ),
        ("Cases", ", ".join(f"{shown(e.name)} ({e.cases})" for e in summary.files)),
        ("Fingerprints", f"<small>{prints}</small>"),
    )
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    note = f'<p class="note">{CHECKED_BEFORE}</p>' if summary.checked_before else ""
    lies = "" if report.lies is None else '<a href="#lies">Planted lies</a> '
    return (
        f'<header><p class="kicker">citewise eval</p><h1>{verdict_on(summary)}</h1>'
        f"{_gate(report.gate)}<dl>{listed}</dl>{note}<nav>"
        f'<a href="#scores">Scores</a> {lies}<a href="#plots">Plots</a> '
        '<a href="#parts">By tag</a> '
        '<a href="#cases">Cases</a> <a href="#timings">Timings</a></nav></header>\n'
    )


def _gate(failures: tuple[str, ...] | None) -> str:
    if failures is None:
        return ""
    if not failures:
        return '<p class="gate good">The gate passed.</p>'
    items = "".join(f"<li>{shown(each)}</li>" for each in failures)
    return f'<div class="gate bad"><p>The gate failed:</p><ul>{items}</ul></div>'


def _found(report: Report) -> str:
    """The kinds of findings, each with the first cases that have it."""
    rows = []
    for kind, count in counted(report.outcomes).items():
        with_it = [
            (number, each.case.id)
            for number, each in enumerate(report.outcomes)
            if any(finding.kind == kind for finding in findings(each))
        ]
        links = ", ".join(
            f'<a href="#case-{number}"><bdi>{shown(id)}</bdi></a>'
            for number, id in with_it[:LINKED]
        )
        more = f" and {count - LINKED} more" if count > LINKED else ""
        state = "warns" if kind in WARNINGS else "fails"
        rows.append(
            f'<tr class="{state}"><td class="state">{state}</td><td class="number">{count}</td>'
            f'<td>{MEANINGS[kind]}</td><td class="links">{links}{more}</td></tr>'
        )
    if not rows:
        return '<section id="found"><h2>What is wrong</h2><p>Nothing was found.</p></section>\n'
    return (
        '<section id="found"><h2>What is wrong</h2><div class="wide"><table><thead><tr>'
        '<th></th><th class="number">cases</th><th>what</th><th>where</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></section>\n"
    )


def _cases(report: Report) -> str:
    tags = sorted({tag for each in report.outcomes for tag in each.case.tags})
    numbers = {tag: number for number, tag in enumerate(tags)}
    kinds = counted(report.outcomes)
    files = enumerate(each.name for each in report.files)
    number = 0
    cases = []
    for place, file in enumerate(report.files):
        for outcome in file.outcomes:
            attributes = {
                "file": str(place),
                "tags": " ".join(str(numbers[tag]) for tag in outcome.case.tags),
            }
            cases.append(case_html(outcome, number, attributes))
            number += 1
    return (
        '<section id="cases"><h2>Cases</h2><form class="filters" hidden>'
        f"{_choice('state', 'Result', STATES)}"
        f"{_choice('kind', 'Finding', ((each, each.replace('_', ' ')) for each in kinds))}"
        f"{_choice('tag', 'Tag', ((str(n), tag) for tag, n in numbers.items()))}"
        f"{_choice('file', 'File', ((str(n), name) for n, name in files))}"
        '<label>Text <input type="search" name="text"></label>'
        f'<button type="button">Open all</button><output>{some(number, "case")}</output></form>'
        f"{''.join(cases)}</section>\n"
    )


STATES = (("fails", "fails"), ("warns", "warnings only"), ("passes", "passes"))


def _choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    items = "".join(
        f'<option value="{shown(value)}">{shown(text)}</option>' for value, text in options
    )
    every = '<option value="">all</option>'
    return f'<label>{label} <select name="{name}">{every}{items}</select></label>'


@cache
def _static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """As a Content-Security-Policy names what it lets through."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
