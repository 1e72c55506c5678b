"""Questions turned so that a sentence, or its passage, nearly answers them."""

import random
import re
from collections.abc import Iterator, Sequence

from training.reader.example import Example, example_of
from training.reader.item import Item
from training.reader.vocabulary import NAME, WORD

_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_OPPOSITES = [
    pair.split("/")
    for pair in (
        "first/last before/after increase/decrease increased/decreased rise/fall rose/fell won/lost"
        " win/lose more/fewer more/less largest/smallest highest/lowest north/south east/west"
        " northern/southern eastern/western best/worst started/ended start/end began/ended"
        " begin/end opened/closed oldest/youngest most/least longest/shortest early/late"
        " support/oppose supported/opposed accept/reject accepted/rejected allowed/banned"
        " injured/killed buy/sell bought/sold arrived/left join/leave joined/left father/mother"
        " brother/sister son/daughter husband/wife men/women male/female public/private"
        " agreed/refused hired/fired born/buried died/married above/below good/bad old/new"
        " major/minor national/local success/failure positive/negative import/export"
        " advantage/disadvantage same/different rich/poor arrest/release arrested/released"
        " attack/defend attacked/defended approve/deny approved/denied confirmed/denied"
        " president/spokesman president/mayor minister/ambassador company/union"
    ).split()
]
_SWAP = {a: b for pair in _OPPOSITES for a, b in (pair, pair[::-1])}
CUES = {
    "When": r"\d|\b(?:when|after|before|during|since|until|ago|today|yesterday|tomorrow|day|week"
    r"|month|year|century|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|spring|summer|autumn"
    r"|winter|morning|evening|night|first|last|recent\w*|now|as|while|time)\b",
    "Where": r"\b(?:in|at|on|near|from|to|where|outside|inside|across|within|through|off|into"
    r"|around|between|over|under|home|here|there|via)\b",
    "Why": r"\b(?:because|since|as|due|for|to|so|after|following|over|reason\w*|caus\w*|result\w*"
    r"|thanks|amid|in order|owing|therefore|thus|by|from|led|with|when|if|but|that)\b|;|:|ing\b",
    "How much money": r"[$£€]|\b(?:dollar|pound|euro|million|billion|cost|paid|worth|price|free"
    r"|budget|fund)",
    "How long": r"\b(?:second|minute|hour|day|week|month|year|decade|centur|night|time|long|since"
    r"|until|from|between|\d{4})",
    "How many people": r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred"
    r"|thousand|million|several|many|few|all|some|most|half|no|both|number|couple|majority)",
    "Who": r"(?<=\w )[A-Z]|^[A-Z]\w+ [A-Z]|\b(?:he|she|they|who|man|woman|men|women|people|group"
    r"|police|officials|government|members|\w+ers|\w+ors|\w+ists|\w+ians)\b",
}
_CUE = {
    asked: re.compile(cue, 0 if asked == "Who" else re.IGNORECASE) for asked, cue in CUES.items()
}
_ADVERBIAL = re.compile(
    r"^(When|Where|Why|How|In what \w+|Since when|Until when) "
    r"(?=(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|might) )"
)
_NO_SUBJECT = re.compile(
    r"[,;:\"(]|\b(?:that|which|who|to|as|when|while|if|since|by|with|there|what|and|but|or|for|\w+ed)\b"
    r"|^(?:I|we|you|it|this|in|on|at|after)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r" (is|are|was|were|has|have|had|will|would|can|could|may|should) (?!n't)")


def near_misses(
    item: Item, index: int, names: Sequence[str], random_: random.Random
) -> Iterator[Example]:
    sentence = item.sentences[index]
    around = " ".join(item.sentences)
    others = [n for n in dict.fromkeys(NAME.findall(around)) if n not in sentence]
    made = [
        _other_name(item.question, others, names, random_),
        _other_number(item.question, random_),
        _opposite(item.question, random_),
        _missing(item.question, sentence, random_),
        _reaction(sentence, others, random_),
    ]
    found = [question for question in made if question and question != item.question]
    if found and random_.random() < 0.6:
        question = random_.choice(found)
        yield example_of(item, index, 0.0, "near miss", random_, question)
    if item.source in ("wikinews", "wikipedia", "squad1", "reqa", "qasrl", "selqa"):
        yield from _yes_no(item, index, random_)


def _other_name(
    question: str, others: Sequence[str], names: Sequence[str], random_: random.Random
) -> str:
    found = NAME.findall(question)
    if not found:
        return ""
    name = random_.choice(found)
    known = set(WORD.findall(question))
    pool = [other for other in others if not known & set(WORD.findall(other))]
    instead = random_.choice(pool if pool and random_.random() < 0.7 else names)
    return question.replace(name, instead)


def _other_number(question: str, random_: random.Random) -> str:
    found = _NUMBER.findall(question)
    if not found:
        return ""
    number = random_.choice(found)
    digits = re.sub(r"\D", "", number)
    if len(digits) == 4 and digits[0] in "12":
        instead = str(int(digits) + random_.choice((-20, -7, -3, -2, -1, 1, 2, 3, 5, 10)))
    else:
        instead = str(max(1, int(digits[:9]) + random_.choice((-5, -2, -1, 1, 2, 3, 10, 40))))
    return question.replace(number, instead)


def _opposite(question: str, random_: random.Random) -> str:
    found = [word for word in question.split() if word in _SWAP]
    if not found:
        return ""
    word = random_.choice(found)
    return re.sub(rf"\b{word}\b", _SWAP[word], question, count=1)


def _missing(question: str, sentence: str, random_: random.Random) -> str:
    """The question turned to ask what the sentence has no words for."""
    lead = _ADVERBIAL.match(question)
    if not lead:
        return ""
    asked = [
        kind for kind, cue in _CUE.items()
        if kind in ("When", "Where", "Why") and kind != lead[1] and not cue.search(sentence)
    ]  # fmt: skip
    if not _CUE["How long"].search(sentence) and not lead[1].startswith("How"):
        asked.append("For how long")
    if not _CUE["How much money"].search(sentence) and random_.random() < 0.3:
        asked.append("At what cost")
    return f"{random_.choice(asked)} {question[lead.end() :]}" if asked else ""


def _reaction(sentence: str, others: Sequence[str], random_: random.Random) -> str:
    """What someone who is named elsewhere in the passage said of what the sentence tells."""
    about = NAME.findall(sentence)
    if not about or not others or random_.random() < 0.6:
        return ""
    person, topic = random_.choice(others), random_.choice(about)
    return random_.choice(
        (
            f"What did {person} say about {topic}?",
            f"How did {person} react to {topic}?",
            f"How much did {topic} cost?",
            f"Why did {person} criticise {topic}?",
            f"Who told {person} about {topic}?",
            f"How many people from {person} were involved?",
            f"What is {person}'s view of {topic}?",
            f"When will {person} return to {topic}?",
        )
    )


def _yes_no(item: Item, index: int, random_: random.Random) -> Iterator[Example]:
    """A yes/no question made by moving the sentence's auxiliary to the front."""
    sentence = item.sentences[index]
    found = _AUXILIARY.search(sentence)
    if not found or not 1 <= sentence[: found.start()].count(" ") + 1 <= 7:
        return
    subject, rest = sentence[: found.start()], sentence[found.end() :]
    if _NO_SUBJECT.search(subject) or random_.random() < 0.5:
        return
    stated = re.split(r"[,;:.\"]| (?:because|after|when|while|which|who|but) ", rest)[0].split()
    if not 2 <= len(stated) <= 18:
        return
    first = subject.split()[0]
    if first.lower() in ("the", "a", "an", "this", "these", "his", "her", "their", "in", "it"):
        subject = subject[0].lower() + subject[1:]
    question = f"{found[1].capitalize()} {subject} {' '.join(stated)}?"
    yield example_of(item, index, 1.0, "yes/no", random_, question)
    other = [i for i in range(len(item.sentences)) if i != index and abs(i - index) <= 2]
    if other:
        yield example_of(item, random_.choice(other), 0.0, "yes/no", random_, question)
    other_names = [n for s in item.sentences for n in NAME.findall(s) if n not in sentence]
    wrong = _other_name(question, other_names, other_names, random_) if other_names else ""
    if wrong:
        yield example_of(item, index, 0.0, "yes/no", random_, wrong)
