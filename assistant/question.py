"""What a question asks for: its parts, the type of its answer, and what must be matched."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.facts import Date, Number, dates, names, numbers
from assistant.words import content_stems, stem, words
from corpus.types import Span


class AnswerType(StrEnum):
    """The kind of words that can answer, after the question word and what it goes with."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    YEAR = "year"
    NUMBER = "number"
    MONEY = "money"
    DURATION = "duration"
    AGE = "age"
    REASON = "reason"
    YES_NO = "yes_no"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """An analysed question.

    `terms` are the stems of its content words without the answer-type word itself ("year" in
    "which year"); `names` are lower-cased words of the names in it; `dates` and `numbers` restrict
    what can answer. `plural`: several answers are asked for. `over_time`: how something changed.
    """

    text: str
    wants: AnswerType
    terms: tuple[str, ...]
    names: frozenset[str]
    dates: tuple[Date, ...]
    numbers: tuple[Number, ...]
    plural: bool = False
    over_time: bool = False

    @property
    def gathers(self) -> bool:
        """Whether several facts together answer: a reason, or how something came about."""
        return self.wants is AnswerType.REASON or (
            self.wants is AnswerType.ANY and bool(_HOW.match(self.text))
        )

    @property
    def at_one_time(self) -> "Question":
        """What each step of a development answers: "What was the toll?" for how it changed."""
        match = _CHANGED.match(self.text) if self.over_time else None
        if match is None:
            return self
        terms = set(content_stems(match["what"]))
        return replace(
            self,
            text=f"What was {match['what']}?",
            terms=tuple(term for term in self.terms if term in terms),
        )


