"""A run's report for programs, as plain JSON values.

What a second run repeats and what it does not are kept apart: no time is in `to_json`.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from assistant.evaluation.estimates import RESAMPLES, Estimate
from assistant.evaluation.external.rulings import evidence_key
from assistant.evaluation.metrics import Metric
from assistant.evaluation.outcomes import JudgedSentence, Outcome
from assistant.evaluation.planting.selftest import BY_CONSTRUCTION, SelfTest
from assistant.evaluation.reporting.findings import MEANINGS, WARNINGS, counted, fails, findings
from assistant.evaluation.reporting.summary import (
    SCORES,
    TIMINGS,
    Figures,
    Report,
    Summary,
    by_verifier,
)
from assistant.types import Verdict

Json = dict[str, Any]

DIGITS = 6
"""More are noise of the machine."""


def to_json(report: Report) -> Json:
    """Everything but how long it took."""
    summary = report.summary
    return {
        "run": asdict(summary.key),
        "verifier": {
            "name": summary.key.verifier,
            "agreement": summary.agreement,
            "checked_before": summary.checked_before,
        },
        "intervals": {"level": 0.95, "method": "bootstrap by article", "resamples": RESAMPLES},
        "gate": None
        if report.gate is None
        else {"passed": not report.gate, "failures": list(report.gate)},
        "planted_lies": None
        if report.lies is None
        else {each.name: _estimate(each) for each in report.lies.caught},
        "self_test": None if report.lies is None else self_test_json(report.lies),
        "findings": {
            kind: {"cases": count, "fails": kind not in WARNINGS, "meaning": MEANINGS[kind]}
            for kind, count in counted(report.outcomes).items()
        },
        "metrics": {each.name: _definition(each) for each in SCORES},
        "all": _figures(summary.whole, summary),
        "files": {each.name: _figures(each, summary) for each in summary.files},
        "tags": {each.name: _figures(each, summary) for each in summary.tags},
        "cases": [_case(each, file.name) for file in report.files for each in file.outcomes],
    }


def self_test_json(tested: SelfTest) -> Json:
    """What of the planted lies was caught, by kind, and every one that was missed."""
    return {
        "right_sentences": tested.right,
        "kinds": {
            each.name: _estimate(each) | {"by_construction": each.name in BY_CONSTRUCTION}
            for each in tested.caught
        },
        "missed": [
            {
                "kind": each.kind,
                "case": each.case.id,
                "original": each.original,
                "changed": each.changed,
                "sentence": each.sentence.text,
                "cited": [source.article_id for source in each.sentence.citations],
            }
            for each in tested.missed
        ],
    }


def timings_json(report: Report) -> Json:
    """How long it took, in milliseconds: over all cases, and each case by its id."""
    pairs = zip(TIMINGS, report.summary.timings, strict=True)
    return {
        "metrics": {metric.name: _definition(metric) for metric, _ in pairs},
        "all": {each.name: _estimate(each) for each in report.summary.timings},
        "cases": {
            each.case.id: {step: round(spent, 3) for step, spent in each.timings_ms.items()}
            for each in report.outcomes
        },
    }


def _definition(metric: Metric) -> Json:
    return {
        "group": metric.group,
        "measures": metric.measures,
        "better": metric.better.value,
        "unit": metric.unit.value,
        "judged_by_verifier": by_verifier(metric),
    }


def _figures(figures: Figures, summary: Summary) -> Json:
    judged_by = {"verifier": summary.key.verifier, "agreement": summary.agreement}
    return {
        "cases": figures.cases,
        "failing": figures.failing,
        "warned": figures.warned,
        "scores": {
            metric.name: _estimate(estimate) | (judged_by if by_verifier(metric) else {})
            for metric, estimate in zip(SCORES, figures.estimates, strict=True)
        },
    }


def _estimate(estimate: Estimate) -> Json:
    return {
        "value": _rounded(estimate.value),
        "low": _rounded(estimate.low),
        "high": _rounded(estimate.high),
        "cases": estimate.judged,
    }


def _case(outcome: Outcome, file: str) -> Json:
    case = outcome.case
    return {
        "id": case.id,
        "file": file,
        "tags": list(case.tags),
        "question": case.question,
        "history": [{"question": each.question, "answer": each.answer} for each in case.history],
        "answerable": case.answerable,
        "articles": list(case.articles),
        "fails": fails(outcome),
        "findings": [
            {
                "kind": str(each.kind),
                "fails": each.fails,
                "sentence": each.sentence,
                "reason": each.reason,
            }
            for each in findings(outcome)
        ],
        "status": outcome.status.value,
        "conduct": outcome.conduct.value,
        "text": outcome.text,
        "error": outcome.error,
        "retrieved": _listed(outcome.retrieved),
        "nuggets": [
            {
                "text": nugget.text,
                "vital": nugget.vital,
                "said": found.said,
                "reason": found.reason,
            }
            # A case that ended in an error has no verdicts on its nuggets.
            for nugget, found in zip(case.nuggets, outcome.nuggets, strict=False)
        ],
        "conflicts": None
        if outcome.conflicts is None
        else [
            {
                "about": each.about,
                "kind": each.kind.value,
                "sides": [
                    {"answer": side.answer, "articles": list(side.articles)} for side in each.sides
                ],
            }
            for each in outcome.conflicts
        ],
        "sentences": [_sentence(each) for each in outcome.sentences],
        "scores": {
            metric.name: _rounded(score)
            for metric in SCORES
            if (score := metric.score(outcome)) is not None
        },
    }


def _sentence(sentence: JudgedSentence) -> Json:
    judged = sentence.judged
    return {
        "text": judged.text,
        "needs_citation": judged.needed,
        "verbatim": sentence.verbatim,
        "verdict": _verdict(judged.verdict),
        "in_context": _verdict(sentence.in_context),
        "citations": [
            {
                "article_id": each.article_id,
                "known": each.article_id in sentence.known,
                "alone": each.alone,
                "precise": each.precise,
                "label": label.value,
            }
            for each, label in zip(judged.citations, sentence.alone, strict=True)
        ],
        "quotes": [
            {
                "article_id": each.article_id,
                "version": each.version,
                "start": each.start,
                "end": each.end,
                "quote": each.quote,
            }
            for each in judged.extracts
        ],
        "faults": [{"kind": each.kind.value, "reason": each.reason} for each in judged.faults],
        "highlights": list(sentence.highlights),
        "evidence_key": evidence_key(judged),
    }


def _verdict(verdict: Verdict | None) -> Json | None:
    if verdict is None:
        return None
    return {
        "label": verdict.label.value,
        "score": _rounded(verdict.score),
        "reason": verdict.reason,
        "verifier": verdict.verifier,
    }


def _listed(values: Iterable[str] | None) -> list[str] | None:
    return None if values is None else list(values)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
