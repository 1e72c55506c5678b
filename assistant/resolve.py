"""Who "he" is: names for the pronouns of a sentence, taken from the sentences before it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.evidence import Statement, sentences_of
from assistant.facts import Name, names
from corpus.sentences import sentence_spans
from corpus.types import Span

_OPENING = re.compile(
    r"^[“\"‘']?(?:(?:but|and|however|also|later|then|meanwhile|instead|at the time"
    r"|in addition|besides)[,\s]+){0,2}"
    r"(?P<pronoun>he|she|they|their)\b",
    re.IGNORECASE,
)
# What only the sentence before explains, and no name in brackets would.
_UNNAMED = re.compile(
    r"^(?:(?:his|her|their|its)\b|it\s+(?:said|says|told|added|called|denied|reported|warned|also)\b"
    r"|(?:this|that|these|those)\s+(?:was|is|were|are|came|means|meant|follows|followed)\b"
    r"|the\s+(?:former|latter|two|pair|trio)\b)",
    re.IGNORECASE,
)
_ANY = re.compile(r"(?<![\w’'])(?P<pronoun>he|she)\b(?!['’]d\b)", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:mr|mrs|ms|dr|sir|president|presidents|minister|secretary|senator|governor|mayor"
    r"|spokesman|spokeswoman"
    r"|spokesperson|counterpart|leader|journalist|chairman|chair|chief|aide|ambassador|editor"
    r"|author|critic"
    r"|legend|councillor|cllr|captain|surgeon|director|master|engineer|head|manager|officer"
    r"|councillor"
    r"|professor|chancellor|commissioner|owner|skipper|coach|resident|councilor|candidate"
    r"|leader)[.,]?\s+$",
    re.IGNORECASE,
)
_OBLIQUE = re.compile(
    r"\b(?:with|to|by|from|of|against|between|about|at|than|on|in|for|under|after|before"
    r"|over)\s+(?:the\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+and\s+(?:the\s+)?(?:[\w’'-]+\s+){0,3}")
_PEOPLE_OF_A_PLACE = re.compile(r"(?:ian|ean|ican|ese|ish)$")  # "Numerous Russian officials"
_SPEAKS = re.compile(
    r"[,\s]+(?:also\s+|has\s+|had\s+)?(?:said|says|told|added|called|wrote|warned|denied"
    r"|asked|announced|stated|argued|insisted)\b"
)
_NAMED_SPEAKER = re.compile(rf"[A-Z][\w’'-]+{_SPEAKS.pattern}")  # "Holt said she would go"
_LOOK_BACK = 3


class Resolution(NamedTuple):
    """A sentence with its pronoun's name in brackets, and the earlier sentence that names it."""

    text: str
    named_in: Span


def leans(statement: Statement) -> bool:
    """Whether a sentence opens with a word that only the one before explains.

    Or it has a "he" or "she" before any name of its own.
    """
    text = statement.text
    outside = _outside_quotes(text)
    if _OPENING.match(outside) or _UNNAMED.match(outside):
        return True
    match = _ANY.search(outside)
    if match is None or _NAMED_SPEAKER.match(text):
        return False
    known = {surname.lower() for surname in people_of(statement.article.text)}
    return not any(name.start < match.start() for name in names(text, known=known))


