"""Deterministic checks of a sentence against the words it cites.

Each check is a pure function from (claim, evidence) to a reason in words, or None where it has
nothing to object. A reason names what differs, so that a person can see it at once.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from assistant.facts import TITLES, Number, Unit, dates, names, numbers
from assistant.types import Quote
from assistant.words import content_stems, share, stem, words
from corpus.types import Span


class Objection(NamedTuple):
    """Why a claim fails: `contradicts` if the evidence says otherwise, not merely nothing."""

    check: str
    reason: str
    contradicts: bool = False


Check = Callable[[str, Sequence[Quote]], Objection | None]


def joined(quotes: Sequence[Quote]) -> str:
    return "\n".join(quote.text for quote in quotes)


def check_numbers(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Every quantity of the claim must stand in the evidence with the same value and unit.

    Digits that make no quantity, such as those of a code, must stand there as they are.
    """
    evidence = joined(quotes)
    stated = numbers(evidence)
    wanted = numbers(claim)
    for pair in _PAIR.finditer(claim):
        if not re.search(rf"(?<!\d){pair[1]}[-–]{pair[2]}(?!\d)", evidence):
            return Objection("numbers", f"the article does not say {pair[0]}")
    for number in wanted:
        said = claim[number.start : number.end]
        if any(
            _same(number, other) and _same_thing(claim, number, evidence, other) for other in stated
        ):
            continue
        rivals = [evidence[o.start : o.end] for o in stated if _agree(number, o)] or [
            evidence[o.start : o.end] for o in stated if _equal(number.value, o.value)
        ]
        if rivals:
            return Objection(
                "numbers", f"the sentence says {said}, the article says {_some(rivals)}", True
            )
        return Objection("numbers", f"the article does not say {said}")
    read = _facts(claim)
    for match in re.finditer(r"\d+", claim):
        if not any(Span(*match.span()).overlaps(span) for span in read) and not re.search(
            rf"(?<!\d){match[0]}(?!\d)", evidence
        ):
            return Objection("numbers", f"the article does not say {match[0]}")
    return None


_PAIR = re.compile(r"(?<![\d-])(\d{1,3})[-–](\d{1,3})(?![\d-])")  # a vote or a score


def _facts(text: str) -> list[Span]:
    found_dates = dates(text)
    found_numbers = numbers(text, besides=found_dates)
    return [Span(each.start, each.end) for each in found_dates] + [
        Span(each.start, each.end) for each in found_numbers
    ]


def _same(one: Number, other: Number) -> bool:
    return _equal(one.value, other.value) and _agree(one, other)


def _agree(one: Number, other: Number) -> bool:
    """Whether two numbers are of one kind; a bare one may be money or measured like the other."""
    if one.of and other.of:
        return one.of == other.of
    return one.unit == other.unit or {one.unit, other.unit} == {Unit.PLAIN, Unit.MONEY}


def _same_thing(claim: str, number: Number, evidence: str, other: Number) -> bool:
    """Whether both numbers count the same, where both say what.

    "180 cars" is not "180 passengers" where the evidence counts cars too.
    """
    counted, there = _counted(claim, number), _counted(evidence, other)
    if counted is None or there is None or counted == there:
        return True
    return all(_counted(evidence, each) != counted for each in numbers(evidence))


def _counted(text: str, number: Number) -> str | None:
    """The stem of the word right after a number, if it is a word of content."""
    following = re.compile(r"\s+([a-z]+)").match(text, number.end)
    if number.unit is not Unit.PLAIN or number.of or not following:
        return None
    return next((word.stem for word in words(following[1]) if word.is_content), None)


