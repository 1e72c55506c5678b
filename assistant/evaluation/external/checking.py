"""Somebody else's answers checked: every sentence, the figures, and whether all is well."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.external.rulings import UNACCEPTABLE, Decision, Ruling, evidence_key
from assistant.evaluation.judging import Articles, CitedId, Fault, Judged, Kind, judge
from assistant.verifier import Verifier

FAILING = frozenset((Kind.UNKNOWN_ID, Kind.INEXACT_QUOTE, Kind.CONTRADICTED, Kind.MISMATCH))
"""The other kinds warn, unless the check is strict."""


class Share(NamedTuple):
    """`good` of `judged` cases."""

    good: int
    judged: int

    @property
    def value(self) -> float | None:
        """In [0, 1]; None where nothing could be judged."""
        return self.good / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Checked:
    """A judged sentence, its key, and a person's ruling on it, if one holds."""

    judged: Judged
    key: str
    ruling: Ruling | None

    def is_accepted(self, fault: Fault) -> bool:
        accepted = self.ruling is not None and self.ruling.decision is Decision.ACCEPTED
        return accepted and fault.kind not in UNACCEPTABLE

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those that nobody has accepted."""
        return tuple(each for each in self.judged.faults if not self.is_accepted(each))

    def fails(self, fault: Fault, *, strict: bool) -> bool:
        """Whether a fault is more than a warning: by its kind, or because a person says so."""
        rejected = self.ruling is not None and self.ruling.decision is Decision.REJECTED
        return not self.is_accepted(fault) and (strict or rejected or fault.kind in FAILING)


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """An answer's sentences."""

    id: str
    question: str | None
    sentences: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All answers checked by the verifier of this name; `stale` rulings fit no sentence of them."""

    verifier: str
    answers: tuple[CheckedAnswer, ...]
    stale: tuple[Ruling, ...]

    @property
    def sentences(self) -> tuple[Checked, ...]:
        return tuple(each for answer in self.answers for each in answer.sentences)

    @property
    def faulty(self) -> tuple[tuple[str, Judged], ...]:
        """The sentences with a fault that nobody has ruled on, each with its answer's id."""
        return tuple(
            (answer.id, each.judged)
            for answer in self.answers
            for each in answer.sentences
            if each.faults and each.ruling is None
        )

    def fails(self, *, strict: bool) -> bool:
        """Whether any fault is more than a warning."""
        return any(
            each.fails(fault, strict=strict) for each in self.sentences for fault in each.faults
        )


def check_answers(
    answers: Iterable[CitedAnswer],
    articles: Articles,
    verifier: Verifier,
    rulings: Mapping[str, Ruling],
    step: Callable[[], None],
) -> Report:
    """Judge every sentence of the answers; `step` is called after each answer."""
    found = []
    for answer in answers:
        judged = [judge(each, articles, verifier) for each in answer.sentences]
        found.append(CheckedAnswer(answer.id, answer.question, tuple(_ruled(judged, rulings))))
        step()
    used = {each.key for answer in found for each in answer.sentences}
    stale = tuple(each for key, each in rulings.items() if key not in used)
    return Report(verifier.name, tuple(found), stale)


def _ruled(sentences: Iterable[Judged], rulings: Mapping[str, Ruling]) -> Iterable[Checked]:
    for judged in sentences:
        key = evidence_key(judged)
        yield Checked(judged, key, rulings.get(key))


def recall(sentences: Iterable[Checked]) -> Share:
    """Citation recall: of the sentences that need a citation those that their citations carry.

    A sentence that cites nothing, or no known article, is not carried; an unjudged one does not
    count.
    """
    known = [each.judged.carried for each in sentences if each.judged.carried is not None]
    return Share(sum(known), len(known))


def precision(sentences: Iterable[Checked]) -> Share:
    """Citation precision: of the citations, one an article in a sentence, the precise ones.

    See `CitedId`; an unknown id counts as not precise, one of an unjudged sentence not at all.
    """
    cited: list[CitedId] = [each for one in sentences for each in one.judged.citations]
    known = [each.precise for each in cited if each.precise is not None]
    return Share(sum(known), len(known))


def counted(sentences: Iterable[Checked]) -> dict[Kind, int]:
    """How many sentences have a fault of each kind that nobody accepted; kinds that occur."""
    counts = Counter(kind for each in sentences for kind in {f.kind for f in each.faults})
    return {kind: counts[kind] for kind in Kind if counts[kind]}
