"""What a reader of news asks of any story, on sentences that do and do not tell it."""

import random
import re
from collections.abc import Iterator, Sequence

from training.reader.example import Example, example_of
from training.reader.item import Item
from training.reader.near_misses import CUES
from training.reader.vocabulary import NAME

_SOME = (
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds"
    r"|several)\b"
)
_PEOPLE = r"(?: \w+){0,3}? "
_NEWS = [
    # (what the sentence must have to answer, what it must lack to be sure that it does not,
    # how the question may be put)
    (
        rf"{_SOME}{_PEOPLE}(?:were |was |had |have been )?(?:killed|died|dead)\b|killed {_SOME}",
        r"dead|death|die[sd]?\b|dying|kill|fatal|lives|victim|murder|\bno one\b|toll",
        ("How many people died?", "How many people were killed?", "What was the death toll?"),
    ),
    (
        rf"{_SOME}{_PEOPLE}(?:were |was )?(?:injured|wounded|hurt)\b|(?:injured|wounded) {_SOME}",
        r"injur|wound|hurt|hospital|casualt|treated",
        ("How many people were injured?", "How many were hurt?", "How many wounded?"),
    ),
    (
        rf"{_SOME}{_PEOPLE}(?:were |was )?(?:arrested|detained)\b|arrested {_SOME}",
        r"arrest|detain|custody|charged|suspect|held",
        ("How many people were arrested?", "How many arrests were made?"),
    ),
    (
        r"(?:[$£€#] ?\d|\d (?:dollars|euros|pounds)|illion (?:dollars|euros|pounds))",
        r"[$£€#]|\d|dollar|euro|pound|illion|cost|pric|paid|worth|free|expens|budget|spen",
        ("How much did it cost?", "How much money was involved?", "What did it cost?"),
    ),
    (
        r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bon \w+ \d{1,2}\b|\byesterday\b",
        CUES["When"],
        ("When did this happen?", "What day did it happen?", "When did it take place?"),
    ),
    (
        r"\b(?:because|due to|owing to|as a result of)\b",
        CUES["Why"],
        ("Why did this happen?", "What was the reason?", "What caused this?"),
    ),
    (
        rf"{_SOME} votes|\d[\d.]*(?: ?%| percent)",
        r"\d|percent|%|vote|majority|half|most|third",
        ("What percentage was it?", "What share was it?"),
    ),
    (
        rf"\b(?:for|in|within|over|lasted|after) (?:\w+ )?{_SOME} "
        r"(?:minute|hour|day|week|month|year)",
        CUES["How long"],
        ("How long did it take?", "How long did it last?"),
    ),
    (
        rf"{_SOME}(?: \w+)? (?:people|protesters|demonstrators|supporters|fans|residents|passengers"
        r"|workers|soldiers|students)",
        CUES["How many people"],
        ("How many people were there?", "How many people took part?", "How many were involved?"),
    ),
]
_NEWS_CUES = [
    (re.compile(has, re.IGNORECASE), re.compile(lacks, re.IGNORECASE), asked)
    for has, lacks, asked in _NEWS
]
_SAYS = (
    r"(?: \w+ly| also| later| has)? (?:said|told|added|stated|called|denied|warned|described"
    r"|praised|criti\w+d|accused|argued|insisted|welcomed|condemned|commented|claimed|explained) "
)
_SPEAKER = re.compile(r"^(?:[A-Z][\w ]{2,40}? )??((?:[A-Z][\w.’'-]+ ?){1,3}?)" + _SAYS)
_SHE_SAYS = re.compile(r"^(?:He|She|They)" + _SAYS)
_PRONOUNS = frozenset("He She They We It I You This That The Others".split())
_REPORTED = (
    "What did {who} say?", "What did {who} say about {what}?", "How did {who} react?",
    "What was {who}'s comment on {what}?", "how did {who} respond to {what}",
    "What is {who}'s view?",
    "What does {who} think of {what}?", "What did {who} say about it?",
)  # fmt: skip


def of_news(items: Sequence[Item], random_: random.Random) -> Iterator[Example]:
    """What a reader of news asks of any story, on sentences that do and do not tell it."""
    seen: set[str] = set()
    for item in items:
        if item.source not in ("wikinews", "reqa", "squad1"):
            continue
        rate = 1.0 if item.source == "wikinews" else 0.3
        for index, sentence in enumerate(item.sentences):
            if sentence in seen:
                continue
            seen.add(sentence)
            yield from _of_event(item, index, rate, random_)
            yield from _of_speaker(item, index, random_)


def _of_event(item: Item, index: int, rate: float, random_: random.Random) -> Iterator[Example]:
    sentence = item.sentences[index]
    names = NAME.findall(" ".join(item.sentences[max(0, index - 1) : index + 1]))
    told = [asked for has, _, asked in _NEWS_CUES if has.search(sentence)]
    untold = [asked for _, lacks, asked in _NEWS_CUES if not lacks.search(sentence)]
    # Most sentences lack most facts; asking them all would make these questions unanswerable.
    some = untold if random_.random() < 0.3 * rate else []
    for label, kinds in ((1.0, told), (0.0, random_.sample(some, min(1, len(some))))):
        for asked in kinds:
            question = random_.choice(asked)
            if names and random_.random() < 0.4:
                place = random_.choice((" in {}?", " in the {} case?", " involving {}?"))
                question = question.replace("?", place.format(random_.choice(names)))
            yield example_of(item, index, label, "event", random_, question)


def _of_speaker(item: Item, index: int, random_: random.Random) -> Iterator[Example]:
    sentence, context = item.sentences[index], item.before(index, 1, titled=False)
    said = _SPEAKER.match(sentence)
    if not said and index and _SHE_SAYS.match(sentence):
        said = _SPEAKER.match(item.sentences[index - 1])
    if not said or said[1].split()[0] in _PRONOUNS:
        return
    about = [name for name in NAME.findall(sentence[said.end(1) :]) if name not in said[1]]
    what = random_.choice(about) if about else "it"
    question = random_.choice(_REPORTED)
    asked = question.format(who=said[1].strip(), what=what)
    yield Example(asked, context, sentence, 1.0, "speaker")
    silent = [
        at for at, other in enumerate(item.sentences)
        if said[1].strip() not in other and not _SHE_SAYS.match(other) and abs(at - index) < 4
    ]  # fmt: skip
    if silent:
        yield example_of(item, random_.choice(silent), 0.0, "speaker", random_, asked)
    around = " ".join(item.sentences)
    others = [name for name in NAME.findall(around) if name not in sentence + context]
    if others:
        wrong = question.format(who=random_.choice(others), what=what)
        yield Example(wrong, context, sentence, 0.0, "speaker")
