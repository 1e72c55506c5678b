"""Figures in words, the same in every output."""

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.metrics import Metric, Unit
from assistant.evaluation.reporting.summary import Summary

NOT_APPLICABLE = "not applicable"
MARK = "*"
"""Behind what the verifier makes: its name and its agreement with people stand once."""
CHECKED_BEFORE = (
    "These answers had passed the same verifier before they were given, so its scores say little "
    "more than that the check was made. Faults that it can not see are in none of them."
)


def value_text(estimate: Estimate, unit: Unit) -> str:
    """ "0.934", "412 ms" or "not applicable"."""
    return NOT_APPLICABLE if estimate.value is None else number_text(estimate.value, unit)


def interval_text(estimate: Estimate, unit: Unit) -> str:
    """ "0.91 to 0.95"; in words where there is a value and no interval, empty without a value."""
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return "too few articles"
    return f"{number_text(estimate.low, unit)} to {number_text(estimate.high, unit)}"


def number_text(value: float, unit: Unit) -> str:
    """Three decimals of a share, and never 1 or 0 of one that is only nearly so."""
    if unit is Unit.MILLISECONDS:
        return f"{value:,.0f} ms"
    if 0.9995 <= value < 1:
        return ">0.999"
    if 0 < value < 0.0005:
        return "<0.001"
    return f"{value:.3f}"


def some(count: int, what: str) -> str:
    """ "1 case", "2 cases"."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def title(metric: Metric) -> str:
    """ "citation recall" of citation_recall."""
    return metric.name.replace("_", " ")


def verdict_on(summary: Summary) -> str:
    """How many cases fail, in a line."""
    whole = summary.whole
    failing = f"{whole.failing} of {some(whole.cases, 'case')} fail" + (
        "s" if whole.failing == 1 else ""
    )
    return f"{failing}, {whole.warned} more with warnings" if whole.warned else failing
