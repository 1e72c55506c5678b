"""A run in figures: every metric over all cases, over each file of cases and each tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.evaluation.estimates import Estimate, estimate
from assistant.evaluation.external.rulings import Ruling
from assistant.evaluation.metrics import METRICS, Metric, Unit
from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.planting.selftest import SelfTest
from assistant.evaluation.reporting.findings import fails, findings
from assistant.evaluation.runfile import RunKey

SCORES: tuple[Metric, ...] = tuple(each for each in METRICS if each.unit is Unit.SHARE)
"""The metrics that are the same on a second run."""
TIMINGS: tuple[Metric, ...] = tuple(each for each in METRICS if each.unit is Unit.MILLISECONDS)
HEADLINE = (
    "citation_recall",
    "citation_precision",
    "vital_nugget_recall",
    "right_articles",
    "decline_recall",
    "recall@5",
)
"""The names of the metrics that are shown where there is no room for all."""

_OF_VERIFIER = frozenset(
    {
        "citation_recall",
        "citation_precision",
        "weighted_recall",
        "weighted_precision",
        "faithfulness",
        "vital_nugget_recall",
        "nugget_recall",
    }
)


def by_verifier(metric: Metric) -> bool:
    """Whether its value rests on verdicts, and so is as good as the verifier is; else it counts."""
    plain = metric.name.removesuffix("_composed").removesuffix("_verbatim")
    return plain in _OF_VERIFIER


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases by its name, and what became of them, in order."""

    name: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What some of the cases come to.

    Of the `cases`, `failing` have a finding that fails and `warned` only warnings. `estimates` go
    with SCORES.
    """

    name: str
    cases: int
    failing: int
    warned: int
    estimates: tuple[Estimate, ...]

    def of(self, metric: str) -> Estimate:
        """The estimate of the metric of this name. Raises KeyError."""
        return {each.name: each for each in self.estimates}[metric]


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures.

    `agreement` says in words how far the verifier agrees with people. `checked_before`: the answers
    had passed this verifier before they were given. `timings` go with TIMINGS.
    """

    key: RunKey
    agreement: str
    checked_before: bool
    whole: Figures
    files: tuple[Figures, ...]
    tags: tuple[Figures, ...]
    timings: tuple[Estimate, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Every metric over all cases, what a gate looks at."""
        return (*self.whole.estimates, *self.timings)


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold of a gate, by what it looks at; `failure` is None where it is reached."""

    name: str
    failure: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """A run, whole.

    `lies` is what came of the planted lies; None where none were planted. `checks` are the gate's
    thresholds; None where there was no gate. `rulings` are people's own verdicts on sentences, by
    `evidence_key`.
    """

    summary: Summary
    files: tuple[CaseFile, ...]
    lies: SelfTest | None = None
    checks: tuple[Check, ...] | None = None
    rulings: Mapping[str, Ruling] = field(default_factory=dict)

    @property
    def gate(self) -> tuple[str, ...] | None:
        """What failed of the gate in words, none if all passed; None where there was no gate."""
        if self.checks is None:
            return None
        return tuple(each.failure for each in self.checks if each.failure is not None)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return outcomes_of(self.files)


def outcomes_of(files: Sequence[CaseFile]) -> tuple[Outcome, ...]:
    """Those of all files, in order."""
    return tuple(outcome for file in files for outcome in file.outcomes)


def summarise(
    files: Sequence[CaseFile], key: RunKey, agreement: str, *, checked_before: bool
) -> Summary:
    """The figures of a run, its tags in the order of the alphabet."""
    every = outcomes_of(files)
    tags = sorted({tag for each in every for tag in each.case.tags})
    return Summary(
        key=key,
        agreement=agreement,
        checked_before=checked_before,
        whole=_figures("all", every),
        files=tuple(_figures(each.name, each.outcomes) for each in files),
        tags=tuple(_figures(tag, [e for e in every if tag in e.case.tags]) for tag in tags),
        timings=tuple(estimate(each, every) for each in TIMINGS),
    )


def _figures(name: str, outcomes: Sequence[Outcome]) -> Figures:
    failing = sum(map(fails, outcomes))
    return Figures(
        name,
        len(outcomes),
        failing,
        sum(bool(findings(each)) for each in outcomes) - failing,
        tuple(estimate(each, outcomes) for each in SCORES),
    )