_WH = r"who|whom|whose|when|where|why|how|what|which"
_CHANGE = (
    r"(?:chang(?:e|ed|ing)|mov(?:e|ed|ing)|evolv(?:e|ed|ing)|develop(?:ed|ing)?|shift(?:ed|ing)?"
    r"|grow(?:n|ing)?|ris(?:e|en|ing)|fall(?:en|ing)?|increas(?:e|ed|ing)|decreas(?:e|ed|ing)"
    r"|declin(?:e|ed|ing)|drop(?:ped)?|vary|varied|climb(?:ed)?|shrink|shrunk|swell|swollen"
    r"|(?:go|gone|going) (?:up|down))"
    r"(?=\s*(?:[?,.]|$)|\s+(?:over|between|from|since|after|before|in|during|by|to|with|as|through"
    r"|until|compared|so|again|at|on)\b)"
)
_OVER_TIME = re.compile(
    rf"^\W*(?:how|in what way)\s+(?:did|has|have|had|does|do|is|are|was|were)\b.*\b{_CHANGE}"
    r"|\bover (?:time|the (?:years|months|weeks|days|course))\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    rf"^\W*how\s+(?:did|has|have|had|does|do)\s+(?P<what>.+?)\s+{_CHANGE}", re.IGNORECASE
)
_HOW = re.compile(r"\W*how\b", re.IGNORECASE)
_SUMS = r"(?:price|cost|bill|budget|fare|fee|fine|rent|salary|debt|loss)s?"
_COUNTS = (
    r"(?:estimate|figure|toll|number|total|tally|count|size|share|turnout|majority|population"
    r"|percentage|score|level|target)s?"
)
_ABOUT = r"(?:(?:at\s+)?(?:about|around|roughly|approximately|exactly)\s+)?"
_AT_LEAST = r"(?:(?:at (?:least|most)|about|around|roughly|approximately|exactly)\s+)?"
_ROLES = (
    "person|people|man|men|woman|women|official|leader|president|minister|politician|journalist"
    "|spokesman|spokeswoman|spokesperson|candidate|councillor|player|author|director|critic|actor"
    "|actress|judge|lawyer|attorney|solicitor|barrister|prosecutor|reporter|presenter|broadcaster"
    "|columnist|writer|editor|detective|officer|sergeant|inspector|constable|deputy|sheriff|mayor"
    "|governor|senator|congressman|congresswoman|lawmaker|mp|ambassador|envoy|diplomat|general"
    "|commander|captain|skipper|coach|manager|goalkeeper|striker|singer|musician|artist|architect"
    "|engineer|scientist|researcher|professor|doctor|surgeon|nurse|analyst|economist|expert"
    "|historian|bishop|priest|executive|chairman|chairwoman|chair|chancellor|king|queen|prince"
    "|princess|witness|suspect|victim|survivor|winner|owner|founder"
)
_TYPE_WORDS: tuple[tuple[AnswerType, str], ...] = (
    (AnswerType.YEAR, r"(?:what|which|in what|in which)\s+years?\b"),
    (
        AnswerType.DATE,
        rf"{_ABOUT}(?:(?:on|in|by|at|for|from|since|until)\s+)?{_ABOUT}(?:what|which)\s+"
        r"(?:exact\s+)?(?:date|day|month|week|weekday|time|hour|season)s?\b"
        r"|when\b|since when\b|until when\b|by when\b",
    ),
    (
        AnswerType.MONEY,
        rf"{_AT_LEAST}how much(?:\s+(?:\w+\s+)?money\b"
        r"|(?=\s+(?:did\b.*\b(?:cost|pay|spend|earn|raise|charge)"
        r"|(?:do|does)\b.*\b(?:cost|pay|paid|spend|earn|charge|make)"
        r"|will\b.*\b(?:cost|pay)|was\b.*\b(?:paid|offered|spent|raised)"
        r"|(?:is|was)\b.*\b(?:fare|budget|price|cost|fee)"
        r"|(?:did|does|will|would)\s+it\s+(?:take|need)\s+to)))"
        r"|what(?=\s+(?:did|does|do|will|would|has|have)\b.*\bcosts?\b)"
        r"|how(?=\s+(?:did|has|have|had|does|do)\s+(?:[\w’'-]+\s+){0,5}?"
        rf"{_SUMS}\s.*\b{_CHANGE})"
        r"|what(?:\s+(?:is|was|were|are|will be"
        r"|would be))?\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:price|cost|fee|fare|fine|budget|salary"
        r"|bill)\b(?!\s+(?:cut|vote|debate|talk|deal))",
    ),
    (
        AnswerType.DURATION,
        r"how long\b|for how (?:long|many (?:days|weeks|months|years|hours|minutes))\b",
    ),
    (AnswerType.AGE, r"how old\b|(?:what|which)(?: is| was|'s|’s)?\s+(?:\w+\s+){0,2}?age\b"),
    (
        AnswerType.NUMBER,
        rf"{_AT_LEAST}how (?:many|much|big|large|high|tall|far|deep|fast|often|wide|heavy)\b"
        r"|(?:what|which)(?:\s+(?:is|was|were|are))?\s+(?:the\s+"
        r"|a\s+)?(?:\w+\s+){0,2}?(?:number|percentage|share|proportion|total|amount|score"
        r"|margin|majority|turnout|toll|tally|size|capacity|rate|population)\b"
        r"|how(?=\s+(?:did|has|have|had|does|do)\s+(?:[\w’'-]+\s+){0,5}?"
        rf"{_COUNTS}\s.*\b{_CHANGE})"
        r"|by how (?:many|much)\b",
    ),
    (
        AnswerType.PERSON,
        r"(?:to |by |with |for |from )?who(?:m|se)?\b"
        rf"|(?:(?:to|by|with|for|from)\s+)?(?:what|which)\s+(?:[\w-]+\s+){{0,2}}?(?:{_ROLES})s?\b"
        r"(?!\s+of\b|['’-])"
        r"|what(?:'s|’s| is| was) the name of (?:the |his |her |their |its )?\w*(?:man|woman"
        r"|person|president|minister|spokes\w+|official|ambassador|mayor|chair\w*|critic"
        r"|journalist|author|editor)",
    ),
    (
        AnswerType.PLACE,
        r"(?:from |to )?where\b|(?:in |at |from |to |on )?(?:what|which)\s+(?:\w+\s+)?(?:city"
        r"|cities|town|country|countries|place|places|state|region|village|street|island|port"
        r"|venue|building|capital|location)\b",
    ),
    (
        AnswerType.REASON,
        r"why\b|how come\b|what(?:'s|’s| is| was| were"
        r"| are)?\s+(?:the\s+)?(?:\w+\s+)?(?:reason|cause|motive|grounds|explanation)s?\b"
        r"|for what reason\b|what (?:caused|led to|prompted|triggered)\b",
    ),
)
_AUXILIARY = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
    r"|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t"
    r"|haven['’]t|hadn['’]t|can['’]t|won['’]t)\b",
    re.IGNORECASE,
)
_POLITE = (
    r"(?:(?:please|so|and|but|ok|okay|well|hi|hello|also|now|then|exactly|yes|no)[,\s]+)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|show|explain to|remind) (?:me|us)[:,]?\s+"
    r"|(?:please )?(?:tell|remind|show) (?:me|us)[:,]?\s+|do you know\s+"
    r"|i(?:'d| would) like to know[:,]?\s+|i (?:want|need) to know[:,]?\s+"
    r"|(?:can|could) you (?:say|explain)\s+|any idea\s+)?"
)
_WHEN_AND_WHERE = (
    r"(?:(?:according to|in|on|at|after|before|during|for|by|under)\s[^,?]{2,60},\s+"
    rf"(?=(?:{_WH})\b))?"
)
_POLITE_OPENING = re.compile(_POLITE, re.IGNORECASE)
_LEAD_IN = re.compile(_POLITE + _WHEN_AND_WHERE, re.IGNORECASE)
_ASKING_WORDS = frozenset(
    stem(word)
    for word in "article articles report reports reported story stories news according mention "
    "mentions mentioned describe described happen happened exactly please know name names call "
    "called".split()
) - {"call"}


