"""A run's report for a terminal. Questions and article ids are never read as markup."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.metrics import Metric, metric_named
from assistant.evaluation.reporting.columns import columns
from assistant.evaluation.reporting.findings import MEANINGS, WARNINGS, counted, findings
from assistant.evaluation.reporting.summary import (
    HEADLINE,
    SCORES,
    TIMINGS,
    Figures,
    Report,
    Summary,
    by_verifier,
)
from assistant.evaluation.reporting.wording import (
    CHECKED_BEFORE,
    MARK,
    interval_text,
    some,
    title,
    value_text,
    verdict_on,
)
from assistant.render.text import printable

LISTED = 6
"""Cases that are named for a kind of finding."""
HEADS: Mapping[str, str] = {
    "citation_recall": "cite\nrecall",
    "citation_precision": "cite\nprec.",
    "vital_nugget_recall": "vital\nnuggets",
    "right_articles": "right\narticles",
    "decline_recall": "decline\nrecall",
    "recall@5": "recall\n@5",
}
"""Each metric of HEADLINE in two short lines: all of them stand side by side on 80 columns."""


def render(report: Report) -> RenderableType:
    """The figures, the figures by file and tag, what is wrong and where, and the verdict."""
    summary = report.summary
    return Group(
        _figures(summary),
        _judged_by(summary),
        _parts([*summary.files, summary.whole], "file"),
        *([_parts(summary.tags, "tag")] if summary.tags else []),
        *_findings(report),
        *_verdict(report),
    )


def _figures(summary: Summary) -> Table:
    table = columns("metric", "value", "95 % interval", "cases")
    pairs = zip((*SCORES, *TIMINGS), summary.estimates, strict=True)
    for group, members in groupby(pairs, key=lambda pair: pair[0].group):
        table.add_row(Text(group, style="bold"))
        for metric, estimate in members:
            table.add_row(*_row(metric, estimate))
    return table


def _row(metric: Metric, estimate: Estimate) -> Iterator[Text]:
    style = "dim" if estimate.value is None else ""
    mark = MARK if by_verifier(metric) else ""
    yield Text(f"  {title(metric)}{mark}", style=style)
    yield Text(value_text(estimate, metric.unit), style=style or "bold")
    yield Text(interval_text(estimate, metric.unit), style=style)
    yield Text(str(estimate.judged), style=style)


def _judged_by(summary: Summary) -> Text:
    judged = f"{MARK} judged by {summary.key.verifier}; {summary.agreement}"
    note = f"\n  {CHECKED_BEFORE}" if summary.checked_before else ""
    return Text(printable(judged + note), style="dim")


def _parts(parts: Iterable[Figures], what: str) -> Table:
    metrics = [metric for name in HEADLINE if (metric := metric_named(name))]
    table = columns(what, "cases", "fail", *(HEADS[each.name] for each in metrics))
    for part in parts:
        values = []
        for metric in metrics:
            estimate = part.of(metric.name)
            known = estimate.value is not None
            values.append(value_text(estimate, metric.unit) if known else "-")
        table.add_row(
            Text(printable(part.name)), str(part.cases), str(part.failing), *map(Text, values)
        )
    return table


def _findings(report: Report) -> Iterator[Text]:
    for kind, count in counted(report.outcomes).items():
        ids = [
            each.case.id
            for each in report.outcomes
            if any(found.kind == kind for found in findings(each))
        ]
        more = f" and {count - LISTED} more" if count > LISTED else ""
        colour = "yellow" if kind in WARNINGS else "red"
        yield Text.assemble(
            (f"{'warn' if kind in WARNINGS else 'FAIL'}  {some(count, 'case')}: ", colour),
            f"{MEANINGS[kind]} ",
            (f"({printable(', '.join(ids[:LISTED]))}{more})", "dim"),
        )


def _verdict(report: Report) -> Iterator[Text]:
    yield Text(f"\n{verdict_on(report.summary)}", style="bold")
    for failure in report.gate or ():
        yield Text(f"gate: {printable(failure)}", style="red")
    if report.gate is not None:
        word, style = ("failed", "bold red") if report.gate else ("passed", "bold green")
        yield Text(f"gate {word}", style=style)
