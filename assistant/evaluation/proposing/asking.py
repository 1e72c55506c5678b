"""Questions that a sentence answers, by rule: few, and each a grammatical one.

A question is made only where the sentence is one clause with a plain subject and a verb that is
known, so that turning it round needs no parser. What leans on another sentence is left alone.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from assistant.facts import TITLES, Date, Unit, dates, names, numbers
from assistant.words import words


class Asked(NamedTuple):
    """A question and the words of the sentence that answer it; `kind` is what it asks for."""

    kind: str
    question: str
    answers: tuple[str, ...]


_FEWEST_WORDS, _MOST_WORDS = 6, 32
_UNCLEAR = re.compile(r"[“”\"‘;:()\[\]\n•*#]| [—–-] |\.\.\.|…|\.\w\.$")
_LEANS = re.compile(
    r"\b(?:he|she|they|it|him|them|his|her|hers|their|theirs|i|me|my|we|us|our|you|your|this|that"
    r"|these|those|here|there|such|both|another|others?|also|too|instead|however|former|latter"
    r"|same|else|away|then|so|more|again|still|yet)\b"
    r"|\bthe (?:two|three|four|five|six|[\d,]+)\b(?! [a-z-]+(?:s|people|children)\b)",
    re.IGNORECASE,
)
"""What the sentence before may be needed for."""
_WHEN_READ = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|now|recently|currently|ago|earlier|later|so far"
    r"|(?:last|next|this|that|the (?:previous|following)) (?:\w+ )?(?:week|month|year|night|day"
    r"|morning|afternoon|evening|weekend|season|spring|summer|autumn|fall|winter|\w+day))\b",
    re.IGNORECASE,
)
"""What means another day in another article."""

_TITLE = rf"(?:(?:{'|'.join(each.capitalize() for each in sorted(TITLES))})\.? )"
_CAPITALISED = r"[A-Z][\w’'-]*[a-z](?:[\w’'-]*\w)?"
_PERSON = rf"{_TITLE}*(?P<person>{_CAPITALISED}(?: {_CAPITALISED}){{0,2}})"
_APPOSITION = r"(?P<apposition>, (?!who\b|which\b|where\b|but\b|and\b)[^,]{3,70},)?"
_NOUN_PHRASE = (
    rf"(?:(?:The|An?) (?:[\w’'-]+ ){{0,3}}?[\w’'-]+?(?: (?:of|at|in) (?:the )?{_CAPITALISED}"
    rf"(?: {_CAPITALISED})*)?|{_TITLE}*{_CAPITALISED}(?: (?:of )?(?:the )?{_CAPITALISED}){{0,4}})"
)

_REGULAR = """
abandon accept accuse add admit adopt agree announce appeal appoint approve arrest ask attack attend
award back ban blame block board borrow call cancel carry cause chair change charge claim close
collapse collect complete condemn confirm contradict convict cover create criticise damage decide
declare decline defeat delay deliver demand demolish deny deploy describe design destroy disclose
discover dismiss donate drop earn elect employ end endorse estimate examine expand fail fill fine
finish flood found fund gather hand help hire host identify impose improve increase inspect install
interview introduce invite issue join kill land last launch lift live lower mark miss move name need
note notice object obtain offer open oppose order organise overturn own pass plan play pledge point
postpone present promise propose publish pull purchase raise reach receive recommend record reduce
refuse regret reject release remain remove rename reopen repair repeat replace report represent
require rescue resign retain retire return reveal review rule sail save schedule score scrap serve
settle sign start stay stop summon support suspend test threaten train transfer travel treat turn
unveil urge use vanish visit vote want warn welcome work
""".split()
_DOUBLED = frozenset("admit ban drop plan scrap stop".split())
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    became:become began:begin bought:buy broke:break brought:bring built:build came:come
    caught:catch chose:choose cost:cost drew:draw drove:drive fell:fall flew:fly forgot:forget
    found:find gave:give grew:grow heard:hear held:hold hit:hit kept:keep laid:lay led:lead
    left:leave lent:lend lost:lose made:make met:meet paid:pay put:put ran:run rang:ring rose:rise
    saw:see sank:sink sold:sell sent:send set:set shut:shut spent:spend spoke:speak stole:steal
    stood:stand struck:strike swept:sweep took:take went:go withdrew:withdraw won:win wrote:write
    """.split()
)


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if re.search(r"[^aeiou]y$", base):
        return f"{base[:-1]}ied"
    return f"{base}{base[-1]}ed" if base in _DOUBLED else f"{base}ed"


