"""How an answer came about: what was found, read and checked, and why the rest was dropped.

The values of a run go in (`Attempt`), plain values come out (`Explanation`), to show or to keep.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from assistant.conflicts import Reading
from assistant.evidence import Statement
from assistant.gate import Checked
from assistant.lines import on_one_line
from assistant.reader import is_only_compared
from assistant.types import Answer, Withheld
from assistant.writers.base import Draft, LeftOut, Read, Task
from corpus.types import Passage, Span
from vectorstore.types import Hit

STOPPED = frozenset({"writer_failed", "cut"})
"""Codes of the notices after which a writer writes no more."""
COMPARED = "only compared by words and embedding"
"""What is said of a sentence that was not likely enough by these for the reader to read it."""


class Drafted(NamedTuple):
    """A draft and what the gate made of it."""

    draft: Draft
    result: Checked | Withheld


@dataclass(frozen=True, slots=True)
class Attempt:
    """One search of a run and what came of it.

    `within` says in words which articles alone were searched, None for all that the filters let
    through. `ranked` are the hits of the task as they were ranked in the end. `read` is None where
    the writer did not say what it read.
    """

    task: Task
    within: str | None
    drafted: tuple[Drafted, ...]
    ranked: tuple[Hit, ...]
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found, best first, and what became of it.

    `score` is what it was ranked by in the end: `search_score`, in [0, 2], plus `reading_score`,
    which reading its article's sentences gave (see `assistant.reranking`), None where the writer
    does not say what it read. By meaning and by words it has a rank from 1, None where that side
    did not find it, and a cosine in [0, 1] and a BM25 score.
    """

    article_id: str
    version: str
    start: int
    end: int
    title: str | None
    published: str | None
    score: float
    search_score: float
    reading_score: float | None
    dense_rank: int | None
    cosine: float | None
    lexical_rank: int | None
    bm25: float | None
    outcome: str


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as the writer read it.

    `probability`, in [0, 1], is that it answers the question; `parts` are what it is made of, as
    documented at `assistant.reader.Features`, and last `fit`, the factor for its names, dates and
    quantities. `answers` is left out where the sentence was only compared by words and embedding,
    and all `parts` where the reader does not say.
    """

    article_id: str
    text: str
    probability: float
    parts: Mapping[str, float]
    used: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class UnreadSentence:
    """A sentence that was found and that the writer did not read; `outcome` says why."""

    article_id: str
    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A drafted sentence and the verdict on it; `label` and `score` are the verifier's."""

    text: str
    article_ids: tuple[str, ...]
    shown: bool
    label: str
    score: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One search, what was read of it and what was checked; `outcome` is one sentence.

    `sentences` were found of which `read` are those the writer took a closer look at, best first,
    and `unread` the others; `read` is None where the writer does not say, and then `threshold`, the
    probability needed, is None too.
    """

    question: str
    within: str | None
    passages: tuple[FoundPassage, ...]
    sentences: int
    threshold: float | None
    read: tuple[ReadSentence, ...] | None
    drafts: tuple[CheckedDraft, ...]
    outcome: str
    unread: tuple[UnreadSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about, or why none did: `outcome` in one sentence, `steps` in order."""

    outcome: str
    model: str
    steps: tuple[Step, ...]


def explain(answer: Answer, attempts: Sequence[Attempt]) -> Explanation:
    """Explain a finished answer by its run."""
    steps = tuple(map(_step, attempts))
    return Explanation(_outcome(answer, steps), answer.model, steps)


