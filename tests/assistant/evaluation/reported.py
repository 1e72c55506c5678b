"""A report of a few hand-made cases, one of each kind; its golden files can be written anew with

python -m tests.assistant.evaluation.reported
"""

import json
import re
from dataclasses import replace
from pathlib import Path

from assistant.evaluation.case import ExpectedConflict, ExpectedSide
from assistant.evaluation.estimates import Estimate
from assistant.evaluation.external.answers import CitedSentence, CitedSource
from assistant.evaluation.judging import CitedId, Extract, Fault, Judged, Kind
from assistant.evaluation.outcomes import (
    Conduct,
    JudgedSentence,
    NuggetVerdict,
    Outcome,
    StatedConflict,
    StatedSide,
    failed,
)
from assistant.evaluation.planting.selftest import DROPPED, Planted, SelfTest
from assistant.evaluation.reporting.data import to_json
from assistant.evaluation.reporting.junit import to_junit
from assistant.evaluation.reporting.page import page_html
from assistant.evaluation.reporting.summary import CaseFile, Report, summarise
from assistant.evaluation.runfile import RunKey
from assistant.types import ConflictKind, Label, Turn, Verdict
from tests.assistant.evaluation.judged import build_case, build_nugget, build_outcome

GOLDEN = Path(__file__).parent / "golden"
AGREEMENT = "agrees with people on 0.9 of 100 sentences"
HOSTILE = (
    "</p></details><script>alert(1)</script><img src=x onerror=\"alert('2')\">&lt;\x00\x1b[31m\x0b"
)
QUOTE = "It cost £14.6 million."


def _key() -> RunKey:
    return RunKey("c" * 16, "a" * 16, "quoting", "words", "1" * 16)


def sentence(
    text: str,
    *ids: str,
    label: Label | None = Label.SUPPORTED,
    score: float | None = 0.9,
    faults: tuple[Fault, ...] = (),
    unknown: bool = False,
    word: str = "",
) -> JudgedSentence:
    """A sentence whose ids are all known or all unknown, and all of one label."""
    good = label is Label.SUPPORTED
    verdict = None if label is None else Verdict(label, score, "words", word or None)
    extracts = tuple(Extract(each, "v1", 0, len(QUOTE), QUOTE, "2024-03-12") for each in ids)
    return JudgedSentence(
        Judged(
            text,
            True,
            tuple(CitedId(each, good, good) for each in ids),
            () if unknown else extracts,
            verdict,
            faults,
        ),
        verbatim=good,
        in_context=None if verdict is None else replace(verdict, reason=None),
        alone=tuple(label or Label.UNSUPPORTED for _ in ids),
        quoted=len(ids),
        exact=len(ids),
        sources=len(ids),
    )


def outcomes(word: str = "x", milliseconds: float = 10.0) -> tuple[Outcome, ...]:
    """A right answer, one with every fault, one wrongly given, one wrongly declined, a
    disagreement, one by halves and an error; `word` stands wherever somebody else's text does."""
    timings = {"search": milliseconds, "total": milliseconds * 2}
    right = build_outcome(
        sentence("It cost £14.6 million.", "a"),
        case=build_case("1", tags=("number",)),
        retrieved=("a", "b"),
        conflicts=(),
        timings_ms=timings,
    )
    faulty = build_outcome(
        sentence(
            f"It cost {word}.",
            "a",
            label=Label.CONTRADICTED,
            score=0.25,
            faults=(Fault(Kind.CONTRADICTED, f"the article says {word}"),),
            word=word,
        ),
        sentence(
            "It sank.",
            f"id-{word}",
            label=None,
            unknown=True,
            faults=(Fault(Kind.UNKNOWN_ID, f"there is no article id-{word}"),),
        ),
        sentence("It floats.", label=None, faults=(Fault(Kind.UNCITED, "it cites no article"),)),
        case=build_case(
            f"2-{word}",
            question=f"What did {word} cost?",
            tags=("number", f"tag-{word}"),
            history=(Turn(f"Who is {word}?", f"It is {word}."),),
            nuggets=(
                build_nugget(f"It cost {word}."),
                build_nugget("It is large.", vital=False),
            ),
        ),
        nuggets=(
            NuggetVerdict(False, "the answer does not say it"),
            NuggetVerdict(None, f"failed: {word}"),
        ),
        retrieved=(f"id-{word}",),
        conflicts=(
            StatedConflict(
                f"the price of {word}",
                ConflictKind.DISPUTE,
                (StatedSide(word, ("a",)), StatedSide("two", ("b",))),
            ),
        ),
        text=f"It cost {word}. [a] It sank. It floats.",
        timings_ms=timings,
    )
    given = build_outcome(
        sentence("It is green.", "b"),
        case=build_case("3", answerable=False, near=("b",), tags=("unanswerable",)),
        timings_ms=timings,
    )
    declined = build_outcome(case=build_case("4"), timings_ms=timings)
    dispute = ExpectedConflict(
        ConflictKind.DISPUTE, (ExpectedSide("alpha", ("a",)), ExpectedSide("beta", ("b",)))
    )
    one_sided = build_outcome(
        sentence("It is alpha.", "a", label=Label.PARTLY, score=0.5),
        case=build_case("5", articles=("a", "b"), conflict=dispute),
        conduct=Conduct.PARTIAL,
        conflicts=(),
        timings_ms=timings,
    )
    doubted = build_outcome(
        sentence("It is alpha.", "a", faults=(Fault(Kind.DOUBT, f"not “{word}”"),)),
        case=build_case("6"),
        timings_ms=timings,
    )
    error = failed(build_case("7"), f"the model did not answer: {word}")
    return (right, faulty, given, declined, one_sided, doubted, error)


def build_report(word: str = "x", milliseconds: float = 10.0) -> Report:
    """The report of two files of cases: the first three outcomes, and the others."""
    every = outcomes(word, milliseconds)
    files = (CaseFile("development", every[:3]), CaseFile("test", every[3:]))
    summary = summarise(files, _key(), AGREEMENT, checked_before=True)
    return Report(summary, files)


def build_self_test(word: str = "x") -> SelfTest:
    """Of two kinds of lies one was always caught; one lie of the other was missed."""
    lie = Planted(
        "negation",
        build_case(f"2-{word}"),
        f"It is {word}.",
        f"not {word}",
        CitedSentence(f"It is not {word}.", (CitedSource(f"id-{word}"),)),
    )
    caught = (
        Estimate("negation", 0.5, 0.1, 0.9, 2),
        Estimate(DROPPED, 1.0, 0.5, 1.0, 3),
    )
    return SelfTest(caught, (lie,), 4)


def cases_json(report: Report) -> str:
    """The cases of `report.json`, without their scores: a new metric changes no golden file."""
    cases = [
        {name: value for name, value in case.items() if name != "scores"}
        for case in to_json(report)["cases"]
    ]
    return json.dumps(cases, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def cases_html(report: Report) -> str:
    """What is said of the cases in `report.html`, a line for each element."""
    (found,) = re.findall(r'<section id="cases">.*?</section>', page_html(report), re.DOTALL)
    return str(found).replace("><", ">\n<") + "\n"


def junit_xml(report: Report) -> str:
    return to_junit(report).decode()


FILES = {"cases.json": cases_json, "cases.html": cases_html, "junit.xml": junit_xml}

if __name__ == "__main__":
    for name, write in FILES.items():
        (GOLDEN / name).write_text(write(build_report(HOSTILE)), encoding="utf-8")
