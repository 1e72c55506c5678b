"""Whether a statement affirms or denies what a yes/no question asks."""

import re
from enum import StrEnum

from assistant.evidence import Statement
from assistant.question import AnswerType, Question, lead_in
from assistant.types import Quote
from assistant.verifier.checks import check_dates, check_negation, check_numbers
from assistant.verifier.checks.alignment import clauses, coverage, lemmas
from assistant.verifier.checks.antonyms import check_antonyms
from assistant.verifier.checks.modality import check_modality
from assistant.verifier.checks.opposites import OPPOSITES
from assistant.verifier.checks.order import check_order


class Stance(StrEnum):
    """What an article's statement makes of a yes/no question."""

    YES = "Yes"
    NO = "No"


_LEAST_TOLD = 0.7
"""Share of the question's content words that a statement needs to be about it at all."""
_LEAST_WORDS = 2
_FILLERS = re.compile(
    r"\b(?:really|actually|ever|even|too|also|already|indeed|in fact|after all|true that"
    r"|it true|himself|herself|itself|themselves)\b",
    re.IGNORECASE,
)
_NEGATIVE_AUXILIARY = re.compile(r"^(\w+?)n['’]t\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:or|who|what|which|when|where|why|how|agree|differ|still|yet|any ?more|no longer)\b",
    re.IGNORECASE,
)
"""Words of a question that a statement's own words neither affirm nor deny."""
_MEANWHILE = re.compile(
    r"(?P<kept>\b(?!(?:say|tell|ask|see|know|known|clear|sure|certain|explain|decided?|reveal"
    r"|announce|learn|remember|out|show|confirm|report)\b)\w+),?\s+(?:when|where|while)\s+(?!to\b)"
    r"(?P<rest>[^?]+)$",
    re.IGNORECASE,
)
"""A closing clause of the time or place of what is asked; "did they say when …" has none.

A clause with "after" or "before" stays part of the claim: what is asked may be just that order.
"""
_ORDERED = re.compile(r",?\s+(?:after|before)\s+(?P<rest>[^?]+)$", re.IGNORECASE)
_ITS_OCCASION = re.compile(r",?\s(?:when|where|while)\s[^.;,!?”\"]+", re.IGNORECASE)
_LEAST_OF_CLAUSE = 0.5
"""Share of the words of such a clause by which a text is about the same occasion."""
_TAKEN_BACK = re.compile(
    r"\b(?:withdr[ae]w\w*|retract\w*|t(?:ook|aken?|aking) back|apologi[sz]\w+ for)\s"
    r"(?:\w+\s){0,3}?(?:claim|allegation|accusation|statement|report|story|remark|assertion)s?\b"
    r"|\b(?:claim|allegation|accusation|report|rumou?r|story|assertion)s?\b[^,;.]*"
    r"\b(?:was|were|is|are|proved?|turned out)\s(?:\w+\s)?"
    r"(?:false|untrue|wrong|unfounded|baseless)\b",
    re.IGNORECASE,
)
_CONTESTED = re.compile(
    r"\b(?:untrue|false|wrong|disputed?|denied|denies|claims?|allegations?|alleged|rumou?rs?"
    r"|whether|contradict\w*)\b",
    re.IGNORECASE,
)
"""Words that leave open which side a statement takes."""


def stance(question: Question, statement: Statement) -> Stance | None:
    """The side that a statement takes, or None where that is not plain.

    It must have most of the question's words. A denial, a retraction or an opposite word is a no;
    what is only possible, planned or contested is neither.
    """
    claim, occasion = claimed(question), _occasion(question)
    if claim is None or not is_told(question, statement):
        return None
    if not _is_occasion(occasion, statement.text):
        return None  # that the pumps run says nothing of whether they ran when it flooded
    # A denial reaches no further than its own clause: "were not running when the Pell rose".
    text = _ITS_OCCASION.sub("", statement.text) if occasion else statement.text
    said = lemmas(claim)
    quotes = [Quote(text, statement.article.published)]
    if takes_back(question, statement):
        return Stance.NO
    for check in (check_negation, check_antonyms):
        objection = check(claim, quotes)
        if objection is not None:
            return Stance.NO if objection.contradicts else None
    if _CONTESTED.search(text) and not _CONTESTED.search(claim):
        return None
    if max(coverage(said, clause) for clause in clauses(text)) < _LEAST_TOLD:
        return None  # "The cup, missing since May, has been found": is the cup missing?
    others = (check_modality, check_order, check_numbers, check_dates)
    return None if any(check(claim, quotes) for check in others) else Stance.YES


def is_told(question: Question, statement: Statement) -> bool:
    """Whether a statement speaks of what a yes/no question asks, whichever side it takes.

    The occasion that a clause names ("when the river rose") may stand elsewhere in the article.
    """
    said, there = lemmas(claimed(question) or ""), lemmas(statement.text)
    told = [each for each in said if each in there or OPPOSITES.get(each, frozenset()) & there]
    article = statement.article
    return (
        len(said) >= _LEAST_WORDS
        and len(told) >= _LEAST_TOLD * len(said)
        and _is_occasion(_occasion(question), f"{article.title or ''}\n{article.text}")
    )


def takes_back(question: Question, statement: Statement) -> bool:
    """Whether a statement tells that what is asked about was claimed and is no longer."""
    return is_told(question, statement) and bool(_TAKEN_BACK.search(statement.text))


def claimed(question: Question) -> str | None:
    """What a yes/no question asks to be confirmed; None if it asks for more.

    The auxiliary is kept; a closing clause of time or place is not.
    """
    if question.wants is not AnswerType.YES_NO:
        return None
    body = _MEANWHILE.sub(r"\g<kept>", _body(question))
    if _OPEN.search(body):
        return None
    return " ".join(_FILLERS.sub(" ", _NEGATIVE_AUXILIARY.sub(r"\1", body)).split())


def _occasion(question: Question) -> str:
    """ "The Pell flooded" of a question that closes with "when the Pell flooded"; else empty."""
    body = _body(question)
    match = _MEANWHILE.search(body) or _ORDERED.search(body)
    return match["rest"] if match else ""


def _is_occasion(occasion: str, text: str) -> bool:
    named = lemmas(occasion)
    return not named or coverage(named, text) >= _LEAST_OF_CLAUSE


def _body(question: Question) -> str:
    opening = lead_in(question.text)
    return question.text[opening.end if opening else 0 :].rstrip(" ?")