_BASES = {_past(base): base for base in _REGULAR} | _IRREGULAR
_AUXILIARIES = r"(?:is|are|was|were|will|would|has|had|have|can|could|must)"
_FINITE = re.compile(rf"\b(?:{_AUXILIARIES[3:-1]}|said|says|did|does|may|might|should)\b")
_CLAUSE = re.compile(
    rf"(?P<subject>{_NOUN_PHRASE}){_APPOSITION} "
    rf"(?:(?P<auxiliary>{_AUXILIARIES}) (?P<verb>(?:not )?(?:be |been )?[a-z]+)"
    rf"|(?P<past>{'|'.join(sorted(_BASES))}))(?P<rest>(?: .+)?)\."
)
_OPENING_DATE = re.compile(r"(?P<phrase>(?:On|In|By|At) [^,]{3,30}), (?P<main>.+)")


class _Clause(NamedTuple):
    """ "The board | had | voted | 9-2 on Tuesday": `inverted` asks of it, given what stands before.

    `auxiliary` is "did" where the verb was a past form; `verb` is then its base.
    """

    subject: str
    auxiliary: str
    verb: str
    rest: str

    def asked(self, opening: str, rest: str) -> str:
        """ "When" → "When had the board voted 9-2?"."""
        parts = (opening, self.auxiliary, self.subject, self.verb, rest)
        return " ".join(each.strip() for each in parts if each.strip()) + "?"


_MORE = re.compile(
    r"(?:, (?:and|but|while|which|who|where|whose|according to|as|in what|with|after|because)"
    r"| and that| but) .+(?=\.$)"
)


def questions_from(
    sentence: str, people: Collection[str], places: Collection[str]
) -> Iterator[Asked]:
    """The questions that a sentence answers, at most one of a kind; often none.

    `people` are full names, whom a surname may stand for, and `places` names of places. What is
    asked is said in the sentence's own words.
    """
    if not _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
        return
    if _UNCLEAR.search(sentence) or not sentence.endswith("."):
        return
    found: dict[str, Asked] = {}
    first = _MORE.sub("", sentence)
    clause = _clause(first, {*places, *(each.split()[-1] for each in people)})
    made = [
        _who_said(first, people),
        _who_did(sentence, people) or _who_did(first, people),
        _subject_counted(first),
        *(_of_clause(clause, places) if clause else ()),
        _how_old(sentence, people),
    ]
    for asked in made:
        if asked and _stands_alone(asked.question):
            found.setdefault(asked.kind, asked)
    yield from found.values()


def _stands_alone(question: str) -> bool:
    """Whether no other sentence is needed to understand it, and it is not too long to be asked."""
    return (
        len(question.split()) <= 24
        and not _LEANS.search(question)
        and not _WHEN_READ.search(question)
        and not any(each.weekday is not None for each in dates(question))
        and ", " not in question
    )


def _clause(sentence: str, known: Collection[str]) -> _Clause | None:
    """`known` are the single words that are names wherever they stand."""
    match = _CLAUSE.fullmatch(sentence)
    if match is None or match["rest"].startswith(" by "):
        return None
    if _FINITE.search(match["rest"]) or _FINITE.search(match["subject"]):
        return None
    if re.search(r"\b(?:who|which|that|and)\b", match["subject"]):
        return None
    if " " not in match["subject"] and match["subject"] not in known:
        return None  # "Tenders", "Steam", or the name of a team: there is no telling
    subject = re.sub(r"^(?:The|An?)\b", lambda m: m[0].lower(), match["subject"])
    if match["past"]:
        indefinite = subject.startswith(("a ", "an "))
        second = rf"{_SECOND_VERB}|\w+ed\b" if indefinite else _SECOND_VERB
        if re.search(second, match["rest"]):
            return None  # "A company called Heritage picked it up"
        return _Clause(subject, "did", _BASES[match["past"]], match["rest"])
    verb = match["verb"]
    being = match["auxiliary"] in ("is", "are", "was", "were") and verb.endswith("ing")
    if match["auxiliary"] not in _MODALS and not being and not _is_participle(verb):
        return None
    if verb.startswith("not ") or verb.endswith("ly") or verb.split()[-1] in _NO_VERBS:
        return None
    return _Clause(subject, match["auxiliary"], verb, match["rest"])


