"""The figures of a run as HTML: tables and plots."""

from collections.abc import Iterable
from itertools import groupby

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.metrics import Better, Metric, Unit, metric_named
from assistant.evaluation.reporting.curves import abstention_curve, calibration
from assistant.evaluation.reporting.markup import STAR, shown
from assistant.evaluation.reporting.plots import abstention, bar, forest, reliability
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
    NOT_APPLICABLE,
    interval_text,
    title,
    value_text,
)


def figures_html(summary: Summary) -> str:
    """Every score over all cases, by group; with a star each that the verifier makes."""
    groups = groupby(
        zip(SCORES, summary.whole.estimates, strict=True), key=lambda pair: pair[0].group
    )
    bodies = "".join(
        f'<tbody><tr class="group"><th colspan="6" scope="rowgroup">{group}</th></tr>'
        + "".join(_row(metric, estimate) for metric, estimate in members)
        + "</tbody>"
        for group, members in groups
    )
    return (
        '<section id="scores"><h2>Scores</h2><p>Intervals are of 95 %, by a bootstrap that draws '
        "articles, not single cases. The column “cases” says how many the score is of.</p>"
        '<div class="wide"><table class="scores"><thead><tr><th>score</th>'
        '<th class="number">value</th><th>95 % interval</th><th class="chart"></th>'
        '<th class="number">cases</th><th>what it is</th></tr></thead>'
        f"{bodies}</table></div></section>\n"
    )


def _row(metric: Metric, estimate: Estimate) -> str:
    about = metric.measures + ("; lower is better" if metric.better is Better.LOWER else "")
    return (
        f"<tr{_dim(estimate)}><th scope=row>{_starred(metric)}</th>"
        f'<td class="number value">{shown(value_text(estimate, metric.unit))}</td>'
        f'<td class="interval">{shown(interval_text(estimate, metric.unit))}</td>'
        f'<td class="chart">{bar(estimate) if metric.unit is Unit.SHARE else ""}</td>'
        f'<td class="number">{estimate.judged}</td><td class="about">{about}</td></tr>'
    )


def timings_html(summary: Summary) -> str:
    """How long the steps took."""
    rows = "".join(
        f"<tr{_dim(estimate)}><th scope=row>{title(metric)}</th>"
        f'<td class="number value">{value_text(estimate, metric.unit)}</td>'
        f'<td class="interval">{interval_text(estimate, metric.unit)}</td>'
        f'<td class="number">{estimate.judged}</td><td class="about">{metric.measures}</td></tr>'
        for metric, estimate in zip(TIMINGS, summary.timings, strict=True)
    )
    return (
        '<section id="timings"><h2>Timings</h2><div class="wide"><table class="scores"><thead><tr>'
        '<th>step</th><th class="number">value</th><th>95 % interval</th>'
        '<th class="number">cases</th><th>what it is</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>\n"
    )


def parts_html(summary: Summary) -> str:
    """The main scores by file and by tag; every score is in `report.json`."""
    metrics = [metric for name in HEADLINE if (metric := metric_named(name))]
    heads = "".join(f'<th class="number">{_starred(each)}</th>' for each in metrics)
    bodies = "".join(
        f'<tbody><tr class="group"><th colspan="{len(metrics) + 3}" scope="rowgroup">{name}</th>'
        f"</tr>{''.join(_part(each, metrics) for each in parts)}</tbody>"
        for name, parts in (("file", [*summary.files, summary.whole]), ("tag", summary.tags))
        if parts
    )
    return (
        '<section id="parts"><h2>By file and by tag</h2>'
        '<div class="wide"><table class="parts">'
        f'<thead><tr><th></th><th class="number">cases</th><th class="number">failing</th>{heads}'
        f"</tr></thead>{bodies}</table></div></section>\n"
    )


def _part(part: Figures, metrics: Iterable[Metric]) -> str:
    cells = "".join(_cell(part.of(each.name), each) for each in metrics)
    return (
        f'<tr><th scope=row dir="auto">{shown(part.name)}</th><td class="number">{part.cases}</td>'
        f'<td class="number">{part.failing}</td>{cells}</tr>'
    )


def _cell(estimate: Estimate, metric: Metric) -> str:
    if estimate.value is None:
        return f'<td class="number none" title="{NOT_APPLICABLE}">–</td>'
    return (
        f'<td class="number"><b>{shown(value_text(estimate, metric.unit))}</b>'
        f"<small>{shown(interval_text(estimate, metric.unit))}</small></td>"
    )


def plots_html(report: Report) -> str:
    """The main scores by tag, what abstaining would bring, and what the scores are worth."""
    summary = report.summary
    sections = [each for each in ([summary.whole], summary.files, summary.tags) if each]
    forests = []
    for metric in filter(None, map(metric_named, HEADLINE)):
        rows = [[(part.name, part.of(metric.name)) for part in parts] for parts in sections]
        if summary.whole.of(metric.name).value is not None:
            plot = forest(title(metric), rows)
            forests.append(_figure(_starred(metric), metric.measures, plot))
    points = abstention_curve(report.outcomes)
    bins = calibration(report.outcomes, report.rulings)
    curves = (
        _figure(
            f"abstention curve{STAR}",
            "If only answers were given whose weakest sentence has at least some score: how many "
            "questions would be answered, and how many answers would say all that is vital",
            abstention(points) if points else "",
            "no two answers have different scores",
        ),
        _figure(
            f"calibration of the verifier{STAR}",
            "Only sentences that a person has ruled on. If these were picked because the verifier "
            "doubted them, they say nothing of the others",
            reliability(bins) if bins else "",
            "nobody has ruled on these sentences",
        ),
    )
    return (
        f'<section id="plots"><h2>Plots</h2><div class="plots">{"".join(forests)}'
        f"{''.join(curves)}</div></section>\n"
    )


def _figure(name: str, about: str, plot: str, missing: str = "") -> str:
    drawn = plot or f'<p class="none">{NOT_APPLICABLE}: {missing}</p>'
    return f"<figure><figcaption><b>{name}</b> {about}</figcaption>{drawn}</figure>"


def _starred(metric: Metric) -> str:
    return title(metric) + (STAR if by_verifier(metric) else "")


def _dim(estimate: Estimate) -> str:
    return ' class="none"' if estimate.value is None else ""