def lead_in(text: str) -> Span | None:
    """The polite or prepositional opening before the question proper, or None."""
    match = _LEAD_IN.match(text)
    return Span(0, match.end()) if match and match.end() else None


def without_polite_opening(text: str) -> str:
    """ "Could you tell me when the ferry sank?" as "when the ferry sank?", which says as much."""
    rest = _POLITE_OPENING.sub("", text, count=1)
    return rest if len(content_stems(rest)) >= 2 else text


_NAME_AT_END = re.compile(r"[a-z]\w*\s+[A-Z]\w*$")  # "What did Ned Price say" asks for no price


def answer_type(text: str) -> tuple[AnswerType, Span | None]:
    """The type a question asks for and the words that say so."""
    opening = lead_in(text)
    offset = opening.end if opening else 0
    body = text[offset:]
    for kind, pattern in _TYPE_WORDS:
        match = re.match(pattern, body, re.IGNORECASE)
        if match and not _NAME_AT_END.search(match[0]):
            return kind, Span(offset, offset + match.end())
    if _AUXILIARY.match(body):
        return AnswerType.YES_NO, None
    # A terse or inverted question has its question word inside: "Antonov went home why?"
    best: tuple[int, AnswerType, Span] | None = None
    if not re.match(rf"(?:{_WH})\b", body, re.IGNORECASE):
        for kind, pattern in _TYPE_WORDS:
            match = re.search(rf"\b(?:{pattern})", body, re.IGNORECASE)
            if match and (best is None or match.start() < best[0]):
                span = Span(offset + match.start(), offset + match.end())
                best = (match.start(), kind, span)
    return (best[1], best[2]) if best else (AnswerType.ANY, None)


_SINGULAR = "is|was|has|does|news|this|its|his|series|species|\\w*(?:ss|us|is)"
_MANY = "people|children|[a-z]*(?:women|men)(?<!specimen)"
"""Plurals without an s: "women", "aldermen"."""
_SEVERAL = "two|three|four|five|six|seven|eight|nine|ten|other|different"
_PLURAL_NOUN = rf"(?:(?!(?:{_SINGULAR})\b)\w+s|{_MANY})\b"
_PLURAL = re.compile(
    rf"{_POLITE}(?:(?:in|to|from|at|on|by|for|with|of|among|under)\s+)?(?:which|what)\s+"
    rf"(?:(?:{_SEVERAL})\b|{_PLURAL_NOUN})"
    r"|(?:who|what|which)\s+(?:are|were)\b|who (?:all|else)\b"
    rf"|{_POLITE}(?:name|list)\s+(?:(?:all|me)\s+)*(?:(?:of\s+)?the\s+)?"
    rf"(?:(?:{_SEVERAL})\s+)?(?:[a-z-]+\s+)?{_PLURAL_NOUN}",
    re.IGNORECASE,
)


