"""Who is given as the source of what: "X said …", "“…,” said X", "according to X", "X's claim"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.facts import names
from assistant.verifier.checks.alignment import lemmas, sentences, tokens
from assistant.verifier.checks.parties import ROLES, party

_SAYING = re.compile(
    r"\b(?:said|says|told|tells|stated|states|claimed|claims|claim|alleged|alleges|insisted|insists"
    r"|argued|argues|added|adds|announced|announces|warned|warns|denied|denies|confirmed|confirms"
    r"|wrote|writes|admitted|admits|declared|complained|believes|believed|explained|accused"
    r"|accuses|maintained|maintains|suggested|suggests|promised|promises|predicted"
    r"|predicts|replied|blamed|blames|criticised|criticized|condemned|urged|urges|asked)\b"
)
_TURN = re.compile(
    rf";\s|,?\s+(?:but|while|whereas|although|and)\s+(?=[^,;“”\"]{{2,60}}?{_SAYING.pattern})"
)
"""Where somebody else begins to speak in the same sentence."""
_ACCORDING = re.compile(r",?\s*\b[Aa]ccording\s+to\s+(?P<who>[^,.;]+(?:,\s[A-Z][^,.;]*(?=,))?),?")
_NOUN = re.compile(
    r"(?P<who>[^,.;]{2,50}?)(?:[’']s|s[’'])\s+(?:claim|allegation|statement|view|assertion|account"
    r"|suggestion|insistence|argument|promise|warning|report)s?\s+(?:that|of)\s+(?P<what>.*)"
)
_QUOTED = re.compile(r"[,?!][”\"’']?\s*$|[”\"]\s*$")
_AFTERTHOUGHT = 3
"""Content words that may follow in "…, X said on Tuesday in the council"."""
_LONGEST = 20
"""Words before "said" beyond which it is not clear which of them speaks."""
_SPOKEN_OF = re.compile(
    r"\b(?:is|are|was|were|be|been|being|to|not)\s+(?:\w+ly\s+|first\s+|also\s+)?$|[(\[]\s*$"
)
_SHOWN = 6  # words of a speaker that are all taken for who it is; of more, the names
_PRONOUNS = frozenset("he she they it i we you who which that this".split())


class Attribution(NamedTuple):
    """`who` says `what`, both as lemmas.

    `who` is empty where it is a pronoun or only a role, as `role` ("mayor") then is; `words` show
    it to a reader.
    """

    who: frozenset[str]
    role: str | None
    named: bool
    words: str
    what: frozenset[str]


@lru_cache(maxsize=256)
def attributions(text: str) -> tuple[Attribution, ...]:
    return tuple(
        each
        for sentence in sentences(text)
        for part in _TURN.split(sentence)
        for each in _of_sentence(part)
    )


def _of_sentence(sentence: str) -> Iterator[Attribution]:
    for match in _ACCORDING.finditer(sentence):
        yield _attribution(match["who"], sentence[: match.start()] + " " + sentence[match.end() :])
    if noun := _NOUN.match(sentence):
        yield _attribution(noun["who"], noun["what"])
    for match in _SAYING.finditer(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if _SPOKEN_OF.search(before):
            continue
        head, comma, tail = before.rpartition(",")
        closed = re.search(r"[”\"][^”\"]*$", before)
        if closed and not re.match(r"\s*[”\"]\s*$", closed[0]) and "“" not in closed[0]:
            head, comma, tail = before[: closed.start()], '"', closed[0]
        if _is_inverted(before):
            yield _attribution(after, before)
        elif comma and lemmas(head) and tokens(tail) and len(lemmas(after)) <= _AFTERTHOUGHT:
            yield _attribution(tail, head)
        else:
            yield _attribution(before, after)


def _is_inverted(before: str) -> bool:
    """Whether what was said stands before "said X": not in "Ines Varga, the mayor, said"."""
    if not _QUOTED.search(before):
        return False
    return not before.rstrip().endswith(",") or before.count(",") % 2 == 1


def _attribution(who: str, what: str) -> Attribution:
    every = tokens(who)
    named = [name.text for name in names(who)]
    words = [part.word for name in named for part in tokens(name)]
    if not words or len(every) <= _SHOWN:
        words += [each.word for each in every if each.is_content]
    known = frozenset(party(word) for word in words) - ROLES
    if len(every) > _LONGEST or (every[-1:] and every[-1].word.lower() in _PRONOUNS):
        known = frozenset()
    role = next((t.word for t in every if t.lemma in ROLES), None) if not known else None
    shown = ", ".join(named) if len(every) > _SHOWN and named else who
    return Attribution(
        known, role, bool(named), " ".join(shown.split()).strip(" ,.“”\"'’"), lemmas(what) - known
    )
