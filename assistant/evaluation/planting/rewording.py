"""Light rewordings by rule that keep what a sentence says: other order, shorter, other spelling."""

import re
from collections.abc import Callable

from assistant.facts import TITLES, names
from assistant.words import FUNCTION_WORDS

_DATELINE = re.compile(r"[A-Z]{3,}[A-Z ,]* [—–-] ")
_QUOTED = re.compile(r"[“”\"]")
_WHO = r"(?:[A-Z][\w.’'-]*|[Tt]he [\w’' -]{3,40}?|[Pp]olice)(?: [A-Z][\w.’'-]*)*(?:, [^,]{3,60},?)?"
_SAID_FIRST = re.compile(rf"(?P<who>{_WHO}) said (?:that )?(?P<what>[A-Za-z£$€\d].+)\.")
_SAID_LAST = re.compile(
    r"(?P<what>[^,].+), (?:(?P<who>[^,]{2,40}) said|said (?P<other>[A-Z][^.]+)"
    r"|according to (?P<source>[^,]+))\."
)
_SMALL = re.compile(r"^(?:The|Police|Fire|Residents|Officials|Organisers|Investigators)\b")
_NO_CLAUSE = re.compile(
    r"(?:on|in|at|to|of|when|so|nothing|as|by|during|before|after|how|why|what|whether|yes|goodbye"
    r"|with|about)\b"
)
_SECOND_REPORT = re.compile(r"\b(?:and|but) that\b|\bsaid\b|\btold\b|\bbut\b|;")
_MIDDLE_CLAUSE = re.compile(
    r"(?<=[a-z’0-9]), (?:who|which|whose|where) [^,]+,"
    r"(?= (?:is|are|was|were|has|had|will|would|said|told|\w+ed) )"
)
_LAST_CLAUSE = re.compile(r", (?:who|which|whose|where) [^,]+\.$")
_APPOSITION = re.compile(
    r"(?<=[a-z’]), (?:the|a|an|its|\w+[’']s?) [^,]{3,60},"
    r"(?= (?:is|are|was|were|has|had|will|would|said|told|\w+ed) )"
)
_SECOND_HALF = re.compile(
    r"(?:, (?:and|but|while)|;) (?=(?:he|she|it|they|the|a|an|this|both|there|[A-Z]\w+)\b)"
    r"(?!only|not|if|unless)[^,;]*\b(?:is|are|was|were|has|had|have|will|would|could|did|said|\w+ed)"
    r"\b.*$"
)
_OPENING_PHRASE = re.compile(
    r"(?P<lead>(?:In|On|At|By|During|Under|After|Before) [^,“”\"]{3,40}), "
    r"(?P<rest>(?!also|where|with|who|which|when)[^“”\"]+)\."
)
_CLOSING_DAY = re.compile(
    r"(?P<rest>[^,;“”\"]+?) (?P<day>on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\."
)
_REPORTING = re.compile(r"\b(?:said|told|added|that|whether|will|would|when|after|until|who)\b")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SPELLINGS = (
    (re.compile(r"(?<=\d) percent\b"), " per cent"),
    (re.compile(r"(?<=[£$€])([\d.]+) million\b"), r"\1m"),
    (re.compile(rf"\b({_MONTHS}) (\d{{1,2}})(?!\d)(?!, \d{{4}})"), r"\2 \1"),
    (re.compile(r"\b([Aa])bout (?=[\d£$€])"), r"\1round "),
    (re.compile(r" said (?=that\b|the\b|he\b|she\b|it\b)"), " stated "),
    (re.compile(r"\bnobody\b"), "no one"),
    (re.compile(r"\bbegan\b"), "started"),
    (re.compile(r"\bmore than (?=[\d£$€])"), "over "),
    (re.compile(r"(?<=\d) people\b"), " persons"),
    (re.compile(r"(?<=\d) a (year|month|week|day)\b"), r" per \1"),
)


