"""Dates of the claim against those of the evidence."""

import re
from collections.abc import Sequence

from assistant.facts import Date, dates
from assistant.types import Quote
from assistant.verifier.checks.calendar import days_of, relative_days
from assistant.verifier.checks.objection import Objection, differs, joined, some

_DECADE = re.compile(r"\b(\d{3})0[’']?s\b")


def check_dates(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Every date of the claim must be stated by one date of the evidence, part for part.

    A quote's weekday, or its "yesterday", is a day only by its article's date.
    """
    there = [(date, quote) for quote in quotes for date in days_of(quote)]
    for date in dates(claim):
        if any(other.states(date) for other, _ in there):
            continue
        wanted = claim[date.start : date.end]
        rivals = [_words(o, quote) for o, quote in there if o.contradicts(date)]
        if rivals:
            return differs("dates", some(rivals), wanted)
        return Objection("dates", f"the article does not say {wanted}")
    return _relative(claim, quotes) or _decades(claim, joined(quotes))


def _words(date: Date, quote: Quote) -> str:
    return quote.text[date.start : date.end]


def _relative(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """ "Yesterday" must be the article's own word, or mean by its date a day that it states."""
    for quote in quotes or (Quote(""),):
        missing = next(
            (
                words
                for words, meant in relative_days(claim, quote.published)
                if not re.search(rf"\b{re.escape(words)}\b", quote.text, re.IGNORECASE)
                and not any(o.states(day) for o in days_of(quote) for day in meant)
            ),
            None,
        )
        if missing is None:
            return None
    return Objection("dates", f"the article does not say {missing}")


def _decades(claim: str, evidence: str) -> Objection | None:
    for match in _DECADE.finditer(claim):
        years = match[1][:2] + r"\d\d" if match[1].endswith("0") else match[1] + r"\d"
        if not re.search(rf"(?<!\d){years}(?!\d)", evidence):
            return Objection("dates", f"the article does not say {match[0]}")
    return None
