"""An explanation as HTML, folded. Every string of an article, a model or a question is escaped."""

from assistant.explaining import (
    CheckedDraft,
    Explanation,
    FoundPassage,
    ReadSentence,
    Step,
    UnreadSentence,
)
from assistant.render.explanation import (
    found_by,
    listed,
    made_of,
    reading_head,
    searched_in,
    shortened,
    unread,
)
from assistant.render.html import article_link, escape
from corpus.types import Span


def explanation_html(explanation: Explanation) -> str:
    """The fold under an answer: the outcome, then each search with its scores."""
    steps = "".join(map(_step, explanation.steps))
    return (
        '<details class="cw-explained"><summary>Why this answer</summary>'
        f"<p>{escape(explanation.outcome)}</p>{steps}</details>"
    )


def _step(step: Step) -> str:
    shown, rest = listed(step)
    not_read, others = unread(step)
    drafts = "".join(map(_draft, step.drafts)) or "<li>No sentence was drafted.</li>"
    return (
        f'<div class="cw-step"><h3 dir="auto">{escape(searched_in(step))}</h3>'
        f"<p>Found, best first:</p><ol>{''.join(map(_passage, step.passages))}</ol>"
        f"<p>{escape(reading_head(step))}</p><ul>{''.join(map(_sentence, shown))}</ul>"
        + (f"<p>{escape(rest)}</p>" if rest else "")
        + (f"<ul>{''.join(map(_unread, not_read))}</ul>" if not_read else "")
        + (f"<p>{escape(others)}</p>" if others else "")
        + f"<p>Checked:</p><ul>{drafts}</ul><p>{escape(step.outcome)}</p></div>"
    )


def _passage(passage: FoundPassage) -> str:
    span = Span(passage.start, passage.end)
    link = escape(article_link(passage.article_id, passage.version, span))
    return (
        f'<li><a class="cw-open" href="{link}"><bdi>{escape(passage.title or passage.article_id)}'
        f'</bdi></a> <span class="cw-id">[<bdi>{escape(passage.article_id)}</bdi>]</span>'
        f'<p class="cw-why">{escape(f"{found_by(passage)} → {passage.outcome}")}</p></li>'
    )


def _sentence(sentence: ReadSentence) -> str:
    text = sentence.text if sentence.used else shortened(sentence.text)
    parts = f"{made_of(sentence)} → " if sentence.parts else ""
    return (
        f'<li><p dir="auto"><strong>{sentence.probability:.3f}</strong> {escape(text)} '
        f'<span class="cw-id">[<bdi>{escape(sentence.article_id)}</bdi>]</span></p>'
        f'<p class="cw-why">{escape(f"{parts}{sentence.outcome}")}</p></li>'
    )


def _unread(sentence: UnreadSentence) -> str:
    return (
        f'<li><p dir="auto">{escape(shortened(sentence.text))} '
        f'<span class="cw-id">[<bdi>{escape(sentence.article_id)}</bdi>]</span></p>'
        f'<p class="cw-why">{escape(sentence.outcome)}</p></li>'
    )


def _draft(draft: CheckedDraft) -> str:
    score = f" {draft.score:.2f}" if draft.score is not None else ""
    reason = f": {draft.reason}" if draft.reason else ""
    return (
        f'<li><p dir="auto"><strong>{"shown" if draft.shown else "withheld"}</strong> '
        f'{escape(draft.text)}</p><p class="cw-why" dir="auto">'
        f"{escape(f'{draft.label}{score}{reason}')}</p></li>"
    )
