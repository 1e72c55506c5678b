"""Lines about an answer that every rendering shares."""

from collections.abc import Mapping

from assistant.lines import on_one_line
from assistant.types import Answer, Citation, Conflict, ConflictKind, Sentence, Support

CONFLICTS: Mapping[ConflictKind, str] = {
    ConflictKind.DISPUTE: "The articles disagree",
    ConflictKind.UPDATE: "A later article has another answer",
}
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


def carried_in(sentence: Sentence) -> str:
    """ "in 2 articles" where more than one has what a sentence says, copies left aside, else ""."""
    alone = [each for each in sentence.citations if each.supports is Support.ALONE]
    stories = {min((each.article_id, *each.copies)) for each in alone}
    return f"in {len(stories)} articles" if len(stories) > 1 else ""


def differing(citation: Citation) -> list[str]:
    """What copies quote in other words: "…: “killer” in [a], “murderer” in [b]."."""
    return [
        "Wording differs, check the original: "
        f"“{on_one_line(each.words)}” in [{citation.article_id}], "
        f"“{on_one_line(each.other)}” in [{each.article_id}]."
        for each in citation.wordings
    ]


def conflict_line(conflict: Conflict) -> str:
    """ "The articles disagree: 2018 [a] (undated); 2016 [b] (2021-04-13)."; an update likewise."""
    sides = "; ".join(
        f"{side.answer} {' '.join(dict.fromkeys(map(_dated, side.citations)))}"
        for side in conflict.sides
    )
    return f"{CONFLICTS[conflict.kind]}: {sides}."


def _dated(citation: Citation) -> str:
    return f"[{citation.article_id}] ({(citation.published or UNDATED)[:10]})"


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
    return on_one_line(citation.quote)


_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")
del _CONTROLS[ord("\t")], _CONTROLS[ord("\n")]


def printable(text: str) -> str:
    """Somebody else's text without what steers a terminal: an article may hold escape codes."""
    return text.translate(_CONTROLS)