def rewordings(sentence: str) -> tuple[str, ...]:
    """What the rules make of a sentence, each once, best first; empty where none applies."""
    if _DATELINE.match(sentence):
        return ()
    shapes = [made for rule in _RULES if (made := rule(sentence)) is not None]
    spelled = (_respelled(each) for each in (*shapes, sentence))
    return tuple(each for each in dict.fromkeys(spelled) if each != sentence)


def lowered(clause: str) -> str:
    """A clause as it stands inside a sentence: its first word small unless it is a name."""
    word = clause.split(maxsplit=1)[0].rstrip(".,")
    if word.lower() in FUNCTION_WORDS and word != "I":
        return clause[:1].lower() + clause[1:]
    named = any(name.start == 0 for name in names(clause)) or word.lower() in TITLES
    return (
        clause if named or word == "I" or word[1:2].isupper() else clause[:1].lower() + clause[1:]
    )


def raised(clause: str) -> str:
    """A clause as it opens a sentence."""
    return clause[:1].upper() + clause[1:]


def _speaker_last(sentence: str) -> str | None:
    match = _SAID_FIRST.fullmatch(sentence)
    if match is None or _QUOTED.search(sentence) or _NO_CLAUSE.match(match["what"]):
        return None
    if _SECOND_REPORT.search(match["what"]) or len(match["what"].split()) < 4:
        return None
    who = {"He": "him", "She": "her", "They": "them", "It": "it"}.get(match["who"], match["who"])
    if who in ("Somebody", "Nobody", "Some", "Both", "Neither", "Several"):
        return None
    return f"{raised(match['what'])}, according to {_SMALL.sub(_small, who).rstrip(',')}."


def _small(match: re.Match[str]) -> str:
    return match[0].lower()


def _speaker_first(sentence: str) -> str | None:
    match = _SAID_LAST.fullmatch(sentence)
    if match is None or _QUOTED.search(sentence) or " said" in match["what"]:
        return None
    if match["who"] is not None:
        if not re.fullmatch(rf"he|she|it|they|residents|organisers|{_WHO}", match["who"]):
            return None
        return f"{raised(match['who'])} said {lowered(match['what'])}."
    source = match["other"] or match["source"]
    if not re.fullmatch(rf"{_WHO}|investigators|organisers", source):
        return None
    return f"According to {source}, {lowered(match['what'])}."


def _clause_dropped(sentence: str) -> str | None:
    if _QUOTED.search(sentence):
        return None
    for pattern, end in ((_MIDDLE_CLAUSE, ""), (_LAST_CLAUSE, "."), (_APPOSITION, "")):
        match = pattern.search(sentence)
        if match is None or (not end and "," in sentence[: match.start()]):
            continue
        shorter = sentence[: match.start()] + end + sentence[match.end() :]
        if len(shorter.split()) >= 6:
            return shorter
    return None


def _first_half(sentence: str) -> str | None:
    match = _SECOND_HALF.search(sentence)
    if match is None or _QUOTED.search(sentence):
        return None
    first = sentence[: match.start()]
    if len(first.split()) < 6 or re.match(r"(?:If|When|Although|While|Because|Both|Of)\b", first):
        return None
    return None if first.count(",") else f"{first}."


def _phrase_moved(sentence: str) -> str | None:
    if match := _OPENING_PHRASE.fullmatch(sentence):
        return f"{raised(match['rest'])} {lowered(match['lead'])}."
    match = _CLOSING_DAY.fullmatch(sentence)
    if match is None or _REPORTING.search(match["rest"]):
        return None
    return f"{raised(match['day'])}, {lowered(match['rest']).rstrip('.')}."


def _respelled(sentence: str) -> str:
    if _QUOTED.search(sentence):
        return sentence
    for pattern, other in _SPELLINGS:
        sentence = pattern.sub(other, sentence)
    return sentence


_RULES: tuple[Callable[[str], str | None], ...] = (
    _speaker_last,
    _speaker_first,
    _clause_dropped,
    _first_half,
    _phrase_moved,
)