_SECOND_VERB = rf"\b(?:{'|'.join(sorted(_BASES))})\b"
_MODALS = ("will", "would", "can", "could", "must")
_PARTICIPLES = frozenset(
    "been begun born broken chosen drawn driven flown forgotten given grown hidden known risen run "
    "rung seen shown spoken stolen sunk taken worn written".split()
)
_NO_VERBS = frozenset(
    "a an the in on at of for from to with by no about over under up due likely able worth among "
    "between against one two three four five six seven eight nine ten not never only just".split()
)


def _is_participle(verb: str) -> bool:
    last = verb.split()[-1]
    return last.endswith("ed") or last in _IRREGULAR or last in _PARTICIPLES


def _of_clause(clause: _Clause, places: Collection[str]) -> Iterator[Asked]:
    yield from _when(clause)
    yield from _where(clause, places)
    yield from _how_much(clause)
    yield from _how_many(clause)


_PREPOSITION = re.compile(r"(?P<before>.*?) (?P<by>on|in) $")


def _without_weekdays(rest: str) -> str:
    """Without "on Tuesday", which is another day in another article."""
    for each in reversed(dates(rest)):
        if each.weekday is not None and rest[: each.start].endswith(" on "):
            rest = rest[: each.start - len(" on ")] + rest[each.end :]
    return rest


_OF_ELSE = re.compile(r" (?:for|until|from|to be|since|when|before|after|than)\b")


def _when(clause: _Clause) -> Iterator[Asked]:
    found = dates(clause.rest)
    if len(found) != 1 or not _PREPOSITION.fullmatch(clause.rest[: found[0].start]):
        return
    date = found[0]
    before = clause.rest[: date.start].rstrip()[:-2].rstrip()
    # "ordered a recount for 10 a.m. on Saturday" does not say when it was ordered.
    if not _is_whole(clause.rest, date) or _OF_ELSE.search(before):
        return
    rest = before + clause.rest[date.end :]
    said = clause.rest[date.start : date.end]
    yield Asked("date", clause.asked("When", rest), (said,))


def _is_whole(text: str, date: Date) -> bool:
    """Not "Tuesday's meeting", "Tuesday night", "March 2024 budget" or "in January and May"."""
    return bool(
        re.match(r"$| (?:to|for|after|at|in|with|from|because|when|as)\b", text[date.end :])
    )


def _where(clause: _Clause, places: Collection[str]) -> Iterator[Asked]:
    match = re.search(r" (?:in|at|outside|near) (?P<place>[A-Z][^,]*)$", clause.rest)
    if match is None or match["place"] not in places:
        return
    rest = _without_weekdays(clause.rest[: match.start()])
    # "charged in the murder of two women at a shop in Staunton" was not charged there.
    if re.search(r" (?:in|at|of|for|to|from)\b", rest) or (not rest and clause.auxiliary != "did"):
        return
    yield Asked("place", clause.asked("Where", rest), (match["place"],))


_ROUGHLY = r"(?:about |around |nearly |almost |more than |up to |at least |some )?"
_MONEY_VERBS = frozenset(
    "cost pay spend raise save offer lose owe borrow earn receive provide donate award".split()
)
_MONEY_PARTICIPLES = frozenset(
    "paid spent raised saved offered lost borrowed earned received provided donated awarded".split()
)
_EACH = r"(?: (?:a|per) (?:year|month|week|day|head|household))?"
_GOES_ON = re.compile(
    r"$| (?:for|in|at|on|of|from|to|after|with|over|during|since|between|near|under|towards|by)\b"
)


def _how_much(clause: _Clause) -> Iterator[Asked]:
    if clause.verb not in _MONEY_VERBS | _MONEY_PARTICIPLES:
        return
    for number in numbers(clause.rest):
        lead = re.fullmatch(rf" {_ROUGHLY}", clause.rest[: number.start])
        if number.unit is not Unit.MONEY or lead is None:
            continue
        each = re.match(_EACH, clause.rest[number.end :])
        end = number.end + (each.end() if each else 0)
        rest = clause.rest[end:]
        if _GOES_ON.match(rest):
            said = clause.rest[number.start : number.end]
            question = clause.asked("How much", _without_weekdays(rest))
            yield Asked("money", question, (said,))
        return