def resolve(statement: Statement) -> Resolution | None:
    """Name the pronoun that a leaning sentence opens with, or None where it is not certain.

    The name must be the subject of the sentence before, or of the one before those that open with
    a pronoun too. A person named in the sentence itself is somebody else, and so is one of whom the
    article elsewhere says the other of "he" and "she".
    """
    text = statement.text
    outside = _outside_quotes(text)
    match = _OPENING.match(outside) or _ANY.search(outside)
    if match is None or match["pronoun"].lower() in ("they", "their"):
        return None
    article = statement.article
    people = people_of(article.text)
    elsewhere = {_surname(name) for name in names(text, known={each.lower() for each in people})}
    other = "she" if match["pronoun"].lower() == "he" else "he"
    genders = _genders(article.text)
    spans = sentences_of(article)
    for back in range(1, _LOOK_BACK + 1):
        if statement.position < back:
            return None
        span = spans[statement.position - back]
        before = article.text[span.start : span.end]
        if _opens_with_pronoun(before, people):
            continue  # it speaks of the same person, so whom it names is somebody else
        found = [
            name
            for name in names(before, known={each.lower() for each in people})
            if _surname(name) in people and _surname(name) not in elsewhere
        ]
        if not found:
            return None
        subjects = _subjects(before, found)
        choice = {_surname(name): name for name in reversed(subjects)}
        if len(choice) > 1:
            # The grammatical subject stands first; a second one makes it anybody's guess, unless
            # the sentence names its speaker.
            speaking = [name for name in subjects if _SPEAKS.match(before[name.end :])]
            choice = {_surname(name): name for name in speaking}
        if len(choice) != 1:
            return None
        name = next(iter(choice.values()))
        if other in genders.get(_surname(name), ()):
            return None
        end = match.end("pronoun")
        label = re.sub(r"['’]s?$", "", name.text)
        return Resolution(f"{text[:end]} [{label}]{text[end:]}", span)
    return None


def _subjects(text: str, people: Sequence[Name]) -> list[Name]:
    """Those who stand after no preposition; "and" puts a second one where the first is."""
    subjects: list[Name] = []
    for number, name in enumerate(people):
        before = people[number - 1] if number else None
        if before and _AND.fullmatch(text[before.end : name.start]):
            if subjects and subjects[-1] is before:
                subjects.append(name)
        elif not _OBLIQUE.search(text[: name.start]):
            subjects.append(name)
    return subjects


def _opens_with_pronoun(text: str, people: frozenset[str]) -> bool:
    match = _ANY.search(_outside_quotes(text))
    known = {each.lower() for each in people}
    return match is not None and not any(
        name.start < match.start() and _surname(name) in people for name in names(text, known=known)
    )


@lru_cache(maxsize=1024)
def _genders(text: str) -> dict[str, set[str]]:
    """The pronouns a text uses for each surname: in a sentence that names one person only."""
    people = people_of(text)
    known = {each.lower() for each in people}
    found: dict[str, set[str]] = {}
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        named = {_surname(n) for n in names(sentence, known=known) if _surname(n) in people}
        used = {match["pronoun"].lower() for match in _ANY.finditer(_outside_quotes(sentence))}
        if len(named) == 1 and not _opens_with_pronoun(sentence, people):
            found.setdefault(named.pop(), set()).update(used)
        for title, pronoun in (("Mr", "he"), ("Mrs", "she"), ("Ms", "she")):
            for match in re.finditer(rf"\b{title}\.?\s+(?:\w+\s+)?(\w+)", sentence):
                found.setdefault(match[1], set()).add(pronoun)
    return found


@lru_cache(maxsize=1024)
def people_of(text: str) -> frozenset[str]:
    """The surnames of those whom a text treats as people: by a role before, or by speaking."""
    found = set()
    for name in names(text):
        bare = re.sub(r"['’]s?$", "", name.text)
        parts = bare.split()
        before = text[max(0, name.start - 40) : name.start]
        two_names = 2 <= len(parts) <= 3 and all(part[:1].isupper() for part in parts)
        if re.search(r"\bthe\s+$", before, re.IGNORECASE) or (
            _PEOPLE_OF_A_PLACE.search(bare) and re.match(r"\s+[a-z]", text[name.end :])
        ):
            continue
        if _ROLE.search(before) or (
            two_names and (_SPEAKS.match(text[name.end :]) or text[name.end : name.end + 2] == ", ")
        ):
            found.add(parts[-1])
    return frozenset(found)


def _surname(name: Name) -> str:
    return re.sub(r"['’]s?$", "", name.text).split()[-1]


def _outside_quotes(text: str) -> str:
    """The text with quoted words blanked out, offsets kept: a quoted "he" is the speaker's."""
    return re.sub(r"[“\"][^”\"]*[”\"]?", lambda match: " " * len(match[0]), text)
