"""An answer for a terminal, in rich text. Article text is never read as markup."""

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.composing import marker
from assistant.render.text import (
    NOT_SHOWN,
    byline,
    carried_in,
    cited,
    conflict_line,
    differing,
    in_articles,
    nearest,
    printable,
    quoted,
)
from assistant.types import Answer, Citation, Sentence
from corpus.types import Article


def render(answer: Answer, near: Mapping[str, Article]) -> RenderableType:
    """The answer, then its sources with their exact quotes; `near` are the nearest articles."""
    parts: list[RenderableType] = []
    if answer.standalone_question != answer.question:
        parts.append(_plain(f"Searched as: {answer.standalone_question}", "dim"))
    parts.append(_body(answer))
    parts += [_plain(conflict_line(each), "yellow") for each in answer.conflicts]
    parts += [_plain(said, "yellow") for said in _wordings(answer)]
    parts += [
        _plain(f"Note: {each.text}", "dim")
        for each in answer.notices
        if each.code not in NOT_SHOWN and each.code != "rewritten"
    ]
    if answer.sentences:
        parts += [Text(""), *_sources(answer)]
    elif near:
        parts.append(Text("\nNearest articles:", style="bold"))
        for article_id in nearest(answer):
            article = near[article_id]
            about = " · ".join(
                part
                for part in (
                    article.title or "untitled",
                    article.source,
                    article.published or "undated",
                )
                if part
            )
            parts.append(Padding(_headed(article_id, about), (0, 0, 0, 2), expand=False))
    for withheld in answer.withheld:
        parts.append(
            Text.assemble(
                ("Withheld: ", "red"),
                printable(withheld.text),
                (f" ({printable(withheld.reason)})", "dim"),
            )
        )
    return Group(*parts)


def _body(answer: Answer) -> Text:
    if not answer.sentences:
        return _plain(answer.text)
    body, end = Text(), 0
    for sentence in answer.sentences:
        body.append(printable(answer.text[end : sentence.start]))
        body.append_text(_sentence(sentence))
        markers = " " + marker(each.article_id for each in sentence.citations)
        end = sentence.end + len(markers)
    return body.append(printable(answer.text[end:]))


def _sentence(sentence: Sentence) -> Text:
    text = _plain(sentence.text)
    for span in sentence.highlights:
        text.stylize("bold", span.start, span.end)
    text.append(" " + marker(each.article_id for each in sentence.citations), style="cyan")
    said = carried_in(sentence)
    return text.append(f" ({said})", style="dim") if said else text


def _wordings(answer: Answer) -> list[str]:
    return list(dict.fromkeys(said for each in cited(answer) for said in differing(each)))


def _sources(answer: Answer) -> list[RenderableType]:
    """Each cited article once, with all that is quoted of it."""
    parts: list[RenderableType] = [Text("Sources", style="bold")]
    articles: dict[str, list[Citation]] = {}
    for each in cited(answer):
        articles.setdefault(each.article_id, []).append(each)
    for quotes in articles.values():
        [first, *_] = quotes
        head = _headed(first.article_id, byline(first))
        parts.append(Padding(head, (0, 0, 0, 2), expand=False))
        if first.copies:
            parts.append(Padding(_copies(first), (0, 0, 0, 4), expand=False))
        for each in quotes:
            said = _plain(f"“{quoted(each)}”", "italic")
            parts.append(Padding(said, (0, 0, 0, 4), expand=False))
    return parts


def _copies(citation: Citation) -> Text:
    return Text.assemble(
        (f"{in_articles(citation)}; also in ", "dim"), (marker(citation.copies), "cyan")
    )


def _headed(article_id: str, about: str) -> Text:
    return Text.assemble((f"[{article_id}] ", "cyan"), printable(about))


def _plain(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)
