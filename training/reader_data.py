"""Questions with the sentences that do and do not answer them, read from public QA sets.

`load_items` gives whole passages, split so that no passage or titled document is on both sides;
`examples` makes of them what the reader is trained on.
"""

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import BadInput
from corpus.sentences import sentence_spans
from training import verifier_data

FILES = ("reading.jsonl.gz", "passages.jsonl.gz", "pairs.jsonl.gz")
HELD_OUT = "clapnq"
"""A source of which nothing is trained on: what it scores is what a new kind of text would."""
WRITTEN = "written"
TIMES_WRITTEN = 3
"""How often the last lessons go through the written questions."""
DEV_SHARE = {"squad2": 0.25, "hotpot": 0.25, "wikinews": 0.2}
DEV_SHARE_ELSE = 0.1
_ONE_DOCUMENT = 12
"""Sentences of a document kept as candidates around the one asked about."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question on one passage. `positive` are the indices of the sentences that answer it.

    `complete` says that the other sentences were judged, or searched, and do not answer.
    """

    question: str
    title: str
    sentences: tuple[str, ...]
    positive: frozenset[int]
    source: str
    group: str
    complete: bool = True

    @property
    def answerable(self) -> bool:
        return bool(self.positive)

    def before(self, index: int, sentences: int = 1, titled: bool = True) -> str:
        """The context of a sentence: the title and that many sentences before it."""
        near = self.sentences[max(0, index - sentences) : index]
        return " ".join([f"{self.title}."] * (titled and bool(self.title)) + list(near))


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    context: str
    sentence: str
    label: float
    kind: str


