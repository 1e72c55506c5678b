"""Answers and articles as HTML in which no tag comes from an article, a model or a question.

Every string that citewise did not write itself passes through `escape`, once, here. Links are made
here too, from citations and hits only, so a link that an article forged stays text.

A turn keeps the same outline from its first word to its last (`said`, then `more`): the page is
patched in place while an answer streams, and what is already read out is not read out again.
"""

import html
import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from assistant.composing import begin
from assistant.render.text import CONFLICTS, carried_in, differing, in_articles
from assistant.types import (
    Answer,
    Citation,
    Conflict,
    Event,
    Label,
    Notice,
    Searched,
    Sentence,
    Status,
    Withheld,
)
from corpus.types import Article, Span
from vectorstore.types import Hit

BADGES: Mapping[Label, str] = {
    Label.SUPPORTED: "matches the article",
    Label.PARTLY: "partly matches the article",
    Label.UNSUPPORTED: "not found in the article",
    Label.CONTRADICTED: "the article says otherwise",
    Label.UNJUDGED: "not checked",
}
NEAREST = 4
"""How many of the considered articles an abstention lists."""
WAITING = "Reading the articles…"
MODEL_CARD = "citewise/verifier"
"""Where the web app shows the verifier's model card."""
REWRITTEN = "rewritten"
"""Code of the notice that says what was searched for in place of the words typed."""


