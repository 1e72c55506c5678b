"""What became of a case: the answer, judged sentence by sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from assistant.evaluation.case import Case
from assistant.evaluation.external.conflicts import StatedConflict as StatedConflict
from assistant.evaluation.external.conflicts import StatedSide as StatedSide
from assistant.evaluation.judging import Judged
from assistant.types import Label, Status, Verdict
from corpus.errors import BadInput


class Conduct(StrEnum):
    """What a system did with a question, whether or not it should have."""

    ANSWERED = "answered"
    PARTIAL = "partial"  # says itself that a part is missing, or was cut short
    DECLINED = "declined"  # states nothing about the world


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence of an answer and all that is known about it.

    `verbatim`: it stands in a cited article word for word, as whole sentences. `in_context` is the
    verdict against all retrieved passages; None where these are not known, or nothing is stated.
    `alone` holds, for each of `judged.citations`, what that article by itself makes of it. Of the
    citations `quoted` give words or a place and `exact` of those are right. `sources` are the
    articles it cites that exist, copies of one text counted once. `highlights` are its answering
    words, where the system marks them.
    """

    judged: Judged
    verbatim: bool
    in_context: Verdict | None
    alone: tuple[Label, ...]
    quoted: int = 0
    exact: int = 0
    sources: int = 0
    highlights: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The cited ids, each once."""
        return tuple(each.article_id for each in self.judged.citations)

    @property
    def known(self) -> tuple[str, ...]:
        """Those of the cited ids that an article has."""
        found = {each.article_id for each in self.judged.extracts}
        return tuple(each for each in self.cited if each in found)


@dataclass(frozen=True, slots=True)
class NuggetVerdict:
    """Whether an answer says a nugget, None where the check failed; `reason` is in words."""

    said: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case, answered and judged.

    `text` is what was shown. `nuggets` go with `case.nuggets`. `retrieved` are article ids, best
    first, each once; it and `conflicts` are None where the system does not tell. `error` is one
    line where the case could not be answered: then nothing else is judged.
    """

    case: Case
    status: Status
    conduct: Conduct
    text: str
    sentences: tuple[JudgedSentence, ...]
    nuggets: tuple[NuggetVerdict, ...]
    retrieved: tuple[str, ...] | None
    conflicts: tuple[StatedConflict, ...] | None
    error: str | None
    timings_ms: Mapping[str, float]

    @property
    def stated(self) -> tuple[JudgedSentence, ...]:
        """The sentences that state something of the world, and so need a citation."""
        return tuple(each for each in self.sentences if each.judged.needed)


def failed(case: Case, error: str) -> Outcome:
    """The outcome of a case that could not be answered."""
    return Outcome(
        case, Status.INCOMPLETE, Conduct.DECLINED, "", (), (), None, None, error, timings_ms={}
    )


def to_json(outcome: Outcome) -> str:
    """One line of JSON. Law: `from_json(to_json(outcome)) == outcome`."""
    return _ADAPTER.dump_json(outcome).decode()


def from_json(line: str, where: str) -> Outcome:
    """The outcome of a line of `to_json`. Raises BadInput, which names the place."""
    try:
        return _ADAPTER.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise BadInput(f"{where}: not a judged case ({place}: {first['msg']})") from None


_ADAPTER = TypeAdapter(Outcome)
