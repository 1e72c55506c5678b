"""Who "he" is: names for the pronouns of a sentence, taken from the sentences before it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.evidence import Statement, sentences_of
from assistant.facts import Name, names
from assistant.words import without_possessive
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
_SOMEBODY = re.compile(
    r"\b(?:an?|the|another|his|her|their|one|whose)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:man|woman|boy|girl|son|daughter|brother|sister|husband|wife|father|mother|driver|gunman"
    r"|suspect|victim|patient|officer|pilot|passenger|teenager|student|worker|neighbour|friend"
    r"|colleague|policeman|fisherman|businessman|lawyer|judge|doctor|thief|burglar|attacker|caller|owner|player|child|person)\b",
    re.IGNORECASE,
)
_VERB_BEFORE = re.compile(
    r"\b(?:said|told|met|saw|beat|shot|\w{2,}ed|\w{3,}ing|is|was|were|has|had|that)\s"
)
_SUFFERS = re.compile(r"[,\s]+(?:is|was|has been|had been)\s")
_AND = re.compile(r",?\s+and\s+(?:the\s+)?(?:[\w’'-]+\s+){0,3}")
_PEOPLE_OF_A_PLACE = re.compile(r"(?:ian|ean|ican|ese|ish)$")  # "Numerous Russian officials"
_SPEAKS = re.compile(
    r"[,\s]+(?:also\s+|has\s+|had\s+)?(?:said|says|told|added|called|wrote|warned|denied"
    r"|asked|announced|stated|argued|insisted)\b"
)
_NAMED_SPEAKER = re.compile(rf"[A-Z][\w’'-]+{_SPEAKS.pattern}")  # "Holt said she would go"
_LOOK_BACK = 3
_SPEECH = re.compile(
    r"\b(?:said|says|told|added|called|wrote|warned|denied|asked|announced|stated|argued|insisted"
    r"|replied|answered|explained|according to)\b"
)
_SPEAKER_BACK = 2
"""How many sentences before a quotation may name its speaker."""


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
    people = people_of(statement.article.text)
    known = {surname.lower() for surname in people}
    return not any(
        name.start < match.start() and _surname(name) in people
        for name in names(outside, known=known)
    )


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
        name = _only_subject(before, found)
        if name is None or other in genders.get(_surname(name), ()):
            return None
        end = match.end("pronoun")
        speaks = _SPEAKS.match(before[name.end :])
        if speaks and _SUFFERS.match(text, end):
            return None  # "Holt said the driver was drunk. He was fined."
        label = without_possessive(name.text)
        return Resolution(f"{text[:end]} [{label}]{text[end:]}", span)
    return None


def speaker_before(statement: Statement) -> int | None:
    """The position of the sentence that says who speaks in one that is nothing but quotation.

    None for any other sentence, and where none of the sentences right before has a speaker.
    """
    article, spans = statement.article, sentences_of(statement.article)
    if not _is_bare_quotation(article.text, statement.span):
        return None
    for position in range(statement.position - 1, statement.position - 1 - _SPEAKER_BACK, -1):
        if position < 0:
            return None
        before = spans[position]
        if _SPEECH.search(_unquoted(article.text, before)):
            return position
    return None


def _is_bare_quotation(text: str, span: Span) -> bool:
    return not any(char.isalnum() for char in _unquoted(text, span))


def _unquoted(text: str, span: Span) -> str:
    """What of a sentence stands outside quotation marks, one opened in its paragraph included."""
    sentence = text[span.start : span.end]
    paragraph = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    opened = paragraph.count("“") > paragraph.count("”") or paragraph.count('"') % 2 == 1
    if opened:
        closed = re.search(r"[”\"]", sentence)
        sentence = sentence[closed.end() :] if closed else ""
    return _outside_quotes(sentence)


def _only_subject(text: str, people: Sequence[Name]) -> Name | None:
    """The one person a sentence is about: its subject, where all others stand after prepositions.

    None where somebody else, named or not, could as well be meant by the next "he".
    """
    straight = [name for name in people if not _OBLIQUE.search(text[: name.start])]
    if len({_surname(name) for name in straight}) != 1 or _SOMEBODY.search(
        _without_appositions(text, people)
    ):
        return None
    name = straight[0]
    if any(
        (" " in other.text or other.start > name.end) and _surname(other) != _surname(name)
        for other in names(text)
        if not (
            _OBLIQUE.search(text[: other.start])
            or re.search(r"\bthe\s$", text[: other.start], re.IGNORECASE)
            or re.match(r"['’]", text[other.end :])
            or re.search(r"['’]s?$", other.text)
        )
    ):
        return None  # "Minister Lee replaced Bob Hart", "Psaki said Biden restated his support"
    following = [each for each in people if each.start > name.end]
    if any(_AND.fullmatch(text[name.end : each.start]) for each in following):
        return None
    if re.match(r"['’]s?\s", text[name.end :]) or re.search(r"['’]s?$", name.text):
        return None  # "Holt's son said"
    opening = re.split(r"[,;:—–]\s*", text[: name.start])[-1]
    # Before a subject stand its roles, not a verb: "A man attacked Holt".
    return None if _VERB_BEFORE.search(opening) else name


def _without_appositions(text: str, people: Sequence[Name]) -> str:
    """The text without what describes its people: "Goss, a spokesman for the board, said"."""
    for name in reversed(people):
        described = re.match(r",\s[^,]+,?", text[name.end :])
        if described:
            text = text[: name.end] + text[name.end + described.end() :]
    return text


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
        bare = without_possessive(name.text)
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
    return without_possessive(name.text).split()[-1]


def _outside_quotes(text: str) -> str:
    """The text with quoted words blanked out, offsets kept: a quoted "he" is the speaker's."""
    return re.sub(r"[“\"][^”\"]*[”\"]?", lambda match: " " * len(match[0]), text)