def escape(text: str) -> str:
    """`text` as HTML text or attribute value; lone surrogates, which no page can hold, become �."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"), quote=True)


def header_html(articles: int, model: str) -> str:
    """The head of the page: what is searched and which model answers."""
    count = "1 article" if articles == 1 else f"{articles:,} articles"
    return (
        f'<header class="cw-head"><h1>citewise</h1><p>{count} · each sentence checked against what '
        f'it cites · answered by <span class="cw-model">{escape(model)}</span></p></header>'
    )


def turn_html(question: str, body: str, *, busy: bool = False) -> str:
    """One question and what is known of its answer; `body` is HTML made by this module."""
    return (
        f'<section class="cw-turn" aria-busy="{str(busy).lower()}">'
        f'<h2 class="cw-question" dir="auto" tabindex="-1">{escape(question)}</h2>{body}</section>'
    )


def progress_html(events: Sequence[Event], *, busy: bool = True, note: str | None = None) -> str:
    """An answer that is still being written, or never was: what has come, and `note` in words."""
    sentences = [event for event in events if isinstance(event, Sentence)]
    notices = [event for event in events if isinstance(event, Notice)]
    more = [
        f'<p class="cw-waiting">{WAITING}</p>' if busy else "",
        _notices(notices),
        f'<p class="cw-notice" role="status">{escape(note)}</p>' if note else "",
        _sources(citation for sentence in sentences for citation in sentence.citations),
        withheld_html([event for event in events if isinstance(event, Withheld)]),
    ]
    asked = "".join(notice.text for notice in notices if notice.code == REWRITTEN)
    return _body(asked, [sentence_html(sentence) for sentence in sentences], more)


def answer_html(answer: Answer, *, nearest: Mapping[str, Article] | None = None) -> str:
    """A finished answer. `nearest` gives the titles of the considered articles, by id."""
    alone = answer.standalone_question.strip()
    asked = f"searched as: {alone}" if alone != answer.question.strip() else ""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    cited += [
        citation
        for conflict in answer.conflicts
        for side in conflict.sides
        for citation in side.citations
    ]
    more = [
        '<p class="cw-notice">This answer is not complete.</p>'
        if answer.status is Status.INCOMPLETE
        else "",
        _notices(answer.notices, besides=answer.text),
        "".join(map(conflict_html, answer.conflicts)),
        _nearest(answer.considered, nearest or {}) if answer.status is Status.NO_EVIDENCE else "",
        _sources(cited),
        withheld_html(answer.withheld),
        '<p class="cw-foot">'
        + _searched(answer.filters)
        + f'Answered by <span class="cw-model">{escape(answer.model)}</span></p>',
    ]
    return _body(asked, _said(answer), more)


def sentence_html(sentence: Sentence) -> str:
    """A sentence after its opening, its answering words in bold, its citations as links.

    The verdict is there to open.
    """
    # In <bdi>, so that "Yes:" does not turn a sentence that is written from right to left.
    opening = f"<bdi>{escape(sentence.opening)}</bdi> " if sentence.opening else ""
    links = "".join(f" {_marker(citation)}" for citation in sentence.citations)
    return (
        f'<div class="cw-sentence" dir="auto">{opening}'
        f"{_wrap(sentence.text, [(sentence.highlights, '<strong>', '</strong>')])}"
        f'<span class="cw-cites">{links}</span>{_carried_in(sentence)} {_verdict_html(sentence)}'
        f"{_wordings(sentence.citations)}</div>"
    )


def _carried_in(sentence: Sentence) -> str:
    said = carried_in(sentence)
    return f' <span class="cw-origin">{said}</span>' if said else ""


def _wordings(citations: Iterable[Citation]) -> str:
    """What copies quote in other words, beside the sentence that quotes it."""
    return "".join(
        f'<p class="cw-notice" dir="auto">{escape(said)}</p>'
        for citation in citations
        for said in differing(citation)
    )


def _verdict_html(sentence: Sentence) -> str:
    """The badge; opened, how it was judged and the quotes it was judged by."""
    verdict = sentence.verdict
    judged = [
        f"Support {verdict.score:.2f} of 1" if verdict.score is not None else "",
        escape(verdict.reason or ""),
        f"judged by {escape(verdict.verifier)}",
        f'<a href="{MODEL_CARD}" target="_blank">how often it errs</a>',
    ]
    quotes = "".join(
        f'<blockquote dir="auto">{escape(citation.quote)}</blockquote>'
        for citation in sentence.citations
    )
    return (
        f'<details class="cw-verdict"><summary class="cw-badge cw-{verdict.label.value}">'
        f"{BADGES[verdict.label]}</summary>"
        f'<div class="cw-proof"><p>{" · ".join(filter(None, judged))}</p>{quotes}</div></details>'
    )


def withheld_html(withheld: Sequence[Withheld]) -> str:
    """What the check kept back, folded; empty when nothing was."""
    if not withheld:
        return ""
    one = len(withheld) == 1
    items = "".join(
        f'<li><p dir="auto">{escape(each.text)}</p>'
        f'<p class="cw-why" dir="auto">Why: {escape(each.reason)}</p></li>'
        for each in withheld
    )
    return (
        '<details class="cw-withheld"><summary>'
        f"{len(withheld)} {'sentence was' if one else 'sentences were'} withheld: "
        f"{'it' if one else 'they'} did not pass the check</summary><ul>{items}</ul></details>"
    )


def conflict_html(conflict: Conflict) -> str:
    """The sides of a conflict next to each other, each with its articles and their dates."""
    sides = "".join(
        f'<li class="cw-side"><p class="cw-side-answer" dir="auto">{escape(side.answer)}</p>'
        + "".join(
            f"<p>{_marker(citation)} {_origin(citation.source, citation.published)}</p>"
            for citation in side.citations
        )
        + "</li>"
        for side in conflict.sides
    )
    return (
        f'<div class="cw-conflict cw-{conflict.kind.value}"><h3>{CONFLICTS[conflict.kind]}: '
        f'<span dir="auto">{escape(conflict.about)}</span></h3><ul>{sides}</ul></div>'
    )


def article_html(article: Article, quotes: Sequence[Span] = (), *, note: str | None = None) -> str:
    """A whole article, its quotes in `<mark>` and its page furniture dimmed.

    The text of `.cw-text` is `article.text`, character for character. Spans that do not lie in
    the text are left out.
    """
    text = _wrap(
        article.text,
        [
            (article.furniture, '<span class="cw-furniture">', "</span>"),
            (quotes, "<mark>", "</mark>"),
        ],
    )
    authors = escape(", ".join(article.authors)) + " · " if article.authors else ""
    return (
        f'<article class="cw-article"><header><h2 dir="auto">{escape(article.title or article.id)}'
        f'</h2><p class="cw-origin">{authors}{_origin(article.source, article.published)}'
        f'{_address(article.url)}</p><p class="cw-id">[{escape(article.id)}]</p>'
        + (f'<p class="cw-notice">{escape(note)}</p>' if note else "")
        + f'</header><div class="cw-text" dir="auto">{text}</div></article>'
    )


def missing_html(reason: str) -> str:
    """What stands in an article's place when it can not be shown."""
    return (
        '<article class="cw-article"><header><h2>This article can not be shown</h2></header>'
        f'<p class="cw-notice">{escape(reason)}</p></article>'
    )


