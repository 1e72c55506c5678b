"""What digits say beside quantities: votes and scores, codes, and that there is only one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.facts import Number, dates, numbers
from assistant.verifier.checks.forms import lemma
from assistant.verifier.checks.measures import counted
from assistant.verifier.checks.objection import Objection, differs
from corpus.types import Span

_TALLY = re.compile(r"(?<![\d-])(\d{1,3})[-–](\d{1,3})(?![\d-])")  # a vote, a score, a range
_TALLY_ROOM = 30  # characters between its halves where it is spelled out: "seven votes to four"
_ONE = re.compile(r"\b(?:[Oo]ne|[Aa]\s+single)\s+([a-z]{3,})\b")
_QUARTERS = {"1": "first", "2": "second", "3": "third", "4": "fourth"}


def facts_of(text: str) -> list[Span]:
    """Where the dates and numbers of a text stand."""
    found_dates = dates(text)
    found_numbers = numbers(text, besides=found_dates)
    return [
        *(Span(each.start, each.end) for each in found_dates),
        *(Span(each.start, each.end) for each in found_numbers),
    ]


def check_tallies(claim: str, evidence: str, there: Sequence[Number]) -> Objection | None:
    """ "7-4" must stand there as it is, or as "seven votes to four"."""
    ordered = sorted(there, key=lambda each: each.start)
    spelled = {
        (one.value, other.value)
        for one, other in pairwise(ordered)
        if other.start - one.end <= _TALLY_ROOM
    }
    for pair in _TALLY.finditer(claim):
        as_it_is = re.search(rf"(?<!\d){pair[1]}[-–]{pair[2]}(?!\d)", evidence)
        if not as_it_is and (float(pair[1]), float(pair[2])) not in spelled:
            return Objection("numbers", f"the article does not say {pair[0]}")
    return None


def check_singles(claim: str, evidence: str, there: Sequence[Number]) -> Objection | None:
    """ "One ferry" where the evidence has two ferries, and nowhere one."""
    for match in _ONE.finditer(claim):
        noun = lemma(match[1])
        more = [each for each in there if each.value > 1 and counted(evidence, each) == noun]
        single = re.search(
            rf"\b(?:one|an?|single|the|this|that|another|each|every|its|his|her|their)\s+"
            rf"(?:[\w-]+\s+)?{re.escape(match[1])}\b",
            evidence,
            re.IGNORECASE,
        )
        if more and not single:
            said = evidence[more[0].start : more[0].end]
            return differs("numbers", f"{said} {match[1]}s", f"one {match[1]}")
    return None


def check_digits(claim: str, evidence: str) -> Objection | None:
    """Digits that make no quantity and no date, as in "PK-4", must stand there as they are."""
    read = facts_of(claim)
    for match in re.finditer(r"\d+", claim):
        if any(Span(*match.span()).overlaps(span) for span in read):
            continue
        quarter = claim[: match.start()].endswith("Q") and _QUARTERS.get(match[0])
        said = rf"(?<!\d){match[0]}(?!\d)" + (rf"|\b{quarter}[\s-]quarter" if quarter else "")
        if not re.search(said, evidence, re.IGNORECASE):
            return Objection("numbers", f"the article does not say {match[0]}")
    return None
