"""A run's report as JUnit XML, which GitHub and GitLab show: a test case for each case.

In a suite of its own stands a test case for each threshold of the gate.

Written are the elements and attributes that both read (testsuites, testsuite, testcase, failure,
error, system-out, property). A case that only has warnings passes and says them in its output.
"""

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.reporting.findings import Finding, fails, findings
from assistant.evaluation.reporting.summary import CaseFile, Check, Report

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped (https://www.w3.org/TR/xml/#charsets)."""


def to_junit(report: Report) -> bytes:
    """The XML document, in UTF-8. The `time` attributes alone differ on a second run."""
    checks = report.checks or ()
    root = Element("testsuites", {"name": "citewise eval", **_counts(report.outcomes, checks)})
    for file in report.files:
        root.append(_suite(file, report))
    if report.checks is not None:
        root.append(_gate(checks))
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(file: CaseFile, report: Report) -> Element:
    suite = Element("testsuite", {"name": _clean(file.name), **_counts(file.outcomes)})
    key = report.summary.key
    properties = SubElement(suite, "properties")
    for name, value in (
        ("model", key.model),
        ("verifier", key.verifier),
        ("agreement", report.summary.agreement),
    ):
        SubElement(properties, "property", name=name, value=_clean(value))
    for outcome in file.outcomes:
        suite.append(_case(outcome, file.name))
    return suite


def _gate(checks: Sequence[Check]) -> Element:
    suite = Element("testsuite", {"name": "gate", **_counts((), checks)})
    for check in checks:
        case = SubElement(
            suite, "testcase", classname="citewise.gate", name=_clean(check.name), time="0.000"
        )
        if check.failure is not None:
            said = _clean(check.failure)
            SubElement(case, "failure", message=said, type="gate").text = said
    return suite


def _case(outcome: Outcome, file: str) -> Element:
    case = Element(
        "testcase",
        classname=_clean(f"citewise.{file}"),
        name=_clean(" ".join(f"{outcome.case.id} {outcome.case.question}".split())),
        time=_seconds([outcome]),
    )
    found = findings(outcome)
    failing = [each for each in found if each.fails]
    if failing:
        wrong = "error" if outcome.error is not None else "failure"
        element = SubElement(case, wrong, message=_message(failing), type=_kinds(failing))
        element.text = _clean("\n".join(_line(each, outcome) for each in failing))
    warnings = [_line(each, outcome) for each in found if not each.fails]
    if warnings:
        SubElement(case, "system-out").text = _clean("\n".join(warnings))
    return case


def _counts(outcomes: Sequence[Outcome], checks: Sequence[Check] = ()) -> dict[str, str]:
    errors = sum(each.error is not None for each in outcomes)
    unreached = sum(each.failure is not None for each in checks)
    return {
        "tests": str(len(outcomes) + len(checks)),
        "failures": str(sum(map(fails, outcomes)) - errors + unreached),
        "errors": str(errors),
        "time": _seconds(outcomes),
    }


def _seconds(outcomes: Iterable[Outcome]) -> str:
    return f"{sum(each.timings_ms.get('total', 0.0) for each in outcomes) / 1000:.3f}"


def _message(found: Iterable[Finding]) -> str:
    return _clean("; ".join(f"{_said(each)}: {each.reason}" for each in found))


def _kinds(found: Iterable[Finding]) -> str:
    return " ".join(dict.fromkeys(str(each.kind) for each in found))


def _line(finding: Finding, outcome: Outcome) -> str:
    line = f"{_said(finding)}: {finding.reason}"
    if finding.sentence is None:
        return line
    sentence = outcome.sentences[finding.sentence]
    cited = f" [{', '.join(sentence.cited)}]" if sentence.cited else ""
    return f"{line}\n    in: {' '.join(sentence.judged.text.split())}{cited}"


def _said(finding: Finding) -> str:
    return finding.kind.replace("_", " ")


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