def check_dates(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Every date of the claim must be stated by one date of the evidence, part for part."""
    evidence = joined(quotes)
    stated = dates(evidence)
    for date in dates(claim):
        if any(other.states(date) for other in stated):
            continue
        wanted = claim[date.start : date.end]
        rivals = [evidence[o.start : o.end] for o in stated if o.contradicts(date)]
        if rivals:
            return Objection(
                "dates", f"the sentence says {wanted}, the article says {_some(rivals)}", True
            )
        return Objection("dates", f"the article does not say {wanted}")
    return None


def check_names(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Every word of every name in the claim must stand in the evidence, and in the same name.

    "Joe Putin" is in no article that speaks of Joe Biden and of Vladimir Putin. A country stands
    there too as its people ("Russian"), and an acronym as the words it is made of.
    """
    evidence = joined(quotes)
    said = [_parts(name.text) for name in names(evidence)]
    present = {stem(part) for word in words(evidence) for part in (word.word, *_parts(word.word))}
    acronyms = {"".join(part[0] for part in parts) for parts in said} | {
        part for parts in said for part in parts if part.isupper()
    }
    for name in names(claim):
        parts = _parts(name.text)
        if "".join(part[0] for part in parts) in acronyms and len(parts) > 1:
            continue
        for part in parts:
            if part.isupper() and len(part) > 1:
                found = part in acronyms or (part not in _SHOUTED_WORDS and stem(part) in present)
            else:
                found = any(_same_name(stem(part), each) for each in present)
            if not found:
                return Objection("names", f"the article does not name {name.text}")
        for first, last in pairwise(parts):
            if _parted(first, last, said):
                return Objection("names", f"the article names nobody {name.text}", True)
    return None


_SHOUTED_WORDS = frozenset("US IT WHO".split())
"""Acronyms that a common word in lower case must not stand for."""
_OF_A_PLACE = ("", "n", "an", "ian", "i", "ese", "ish")


def _parts(name: str) -> list[str]:
    """The words of a name, without initials; "U.S." is one, "US"."""
    joined = re.sub(r"\b(\w)\.(?=\w\.)|(?<=\.\w)\.", r"\1", name)
    return [part for part in re.findall(r"\w+", joined) if len(part) > 1 and part not in _LINKS]


_LINKS = frozenset("of the for and".split())


def _same_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) > 3 and long.startswith(short) and long[len(short) :] in _OF_A_PLACE
    )


def _parted(first: str, last: str, said: Sequence[Sequence[str]]) -> bool:
    """Whether the evidence has `first` only with other words after it, never with `last`."""
    within = [parts for parts in said if first in parts]
    return any(parts[-1] != first for parts in within) and not any(
        last in parts for parts in within
    )


