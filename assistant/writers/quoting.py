"""The embedded writer: answers in the articles' own sentences, with no language model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.conflicts import Reading
from assistant.evidence import Evidence, NotRetrieved, Statement, sentences_of
from assistant.fitting import fit, stems_of
from assistant.grouping import carries
from assistant.lines import on_one_line, span_in_text, span_on_line
from assistant.pointing import answering_words
from assistant.question import Question
from assistant.reader import Candidate, Reader
from assistant.reading.addressed import is_addressed
from assistant.reading.copies import in_one_voice, told_otherwise
from assistant.reading.opened import Opened
from assistant.reading.planning import DISAGREE, MOST_SHOWN, Part, Plan, Shares, plan
from assistant.resolve import leans, resolve, speaker_before
from assistant.types import Notice
from assistant.words import content_stems
from assistant.writers.base import Disagreement, Draft, LeftOut, Proposal, Read, Source, Task
from corpus.dates import in_words
from corpus.types import Span

MOST_READ = 32
"""Statements read for one question: of 100 right ones on development questions it holds 98."""
MOST_BROUGHT_IN = 2
"""Sentences shown before one that leans on them, at most."""
_ADDRESSED = "it quotes the question, or tells its reader what to answer"
_CROWDED = (
    f"{MOST_READ} others have more of the question's words, or as many and were found before it"
)


@dataclass(frozen=True, slots=True)
class QuotingWriter:
    """Picks the sentences that answer, names their pronouns and joins those that say the same.

    `threshold`: the probability from which a sentence answers. `beside`: the share of the best
    sentence's probability that another one needs to be shown with it, which must have words of the
    wanted type if the best one has; `in_conflict`: the same share for one that answers differently,
    for an item of a list and a step of a development, which may be worded worse.
    """

    reader: Reader
    threshold: float = 0.25
    beside: float = 0.65
    in_conflict: float = 0.25
    name: str = "quoting"

    def write(self, task: Task) -> Iterator[Proposal]:
        statements, left_out = _chosen(task)
        every = self._read(task, statements)
        yield Read(tuple(every), self.threshold, left_out)
        if not every or every[0].score < self.threshold:
            return
        shares = Shares(self.beside, self.in_conflict)
        readings = in_one_voice(task.question, every, self.threshold)
        planned = _shortened(task, plan(task.question, readings, self.threshold, shares))
        drafted = _drafted(task, planned.parts)
        numbers = {statement.key: number for number, (_, statement) in enumerate(drafted)}
        sides = planned.dissent.sides if planned.dissent else ()
        shown = [numbers.get(side.statement.key) for side in sides]
        yield from (
            replace(draft, opening="") if draft.opening == DISAGREE and None in shown else draft
            for draft, _ in drafted
        )
        yield from _differences(task.question, planned, readings=every)
        stated = [number for number in shown if number is not None]
        if planned.dissent and len(stated) == len(sides):
            yield Disagreement(
                about=task.question.text,
                sides=tuple(zip((side.words for side in sides), stated, strict=True)),
                update=planned.dissent.update,
            )

    def _read(self, task: Task, statements: Sequence[Statement]) -> list[Reading]:
        """The statements with their probability of answering, best first."""
        asked = task.question.at_one_time
        judged = self.reader.read(asked, [candidate(task, each) for each in statements])
        readings = []
        for statement, (score, pointed, parts) in zip(statements, judged, strict=True):
            factor = fit(asked, statement)
            words = span_in_text(statement.text, pointed) if pointed else None
            readings.append(
                Reading(
                    statement,
                    score * factor,
                    answering_words(task.question, statement.text, words),
                    task.evidence.story(statement.article.id),
                    {**parts, "fit": factor} if parts else {},
                )
            )
        return sorted(readings, key=lambda each: -each.score)


def _differences(
    question: Question, planned: Plan, readings: Sequence[Reading]
) -> Iterator[Notice]:
    """What copies of the shown articles say otherwise: one of them was copied badly."""
    sides = {side.statement.key for side in planned.dissent.sides} if planned.dissent else set()
    said = {
        "wording differs, check the original: "
        f"“{on_one_line(shown.answer)}” in [{shown.statement.article.id}], "
        f"“{on_one_line(each.answer)}” in [{each.statement.article.id}]": None
        for shown, *_ in (part.group for part in planned.parts)
        for each in told_otherwise(question, shown, readings)
        if each.statement.key not in sides
    }
    yield from (Notice("wording_differs", each) for each in said)


def worth_reading(task: Task) -> list[Statement]:
    """The statements that share most words with the question, in retrieval order among equals.

    Those that speak to whoever answers instead of telling something are left out.
    """
    return _chosen(task)[0]


def _chosen(task: Task) -> tuple[list[Statement], tuple[LeftOut, ...]]:
    """The statements worth reading, and why the others are not."""
    terms = set(task.question.terms)
    told: list[Statement] = []
    addressed: list[Statement] = []
    for each in task.evidence.statements:
        (addressed if is_addressed(task.question.text, each.text) else told).append(each)
    ranked = sorted(told, key=lambda each: -len(terms & set(content_stems(each.text))))
    crowded = ranked[MOST_READ:]
    reasons = ((addressed, _ADDRESSED), (crowded, _CROWDED))
    left_out = tuple(LeftOut(each, reason) for some, reason in reasons for each in some)
    return ranked[:MOST_READ], left_out


def candidate(task: Task, statement: Statement) -> Candidate:
    """What the reader sees of a statement: headline, date, the sentence before, and itself."""
    text = statement.article.text
    before = [text[span.start : span.end] for span in task.evidence.before(statement, 1)]
    title = [statement.article.title] if statement.article.title else []
    date = [in_words(statement.article.published)] if statement.article.published else []
    return Candidate(
        (*title, *date, *map(on_one_line, before)),
        on_one_line(statement.text),
        stems_of(statement.article),
    )


def _shortened(task: Task, planned: Plan) -> Plan:
    """The plan without its least likely parts that would make the answer too long."""
    spare = [part for part in planned.parts if not part.needed]
    if not spare or len(_drafted(task, planned.parts)) <= MOST_SHOWN:
        return planned
    least = min(spare, key=lambda part: max(each.score for each in part.group))
    kept = tuple(part for part in planned.parts if part is not least)
    return _shortened(task, planned._replace(parts=kept))


def _drafted(task: Task, parts: Sequence[Part]) -> list[tuple[Opened, Statement]]:
    """The drafts of parts in their order, each with its statement, no statement twice.

    A sentence that leans on one drafted for another part follows that one.
    """
    found: list[tuple[Opened, Statement]] = []
    for part in parts:
        lead, shown = part.group[0].statement, [statement.key for _, statement in found]
        before = _leant_on(task, lead, shown)
        if lead.key in shown or before is None:
            continue
        new = [each for each in before if each.key not in shown]
        drafts = [_brought_in(each) for each in new] + [_leading(task, part.group)]
        openings = ["" for _ in new] + [part.opening]
        openings[0] = part.date or openings[0]
        places = [shown.index(each.key) + 1 for each in before if each.key in shown]
        at = max(places, default=len(found))
        found[at:at] = [
            (Opened(draft.text, draft.sources, draft.highlights, opening), statement)
            for draft, opening, statement in zip(drafts, openings, [*new, lead], strict=True)
        ]
    return found


def _leading(task: Task, group: Sequence[Reading]) -> Draft:
    """The group's first sentence, its pronoun named where that is certain."""
    lead = group[0].statement
    text, quoted = _named(lead)
    highlight = group[0].span
    if text != lead.text:
        answer = group[0].answer
        at = text.find(answer) if answer else -1
        pointed = Span(at, at + len(answer)) if at >= 0 else None
        highlight = answering_words(task.question, text, pointed)
    others = [
        Source(each.statement.article.id, each.statement.span)
        for each in group[1:]
        if each.statement.article.id != lead.article.id and carries(each.statement, lead.text)
    ]
    sources = (Source(lead.article.id, quoted), *others)
    highlights = (span_on_line(text, highlight),) if highlight else ()
    return Draft(on_one_line(text), sources, highlights)


