"""Names of the claim against those of the evidence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.facts import names
from assistant.types import Quote
from assistant.verifier.checks.objection import Objection, differs, joined
from assistant.verifier.checks.spelling import place, sound
from assistant.words import stem, words

_SHOUTED_WORDS = frozenset("US IT WHO".split())
"""Acronyms that a common word in lower case must not stand for."""
_OF_A_PLACE = ("", "n", "an", "ian", "i", "ese", "ish")
_LINKS = frozenset("of the for and".split())
_SHORT_NAME = 3  # letters of "Ben", which with the same surname may be Benjamin
_OFFICES = {
    form: forms.split()[0]
    for forms in """
    president; minister; chancellor; senator sen; governor gov; mayor; king; queen; prince;
    princess; general gen; colonel col; captain capt; judge justice; councillor cllr;
    professor prof; bishop; pope; ambassador; sheriff; sergeant sgt; representative rep
    congressman congresswoman; doctor dr
    """.split(";")
    for form in forms.split()
}
_TITLED = re.compile(
    rf"\b(?:(?:[Vv]ice|[Dd]eputy|[Ff]ormer|[Pp]rime)[\s-])?"
    rf"(?P<title>(?i:{'|'.join(_OFFICES)}))\.?\s+(?P<name>(?:[A-Z][\w’'-]+\s+){{0,2}}[A-Z][\w’'-]+)\b"
)


def check_names(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Every word of every name in the claim must stand in the evidence, and in the same name.

    "Joe Putin" is in no article that speaks of Joe Biden and of Vladimir Putin. A country stands
    there too as its people ("Russian"), an acronym as the words it is made of, and a first name in
    another spelling ("Garry") before its surname.
    """
    evidence = joined(quotes)
    said = [_parts(name.text) for name in names(evidence)]
    present = {place(part) for word in words(evidence) for part in (word.word, *_parts(word.word))}
    shouted = {part for parts in said for part in parts if part.isupper()}
    acronyms = {initials for parts in said for initials in _initials(parts)} | shouted
    for name in names(claim):
        parts = _respelled(_parts(name.text), said)
        if "".join(part[0] for part in parts) in shouted and len(parts) > 1:
            continue
        for part in parts:
            if part.isupper() and len(part) > 1:
                found = part in acronyms or (part not in _SHOUTED_WORDS and place(part) in present)
            else:
                found = any(_same_name(place(part), each) for each in present)
            if not found:
                return Objection("names", f"the article does not name {name.text}")
        for first, last in pairwise(parts):
            if _parted(first, last, said):
                return Objection("names", f"the article names nobody {name.text}", True)
    return _another_office(claim, evidence)


def _parts(name: str) -> list[str]:
    """The words of a name, without initials; "U.S." is one, "US"."""
    joined = re.sub(r"\b(\w)\.(?=\w\.)|(?<=\.\w)\.", r"\1", name)
    return [part for part in re.findall(r"\w+", joined) if len(part) > 1 and part not in _LINKS]


def _initials(parts: Sequence[str]) -> Iterator[str]:
    """Of every run of a name's words: "Dmitry Orlov of the European Space Agency" has "ESA"."""
    letters = "".join(part[0] for part in parts)
    for start in range(len(letters)):
        yield from (letters[start:end] for end in range(start + 2, len(letters) + 1))


def _respelled(parts: Sequence[str], said: Sequence[Sequence[str]]) -> list[str]:
    """A name's words as the evidence spells them, where the word next to each is the same."""
    found = list(parts)
    for first, last in pairwise(range(len(parts))):
        for theirs, next_one in (pair for each in said for pair in pairwise(each)):
            if stem(parts[last]) == stem(next_one) and _one_person(parts[first], theirs):
                found[first] = theirs
            elif stem(parts[first]) == stem(theirs) and sound(parts[last]) == sound(next_one):
                found[last] = next_one
    return found


def _one_person(one: str, other: str) -> bool:
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return sound(one) == sound(other) or (len(short) >= _SHORT_NAME and long.startswith(short))


def _same_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) > 3 and long.startswith(short) and long[len(short) :] in _OF_A_PLACE
    )


def _parted(first: str, last: str, said: Sequence[Sequence[str]]) -> bool:
    """Whether the evidence has `first` only with other words after it, never with `last`."""
    within = [parts for parts in said if first in parts]
    return any(parts[-1] != first for parts in within) and not any(
        stem(last) in map(stem, parts) for parts in within
    )


def _another_office(claim: str, evidence: str) -> Objection | None:
    """ "Governor Holt" where the evidence says "Senator Holt" and nothing of a governor."""
    held = list(_titled(evidence))
    known = {_OFFICES.get(word.lower()) for word in re.findall(r"\w+", evidence)}
    for office, surname, title in _titled(claim):
        theirs = [each for each in held if each[1] == surname]
        if theirs and office not in known:
            return differs("names", theirs[0][2], title)
    return None


def _titled(text: str) -> Iterator[tuple[str, str, str]]:
    """Each office that a text gives somebody: its common form, the surname, and the words."""
    for match in _TITLED.finditer(text):
        surname = stem(match["name"].split()[-1])
        yield _OFFICES[match["title"].lower()], surname, match[0]
