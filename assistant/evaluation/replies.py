"""What is judged of an answer, whether ours or another system's.

A refusal is an answer that cites nothing and whose status is told to be `no_evidence`, or else no
sentence of which states anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.external.conflicts import StatedConflict, StatedSide
from assistant.types import Answer, Conflict, Sentence, Status
from vectorstore.types import Hit


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer's sentences, and of the rest what its system tells.

    `highlights` go with the sentences. `status`, `context` (what was retrieved, best first; whole
    articles where neither words nor place are told) and `conflicts` are None where it does not tell
    them. `partial`: by its own words it is not whole.
    """

    text: str
    sentences: tuple[CitedSentence, ...]
    highlights: tuple[tuple[str, ...], ...]
    status: Status | None = None
    partial: bool = False
    context: tuple[CitedSource, ...] | None = None
    conflicts: tuple[StatedConflict, ...] | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)


def reply_of(answer: Answer | CitedAnswer) -> Reply:
    """Ours tells everything; of another system's answer only what it tells is known."""
    return _of_another(answer) if isinstance(answer, CitedAnswer) else _of_ours(answer)


def _of_another(answer: CitedAnswer) -> Reply:
    sentences, told = answer.sentences, answer.status
    text = answer.text or " ".join(each.text for each in sentences)
    if told is Status.NO_EVIDENCE:
        if any(each.citations for each in sentences):
            told = None  # what cites has found something, whatever it calls itself
        else:
            # What a refusal says is about the collection; without a word it is still told.
            text, sentences = text or told.value, ()
    return Reply(
        text,
        sentences,
        tuple(each.highlights for each in sentences),
        told,
        answer.partial,
        answer.context,
        answer.conflicts,
    )


def _of_ours(answer: Answer) -> Reply:
    return Reply(
        answer.text,
        tuple(_cited(each) for each in answer.sentences),
        tuple(tuple(each.text[a:b] for a, b in each.highlights) for each in answer.sentences),
        answer.status,
        answer.status is Status.INCOMPLETE
        or any(each.code == "partly_answered" for each in answer.notices),
        tuple(_retrieved(hit) for hit in ranked(answer.considered)),
        tuple(_conflict(each) for each in answer.conflicts),
        answer.timings_ms,
    )


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """Best first; of two that score alike the same one first every time."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.article_id, hit.passage.start))


def _retrieved(hit: Hit) -> CitedSource:
    found = hit.passage
    return CitedSource(found.article_id, found.text, found.start, found.end, found.version)


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