_COUNTED = re.compile(
    r" (?P<noun>(?:[a-z-]+ ){0,2}?(?:[a-z-]{3,}(?<!s)s|people|children|men|women))(?=$| )"
)
_NOT_COUNTED = re.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|times|percent|points|centimetres|metres"
    r"|miles|kilometres|feet|tonnes|degrees|pounds|dollars|euros|pence|of|to|and|or|per|a)\b"
)


def _how_many(clause: _Clause) -> Iterator[Asked]:
    for number in numbers(clause.rest):
        if clause.rest[: number.start] != " " or number.unit is not Unit.PLAIN or number.of:
            continue
        match = _COUNTED.match(clause.rest, number.end)
        if match is None or _NOT_COUNTED.search(match["noun"]):
            return
        rest = clause.rest[match.end() :]
        # "28 cars and 180 passengers": of the cars alone.
        rest = "" if re.match(r" and \d", rest) else rest
        if _GOES_ON.match(rest):
            said = clause.rest[number.start : match.end()]
            asked = clause.asked(f"How many {match['noun']}", _without_weekdays(rest))
            yield Asked("number", asked, (said,))
        return


def _subject_counted(sentence: str) -> Asked | None:
    """ "Nineteen patients were moved …": of how many that is true."""
    for number in numbers(sentence):
        match = _COUNTED.match(sentence, number.end)
        if number.start or number.unit is not Unit.PLAIN or number.of or match is None:
            return None
        rest = sentence[match.end() :].rstrip(".")
        verb = rest.split()[0] if rest.split() else ""
        known = verb in _BASES or re.fullmatch("were|are|have|had|will|would", verb)
        if not known or _NOT_COUNTED.search(match["noun"]) or re.search(r"\band\b", rest):
            return None
        question = f"How many {match['noun']}{_without_weekdays(rest)}?"
        return Asked("number", question, (sentence[: match.end()],))
    return None


_SAID = re.compile(rf"{_PERSON}{_APPOSITION} said (?:that )?(?P<what>(?!to\b|in\b|on\b).+)\.")


def _who_said(sentence: str, people: Collection[str]) -> Asked | None:
    match = _SAID.fullmatch(sentence)
    who = _person(match["person"], people) if match else None
    if match is None or who is None:
        return None
    what = match["what"]
    opens = re.match(r"(?:the|a|an|no|all|most|many) |[A-Z\d£$€]", what)
    if not opens or len(what.split()) < 5 or not _FINITE.search(what):
        return None
    return Asked("who-said-what", f"Who said {what}?", _in_full_and_short(who))


_DID = re.compile(
    rf"{_PERSON}(?:, who (?P<act>(?:{'|'.join(sorted(_BASES))}) (?:[^,]|,(?=\d))+), .+"
    rf"|{_APPOSITION} (?P<main>(?:{'|'.join(sorted(_BASES))}) .+))\."
)


def _who_did(sentence: str, people: Collection[str]) -> Asked | None:
    match = _DID.fullmatch(sentence)
    who = _person(match["person"], people) if match else None
    if match is None or who is None:
        return None
    act = _without_weekdays(match["act"] or match["main"])
    if len(act.split()) < 4 or _FINITE.search(act):
        return None
    return Asked("fact", f"Who {act}?", _in_full_and_short(who))


def _person(name: str, people: Collection[str]) -> str | None:
    """The one of these people whom a full name or a surname means; a body is none of them."""
    meant = [each for each in people if name in (each, each.split()[-1])]
    return meant[0] if len(meant) == 1 else None


def _in_full_and_short(name: str) -> tuple[str, ...]:
    return name, name.split()[-1]


_AGED = re.compile(rf"{_PERSON}, (?P<age>\d\d), ")


def _how_old(sentence: str, people: Collection[str]) -> Asked | None:
    match = _AGED.search(sentence)
    who = _person(match["person"], people) if match else None
    return Asked("age", f"How old was {who}?", (match["age"],)) if match and who else None


def is_specific(question: str) -> bool:
    """Whether it names somebody or something, or has so many words that it can mean but one."""
    named = any(each.start > 0 for each in names(question))
    contents = sum(each.is_content for each in words(question))
    return contents >= (3 if named else 5)
