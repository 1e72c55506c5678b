"""Lies in what is said of true facts: denied, made certain, put in another mouth, turned round."""

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from assistant.evaluation.planting.grounds import (
    Change,
    Ground,
    Surroundings,
    around,
    names_in,
    quote_of,
    same_bearer,
    swapped,
)
from assistant.evidence import sentences_of
from assistant.facts import TITLES
from assistant.words import stem, words

_NEGATIVE = re.compile(
    r"\b(?:not|no|never|nobody|none|neither|nor|nothing|cannot|without|denied|denies|refused"
    r"|hardly)\b|n['’]t\b",
    re.IGNORECASE,
)
_DENIED = (
    (
        re.compile(
            r"(?<!may )(?<!might )\b(is|are|was|were|will|would|can|could|should)(?= (?!not\b))"
        ),
        r"\1 not",
    ),
    (
        re.compile(
            r"(?<!may )(?<!might )(?<!to )(?<!could )(?<!would )\b(has|had|have)"
            r"(?= (?:been|\w+ed|\w+ght|taken|given|made|put|seen|gone|told|said|left)\b)"
        ),
        r"\1 not",
    ),
    (
        re.compile(
            r"^((?:[A-Z][\w’']+\s)+|(?:He|She|It|They|The \w+)\s)(?=(?!need|hundred)\w{2,}ed\b)"
        ),
        r"\1never ",
    ),
)
_AFFIRMED = (
    (
        re.compile(
            r"\b(did|does|do|is|are|was|were|will|would|could|should|has|had|have) not\b"
            r"(?! only| just)"
        ),
        r"\1",
    ),
    (re.compile(r"\bcannot\b"), "can"),
    (re.compile(r"\b(ca|wo|did|does|do|is|are|was|were|would|could)n['’]t\b"), r"\1"),
    (re.compile(r"\bno longer\b"), "still"),
    (re.compile(r"\bnever "), ""),
    (re.compile(r"\bNobody\b"), "Somebody"),
    (re.compile(r"\bNo one\b"), "Someone"),
    (re.compile(r"\bNone of\b"), "All of"),
    (re.compile(r"\bNeither\b"), "Both"),
    (re.compile(r"\b(had|has|have|was|were|is|are|be) no (?=\w)"), r"\1 "),
    (re.compile(r"\bdenied\b"), "confirmed"),
    (re.compile(r"\bdenies\b"), "confirms"),
    (re.compile(r"\bwithout (?=\w+ing\b)"), "after "),
    (re.compile(r"\bdeclined to\b"), "agreed to"),
    (re.compile(r"\brefused to\b"), "agreed to"),
)


