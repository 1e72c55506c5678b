"""A follow-up made stand-alone, so that what is searched can be shown and checked."""

import re
from collections.abc import Sequence

from assistant.facts import dates, names
from assistant.question import AnswerType, answer_type
from assistant.types import Turn
from assistant.words import content_stems, without_possessive

_OPENING = re.compile(r"^(?:and|but|so|ok(?:ay)?|then|also|well)\b[,\s]*", re.IGNORECASE)
_WHAT_ABOUT = re.compile(
    r"^(?:(?:what|how) about\s+|(?=the\s+[\w’'-]+(?:\s+[\w’'-]+){0,2}\W*$))(?P<topic>.+?)\??$"
    r"|^(?P<bare>(?:in|on|during|for|with|by|at|after|before)\s+.+?)\??$",
    re.IGNORECASE,
)
_HE = re.compile(
    r"\b(?P<possessive>his|her)\b(?=\s+\w)|\b(?P<person>he|him|she|her)\b", re.IGNORECASE
)
_THEM = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|there|then)\b", re.IGNORECASE
)
_THAT_CLAUSE = re.compile(
    r"\b(?:said|say|says|claim\w*|think|report\w*|mean|know|so)\s+that\b", re.IGNORECASE
)
_ASKING = re.compile(
    r"^(?:(?:what|who|how|when|where|why|which)(?:['’]s|['’]re)?\s+)?"
    r"(?:(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could)\s+)?",
    re.IGNORECASE,
)
_LAST_THING = re.compile(
    r"\b(?:the|this|that)\s+(?:(?!the\b|this\b|that\b)[\w’'-]+\s?){1,4}$", re.IGNORECASE
)
_AWAITS_VERB = re.compile(r"\b(?:do|does|did|will|would|can|could|should)\s+$", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b|['’](?:s|re)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^(?:\w+\s+)?(?:how|when|where|why)\b|^(?:who|what|which)(?:\s+\w+)?\W*$", re.IGNORECASE
)
_SHORT = 3
"""A question with fewer content words says too little to be what a later one is about."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it borrows from the conversation filled in.

    "And who is his spokesman?" after a question about Putin becomes "Who is Putin's spokesman?".
    A question that stands by itself, or has no conversation before it, comes back unchanged.
    """
    if not history:
        return question
    body = _OPENING.sub("", question.strip())
    last = history[-1]
    swapped = _swapped(body, last.question)
    if swapped:
        return swapped
    resolved = _with_person(body, history)
    if resolved != body:
        return _capital(resolved)
    if _borrows(body):
        topic = _topic(body, history)
        if topic:
            return f"{_capital(body.rstrip(' ?'))} ({topic})?"
    return _capital(body) if body != question.strip() else question


def _swapped(body: str, previous: str) -> str | None:
    """ "And in December?" asks the last question of another time, "What about X?" of another X."""
    match = _WHAT_ABOUT.match(body)
    if match is None:
        return None
    new = match["topic"] or match["bare"]
    asks, _ = answer_type(new)
    if asks is not AnswerType.ANY:
        return None
    stem = previous.rstrip(" ?")
    new_dates, old_dates = dates(new), dates(stem)
    if new_dates and old_dates:
        bare = re.sub(r"^(?:in|on|during|for|at)\s+", "", new)
        return f"{stem[: old_dates[0].start]}{bare}{stem[old_dates[-1].end :]}?"
    new_names, old_names = names(new), [name for name in names(stem) if name.start]
    if match["topic"] and new_names and old_names and not new_dates:
        old = old_names[-1]
        return f"{stem[: old.start]}{new}{stem[old.end :]}?"
    last_thing = _LAST_THING.search(stem)
    if match["topic"] and last_thing and _LAST_THING.match(new):
        before, replaced = stem[: last_thing.start()], last_thing[0].split()
        # "How much will | the ferry | cost": the verb stays.
        verb = f" {replaced[-1]}" if _AWAITS_VERB.search(before) and len(replaced) > 2 else ""
        return f"{before}{new}{verb}?"
    return f"{stem}, {new}?" if match["bare"] else f"{stem} ({new})?"


def _with_person(body: str, history: Sequence[Turn]) -> str:
    match = _HE.search(body)
    if match is None:
        return body
    person = _person(history)
    if person is None or person in body:
        return body
    first = True

    def fill(found: re.Match[str]) -> str:
        nonlocal first
        if not first:
            return found[0]
        first = False
        return f"{person}’s" if found["possessive"] else person

    return _HE.sub(fill, body)


def _person(history: Sequence[Turn]) -> str | None:
    """Whom "he" means: the answer to *who*, else the last person asked about, else one answered."""
    for turn in reversed(history):
        asked, answered = (_people(text) for text in (turn.question, turn.answer or ""))
        if answer_type(turn.question)[0] is AnswerType.PERSON and not _WHO_IS.match(turn.question):
            # "Who did Biden ring?" is answered by somebody else, of whom the talk is now.
            answered = [name for name in answered if not any(_shares(name, each) for each in asked)]
            asked, answered = answered, asked
        for found in (asked, answered):
            if found:
                return without_possessive(found[0])
    return None


_WHO_IS = re.compile(r"(?i:(?:and\s+)?who(?:['’]s|\s+is|\s+was))\s+[A-Z]")


_INSTITUTION = re.compile(
    r"\b(?:House|Kremlin|Council|Ministry|Department|Party|Board|Union|Nations|Office|Police|Court"
    r"|River|Club|Hospital|Street|Gazette|Post|Times)\b"
)
_AFTER_ROLE = re.compile(
    r"\b(?:president|minister|secretary|spokes\w+|mayor|councillor|chairman|chair|director|master"
    r"|leader|journalist|aide|ambassador|mr|mrs|ms|dr)\s+$",
    re.IGNORECASE,
)


def _people(text: str) -> list[str]:
    """The names that may be people, those that follow a role ("secretary Jen Psaki") first."""
    found = [
        name
        for name in names(text)
        if _may_be_person(text, name.start) and not _INSTITUTION.search(name.text)
    ]
    found.sort(key=lambda name: not _AFTER_ROLE.search(text[: name.start]))
    return [name.text for name in found]


def _shares(one: str, other: str) -> bool:
    return bool(set(content_stems(one)) & set(content_stems(other)))


def _may_be_person(text: str, start: int) -> bool:
    before = text[:start].lower()
    return not re.search(r"\b(?:the|in|at|from|near|of)\s+$", before)


def _borrows(body: str) -> bool:
    if _THEM.search(_THAT_CLAUSE.sub("", body)):
        return True
    # A full question of how, when, where or why has an auxiliary verb: "By how much?" is none.
    return bool(_ELLIPSIS.match(body)) and not _VERB.search(body) and not names(body)


def _topic(body: str, history: Sequence[Turn]) -> str:
    """The content of the last question that the follow-up does not repeat, in its own words."""
    said = set(content_stems(body))
    previous = next(
        (
            turn.question
            for turn in reversed(history)
            if len(content_stems(turn.question)) >= _SHORT
        ),
        history[-1].question,
    )
    _, asked = answer_type(previous)
    rest = previous[asked.end :] if asked and asked.start == 0 else previous
    rest = _ASKING.sub("", rest.strip() or previous).strip(" ?")
    return rest if set(content_stems(rest)) - said else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