def to_json(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain JSON values; keys are the field names."""
    return dataclasses.asdict(explanation)


def _step(attempt: Attempt) -> Step:
    task, read = attempt.task, attempt.read
    drafts = tuple(map(_checked, attempt.drafted))
    found = {each.passage: each.score for each in task.evidence.hits}
    return Step(
        question=task.question.text,
        within=attempt.within,
        passages=tuple(_passage(each, found[each.passage], attempt) for each in attempt.ranked),
        sentences=len(task.evidence.statements),
        threshold=read.threshold if read else None,
        read=tuple(_sentence(each, attempt, read.threshold) for each in read.readings)
        if read
        else None,
        drafts=drafts,
        outcome=_step_outcome(attempt, drafts),
        unread=tuple(map(_unread, read.left_out)) if read else (),
    )


def _sentence(reading: Reading, attempt: Attempt, threshold: float) -> ReadSentence:
    statement = reading.statement
    quoting = [each.result for each in attempt.drafted if _quotes(each.draft, statement)]
    return ReadSentence(
        article_id=statement.article.id,
        text=on_one_line(statement.text),
        probability=reading.score,
        parts=dict(reading.parts),
        used=bool(quoting),
        outcome=_reading_outcome(reading.score >= threshold, quoting, attempt, threshold)
        + (f"; {COMPARED}" if is_only_compared(reading.parts) else ""),
    )


def _unread(left_out: LeftOut) -> UnreadSentence:
    statement, reason = left_out
    text = on_one_line(statement.text)
    return UnreadSentence(statement.article.id, text, f"not read: {reason}")


def _quotes(draft: Draft, statement: Statement) -> bool:
    return any(
        source.article_id == statement.article.id
        and source.span is not None
        and source.span.overlaps(statement.span)
        for source in draft.sources
    )


def _reading_outcome(
    likely: bool, quoting: Sequence[Checked | Withheld], attempt: Attempt, threshold: float
) -> str:
    if any(isinstance(each, Checked) for each in quoting):
        return "shown" if likely else "shown beside a likelier one"
    if quoting:
        return "drafted, and withheld by the check"
    if not likely:
        return f"not likely enough: {threshold:.3f} is needed"
    if attempt.drafted:
        return "likely enough, but others answer better or say the same"
    return "likely enough, but nothing was drafted from it"


def _passage(hit: Hit, found_with: float, attempt: Attempt) -> FoundPassage:
    passage, found = hit.passage, hit.found
    article = attempt.task.evidence.article(passage.article_id)
    return FoundPassage(
        article_id=passage.article_id,
        version=passage.version,
        start=passage.start,
        end=passage.end,
        title=article.title,
        published=article.published,
        score=hit.score,
        search_score=found_with,
        reading_score=hit.score - found_with if attempt.read else None,
        dense_rank=found.dense_rank,
        cosine=found.cosine,
        lexical_rank=found.lexical_rank,
        bm25=found.bm25,
        outcome=_passage_outcome(hit, attempt),
    )


def _passage_outcome(hit: Hit, attempt: Attempt) -> str:
    passage = hit.passage
    cited = any(
        citation.article_id == passage.article_id
        and citation.start < passage.end
        and passage.start < citation.end
        for each in attempt.drafted
        if isinstance(each.result, Checked)
        for citation in each.result.citations
    )
    if cited:
        return "cited"
    if attempt.read is None:
        return "not cited"
    within = [each.score for each in attempt.read.readings if _is_of(each.statement, passage)]
    if within:
        return f"its best sentence answers with probability {max(within):.3f}"
    left_out = (each for each in attempt.read.left_out if _is_of(each.statement, passage))
    reasons = " or ".join(dict.fromkeys(each.reason for each in left_out))
    return "none of its sentences was read" + (f": {reasons}" if reasons else "")


def _is_of(statement: Statement, passage: Passage) -> bool:
    place = Span(passage.start, passage.end)
    return statement.article.id == passage.article_id and statement.span.overlaps(place)


def _checked(drafted: Drafted) -> CheckedDraft:
    result = drafted.result
    if isinstance(result, Withheld):
        ids = (source.article_id for source in drafted.draft.sources)
        label, reason = result.label.value, result.reason
        return CheckedDraft(result.text, tuple(dict.fromkeys(ids)), False, label, None, reason)
    verdict = result.verdict
    cited = tuple(dict.fromkeys(each.article_id for each in result.citations))
    return CheckedDraft(
        result.text, cited, True, verdict.label.value, verdict.score, verdict.reason
    )


def _step_outcome(attempt: Attempt, drafts: Sequence[CheckedDraft]) -> str:
    task, read = attempt.task, attempt.read
    if not task.evidence.hits:
        return "The search found no passage."
    if not task.evidence.statements:
        return "The passages found hold no sentence that can be cited."
    shown = sum(each.shown for each in drafts)
    if shown:
        return f"{shown} of {_count(len(drafts), 'drafted sentence')} passed the check."
    if len(drafts) == 1:
        return "The one drafted sentence did not pass the check."
    if drafts:
        return f"None of {len(drafts)} drafted sentences passed the check."
    if read is None:
        return "The writer drafted nothing from these passages."
    scores = [each.score for each in read.readings]
    likely = sum(each >= read.threshold for each in scores)
    if likely:
        return f"Nothing was drafted, though {_count(likely, 'sentence')} seemed likely enough."
    return (
        f"The likeliest of {_count(len(scores), 'sentence')} looked at answers with probability "
        f"{max(scores, default=0.0):.3f}; {read.threshold:.3f} is needed."
    )


def _outcome(answer: Answer, steps: Sequence[Step]) -> str:
    stopped = [each.text for each in answer.notices if each.code in STOPPED]
    if answer.sentences:
        said = f"Answered: {_count(len(answer.sentences), 'sentence')} passed the check"
        return f"{said}, until the writer stopped ({stopped[0]})." if stopped else f"{said}."
    if stopped:
        return f"No answer: the writer stopped ({stopped[0]})."
    if not steps:
        return "No answer: this asks nothing of the articles, so nothing was searched."
    reason = steps[-1].outcome
    return f"No answer: {reason[:1].lower()}{reason[1:]}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
