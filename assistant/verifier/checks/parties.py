"""Who can speak: people, what they are, and the seats that speak for countries."""

import re
from itertools import pairwise

from assistant.verifier.checks.alignment import Token, sentences, tokens
from assistant.verifier.checks.forms import lemma
from assistant.verifier.checks.spelling import place

ROLES = frozenset(
    lemma(word)
    for word in """
    spokesman spokeswoman spokesperson spokespeople president minister prime leader chief head mayor
    director official officer secretary chairman chairwoman chair executive manager boss senior
    former deputy source statement mr mrs ms dr sir governor senator chancellor king queen general
    professor councillor member lawyer ambassador aide adviser press office letter people
    interview tuesday monday wednesday thursday friday saturday sunday foreign
    """.split()
)
"""Words that say what somebody is, and not who."""
_CAPITALS = {
    form: place(forms.split()[0])
    for forms in """
    russia moscow kremlin; american washington; china beijing; ukraine kyiv kiev; britain
    london downing; european brussels eu; germany berlin; france paris; iran tehran; israel
    jerusalem
    """.split(";")
    for form in forms.split()
}
"""Seats of government that speak for their countries."""
_BETWEEN = frozenset("of the for a an".split())


def party(word: str) -> str:
    """The lemma of who speaks; a capital or a people is its country."""
    lowered = word.lower().removesuffix("'s").removesuffix("’s")
    return _CAPITALS.get(lowered, place(word))


def holder_of(role: str, text: str) -> frozenset[str]:
    """The one person whom a text gives a role: "Mayor Hamish Calloway"; empty for none or more."""
    held = {
        match[1].split()[-1]: match[1]
        for match in re.finditer(rf"\b(?i:{re.escape(role)})\s+((?:[A-Z][\w-]+\s?){{1,3}})", text)
    }
    whole = next(iter(held.values()), "") if len(held) == 1 else ""
    return frozenset(party(t.word) for t in tokens(whole))


def are_linked(one: frozenset[str], other: frozenset[str], text: str) -> bool:
    """Whether a text names both in one breath: "Kremlin spokesman Dmitry Peskov"."""
    for sentence in sentences(text):
        every = tokens(sentence)
        marked = [t for t in every if party(t.word) in one | other]
        for left, right in pairwise(marked):
            sides = {party(left.word) in one, party(right.word) in one}
            if len(sides) == 2 and _in_one_breath(every[left.position : right.position + 1], every):
                return True
    return False


def _in_one_breath(between: tuple[Token, ...], every: tuple[Token, ...]) -> bool:
    inner = between[1:-1]
    after = every[between[-1].position + 1 : between[-1].position + 2]
    return all(
        t.lemma in ROLES or t.word[:1].isupper() or t.word.lower() in _BETWEEN for t in inner
    ) and any(t.lemma in ROLES for t in (*inner, *after))