def load_items(folder: Path) -> tuple[list[Item], list[Item]]:
    """The items to train on and those to measure on. Raises BadInput if a file is missing."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise BadInput(f"{folder} lacks {', '.join(missing)}; give the folder with --data")
    items = [*_reading(folder), *_passages(folder), *_pairs(folder)]
    items = [*_joined_groups(items), *_written()]
    measured = {item.group for item in items if _drawn(item)}
    train = [item for item in items if item.group not in measured]
    return train, [item for item in items if item.group in measured]


def _drawn(item: Item) -> bool:
    share = 1.0 if item.source == HELD_OUT else DEV_SHARE.get(item.source, DEV_SHARE_ELSE)
    return zlib.crc32(item.group.encode()) % 1000 < share * 1000


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _reading(folder: Path) -> Iterator[Item]:
    names = {"squad2-dev": "squad2", "xquad-en": "xquad", "clapnq-dev": HELD_OUT}
    split: dict[str, list[tuple[int, int]]] = {}
    for row in _rows(folder / FILES[0]):
        passage = row["passage"]
        if passage not in split:
            split[passage] = _spans(passage)
        spans = split[passage]
        starts = row.get("starts") or [
            passage.find(answer) for answer in row.get("sentences") or [] if answer in passage
        ]
        positive = {
            index for start in starts for index, (a, b) in enumerate(spans) if a <= start < b
        }
        if bool(positive) != row["answerable"]:
            continue
        source = names[row["source"]]
        title = (row["title"] or "").replace("_", " ")
        yield Item(
            clean(row["question"]), title, tuple(clean(passage[a:b]) for a, b in spans),
            frozenset(positive), source, f"{title or passage[:60]}",
        )  # fmt: skip


def _spans(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in sentence_spans(text)]


def _passages(folder: Path) -> Iterator[Item]:
    names = {"hotpot_amor": "hotpot", "squad1_part": "squad1"}
    for row in _rows(folder / FILES[1]):
        source = names.get(row["source"], row["source"])
        group = row["qid"] if source == "hotpot" else row["sentences"][0] + row["sentences"][-1]
        if bool(row["positive"]) == row["answerable"]:
            yield Item(
                clean(row["question"]), row.get("title") or "",
                tuple(map(clean, row["sentences"])), frozenset(row["positive"]), source, group,
            )  # fmt: skip


def _written(path: Path = verifier_data.WRITTEN) -> Iterator[Item]:
    """Questions about made-up passages; of each passage two that it answers and two that it nearly
    does."""
    for row in verifier_data.read_jsonl(path):
        passage = row["passage"]
        spans = _spans(passage)
        sentences = tuple(clean(passage[a:b]) for a, b in spans)
        for each in row["questions"]:
            start = passage.find(each["sentence"]) + each["sentence"].find(each["span"])
            positive = {index for index, (a, b) in enumerate(spans) if a <= start < b}
            answers = frozenset(positive if each["answerable"] else ())
            yield Item(clean(each["question"]), "", sentences, answers, WRITTEN, passage[:60])


def _pairs(folder: Path) -> Iterator[Item]:
    """Documents are put together again from their sentences' ids; the rest stand alone."""
    documents: dict[str, dict[tuple[int, int], list[dict[str, Any]]]] = {}
    alone = []
    for row in _rows(folder / FILES[2]):
        if "id" in row:
            kind, document, paragraph, sentence = row["id"].split(":")[1:5]
            place = (int(paragraph), int(sentence))
            places = documents.setdefault(f"{kind}:{document}", {})
            places.setdefault(place, []).append(row)
        else:
            alone.append(row)
    for name, places in documents.items():
        order = sorted(places)
        sentences = tuple(clean(places[place][0]["sentence"]) for place in order)
        for index, place in enumerate(order):
            first = max(0, index - _ONE_DOCUMENT // 2)
            window = sentences[first : first + _ONE_DOCUMENT]
            for row in places[place]:
                positive = frozenset({index - first} if row["label"] else ())
                # A question the crowd marked as bad says nothing of the other sentences.
                if row["label"] or len(window) == 1:
                    source = name.split(":")[0]
                    yield Item(
                        clean(row["question"]), "", window, positive, source, name, complete=False
                    )
                else:
                    yield Item(
                        clean(row["question"]), "", (sentences[index],), positive,
                        f"{name.split(':')[0]}_bad", name,
                    )  # fmt: skip
    for row in alone:
        sentence = clean(row["sentence"])
        yield Item(
            clean(row["question"]), "", (sentence,), frozenset({0} if row["label"] else ()),
            {"qasrl_gs": "qasrl", "reqa_squad": "reqa"}.get(row["source"], row["source"]), sentence,
        )  # fmt: skip


def _joined_groups(items: Sequence[Item]) -> list[Item]:
    """Gives all items that share a sentence one group, whatever source they come from."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for item in items:
        # Hotpot's distractors would join everything; its questions are the unit there.
        for sentence in item.sentences if item.source != "hotpot" else ():
            if len(sentence) > 40:
                parent[root("s:" + "".join(sentence.lower().split())[:80])] = root(item.group)
    return [replace(item, group=root(item.group)) for item in items]


_TOKENISED = (
    (re.compile(r"``\s*|\s*''"), '"'),
    (re.compile(r"\\'"), "'"),
    (re.compile(r"\s+([,.;:!?%)\]]|n't\b|'(?:s|re|ve|ll|d|m)\b|' )"), r"\1"),
    (re.compile(r"([(\[$#])\s+"), r"\1"),
    (re.compile(r"\s+-\s+(?=\w)(?<=\w\s-\s)"), "-"),
    (re.compile(r"\s+"), " "),
)


def clean(text: str) -> str:
    """Undoes what corpora's tokenisers did, so that their texts look like printed ones."""
    for pattern, replacement in _TOKENISED:
        text = pattern.sub(replacement, text)
    return text.strip()


# --- what is trained on -----------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'-]+)(?: (?:of |the |de )?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_STOP = frozenset(
    "a an the of in on at to for from by with and or is are was were be been being do does did has"
    " have had will would can could may might should what which who whom whose when where why how"
    " that this these those it its his her their he she they as into about there much many long"
    .split()
)  # fmt: skip
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
_QUANTITIES = "hundreds thousands millions dozens several two three four five ten"
_CUES = {
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
    asked: re.compile(cue, 0 if asked == "Who" else re.IGNORECASE) for asked, cue in _CUES.items()
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


def last_examples(items: Sequence[Item], seed: int) -> list[Example]:
    """The written questions, several times over, among as many examples of the rest."""
    written = [item for item in items if item.source == WRITTEN]
    told = [each for turn in range(TIMES_WRITTEN) for each in examples(written, seed + turn)]
    others = examples([item for item in items if item.source != WRITTEN], seed)
    made = [*told, *others[: len(told)]]
    random.Random(seed).shuffle(made)  # noqa: S311 - nothing secret
    return made


def examples(items: Sequence[Item], seed: int) -> list[Example]:
    """Positives and negatives of every item, in random order; the same for the same seed."""
    random_ = random.Random(seed)  # noqa: S311 - nothing secret
    made: list[Example] = []
    names = sorted({n for item in items[::7] for s in item.sentences[:4] for n in _NAME.findall(s)})
    kept = [item for item in items if random_.random() < _KEPT.get(item.source, 1.0)]
    for item in kept:
        made += _of_item(item, names, random_)
    made += _of_news(items, random_)
    made += _similar_sentences([item for item in kept if item.source in ("reqa", "qnli")], random_)
    random_.shuffle(made)
    return [replace(example, question=_restyled(example.question, random_)) for example in made]


# Several of QAMR's and QA-SRL's questions ask the same of one sentence.
_KEPT = {
    "wikinews": 0.25, "wikipedia": 0.1, "qasrl": 0.07, "hotpot": 0.4, "reqa": 0.2, "squad1": 0.8,
    "qnli": 0.8,
}  # fmt: skip


def _of_item(item: Item, names: Sequence[str], random_: random.Random) -> Iterator[Example]:
    order = _hardest_first(item)
    for index in sorted(item.positive):
        yield _example(item, index, 1.0, "answer", random_)
    negatives = [index for index in order if index not in item.positive]
    if not item.complete:
        # Two vague questions in three have another answer elsewhere in the document.
        negatives = negatives if len(_content(item.question)) > 2 else []
    if item.positive:
        after = [index + 1 for index in item.positive if index + 1 in negatives]
        chosen = dict.fromkeys(negatives[:1] + after[:1])
        if len(negatives) > 2:
            chosen |= dict.fromkeys(random_.sample(negatives, 1))
        for index in list(chosen)[:2]:
            yield _example(item, index, 0.0, "other sentence", random_)
        yield from _near_misses(item, min(item.positive), names, random_)
    else:
        for index in negatives[:2] + random_.sample(negatives[2:], min(1, len(negatives[2:]))):
            yield _example(item, index, 0.0, "unanswerable", random_)


def _example(
    item: Item, index: int, label: float, kind: str, random_: random.Random, question: str = ""
) -> Example:
    near = random_.choices((0, 1, 2), (0.25, 0.5, 0.25))[0]
    context = item.before(index, near, titled=random_.random() < 0.5)
    return Example(question or item.question, context, item.sentences[index], label, kind)


def _hardest_first(item: Item) -> list[int]:
    asked = _content(item.question)
    overlap = [len(asked & _content(sentence)) for sentence in item.sentences]
    return sorted(range(len(overlap)), key=lambda index: -overlap[index])


def _content(text: str) -> set[str]:
    return {word[:6] for word in _WORD.findall(text.lower())} - _STOP


def _near_misses(
    item: Item, index: int, names: Sequence[str], random_: random.Random
) -> Iterator[Example]:
    sentence = item.sentences[index]
    around = " ".join(item.sentences)
    others = [n for n in dict.fromkeys(_NAME.findall(around)) if n not in sentence]
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
        yield _example(item, index, 0.0, "near miss", random_, question)
    if item.source in ("wikinews", "wikipedia", "squad1", "reqa", "qasrl", "selqa"):
        yield from _yes_no(item, index, random_)


def _other_name(
    question: str, others: Sequence[str], names: Sequence[str], random_: random.Random
) -> str:
    found = _NAME.findall(question)
    if not found:
        return ""
    name = random_.choice(found)
    known = set(_WORD.findall(question))
    pool = [other for other in others if not known & set(_WORD.findall(other))]
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
    about = _NAME.findall(sentence)
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
    yield _example(item, index, 1.0, "yes/no", random_, question)
    other = [i for i in range(len(item.sentences)) if i != index and abs(i - index) <= 2]
    if other:
        yield _example(item, random_.choice(other), 0.0, "yes/no", random_, question)
    other_names = [n for s in item.sentences for n in _NAME.findall(s) if n not in sentence]
    wrong = _other_name(question, other_names, other_names, random_) if other_names else ""
    if wrong:
        yield _example(item, index, 0.0, "yes/no", random_, wrong)


def _similar_sentences(items: Sequence[Item], random_: random.Random) -> Iterator[Example]:
    """For each answered question one of the other items' sentences nearest to it in words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    sentences = list({item.sentences[0]: None for item in items})
    if len(sentences) < 5:
        return
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words=sorted(_STOP))
    matrix = vectorizer.fit_transform(sentences).T.tocsr()
    answered = [item for item in items if item.answerable]
    for start in range(0, len(answered), 256):
        some = answered[start : start + 256]
        scores = (vectorizer.transform([item.question for item in some]) @ matrix).toarray()
        nearest = scores.argpartition(-5, axis=1)[:, -5:]
        for item, row in zip(some, nearest, strict=True):
            pool = [sentences[index] for index in row if sentences[index] != item.sentences[0]]
            context = item.sentences[0] if random_.random() < 0.2 else ""
            yield Example(item.question, context, random_.choice(pool), 0.0, "similar sentence")


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
        _CUES["When"],
        ("When did this happen?", "What day did it happen?", "When did it take place?"),
    ),
    (
        r"\b(?:because|due to|owing to|as a result of)\b",
        _CUES["Why"],
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
        _CUES["How long"],
        ("How long did it take?", "How long did it last?"),
    ),
    (
        rf"{_SOME}(?: \w+)? (?:people|protesters|demonstrators|supporters|fans|residents|passengers"
        r"|workers|soldiers|students)",
        _CUES["How many people"],
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


def _of_news(items: Sequence[Item], random_: random.Random) -> Iterator[Example]:
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
    names = _NAME.findall(" ".join(item.sentences[max(0, index - 1) : index + 1]))
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
            yield _example(item, index, label, "event", random_, question)


def _of_speaker(item: Item, index: int, random_: random.Random) -> Iterator[Example]:
    sentence, context = item.sentences[index], item.before(index, 1, titled=False)
    said = _SPEAKER.match(sentence)
    if not said and index and _SHE_SAYS.match(sentence):
        said = _SPEAKER.match(item.sentences[index - 1])
    if not said or said[1].split()[0] in _PRONOUNS:
        return
    about = [name for name in _NAME.findall(sentence[said.end(1) :]) if name not in said[1]]
    what = random_.choice(about) if about else "it"
    question = random_.choice(_REPORTED)
    asked = question.format(who=said[1].strip(), what=what)
    yield Example(asked, context, sentence, 1.0, "speaker")
    silent = [
        at for at, other in enumerate(item.sentences)
        if said[1].strip() not in other and not _SHE_SAYS.match(other) and abs(at - index) < 4
    ]  # fmt: skip
    if silent:
        yield _example(item, random_.choice(silent), 0.0, "speaker", random_, asked)
    around = " ".join(item.sentences)
    others = [name for name in _NAME.findall(around) if name not in sentence + context]
    if others:
        wrong = question.format(who=random_.choice(others), what=what)
        yield Example(wrong, context, sentence, 0.0, "speaker")


_LEADS = (
    "According to the article, {}", "According to the report, {}", "Tell me {}", "In the story, {}",
    "Can you tell me {}", "I want to know {}", "The article says that: {}",
)  # fmt: skip


_ASKING = frozenset(("who", "when", "where", "why", "how", "many", "much"))


def _restyled(question: str, random_: random.Random) -> str:
    """One in three questions in another style, so that style says nothing of the answer."""
    if random_.random() > 0.33:
        return question
    bare = question.rstrip(" ?")
    style = random_.randrange(5)
    if style == 0:
        return question.lower()
    if style == 1:
        return bare.lower()
    if style == 2:
        return bare
    if style == 3:
        lead = random_.choice(_LEADS)
        return lead.format(question[0].lower() + question[1:])
    kept = [word for word in bare.split() if word.lower() not in _STOP or word.lower() in _ASKING]
    return " ".join(kept) if len(kept) > 2 else bare


def grouped(items: Iterable[Item]) -> dict[str, list[Item]]:
    by_source: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_source[item.source].append(item)
    return dict(by_source)