def _leant_on(
    task: Task, lead: Statement, shown: Sequence[tuple[str, int]]
) -> list[Statement] | None:
    """The sentences to stand before one that leans, in reading order; empty if it does not lean.

    The first of them may be `shown` already. None if more than `MOST_BROUGHT_IN` would be needed,
    or one that can not be cited: who is meant would then stand nowhere.
    """
    found: list[Statement] = []
    first = lead
    while (position := _needed(first)) is not None and first.key not in shown:
        if position < 0 or len(found) == MOST_BROUGHT_IN:
            return None
        first = Statement(lead.article, position, sentences_of(lead.article)[position], lead.hit)
        if not _can_be_cited(task.evidence, first):
            return None
        found.insert(0, first)
    return found


def _needed(statement: Statement) -> int | None:
    """The position of the sentence that must stand before this one, -1 if there is none."""
    if not leans(statement):
        return speaker_before(statement)
    return None if resolve(statement) else statement.position - 1


def _brought_in(statement: Statement) -> Draft:
    """A sentence as a draft of its own, its pronoun named where that is certain."""
    text, quoted = _named(statement)
    return Draft(on_one_line(text), (Source(statement.article.id, quoted),))


def _named(statement: Statement) -> tuple[str, Span]:
    """A sentence with its pronoun named where that is certain, and its quote from the name on."""
    resolution = resolve(statement) if leans(statement) else None
    if resolution is None:
        return statement.text, statement.span
    return resolution.text, Span(resolution.named_in.start, statement.span.end)


def _can_be_cited(evidence: Evidence, statement: Statement) -> bool:
    """Whether a sentence stands near enough to what was retrieved, and so does whom it names."""
    try:
        evidence.cite(statement.article.id, _named(statement)[1])
    except NotRetrieved:
        return False
    return True