def change_negation(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """What is said is denied, or what is denied is said; never of what only may be."""
    text = ground.text
    rules = _AFFIRMED if _NEGATIVE.search(text) else _DENIED
    return _one_of(text, rules, rng)


def _one_of(
    text: str, rules: tuple[tuple[re.Pattern[str], str], ...], rng: Random
) -> Change | None:
    """One place of a text changed by one of the rules."""
    made = []
    for pattern, template in rules:
        for match in pattern.finditer(text):
            other = match.expand(template)
            change = swapped(text, match.start(), match.end(), other)
            if change.claim.casefold() != text.casefold():
                made.append(Change(re.sub(r"\s+", " ", change.claim), change.changed))
    return rng.choice(made) if made else None


_HEDGED = (
    (re.compile(r"\b(?:may|might|could) have (?=\w+(?:ed|en|wn|ght)\b)"), "had "),
    (re.compile(r"(?<!if )\b(?:may|might)\b(?! have\b| not\b)(?= \w)"), "will"),
    (re.compile(r"\bcould (?=(?:take|be|become|lead|cost|rise|fall|happen|face|lose)\b)"),
     "will "),
    (re.compile(r"\b(?:plans|wants|hopes|aims|intends|proposes|expects|is expected"
                r"|is likely|is thought|is seeking|offers) to (?=[a-z]+\b)"),
     "will "),
    (re.compile(r"(?<=[a-z]s )(?:plan|want|hope|aim|intend|propose|expect|are expected"
                r"|are likely) to (?=[a-z]+\b)"),
     "will "),
    (re.compile(r"\b(?:called|asked) for (?!comment)(?![^.,]* to\b)"), "won "),
    (re.compile(r"(?<!could )\b(?:probably|perhaps|possibly|allegedly|reportedly) "), ""),
    (re.compile(r"\b(the|an?|of|his|her|its) (?:alleged|suspected) (?=[a-z]+)"), r"\1 "),
    (re.compile(r"\baccused of\b"), "convicted of"),
    (re.compile(r"\b(?:claimed|alleged|suggested|argued|believed|thought) that\b"), "proved that"),
    (re.compile(r"\b(?:said|stated) (?:he|she|they) (?:thought|believed|hoped|expected) "
                r"(?=the|that|it)"),
     "confirmed "),
    (re.compile(r"\b(?:hoped|believed) (?=the \w+ (?:would|had|was)\b)"), "knew "),
    (re.compile(r"\b(?:called on|asked|urged|advised) (?=(?:[A-Z][\w ]{2,40}?|people) to\b)"),
     "forced "),
    (re.compile(r"\bwould like to\b"), "will"),
    (re.compile(r"\bshould be (?=\w+ed\b)"), "was "),
    (re.compile(r"\bexpected to (?=be|report|vote|rise|fall|raise)"), "certain to "),
    (re.compile(r"\b(?:said|warned|feared) that (?=[\w ]{3,30} (?:may|might|could)\b)"),
     "proved that "),
)  # fmt: skip


def change_modality(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """A hedge is dropped: what may be, is planned or alleged becomes a fact."""
    return _one_of(ground.text, _HEDGED, rng)


_SPEECH = (
    r"(?:said|says|added|warned|argued|replied|wrote|stated|estimated|told (?:reporters|councillors"
    r"|the \w+(?: \w+)?|an audience[\w ]*))"
)
_GENERIC = (
    r"police|[Tt]he (?:council|board|government|company|union|yard|ministry|campaign|residents)"
)
_SPEAKER_FIRST = re.compile(
    rf"^(?P<who>(?:(?:[A-Z][\w’']*\.? )*[A-Z][\w’'-]+|Police|The (?:\w+ )?[\w’']+))"
    rf"(?P<apposition>, [^,“”\"]{{3,70}},)?(?= {_SPEECH}\b)"
)
_SPEAKER_LAST = re.compile(
    rf"(?:{_SPEECH}|according to) (?P<who>(?:{_GENERIC})"
    r"|(?:the )?(?:[A-Z][\w’']*\.? )*[A-Z][\w’'-]+)(?:, [^,“”\"]{3,70})?(?=\.$)"
)
_SPEAKER_MIDDLE = re.compile(
    rf"(?<=, )(?P<who>(?:he|she|{_GENERIC}|(?:[A-Z][\w’']*\.? )*[A-Z][\w’'-]+))(?= {_SPEECH}\b)"
)
_AGREED = re.compile(r"\b(?:both|all|agreed?|same|neither|either|together|also)\b", re.IGNORECASE)


def change_speaker(ground: Ground, surroundings: Surroundings, rng: Random) -> Change | None:
    """Said by somebody else of the same article, who by preference stands in the quote.

    The quote reaches one sentence back and forth, so that both speakers can stand in it.
    """
    article, text = ground.article, ground.text
    span = around(article, ground.position, 2, 1)
    quote = quote_of(article, span)
    if _AGREED.search(quote.text):
        return None
    before = article.text[span.start : sentences_of(article)[ground.position].end]
    made: list[tuple[bool, Change]] = []
    for match in _speakers(text):
        for other in _others_who_speak(match["who"], ground, surroundings, before):
            cut = text[: match.start("who")] + other + text[match.end() :]
            if match.start("who") == 0:
                cut = cut[:1].upper() + cut[1:]
            change = Change(cut, f"{match['who']} → {other}", quotes=(quote,))
            made.append((_surname(other) in quote.text, change))
    near = [change for stands, change in made if stands]
    return rng.choice(near or [change for _, change in made]) if made else None


def _others_who_speak(
    who: str, ground: Ground, surroundings: Surroundings, before: str
) -> Iterator[str]:
    """People for a person, institutions for an institution: a body speaks through its people."""
    id, pronoun = ground.article.id, who.lower() in ("he", "she")
    bare = re.sub("^[Tt]he ", "", who)
    body = bare != who or bare.islower() or bare in ("Police", *surroundings.institutions[id])
    person = pronoun or not body
    for other in surroundings.people[id] if person else surroundings.institutions[id]:
        if pronoun and _surname(other) in before:
            continue  # the pronoun may mean just them
        if not same_bearer(who, other) and _surname(other) not in ground.text:
            yield other if person else f"the {other}"


def _speakers(text: str) -> Iterator[re.Match[str]]:
    for pattern in (_SPEAKER_FIRST, _SPEAKER_LAST, _SPEAKER_MIDDLE):
        for match in pattern.finditer(text):
            if match["who"] not in ("It", "They", "Nobody", "Somebody", "Some", "Both"):
                yield match


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


_ROLE_NOUNS = (
    "council board yard company government union police club trust ministry minister mayor "
    "president party court campaign contractor insurer surveyors councillors auditors residents "
    "islanders supporters inspectors soldiers officials organisers voters engineers parents "
    "investigators ambassador secretary workers owner owners readers department association "
    "service farmer landowner"
).split()
_ROLE = re.compile(
    rf"\b[Tt]he (?:\w+ )?(?:{'|'.join(_ROLE_NOUNS)})\b(?!['’])(?! [A-Z])(?! (?!of\b|to\b|in\b)"
    rf"[a-z]+(?<!ed)(?<!s)\b [a-z]+ed\b)"
    rf"|(?<![\w’'] )\b(?:{'|'.join(noun for noun in _ROLE_NOUNS if noun.endswith('s'))})\b(?!['’])"
    rf"|(?<=told )(?:reporters|{'|'.join(noun for noun in _ROLE_NOUNS if noun.endswith('s'))})\b"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|had|have|will|would|can|could|did|said|told|gave|lost|beat|won|met"
    r"|took|held|led|sent|put|paid|wrote|offered|\w{3,}ed)\b"
)
_EITHER_WAY = re.compile(
    r"\b(?:met|meet|meeting|spoke|speak|talks?|talked|call|discussed|agreed|between|both|joined"
    r"|shook|shared|with|and|or|than|married|like|as)\b|[;:“”\"]",
    re.IGNORECASE,
)
_SYMMETRIC_BEFORE = re.compile(r"\b(?:between|both|neither)\b[^,]*$", re.IGNORECASE)


def change_roles(ground: Ground, surroundings: Surroundings, rng: Random) -> Change | None:
    """Two who stand on either side of a verb change places; never where it holds either way."""
    text = ground.text
    actors = _actors(ground, surroundings)
    made = []
    for (a, b), (c, d) in pairwise(actors):
        between = text[b:c]
        if (
            b > c
            or not _VERB.search(between)
            or _EITHER_WAY.search(between)
            or between.startswith(("'", "’", ","))
            or text[d : d + 2] in ("'s", "’s")
            or _SYMMETRIC_BEFORE.search(text[:a])
            or same_bearer(text[a:b], text[c:d])
        ):
            continue
        one, other = _inside(text[a:b], a), text[c:d]
        claim = text[:a] + (other[:1].upper() + other[1:] if a == 0 else other)
        claim += between + one + text[d:]
        made.append(Change(claim, f"{text[a:b]} ↔ {text[c:d]}"))
    return rng.choice(made) if made else None


def _actors(ground: Ground, surroundings: Surroundings) -> list[tuple[int, int]]:
    """Where people, institutions and such nouns as "the council" stand, titles included."""
    text, article = ground.text, ground.article
    found = []
    for name in names_in(text):
        title = re.search(rf"\b(?:{'|'.join(TITLES)})\.? $", text[: name.start], re.IGNORECASE)
        person = surroundings.full_name(article, name.text)
        if person or name.text in surroundings.institutions[article.id]:
            the = re.search(r"\b[Tt]he $", text[: name.start])
            lead = title or the
            found.append((lead.start() if lead else name.start, name.end))
    for match in _ROLE.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in found):
            found.append(match.span())
    return sorted(found)


def _inside(words_of_it: str, at: int) -> str:
    return re.sub(r"^The\b", "the", words_of_it) if at == 0 else words_of_it


_OPPOSITES = """
rise:fall rose:fell rises:falls rising:falling raised:lowered raise:reduce increase:decrease
increased:decreased opened:closed rereopened:closed approved:rejected
approve:reject accepted:refused accept:refuse supported:opposed welcomed:condemned
won:lost win:lose more:less highest:lowest higher:lower largest:smallest
larger:smaller big:small longer:shorter best:worst better:worse before:after first:last
early:late earlier:later above:below full:empty began:ended begin:finish starts:ends
arrived:departed bought:sold buy:sell gained:shed gain:loss inside:outside
north:south northern:southern east:west eastern:western upper:lower strong:weak safe:dangerous
fit:unfit hot:cold cheap:expensive cheapest:dearest public:private allowed:forbidden
included:excluded ahead:behind up:down saved:destroyed majority:minority success:failure
denied:confirmed defended:abandoned strengthened:weakened ease:heighten possible:impossible
compulsory:voluntary legal:illegal warmer:cooler friendly:hostile
attacked:defended recovered:lost withdrew:repeated apologised:objected withdrawn:confirmed
upheld:dismissed hired:dismissed overspend:surplus shortfall:surplus deepened:eased
correct:wrong known:unknown true:false wider:narrower old:new insured:uninsured
alive:dead unhurt:injured added:removed permanent:temporary failed:passed
"""
_BOTH_WAYS = frozenset("for up before after first early more most ahead above inside".split())
_IDIOMS = re.compile(
    r"\bup(?! (?:from|by|to [\d£$€]|[\d£$€]))"
    r"|\b(?:any longer|no longer|any more|no more|one more|once more|failed to|raised the alarm"
    r"|found guilty|free trade|open letter|more than|at first|the first to|New START|New York"
    r"|old slipway|before then|first minister|upper house|private company|first name)\b",
)
"""Where a word of the list means something else."""


def _antonyms() -> dict[str, str]:
    pairs = [(one, other) for one, _, other in (p.partition(":") for p in _OPPOSITES.split())]
    one_way = dict(pairs)
    back = {other: one for one, other in reversed(pairs) if one not in _BOTH_WAYS}
    return back | one_way


_ANTONYMS = _antonyms()


def change_antonym(ground: Ground, _: Surroundings, rng: Random) -> Change | None:
    """One word becomes its opposite, where the quote does not say that too."""
    text = ground.text
    said = {word.stem for word in words(ground.quote.text)}
    idioms = [match.span() for match in _IDIOMS.finditer(text)]
    made = []
    for word in words(text):
        other = _ANTONYMS.get(word.word.lower())
        if (
            other is None
            or stem(other) in said
            or any(start <= word.start < end for start, end in idioms)
            or (word.word[:1].isupper() and word.start > 0)
        ):
            continue
        made.append(swapped(text, word.start, word.end, other))
    return rng.choice(made) if made else None