def analyse(text: str) -> Question:
    """Analyse one stand-alone question."""
    wants, said_by = answer_type(text)
    asked = {word.stem for word in words(text[said_by.start : said_by.end])} if said_by else set()
    if wants in (AnswerType.NUMBER, AnswerType.PERSON, AnswerType.MONEY, AnswerType.REASON):
        # "how many ships": the counted thing lies outside the type words; "what is the turnout"
        # and "which spokesman" must still be matched, so only the question words are dropped.
        asked &= {
            stem(word)
            for word in (
                "number percentage total amount name person people reason cause much many money old"
            ).split()
        }
    terms = tuple(
        term for term in content_stems(text) if term not in asked and term not in _ASKING_WORDS
    )
    found_dates = dates(text)
    return Question(
        text=text,
        wants=wants,
        terms=terms,
        names=frozenset(
            stem(word.word) for name in names(text) for word in words(name.text) if word.is_content
        ),
        dates=found_dates,
        numbers=numbers(text, besides=found_dates),
        plural=bool(_PLURAL.match(text)),
        over_time=bool(_OVER_TIME.search(text)),
    )


_BEFORE = re.compile(r",?\s+(?:before|prior to|ahead of)\s+(?!or\b)[^,?]+(?=\?*$)", re.IGNORECASE)


def closing_before(text: str) -> str:
    """The "before …" clause that closes a question, if the rest asks something; else empty."""
    match = _BEFORE.search(text)
    return match[0].strip(" ,") if match and len(content_stems(text[: match.start()])) >= 2 else ""


def without_before(text: str) -> str:
    """A question without its closing "before …" clause.

    The clause sets the time to look back from; the sentence that answers need not repeat it.
    """
    return _BEFORE.sub("", text) if closing_before(text) else text


_BOUND = re.compile(
    r"(?<!\bday )(?<!\bweek )(?<!\bmonth )(?<!\byear )(?<!\bdays )(?<!\bweeks )(?<!\bmonths )"
    r"(?<!\byears )\b(?P<word>before|until|till|by|after|since)\s+"
    r"(?:the\s+(?:month|year|end)\s+(?:of\s+)?)?(?:(?:early|mid|late)[\s-]+)?$",
    re.IGNORECASE,
)


def bounding(text: str, when: Date) -> str:
    """The word that makes a date of a text the end or the beginning of a time: "since"; or ""."""
    before = text[: when.start]
    match = _BOUND.search(re.sub(r"\bthe\s+$", "", before) if when.day else before)
    if match is None or (match["word"].lower() in ("until", "till") and _NOT.search(before)):
        return ""  # what did not open until 2021 opened then
    return match["word"].lower()


_NOT = re.compile(r"\bnot\b|n['’]t\b", re.IGNORECASE)
_BEFORE_A_DATE = re.compile(
    r"(?:^|\s)(?:(?:in|on|during|of|from)\s+)?(?:(?:early|mid|late)[\s-]+)?$", re.IGNORECASE
)


def without_years(question: Question) -> Question | None:
    """The question without the dates that name a year; None if there are none, or nothing else."""
    text = question.text
    for each in sorted(question.dates, key=lambda found: -found.start):
        if each.year:
            before = _BEFORE_A_DATE.sub(" ", text[: each.start])
            text = f"{before.rstrip()} {text[each.end :].lstrip(' ,')}".strip()
    text = re.sub(r"\s+(?=[?.,])", "", text)
    return analyse(text) if text != question.text and len(content_stems(text)) >= 2 else None


_CONJOINED = re.compile(
    rf"(?:,\s*|\s+)and\s+(?=(?:(?:in|on|at|by|for|to|from|with|since)\s+)?(?:{_WH})\b)"
    rf"|\?\s+(?=\S)",
    re.IGNORECASE,
)


def split_questions(text: str) -> tuple[str, ...]:
    """The questions asked in one breath: "Who called, and what did it cost?" is two."""
    parts = [part.strip(" ,") for part in _CONJOINED.split(text)]
    asking = [
        part
        for part in parts
        if re.search(rf"\b(?:{_WH})\b", part, re.IGNORECASE) or _AUXILIARY.match(part)
    ]
    if len(asking) < 2 or len(asking) < len(parts) or any(len(part.split()) < 2 for part in asking):
        return (text,)
    return tuple(part if part.endswith("?") else part + "?" for part in asking)
