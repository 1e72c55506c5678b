"""What is wrong with a case, in words: what a metric counts, named one by one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.evaluation.external.checking import FAILING
from assistant.evaluation.judging import Kind
from assistant.evaluation.metrics.disagreement import (
    both_sides,
    conflict_invented,
    conflict_stated,
)
from assistant.evaluation.outcomes import Conduct, Outcome
from assistant.types import ConflictKind

MEANINGS: Mapping[str, str] = {
    "error": "the case ended in an error",
    "should_have_declined": "the collection does not answer this, and it was answered",
    "should_have_answered": "the collection answers this, and it was declined",
    "nugget_missed": "something that must be said is not said",
    Kind.UNKNOWN_ID: "no article has the cited id",
    "not_retrieved": "a cited article was not retrieved",
    Kind.INEXACT_QUOTE: "the article does not have the quoted words, or not there",
    Kind.CONTRADICTED: "the cited article says otherwise",
    Kind.MISMATCH: "a number, a date or a name that the cited words do not have",
    "one_sided": "articles disagree, and a side that is due is not shown and cited",
    "conflict_invented": "a disagreement is stated that is none",
    Kind.DOUBT: "the verifier does not find it carried by the cited words",
    Kind.UNCITED: "it states something and cites nothing",
    "conflict_unstated": "articles disagree, and the answer does not say so",
    "part_unsaid": "a part is not answerable, and the answer does not say so",
    Kind.UNJUDGED: "the check itself failed",
}
"""Every kind of finding and what it means, in the order of a report; the last five only warn."""

WARNINGS: frozenset[str] = frozenset(Kind) - FAILING | {"conflict_unstated", "part_unsaid"}
"""As in `citewise check`: what may be a matter of opinion makes no case fail."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a case.

    `kind` is one of MEANINGS; `sentence` is the place of the sentence in the outcome, from 0, None
    where the finding is about the whole answer.
    """

    kind: str
    reason: str
    sentence: int | None = None

    @property
    def fails(self) -> bool:
        """Whether it makes the case fail; else it warns."""
        return self.kind not in WARNINGS


def findings(outcome: Outcome) -> tuple[Finding, ...]:
    """All that is wrong with a case, the answer as a whole first; empty where nothing is."""
    if outcome.error is not None:
        return (Finding("error", outcome.error),)
    return (*_about_conduct(outcome), *_about_conflicts(outcome), *_about_sentences(outcome))


def fails(outcome: Outcome) -> bool:
    """Whether anything is wrong with a case that is more than a warning."""
    return any(each.fails for each in findings(outcome))


def counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many cases have a finding of each kind; the kinds that occur, in the order of MEANINGS"""
    counts = Counter(kind for each in outcomes for kind in {f.kind for f in findings(each)})
    return {kind: counts[kind] for kind in MEANINGS if counts[kind]}


def _about_conduct(outcome: Outcome) -> Iterator[Finding]:
    declined = outcome.conduct is Conduct.DECLINED
    if not outcome.case.answerable:
        if not declined:
            yield Finding("should_have_declined", "nothing in the collection answers this")
        return
    if declined:
        yield Finding("should_have_answered", f"{', '.join(outcome.case.articles)} would do")
        return
    if outcome.case.answerable == "partly" and outcome.conduct is not Conduct.PARTIAL:
        yield Finding("part_unsaid", "a part of the question is answered by no article")
    for nugget, found in zip(outcome.case.nuggets, outcome.nuggets, strict=True):
        if found.said is None:
            yield Finding(Kind.UNJUDGED, f"{nugget.text} ({found.reason})")
        elif nugget.vital and not found.said:
            yield Finding("nugget_missed", nugget.text)


def _about_conflicts(outcome: Outcome) -> Iterator[Finding]:
    expected = outcome.case.conflict
    if expected and both_sides(outcome) == (0.0, 1.0) and outcome.conduct is not Conduct.DECLINED:
        sides = "; ".join(f"{each.answer} ({', '.join(each.articles)})" for each in expected.due)
        yield Finding("one_sided", f"{_DUE[expected.kind]} {sides}")
    if expected and conflict_stated(outcome) == (0.0, 1.0):
        yield Finding("conflict_unstated", _UNSTATED[expected.kind])
    if conflict_invented(outcome) == (1.0, 1.0):
        stated = "; ".join(each.about for each in outcome.conflicts or ())
        yield Finding("conflict_invented", f"stated about: {stated}")


_DUE = {ConflictKind.DISPUTE: "the sides are", ConflictKind.UPDATE: "the newest side is"}
_UNSTATED = {
    ConflictKind.DISPUTE: "the articles disagree",
    ConflictKind.UPDATE: "a later article has another answer",
}


def _about_sentences(outcome: Outcome) -> Iterator[Finding]:
    for number, sentence in enumerate(outcome.sentences):
        for fault in sentence.judged.faults:
            yield Finding(fault.kind, fault.reason, number)
        for id in sentence.known:
            if outcome.retrieved is not None and id not in outcome.retrieved:
                yield Finding("not_retrieved", f"{id} was not retrieved", number)