_NEGATORS = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nobody|nothing|without|cannot)\b|n['’]t\b"
    r"|\b(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|fail(?:s|ed|ing)? to"
    r"|dismiss(?:es|ed|ing)?|ruled? out|declin(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
_NOT_NEGATION = re.compile(
    r"\b(?:not only|no longer than|no later than|no doubt|not least)\b", re.IGNORECASE
)


def check_negation(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What the claim denies the evidence must deny, and what the evidence denies the claim must not
    state: told by the words in the negation's reach."""
    evidence = joined(quotes)
    denied, denying = list(_negated(evidence)), list(_negated(claim))
    for negator, scope in denying:
        if not any(not scope or not other or scope & other for _, other in denied):
            return Objection("negation", f"the article does not deny it (“{negator}”)", True)
    if denying:
        return None
    said = _roots(claim)
    for sentence in re.split(r"(?<=[.!?])[”\"’)]*\s+", evidence):
        shared = len(_roots(sentence) & said)
        for negator, scope in _negated(sentence):
            if len(scope & said) >= 0.75 * len(scope) > 0 and shared >= 0.8 * len(said):
                return Objection("negation", f"the article says “{negator}”", True)
        if shared >= 0.8 * len(said):
            return None
    return None


def _negated(text: str) -> Iterator[tuple[str, set[str]]]:
    """The negators of a text, each with the roots of the content words in its reach."""
    for match in _NEGATORS.finditer(text):
        if _NOT_NEGATION.match(text, match.start()):
            continue
        clause = re.split(r"[,;:.!?]\s", text[match.end() :], maxsplit=1)[0]
        yield match[0], {_root(each) for each in islice(_content(clause), _REACH)}


_REACH = 4
_ROOT = 5


def _content(text: str) -> Iterator[str]:
    return (word.stem for word in words(text) if word.is_content)


def _root(stem: str) -> str:
    """The beginning of a stem, in which "injured" and "injuries" agree."""
    return stem[:_ROOT]


def _roots(text: str) -> set[str]:
    return {_root(each) for each in _content(text)}


def check_words(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """At least `_LEAST_SHARE` of the claim's content words must stand in the evidence, and of each
    longer clause at least `_LEAST_IN_CLAUSE`: what was added to a true sentence stands in one.

    What is said of somebody must be there, not only who it is: of the words beside names at least
    one in each clause and `_LEAST_SHARE` in all.
    """
    evidence = joined(quotes)
    if " ".join(claim.split()) in " ".join(evidence.split()):
        return None
    wordy = claim
    for start, end in _facts(claim):  # which have checks of their own
        wordy = wordy[:start] + " " * (end - start) + wordy[end:]
    said, present = own_stems(wordy), set(content_stems(evidence))
    if not said:
        return Objection("words", "it says nothing that could be checked")
    if share(said, present) < _LEAST_SHARE:
        return Objection("words", "the article uses too few of the sentence's words to tell")
    for clause in _CLAUSES.split(wordy):
        own = own_stems(clause)
        if own and not _SPEECH.search(clause) and not any(each in present for each in own):
            return Objection("words", f"the article does not say “{_trimmed(clause)}”")
    if share(content_stems(wordy), present) < _LEAST_SHARE:
        return Objection("words", "the article uses too few of the sentence's words to tell")
    for clause in _CLAUSES.split(wordy):
        every = content_stems(clause)
        if len(every) >= 3 and share(every, present) < _LEAST_IN_CLAUSE:
            return Objection("words", f"the article does not say “{_trimmed(clause)}”")
    return None


def own_stems(text: str) -> tuple[str, ...]:
    """The stems of the content words that stand in no name: what is said, not of whom."""
    rest = text
    for name in names(text):
        rest = rest[: name.start] + " " * (name.end - name.start) + rest[name.end :]
    return tuple(each for each in content_stems(rest) if each not in _TITLE_STEMS)


_TITLE_STEMS = frozenset(stem(title) for title in TITLES)


def _trimmed(clause: str) -> str:
    return " ".join(clause.split()).strip(" .")


_SPEECH = re.compile(
    r"\b(?:said|says|told|added|according|reported|announced|wrote)\b", re.IGNORECASE
)
_LEAST_SHARE = 0.5
_LEAST_IN_CLAUSE = 0.34
_CLAUSES = re.compile(
    r"[,;:—–]\s+|\s+(?=(?:and|but|while|because|although|after|before|which|who|so)\s)"
)


def check_brackets(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What was added to a sentence in brackets must stand in the evidence, word for word."""
    evidence = joined(quotes)
    for match in re.finditer(r"\[([^\[\]]+)\]", claim):
        if word_share(match[1], evidence) < 1:
            return Objection("brackets", f"the article does not say “{match[1]}”")
    return None


_QUOTATION = re.compile(r"“([^”]{2,})”|\"([^\"]{2,})\"|(?<!\w)‘([^’]{2,})’(?!\w)")


def check_quotations(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """What the claim puts in quotation marks must stand in the evidence, word for word."""
    evidence = joined(quotes)
    said = " ".join(word.word.casefold() for word in words(evidence))
    for match in _QUOTATION.finditer(claim):
        quoted = next(group for group in match.groups() if group)
        if " ".join(word.word.casefold() for word in words(quoted)) not in said:
            return Objection("quotations", f"the article does not have the words “{quoted}”")
    return None


def word_share(claim: str, evidence: str) -> float:
    """The share of the claim's content words found in the evidence by stem, in [0, 1]."""
    return share(content_stems(claim), set(content_stems(evidence)))


CHECKS: tuple[Check, ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_negation,
    check_brackets,
    check_quotations,
    check_words,
)
"""In the order in which their reasons are given."""


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1.0)


def _some(found: list[str]) -> str:
    unique = list(dict.fromkeys(found))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:3])
