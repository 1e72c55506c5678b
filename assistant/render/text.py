"""Lines about an answer that every rendering shares."""

from assistant.types import Answer, Citation, Conflict, ConflictKind

UNDATED = "undated"
NOT_SHOWN = frozenset({"citation_added", "citation_dropped", "citation_refused", "partly_answered"})
"""Notices that stand in the JSON but tell a reader nothing new."""


def byline(citation: Citation) -> str:
    """Title, source and date of a cited article; what is not stated is not supplied."""
    parts = [citation.title or "untitled"]
    if citation.source:
        parts.append(citation.source)
    parts.append(citation.published or UNDATED)
    return " · ".join(parts)


def in_articles(citation: Citation) -> str:
    """ "One story in 2 articles": copies are counted, and nothing is said of who wrote first."""
    return f"One story in {len(citation.copies) + 1} articles"


def conflict_line(conflict: Conflict) -> str:
    """ "The articles disagree: 2018 [a], 2016 [b]." or "A later article gives …"."""
    sides = [
        f"{side.answer} [{'] ['.join(dict.fromkeys(c.article_id for c in side.citations))}]"
        f"{_dated(side.citations[0])}"
        for side in conflict.sides
    ]
    if conflict.kind is ConflictKind.UPDATE:
        return f"The figure changed over time: {'; '.join(sides)}."
    return f"The articles disagree: {'; '.join(sides)}."


def _dated(citation: Citation) -> str:
    return f" ({(citation.published or UNDATED)[:10]})"


def nearest(answer: Answer, most: int = 3) -> list[str]:
    """The ids of the nearest articles, best first, for an answer that could not be given."""
    return list(dict.fromkeys(hit.passage.article_id for hit in answer.considered))[:most]


def cited(answer: Answer) -> list[Citation]:
    """Every quote of the answer once, in order of appearance."""
    seen: dict[tuple[str, int, int], Citation] = {}
    for sentence in answer.sentences:
        for citation in sentence.citations:
            seen.setdefault((citation.article_id, citation.start, citation.end), citation)
    return list(seen.values())


def quoted(citation: Citation) -> str:
    """The quote on one line."""
    return " ".join(citation.quote.split())


_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")
del _CONTROLS[ord("\t")], _CONTROLS[ord("\n")]


def printable(text: str) -> str:
    """Somebody else's text without what steers a terminal: an article may hold escape codes."""
    return text.translate(_CONTROLS)