def page_html(body: str, *, home: str = "./") -> str:
    """A page of its own around the HTML of an article, for a link opened in a new tab.

    `home` is the way from the page's address to the chat.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>citewise</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{home}citewise/chat.css"></head><body class="cw-page">'
        f'<main>{body}</main><p class="cw-foot"><a href="{home}">citewise</a></p></body></html>'
    )


def article_link(article_id: str, version: str, span: Span) -> str:
    """The address, relative to the chat, of an article with `span` marked."""
    query = {"id": article_id, "version": version, "start": span.start, "end": span.end}
    return "article?" + urlencode(query, errors="replace")


def _body(asked: str, said: Iterable[str], more: Iterable[str]) -> str:
    # Only `said` is live: sources and folds below it would be read out as noise.
    return (
        f'<div class="cw-asked" dir="auto">{escape(asked)}</div>'
        f'<div class="cw-said" aria-live="polite" aria-atomic="false">{"".join(said)}</div>'
        f'<div class="cw-more">{"".join(more)}</div>'
    )


def _said(answer: Answer) -> list[str]:
    """The sentences, and between them whatever the text says besides (without its markers)."""
    blocks: list[str] = []
    ids = {c.article_id for sentence in answer.sentences for c in sentence.citations}
    ids |= {hit.passage.article_id for hit in answer.considered}
    end = 0

    def plain(gap: str) -> None:
        for article_id in ids:
            gap = gap.replace(f"[{article_id}]", "")
        blocks.extend(
            f'<p class="cw-plain" dir="auto">{escape(line.strip())}</p>'
            for line in gap.splitlines()
            if line.strip()
        )

    for sentence in sorted(answer.sentences, key=lambda each: each.start):
        plain(answer.text[end : begin(sentence)])
        blocks.append(sentence_html(sentence))
        end = sentence.end
    plain(answer.text[end:])
    return blocks


def _notices(notices: Iterable[Notice], *, besides: str = "") -> str:
    """The notices that `besides` does not say already; what was searched for has its own place."""
    return "".join(
        f'<p class="cw-notice" dir="auto">{escape(notice.text)}</p>'
        for notice in notices
        if notice.code != REWRITTEN and notice.text not in besides
    )


def _sources(citations: Iterable[Citation]) -> str:
    first: dict[tuple[str, str], Citation] = {}
    for citation in citations:
        first.setdefault((citation.article_id, citation.version), citation)
    if not first:
        return ""
    items = "".join(
        f"<li>{_open(c.article_id, c.version, Span(c.start, c.end), c.title or c.article_id)} "
        f'<span class="cw-origin">{_origin(c.source, c.published)}{_address(c.url)} · '
        f'<span class="cw-id">[{escape(c.article_id)}]</span>{_copies(c)}</span></li>'
        for c in first.values()
    )
    return f'<div class="cw-sources"><h3>Articles cited</h3><ul>{items}</ul></div>'


def _copies(citation: Citation) -> str:
    if not citation.copies:
        return ""
    ids = " ".join(
        f'<span class="cw-id">[<bdi>{escape(id)}</bdi>]</span>' for id in citation.copies
    )
    return f'<br><span class="cw-copies">{in_articles(citation)}; also in {ids}</span>'


def _nearest(hits: Sequence[Hit], articles: Mapping[str, Article]) -> str:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.passage.article_id, hit)
    if not first:
        return ""
    items = []
    for article_id, hit in itertools.islice(first.items(), NEAREST):
        article = articles.get(article_id)
        passage = hit.passage
        span = Span(passage.start, passage.end)
        title = article.title if article and article.title else article_id
        origin = _origin(article.source, article.published) + " · " if article else ""
        items.append(
            f'<li>{_open(article_id, passage.version, span, title)} <span class="cw-origin">'
            f'{origin}<span class="cw-id">[{escape(article_id)}]</span></span></li>'
        )
    return (
        '<div class="cw-sources cw-nearest"><h3>The nearest articles</h3>'
        f"<ul>{''.join(items)}</ul></div>"
    )


def _searched(filters: Searched) -> str:
    if not (filters.since or filters.until or filters.sources or filters.article_ids):
        return ""
    limits = [
        f"since {filters.since}" if filters.since else "",
        f"until {filters.until}" if filters.until else "",
        *filters.sources,
        *filters.article_ids,
    ]
    left_out = f", {filters.undated_left_out} undated left out" if filters.undated_left_out else ""
    return (
        f"{filters.searched} of {filters.total} articles searched "
        f"({escape('; '.join(filter(None, limits)))}{left_out}) · "
    )


def _marker(citation: Citation) -> str:
    about = ", ".join(filter(None, [citation.title, citation.source, citation.published]))
    link = article_link(citation.article_id, citation.version, Span(citation.start, citation.end))
    return (
        f'<a class="cw-open cw-cite" href="{escape(link)}" title="{escape(about)}">'
        f"[<bdi>{escape(citation.article_id)}</bdi>]</a>"
    )


def _open(article_id: str, version: str, span: Span, title: str) -> str:
    link = escape(article_link(article_id, version, span))
    return f'<a class="cw-open" href="{link}"><bdi>{escape(title)}</bdi></a>'


def _origin(source: str | None, published: str | None) -> str:
    stated = f"<bdi>{escape(source)}</bdi> · " if source else ""
    if published is None:
        return f"{stated}undated"
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return stated + escape(published)
    shown = f"{day.day} {day:%B} {day.year}"
    return f'{stated}<time datetime="{escape(published)}">{shown}</time>'


def _address(url: str | None) -> str:
    if not url:
        return ""
    shown = escape(url)
    if not url.lower().startswith(("http://", "https://")):
        return f' · <bdi class="cw-url">{shown}</bdi>'
    return (
        f' · <a class="cw-url" href="{shown}" target="_blank" rel="noopener noreferrer">'
        f"<bdi>{shown}</bdi></a>"
    )


def _wrap(text: str, layers: Sequence[tuple[Sequence[Span], str, str]]) -> str:
    """`text` escaped, each layer's spans in its opening and closing tag; layers may overlap."""
    within = [
        ([span for span in spans if 0 <= span.start < span.end <= len(text)], before, after)
        for spans, before, after in layers
    ]
    cuts = {0, len(text)}.union(*(span for spans, _, _ in within for span in spans))
    bounds = sorted(cuts)
    parts = []
    for start, end in itertools.pairwise(bounds):
        here = [
            (before, after)
            for spans, before, after in within
            if any(span.start <= start and end <= span.end for span in spans)
        ]
        parts += [before for before, _ in here]
        parts.append(escape(text[start:end]))
        parts += [after for _, after in reversed(here)]
    return "".join(parts)
