"""Words that say how certain something is, and what they govern."""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from assistant.verifier.checks.alignment import tokens


class Certainty(IntEnum):
    """How much a text commits itself to what it says."""

    ALLEGED = 0  # somebody's disputed word
    POSSIBLE = 1  # may be, or is proposed
    INTENDED = 2  # is planned, decided or expected
    FACT = 3


_ALLEGED = (
    r"alleg(?:e|es|ed|ing|edly|ations?)|accus(?:e|es|ed|ing|ations?)|suspected|suspicions?"
    r"|claim(?:s|ed|ing)?(?=\s+(?:that|to|the|he|she|it|they|there|an?|in|his|her|their|its)\b)"
    r"|reportedly|apparently|supposedly|purported(?:ly)?|rumou?r(?:s|ed)?|den(?:y|ies|ied|ying)"
    r"|believ(?:e|es|ed)|insist(?:s|ed)?|charg(?:e|es|ed)(?=\s+with)|thought(?=\s+to)"
)
_POSSIBLE = (
    r"may(?!\s+(?:not\b|\d))|might|could(?!\s+not\b|n['’]t)|should(?!\s+not\b|n['’]t)|ought\s+to"
    r"|possibl[ey]|possibility|perhaps|maybe|potential(?:ly)?|unless|if(?!\s+(?:not|any)\b)"
    r"|(?:ask(?:s|ed)?|unclear|doubts?|wonder(?:s|ed)?|know|say|decid(?:e|es|ed|ing)"
    r"|consider(?:s|ed|ing)?|investigat(?:e|es|ed|ing))\s+(?:whether|if)"
    r"|propos(?:e|es|ed|ing|als?)|suggest(?:s|ed|ing|ions?)?|call(?:s|ed|ing)?\s+(?:for|on)"
    r"|(?:is|are|was|were|been)\s+considering|consider(?:s|ed|ing)?(?=\s+[a-z]+ing\b)"
    r"|weigh(?:s|ed|ing)?(?=\s+[a-z]+ing\b)|mull(?:s|ed|ing)|recommend(?:s|ed|ing)?"
    r"|urg(?:e|es|ed|ing)|demand(?:s|ed)?(?=\s+(?:that|an?|the|to|his|her|their|its)\b)|request(?:s|ed)?|ask(?:s|ed)?(?=\s+(?:for|to|the|[A-Z]))"
    r"|want(?:s|ed|ing)?|hop(?:e|es|ed|ing)|(?:press|push|campaign|appeal|lobb)(?:es|ed|ied|ing)?\s+for|wish(?:es|ed)?|seek(?:s|ing)?|sought"
    r"|(?:try|tries|tried|trying)\s+to|(?<!in\san\s)attempt(?:s|ed|ing)?\s+to"
    r"|threat(?:s|en|ens|ened|ening)?\s+(?:to|of)|offer(?:s|ed|ing)?\s+to|risk(?:s|ed|ing)?"
    r"|fear(?:s|ed)?|warn(?:s|ed|ing)?|likely|unlikely|probabl[ye]|can|able\s+to"
)
_INTENDED = (
    r"will|would|shall|['’]ll|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intention|aim(?:s|ed|ing)?"
    r"|expect(?:s|ed|ing|ations?)?|(?:due|set|going|about|ready)\s+to|scheduled"
    r"|(?:is|are|was|were)\s+to(?=\s+[a-z])|promis(?:e|es|ed|ing)"
    r"|pledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?|(?:agree(?:s|d|ing)?|decid(?:e|es|ed|ing))\s+to"
    r"|vot(?:e|es|ed|ing)\s+(?:[\w–-]+\s+){0,4}?to(?=\s+[a-z])"
    r"|order(?:s|ed|ing)?(?=\s+(?:[\w’'-]+\s+){0,4}?to\b)|forecasts?|predict(?:s|ed)?"
)
_HEDGE = re.compile(
    rf"\b(?!May\b|Will\b)"  # who open sentences and name people
    rf"(?i:(?P<ALLEGED>{_ALLEGED})|(?P<POSSIBLE>{_POSSIBLE})|(?P<INTENDED>{_INTENDED}))(?!\w)"
)
_REPORTED = re.compile(
    r"\b(?:said|says|saying|told|according|stated|states|added|argued|argues|reported|reports|report"
    r"|wrote|view|opinion|words)\b"
)
_CLAUSE_END = re.compile(r"[;:.!?]\s|,\s(?=(?:and|but|which|who|although|though|while|because)\b)")
_REACH = 5  # content words that a hedge governs
_SUBJECT = 2  # content words before it that it speaks of


class Hedge(NamedTuple):
    """A hedging word with the lemmas that it governs, the nearest first, and of its subject.

    `forms` are the governed words as they stand, in lower case.
    """

    word: str
    certainty: Certainty
    governed: tuple[str, ...]
    forms: tuple[str, ...]
    subject: tuple[str, ...]


def hedges(text: str) -> Iterator[Hedge]:
    """The hedges of a sentence or clause, each with what it governs to the end of its clause.

    "If the vote passes, the ferry will sail" makes both parts depend.
    """
    for match in _HEDGE.finditer(text):
        if match.start() and match[0][:1].isupper():
            continue  # "Cape Fear"
        word, kind = match[0].lower(), Certainty[match.lastgroup or "FACT"]
        rest = text[match.end() :]
        before = [t.lemma for t in tokens(text[: match.start()]) if t.is_content]
        subject = tuple(before[-_SUBJECT:])
        condition = word in ("if", "unless")
        yield Hedge(word, kind, *_governed(rest), () if condition else subject)
        if condition and match.start() == 0 and ", " in rest:
            yield Hedge(word, kind, *_governed(rest.split(", ", 1)[1]), ())


def _governed(rest: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first content words to the end of a clause, as lemmas and as they stand."""
    words = [t for t in tokens(_CLAUSE_END.split(rest)[0]) if t.is_content][:_REACH]
    return tuple(t.lemma for t in words), tuple(t.word.lower() for t in words)


def certainty_of(text: str) -> Certainty:
    """The least certainty that any word of a text gives it."""
    return min((each.certainty for each in hedges(text)), default=Certainty.FACT)


def is_reported(text: str) -> bool:
    """Whether a text gives what it says as somebody's word."""
    return bool(_REPORTED.search(text))
