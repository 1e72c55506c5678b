"""The embedded writer: answers in the articles' own sentences, with no language model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.conflicts import Reading, disagreeing, is_update
from assistant.evidence import Statement, sentences_of
from assistant.fitting import fit, stems_of
from assistant.grouping import carries, grouped
from assistant.question import AnswerType, Question
from assistant.reader import Candidate, Reader
from assistant.resolve import leans, resolve
from assistant.spans import answer_spans
from assistant.words import content_stems
from assistant.writers.base import Disagreement, Draft, Source, Task
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
    since a side in dispute may be worded worse.
    """

    reader: Reader
    threshold: float = 0.21
    beside: float = 0.6
    in_conflict: float = 0.35
    name: str = "quoting"

    def write(self, task: Task) -> Iterator[Draft | Disagreement]:
        every = self.read(task)
        if not every or every[0].score < self.threshold:
            return
        best = every[0].score
        sides = disagreeing(
            task.question, [each for each in every if each.score >= self.in_conflict * best]
        )
        update = is_update(sides) if sides else None
        if update is None:
            sides = ()
        readings = [
            each
            for each in every
            if each.score >= max(self.threshold, self.beside * best)
            and (each.span or not every[0].span)
        ]
        groups = grouped(readings, sides, max(len(sides), _most(task.question)))
        shown: dict[tuple[str, int], int] = {}
        last: tuple[str, int] | None = None
        for group in groups:
            for draft, statement in _drafts(task, group, last):
                if statement.key not in shown:
                    shown[statement.key] = len(shown)
                    last = statement.key
                    yield draft
        if sides and all(side.statement.key in shown for side in sides):
            yield Disagreement(
                about=task.question.text,
                sides=tuple((side.answer, shown[side.statement.key]) for side in sides),
                update=bool(update),
            )

    def read(self, task: Task) -> list[Reading]:
        """Every statement of the evidence with its probability of answering, best first."""
        statements = worth_reading(task)
        scores = self.reader.read(task.question, [candidate(task, each) for each in statements])
        readings = [
            Reading(
                statement,
                score * fit(task.question, statement),
                next(iter(answer_spans(task.question, statement.text)), None),
            )
            for statement, score in zip(statements, scores, strict=True)
        ]
        return sorted(readings, key=lambda each: -each.score)


def worth_reading(task: Task) -> list[Statement]:
    """The statements that share most words with the question, in retrieval order among equals."""
    terms = set(task.question.terms)
    ranked = sorted(
        task.evidence.statements, key=lambda each: -len(terms & set(content_stems(each.text)))
    )
    return ranked[:MOST_READ]


def candidate(task: Task, statement: Statement) -> Candidate:
    """What the reader sees of a statement: headline, date, the sentence before, and itself."""
    text = statement.article.text
    before = [text[span.start : span.end] for span in task.evidence.before(statement, 1)]
    title = [statement.article.title] if statement.article.title else []
    date = [in_words(statement.article.published)] if statement.article.published else []
    return Candidate(
        (*title, *date, *map(_line, before)), _line(statement.text), stems_of(statement.article)
    )


def _most(question: Question) -> int:
    return 4 if question.wants is AnswerType.REASON or question.plural else 3


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
        highlight = next(iter(answer_spans(task.question, text)), None)
    elif leans(lead) and last != (lead.article.id, lead.position - 1):
        if lead.position == 0:
            return
        span = sentences_of(lead.article)[lead.position - 1]
        before = Statement(lead.article, lead.position - 1, span, lead.hit)
        named = resolve(before) if leans(before) else None
        if leans(before) and named is None:
            return
        text_before = named.text if named else before.text
        span_before = Span(named.named_in.start, span.end) if named else span
        yield Draft(_line(text_before), (Source(before.article.id, span_before),)), before
    others = [
        Source(each.statement.article.id, each.statement.span)
        for each in group[1:]
        if each.statement.article.id != lead.article.id and carries(each.statement, lead.text)
    ]
    sources = (Source(lead.article.id, quoted), *others)
    yield Draft(_line(text), sources, _on_line(text, highlight)), lead


def _line(text: str) -> str:
    return " ".join(text.split())


def _on_line(text: str, span: Span | None) -> tuple[Span, ...]:
    """A span of `text` as a span of `_line(text)`."""
    if span is None:
        return ()
    before = text[: span.start]
    start = len(_line(before)) + (bool(before.strip()) and before[-1].isspace())
    return (Span(start, start + len(_line(text[span.start : span.end]))),)
