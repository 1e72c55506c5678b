"""The answer and its parts. Field names are the answer's JSON (see `assistant.wire`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.types import Span
from vectorstore.types import Hit


class Label(StrEnum):
    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    UNJUDGED = "unjudged"  # the check itself failed: neither a pass nor a fail


class Status(StrEnum):
    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"
    INCOMPLETE = "incomplete"


class Support(StrEnum):
    ALONE = "alone"
    JOINTLY = "jointly"


class ConflictKind(StrEnum):
    DISPUTE = "dispute"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence's own citations support it.

    `score` is in [0, 1], or None where the verifier gives none; `reason` is in words.
    """

    label: Label
    score: float | None
    verifier: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """Cited words as a verifier sees them; `published` is their article's date, if it states one.

    An ISO date or time: without it "on Tuesday" is no date.
    """

    text: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Quoted `words` of a citation, and the `other` words that its copy `article_id` quotes.

    Both stand verbatim in their article. Which were said, only the original can tell.
    """

    words: str
    article_id: str
    other: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of one article version. Law: `store.get(article_id, version).text[start:end] == quote`.

    Made only by `Evidence.cite`, from a retrieved passage. `copies` are the ids of the other
    articles of the same story: copied, rewritten or translated. `wordings` are the quotations
    inside the quote that they word differently.
    """

    article_id: str
    version: str
    start: int
    end: int
    quote: str
    supports: Support
    title: str | None
    source: str | None
    published: str | None
    url: str | None
    copies: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()

    @property
    def words(self) -> Quote:
        """What a verifier may see of it."""
        return Quote(self.quote, self.published)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A shown sentence. Law: `answer.text[start:end] == text`; `highlights` are spans of `text`.

    `opening` is what the assistant itself says right before it: "Yes:".
    """

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...]
    verdict: Verdict
    highlights: tuple[Span, ...] = ()
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A drafted sentence that did not pass the gate, and why in words.

    `label` is what the verifier made of it; unsupported also where there was nothing to judge.
    """

    text: str
    reason: str
    label: Label = Label.UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know about how the answer came about; `code` is stable."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict: `answer` stands verbatim in a quote of sentence number `sentence`."""

    answer: str
    sentence: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Articles that give different answers (dispute), or a later one that replaces (update)."""

    about: str
    kind: ConflictKind
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """The filters that were active and what they covered."""

    since: str | None
    until: str | None
    sources: tuple[str, ...]
    article_ids: tuple[str, ...]
    total: int
    searched: int
    undated_left_out: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. See DESIGN of `assistant.wire` for the JSON."""

    question: str
    standalone_question: str
    status: Status
    text: str
    sentences: tuple[Sentence, ...]
    withheld: tuple[Withheld, ...]
    conflicts: tuple[Conflict, ...]
    considered: tuple[Hit, ...]
    filters: Searched
    notices: tuple[Notice, ...]
    model: str
    usage: Mapping[str, int] | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and, where known, the answer that was shown."""

    question: str
    answer: str | None = None


Event = Sentence | Withheld | Notice | Answer
"""What `Assistant.stream` yields; the `Answer` is last."""
