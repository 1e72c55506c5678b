"""Names that are the same in another form: spellings of one sound, and the people of a place."""

import re
import unicodedata
from functools import lru_cache

from assistant.words import stem

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph|f", "v"),  # Stephen, Steven
        (r"ck|q", "k"),
        (r"c(?=[aoulrkh]|$)", "k"),  # Eric, Erik; Catherine, Katherine
        (r"th", "t"),
        (r"(?:iy|yy|ij|ey|ei|ii|ie|yi|y)$", "i"),  # Zelenskyy, Zelenskiy; Sergey, Sergei
        (r"(?<=[a-z])y", "i"),
        (r"(?<=[nrtkl])e$", ""),  # Ann, Anne
        (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""),  # Sarah, Sara
        (r"(.)\1+", r"\1"),  # Garry, Gary
    )
]
_PEOPLES = {
    form: forms.split()[0]
    for forms in """
    britain british briton britons; france french; spain spanish; china chinese; greece
    greek greeks; netherlands dutch; poland polish poles; wales welsh; ireland irish;
    scotland scottish scots; england english; sweden swedish swedes; denmark danish danes;
    finland finnish finns; norway norwegian norwegians; turkey turkish turks; switzerland
    swiss; germany german germans; iraq iraqi iraqis; israel israeli israelis; portugal
    portuguese; belgium belgian belgians; europe european europeans; canada canadian
    canadians; mexico mexican mexicans; brazil brazilian; argentina argentine argentinian;
    hungary hungarian; italy italian italians; afghanistan afghan afghans; philippines
    filipino filipinos; lebanon lebanese; yemen yemeni; kurdistan kurdish kurds; crimea
    crimean; ukraine ukrainian ukrainians; russia russian russians; america american
    americans
    """.split(";")
    for form in forms.split()
}

_INITIALS = {"US": "america", "USA": "america", "UK": "britain"}
"""Which in lower case are other words."""


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """A form in which spellings of one name agree; others rarely do."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    heard = "".join(char for char in plain if char.isalpha())
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard


@lru_cache(maxsize=16384)
def place(word: str) -> str:
    """The stem of a place for itself and for its people: "Dutch" is "netherland"."""
    plain = word.replace("’", "'").removesuffix("'s").replace(".", "")
    lowered = _INITIALS.get(plain, plain.casefold())
    return stem(_PEOPLES.get(lowered, lowered))
