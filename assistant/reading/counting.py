"""What a figure counts: the thing a "how many" question asks for, or something else."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.facts import Number, Unit, numbers
from assistant.question import AnswerType, Question
from assistant.words import Word, content_stems, stem, words
from corpus.types import Span


class Figure(NamedTuple):
    """A figure in a sentence: `text[span.start : span.end]`."""

    text: str
    span: Span


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


_SUBGROUPS = tuple(
    map(_stems, ("man men boy boys", "woman women girl girls", "child children", "civilians"))
)
"""Who are only some of the people: three women and one man may both be right."""
_ANYBODY = _stems("people person persons victims dead deaths fatalities")
_EVERYBODY = _ANYBODY | _stems(
    "residents protesters protestors demonstrators marchers participants supporters"
)
PEOPLE = _EVERYBODY.union(*_SUBGROUPS) | _stems("passengers workers villagers")
"""Who are counted under many names."""
_HARMS = (
    _stems(
        "die died dying dead death kill killed killing perished drowned drown fatal fatality"
        " fatalities toll"
    ),
    _stems("injured injury injuries injure hurt wounded wound"),
    _stems("missing"),
    _stems("rescued rescue evacuated displaced homeless"),
    _stems("arrested arrest detained charged"),
)
"""What happens to people, each kind under all its names."""
_LIVES_LOST = re.compile(
    r"\b(?:los[et]|losing|claim\w*|took|taken?|cost)\s(?:\w+\s){0,3}?li(?:fe|ves)\b"
    r"|\blives\s(?:\w+\s)?(?:lost|claimed|taken)\b",
    re.IGNORECASE,
)
_HARMED = frozenset().union(*_HARMS)
_ASKS_PEOPLE = re.compile(
    r"how many\s+(?:(?:of the|more|other)\s+)*(?:(?:were|was|are|have|had|been)\s+)*(?P<word>\w+)",
    re.IGNORECASE,
)
_ONE_OF_THEM = re.compile(
    r"\bone(?=\s+(?:[a-z-]+\s+)?(?:person|man|woman|child|boy|girl|civilian|passenger|resident"
    r"|worker|villager|protester|marcher|victim)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"how many\s+((?:\w+\s+){0,2}?\w+)\s+(?:\w+)", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[;:—–]\s|,\s(?!\d)|\s(?=(?:and|but|while|whereas|although|though|because|which|who|when"
    r"|where|as|after|before|since|until)\s)"
)
_PASSED_OVER = frozenset("of the other others more them those its their all".split())
"""Words that may stand between a figure and what it counts."""
_STANDS_AT = re.compile(
    r"\b(?:to|at|is|was|now|reach(?:e[sd])?|total(?:s|led|ed)?)\s+(?:(?:at least|about|around"
    r"|almost|nearly|more than|over|some)\s+)?$",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\b(?:to|for|against|over)\b", re.IGNORECASE)
"""What follows tells why people did something, no longer what befell them."""
_BEFORE, _AFTER = 3, 4
"""Words on either side of a figure among which the counted thing may stand."""


def counts_asked(question: Question, figure: Figure | None) -> bool:
    """Whether a figure counts what a "how many" question asks for; True where it asks otherwise.

    People go by many names, and the verb may tell that people are counted: "has risen to three" in
    a clause of the killed. Somebody injured is not somebody killed.
    """
    match = _COUNTED.search(question.text)
    if question.wants is not AnswerType.NUMBER or match is None or figure is None:
        return True
    if asks_harmed(question):
        return _counts_people(question, figure)
    counted = set(content_stems(match[1]))
    after = [word.stem for word in words(figure.text[figure.span.end :])][:_AFTER]
    before = [word.stem for word in words(figure.text[: figure.span.start])][-_BEFORE:]
    counted |= _EVERYBODY if counted & _ANYBODY else frozenset()
    return not counted or bool(counted & {*after, *before})


def count_the_same(question: Question, one: Figure, other: Figure) -> bool:
    """Whether two figures are of the same things, by the words right after them.

    Where only one has such a word, the statement of the other must speak of it too, unless both
    count who came to harm.
    """
    ours, theirs = _counted(one), _counted(other)
    if ours and theirs and not {ours, theirs} <= PEOPLE | _HARMED:
        return ours == theirs
    if ours and theirs:
        return not _are_different_people(one, other)
    if asks_harmed(question):
        return _counts_people(question, one) and _counts_people(question, other)
    silent = other if ours else one
    return not (ours or theirs) or (ours or theirs) in content_stems(silent.text)


def quantities(answer: str) -> tuple[Number, ...]:
    """The numbers of the answering words; "one" alone is one there, since it was pointed at."""
    one = answer.casefold() == "one"
    return (Number(0, len(answer), 1.0, Unit.PLAIN),) if one else numbers(answer)


def lone_people(question: Question, text: str) -> list[Span]:
    """The "one" of "one man died", where people are to be counted."""
    found = _ONE_OF_THEM.finditer(text) if asks_people(question) else ()
    return [Span(*match.span()) for match in found]


def asks_people(question: Question) -> bool:
    """Whether people of any kind are to be counted: "how many people", "how many were hurt"."""
    match = _ASKS_PEOPLE.search(question.text)
    return match is not None and stem(match["word"]) in _ANYBODY | _HARMED


def asks_harmed(question: Question) -> bool:
    """Whether those are to be counted who died, were hurt, are missing, or the like.

    People may also march for the injured.
    """
    match = _ASKS_PEOPLE.search(question.text)
    asked = _PURPOSE.split(question.text[match.start() :])[0] if match else ""
    return asks_people(question) and bool(_harms(asked))


def same_harm(question: Question, one: str, other: str) -> bool:
    """Whether two texts tell of the harm that a question asks about, in whichever words."""
    return bool(_harms(question.text) & _harms(one) & _harms(other))


def _counts_people(question: Question, figure: Figure) -> bool:
    clause = _clause(figure)
    if not _harms(clause) & _harms(question.text):
        return False
    counted = {word.stem for word in _following(figure)}
    if counted:
        return bool(counted & (PEOPLE | _HARMED)) or bool(_LIVES_LOST.search(clause))
    before = figure.text[: figure.span.start]
    last = next((word.stem for word in reversed(list(words(before)))), "")
    amounts = quantities(figure.text[figure.span.start : figure.span.end])
    whole = any(each.unit is Unit.PLAIN and each.value == int(each.value) for each in amounts)
    return whole and (last in PEOPLE | _HARMED or bool(_STANDS_AT.search(before)))


def _following(figure: Figure) -> Iterator[Word]:
    """The content words right behind a figure: "young men" of "three of the young men at sea"."""
    clause_end = _CLAUSE.search(figure.text, figure.span.end)
    rest = figure.text[figure.span.end : clause_end.start() if clause_end else None]
    for word in words(rest):
        if word.is_content:
            yield word
        elif word.word.lower() not in _PASSED_OVER:
            return


def _clause(figure: Figure) -> str:
    """The clause around a figure."""
    cuts = [match.span() for match in _CLAUSE.finditer(figure.text)]
    start = max((end for _, end in cuts if end <= figure.span.start), default=0)
    end = min((start for start, _ in cuts if start >= figure.span.end), default=len(figure.text))
    return figure.text[start:end]


def _harms(text: str) -> frozenset[int]:
    """The kinds of harm that a text speaks of, by number."""
    said = {word.stem for word in words(text)}
    lost = [0] if _LIVES_LOST.search(text) else []
    return frozenset((*lost, *(n for n, kind in enumerate(_HARMS) if not kind.isdisjoint(said))))


def _are_different_people(one: Figure, other: Figure) -> bool:
    """Whether one figure is of women and the other of men, or the like."""
    first, second = ({word.stem for word in _following(each)} for each in (one, other))
    kinds = [
        [n for n, kind in enumerate(_SUBGROUPS) if not kind.isdisjoint(said)]
        for said in (first, second)
    ]
    return all(kinds) and kinds[0] != kinds[1]


def _counted(figure: Figure) -> str:
    """The stem of the word right after a figure, if it can name what is counted."""
    rest = figure.text[figure.span.end :]
    follows = next(iter(words(rest)), None)
    counts = follows and follows.is_content and not rest[: follows.start].strip()
    return follows.stem if follows and counts else ""
