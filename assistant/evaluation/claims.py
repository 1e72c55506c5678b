"""Which sentences of an answer state something that an article must carry."""

import re

from assistant.smalltalk import is_small_talk
from assistant.words import content_stems

_LIST_MARK = re.compile(r"^\s*(?:(?:[-*•+▪●○>]|\d{1,3}[.)])\s+)+")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|`")
_HEADING = re.compile(r"#{1,6}\s|(\*\*|__)[^*_]+\1:?\s*$")
_IGNORANCE = re.compile(
    r"\b(?:I|we)\s+(?:do\s+not|don['’]t|cannot|can\s*not|can['’]t|could\s*not|couldn['’]t"
    r"|am\s+(?:not\s+able|unable)\s+to|was\s+unable\s+to)\s+"
    r"(?:know|have|find|answer|see|tell|say|determine|confirm)\b"
    r"|\b(?:I|we)\s+(?:found|have)\s+(?:no|nothing)\b"
    r"|\b(?:articles?|sources|documents?|passages?|context|excerpts?)\s+"
    r"(?:(?:provided|given|above|here)\s+)?(?:do\s+not|don['’]t|does\s+not|doesn['’]t)\s+"
    r"(?:say|state|mention|contain|provide|specify|include|cover|answer|give|tell|address)\b"
    r"|\b(?:there\s+is\s+)?(?:no|not\s+enough|insufficient)\s+(?:relevant\s+)?information\b"
    r"|\bnothing\s+in\s+(?:the|these|those)\s+(?:\d+\s+)?(?:articles?|sources|documents)\b"
    r"|\bnone\s+of\s+the\s+nearest\s+(?:articles\s+)?mentions?\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")
_BUT = re.compile(r"[,;]\s+(?:but|however|although|though|yet)\b", re.IGNORECASE)
_ABOUT_THE_ANSWER = re.compile(
    r"(?:here (?:is|are)|here['’]s|(?:I|we) (?:hope|will|can|would be)|I['’]m|I am|let me"
    r"|in (?:short|summary)[:.]|to summari[sz]e[:.]|sure\b|certainly\b|of course\b"
    r"|please (?:note|let)|feel free)",
    re.IGNORECASE,
)


def plain_claim(text: str) -> str:
    """A sentence as a verifier should read it: without list marks and Markdown emphasis."""
    return " ".join(_EMPHASIS.sub("", _LIST_MARK.sub("", text)).split())


def needs_citation(text: str) -> bool:
    """Whether a sentence states something of the world.

    Headings, questions, greetings, "here is what I found" and "the articles do not say" do not. A
    sentence that says first what is not known and then what is ("…, but …") does.
    """
    claim = plain_claim(text)
    return not (
        _HEADING.match(text.strip())
        or claim.endswith((":", "?"))
        or is_small_talk(claim)
        or _ABOUT_THE_ANSWER.match(claim)
        or (_IGNORANCE.search(_QUOTED.sub("", claim)) and not _BUT.search(claim))
        or not (content_stems(claim) or any(char.isdigit() for char in claim))
    )
