"""What is judged of an answer, whether ours or another system's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.outcomes import StatedConflict, StatedSide
from assistant.types import Answer, Conflict, Sentence, Status
from corpus.types import Passage
from vectorstore.types import Hit


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer's sentences, and of the rest what its system tells.

    `highlights` go with the sentences. `status`, `passages` (what was retrieved, best first) and
    `conflicts` are None where it does not tell them. `partial`: by its own words it
    is not whole.
    """

    text: str
    sentences: tuple[CitedSentence, ...]
    highlights: tuple[tuple[str, ...], ...]
    status: Status | None = None
    partial: bool = False
    passages: tuple[Passage, ...] | None = None
    conflicts: tuple[StatedConflict, ...] | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)


def reply_of(answer: Answer | CitedAnswer) -> Reply:
    """Ours tells everything; of another system's answer only sentences and citations are known."""
    if isinstance(answer, CitedAnswer):
        text = " ".join(each.text for each in answer.sentences)
        return Reply(text, answer.sentences, tuple(() for _ in answer.sentences))
    return Reply(
        answer.text,
        tuple(_cited(each) for each in answer.sentences),
        tuple(tuple(each.text[a:b] for a, b in each.highlights) for each in answer.sentences),
        answer.status,
        answer.status is Status.INCOMPLETE
        or any(each.code == "partly_answered" for each in answer.notices),
        tuple(hit.passage for hit in ranked(answer.considered)),
        tuple(_conflict(each) for each in answer.conflicts),
        answer.timings_ms,
    )


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """Best first; of two that score alike the same one first every time."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.article_id, hit.passage.start))


def _cited(sentence: Sentence) -> CitedSentence:
    sources = (
        CitedSource(each.article_id, each.quote, each.start, each.end, each.version)
        for each in sentence.citations
    )
    return CitedSentence(sentence.text, tuple(sources))


def _conflict(conflict: Conflict) -> StatedConflict:
    sides = (
        StatedSide(side.answer, tuple(dict.fromkeys(each.article_id for each in side.citations)))
        for side in conflict.sides
    )
    return StatedConflict(conflict.about, conflict.kind, tuple(sides))
