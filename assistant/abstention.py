"""What is said when the articles do not answer."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.facts import names
from assistant.fitting import named, stems_of
from assistant.question import Question, lead_in
from assistant.words import words
from corpus.store import ArticleStore
from corpus.types import Article
from vectorstore.types import Filters, Hit, Scope

CUT_SHORT = "The model that writes the answers stopped before it had written anything."
WITHHELD = "No sentence of the draft passed the checks against the articles, so none is shown."


def silence(
    question: Question,
    scope: Scope,
    filters: Filters,
    hits: Sequence[Hit],
    articles: ArticleStore,
) -> str:
    """That nothing answers, in what was searched, and which names stand nowhere there."""
    if scope.total == 0:
        return "No article is indexed yet; run `citewise index PATH`."
    count = f"{scope.searched} {'article' if scope.searched == 1 else 'articles'}"
    which = f"these {count}" if scope.searched != 1 else "the 1 article"
    said = f"Nothing in {which} answers this{_within(filters, scope)}."
    unknown = unnamed(question, hits, articles) if hits else []
    if unknown:
        said += f" None of the nearest mentions {_listed(unknown)}."
    return said


def not_said(questions: Sequence[str]) -> str:
    """ "The articles don't say who won." for each part that nothing answers."""
    return " ".join(f"The articles don’t say{_indirect(each)}" for each in questions)


def greeting(articles: Iterable[Article]) -> str:
    """What is indexed, for somebody who says hello: how many articles, from where, from when."""
    every = list(articles)
    if not every:
        return "No article is indexed yet; run `citewise index PATH`."
    sources = Counter(each.source for each in every if each.source)
    days = sorted(each.published[:10] for each in every if each.published)
    said = f"{len(every)} {'article is' if len(every) == 1 else 'articles are'} indexed"
    if sources:
        top = [f"{name} ({count})" for name, count in sources.most_common(4)]
        more = len(sources) - len(top)
        said += f", from {', '.join(top)}" + (f" and {more} more" if more > 0 else "")
    if days:
        said += f", dated {days[0]} to {days[-1]}"
        undated = len(every) - len(days)
        said += f" ({undated} undated)" if undated else ""
    else:
        said += ", all undated"
    return f"{said}. Ask a question about them."


def unnamed(question: Question, hits: Sequence[Hit], articles: ArticleStore) -> list[str]:
    """The names of the question that no retrieved article mentions, as the question writes them."""
    if not question.names:
        return []
    ids = dict.fromkeys(hit.passage.article_id for hit in hits)
    found = [stems_of(articles.get(each)) for each in ids]
    return [
        name.text
        for name in names(question.text)
        if any(
            word.is_content and not any(named(word.stem, stems) for stems in found)
            for word in words(name.text)
        )
    ]


def _within(filters: Filters, scope: Scope) -> str:
    parts = []
    if filters.since and filters.until:
        parts.append(f"dated {filters.since} to {filters.until}")
    elif filters.since:
        parts.append(f"dated {filters.since} or later")
    elif filters.until:
        parts.append(f"dated {filters.until} or earlier")
    if filters.sources:
        parts.append(f"from {' or '.join(filters.sources)}")
    if filters.article_ids:
        parts.append("among the chosen ids")
    if not parts:
        return ""
    left = scope.total - scope.searched
    undated = f", {scope.undated_left_out} of them undated" if scope.undated_left_out else ""
    return f" ({', '.join(parts)}; {left} left out{undated})"


def _listed(found: Sequence[str]) -> str:
    quoted = [f"“{each}”" for each in found]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


_INVERTED = re.compile(
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b"
    r"|(?:when|where|why|how)\b.*?\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would)\b"
    r"|(?:what|which|who)\b.*?\b(?:do|does|did)\b"
    r"|(?:what|who)\s+(?:is|are|was|were|has|have|had|can|could|will|would)"
    r"\s+(?:the|an?|it|he|she|they)\b",
    re.IGNORECASE,
)


def _indirect(question: str) -> str:
    """A question as it stands after "say": " who won.", or ": when did it open?" where its word
    order is a question's own."""
    opening = lead_in(question)
    body = (question[opening.end :] if opening else question).rstrip(" ?")
    first = body.split(" ", 1)[0]
    if not (first == "I" or names(first)):
        body = body[:1].lower() + body[1:]
    return f": {body}?" if _INVERTED.match(body) else f" {body}."
