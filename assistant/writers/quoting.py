"""The embedded writer: answers in the articles' own sentences, with no language model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.conflicts import Reading
from assistant.evidence import Statement, sentences_of
from assistant.fitting import fit, stems_of
from assistant.grouping import carries
from assistant.lines import on_one_line, span_in_text, span_on_line
from assistant.pointing import answering_words
from assistant.question import Question
from assistant.reader import Candidate, Reader
from assistant.reading.addressed import is_addressed
from assistant.reading.copies import in_one_voice, told_otherwise
from assistant.reading.opened import Opened
from assistant.reading.planning import DISAGREE, Plan, Shares, plan
from assistant.resolve import leans, resolve, speaker_before
from assistant.types import Notice
from assistant.words import content_stems
from assistant.writers.base import Disagreement, Draft, Proposal, Read, Source, Task
from corpus.dates import in_words
from corpus.types import Span

MOST_READ = 32
"""Statements read for one question: of 100 right ones on development questions it holds 98."""


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
    beside: float = 0.6
    in_conflict: float = 0.25
    name: str = "quoting"

    def write(self, task: Task) -> Iterator[Proposal]:
        every = self._read(task)
        yield Read(tuple(every), self.threshold)
        if not every or every[0].score < self.threshold:
            return
        shares = Shares(self.beside, self.in_conflict)
        readings = in_one_voice(task.question, every, self.threshold)
        planned = plan(task.question, readings, self.threshold, shares)
        drafted = _drafted(task, planned)
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

    def _read(self, task: Task) -> list[Reading]:
        """The statements worth reading with their probability of answering, best first."""
        statements, asked = worth_reading(task), task.question.at_one_time
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
    terms = set(task.question.terms)
    told = (s for s in task.evidence.statements if not is_addressed(task.question.text, s.text))
    ranked = sorted(told, key=lambda each: -len(terms & set(content_stems(each.text))))
    return ranked[:MOST_READ]


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


def _drafted(task: Task, planned: Plan) -> list[tuple[Opened, Statement]]:
    """The drafts of a plan in their order, each with its statement, no statement twice."""
    found: list[tuple[Opened, Statement]] = []
    for part in planned.parts:
        last = found[-1][1].key if found else None
        known = {statement.key for _, statement in found}
        drafts = [each for each in _drafts(task, part.group, last) if each[1].key not in known]
        for number, (draft, statement) in enumerate(drafts):
            opening = part.opening if number == 0 else ""
            opened = Opened(draft.text, draft.sources, draft.highlights, opening)
            found.append((opened, statement))
    return found


def _drafts(
    task: Task, group: Sequence[Reading], last: tuple[str, int] | None
) -> Iterator[tuple[Draft, Statement]]:
    """The group's leading sentence, and before it the one it leans on if a name can not do.

    `last` is the statement shown last. Nothing is drafted if the sentence leant on leans itself:
    who is meant would then stand nowhere.
    """
    lead = group[0].statement
    text, quoted, highlight = lead.text, lead.span, group[0].span
    resolution = resolve(lead) if leans(lead) else None
    if resolution is not None:
        text = resolution.text
        quoted = Span(resolution.named_in.start, lead.span.end)
        answer = group[0].answer
        at = text.find(answer) if answer else -1
        pointed = Span(at, at + len(answer)) if at >= 0 else None
        highlight = answering_words(task.question, text, pointed)
    else:
        needed = lead.position - 1 if leans(lead) else speaker_before(lead)
        if needed is not None and last != (lead.article.id, needed):
            before = _leant_on(lead, needed)
            if before is None:
                return
            yield before
    others = [
        Source(each.statement.article.id, each.statement.span)
        for each in group[1:]
        if each.statement.article.id != lead.article.id and carries(each.statement, lead.text)
    ]
    sources = (Source(lead.article.id, quoted), *others)
    highlights = (span_on_line(text, highlight),) if highlight else ()
    yield Draft(on_one_line(text), sources, highlights), lead


def _leant_on(lead: Statement, position: int) -> tuple[Draft, Statement] | None:
    """The earlier sentence as a draft of its own, with its pronoun named; None if that fails."""
    if position < 0:
        return None
    span = sentences_of(lead.article)[position]
    before = Statement(lead.article, position, span, lead.hit)
    named = resolve(before) if leans(before) else None
    if leans(before) and named is None:
        return None
    text = named.text if named else before.text
    cited = Span(named.named_in.start, span.end) if named else span
    return Draft(on_one_line(text), (Source(before.article.id, cited),)), before
