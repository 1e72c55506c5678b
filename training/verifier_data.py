"""The pairs the verifier learns from: entailment sets, written claims, planted lies.

Beside them the people's judgements that it is measured on. DIR holds `support/pairs.jsonl.gz`,
`support/nli_pairs.jsonl.gz` (claim, evidence, label, source) and `news/ecbplus_articles.jsonl.gz`
(text, topic).
"""

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.evaluation.planting.lies import Kind, honest, plant
from assistant.facts import dates, names, numbers
from assistant.words import content_stems
from corpus.article import make_article
from corpus.errors import BadInput
from training import claim_only

PEOPLE, ENTAILMENT, NEWS = (
    "support/pairs.jsonl.gz",
    "support/nli_pairs.jsonl.gz",
    "news/ecbplus_articles.jsonl.gz",
)

COMPOSED = Path("tests/assistant/verifier/data/composed.jsonl")
WRITTEN = Path(__file__).parent / "data" / "written.jsonl"
"""Passages made up for training, each with claims that follow and claims that are subtly wrong."""

SUPPORT = {
    "supported": 1.0,
    "partly": 0.2,
    "unsupported": 0.0,
    "contradicted": 0.0,
    "not_enough": 0.0,
}
"""How far a label is support; "partly" is no support, but less surely."""
CONTRADICTION = {"contradicted": 1.0, "not_enough": 0.0, "partly": 0.0}
"""Whether what is no support denies the claim; "unsupported" does not tell."""

FIRST_QUOTAS = {
    "conjnli": 10000,
    "breaking_nli": 1500,
    "dnc": 1500,
    "help_mono": 1500,
    "fever_gold_dev": 0,
}
"""Pairs of a source in the first lessons at most; others whole. Sets made by template teach least.
FEVER is left out, as people judged claims of it that are measured on."""

QUOTAS = {
    "fever_gold_dev": 0,
    "factcg": 1950,
    "feverous_s": 1040,
    "fm2": 780,
    "scifact_rte": 390,
    "mnli_olora": 1950,
    "taxinli": 1950,
    "cad_nli": 1170,
    "conjnli": 910,
    "negation_nli": 520,
    "dnc": 130,
    "help_mono": 130,
    "breaking_nli": 130,
}
"""The same of the second lessons."""
PLANTED = 1000
"""Lies of each kind in the second lessons."""
TIMES_WRITTEN = 3
"""How often the second lessons go through the written claims."""

IN_PASSAGE = 0.35
"""Share of the short pairs whose evidence is hidden in a passage about something else."""
ARTICLES, LIES = 1500, 5000
"""Sentences of articles beside their passage, and simple lies about them, in the first lessons."""
MEASURED = 240
"""Pairs of each source; half as many of each part of SummEdits, which has eight."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled pair. `support` and `contradiction` are targets in [0, 1] or None if unknown.

    `wrong` are the character spans of the claim that a lie changed; None where it is not known
    which words are unsupported. `weight` is how much the pair counts in learning.
    """

    claim: str
    evidence: str
    label: str
    source: str
    support: float
    contradiction: float | None
    wrong: tuple[tuple[int, int], ...] | None = None
    split: str = "train"
    weight: float = 1.0

    @property
    def family(self) -> str:
        """The source's name without its part: all of SummEdits is one family."""
        return self.source.split("-")[0]


def load(path: Path) -> tuple[list[Item], list[Item]]:
    """The people's pairs and the entailment pairs under `path`."""
    return [_item(row) for row in rows(path / PEOPLE)], [
        _item(row) for row in rows(path / ENTAILMENT)
    ]


def articles(path: Path) -> list[tuple[str, list[str]]]:
    """Of each news article, its topic and its sentences."""
    return [(row["topic"], row["text"].split("\n")) for row in rows(path / NEWS)]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a compressed file, one a line. Raises BadInput where it can not be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except OSError as error:
        raise BadInput(f"the training data can not be read: {error}") from error


def _item(row: dict[str, Any]) -> Item:
    label = row["label"]
    wrong = () if label == "supported" else None
    return Item(
        _MARKER.sub("", row["claim"]),
        row["evidence"],
        label,
        row["source"],
        SUPPORT[label],
        CONTRADICTION.get(label),
        wrong,
        row.get("split", "train"),
    )


_MARKER = re.compile(r"\s?\[\d{1,3}\]")
"""Of a citation, as answers of language models carry them: no part of what is claimed."""


def _key(text: str) -> str:
    """The text's words: the same article may come with other spaces or quotes."""
    folded = " ".join(re.findall(r"\w+", text.lower()))
    return hashlib.sha256(folded.encode()).hexdigest()


def apart(items: Iterable[Item], held: Iterable[Item]) -> list[Item]:
    """Those items that share neither claim nor evidence with the held-out ones."""
    taken = {_key(text) for item in held for text in (item.claim, item.evidence)}
    return [i for i in items if _key(i.claim) not in taken and _key(i.evidence) not in taken]


def chosen(items: Sequence[Item], rng: random.Random, quotas: Mapping[str, int]) -> list[Item]:
    """At most each source's quota."""
    by_source: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_source[item.source].append(item)
    picked = []
    for source, members in sorted(by_source.items()):
        wanted = min(quotas.get(source, len(members)), len(members))
        picked += rng.sample(members, wanted)
    return picked


def first_lessons(
    entailed: Sequence[Item], news: Sequence[tuple[str, list[str]]], rng: random.Random
) -> list[Item]:
    """Entailment pairs and lies about articles: what follows from what, before people judge."""
    items = [_sometimes_in_passage(item, news, rng) for item in chosen(entailed, rng, FIRST_QUOTAS)]
    true = from_articles(news, rng, ARTICLES)
    items += [*true, *lies(true, rng, LIES)]
    rng.shuffle(items)
    return items


def lessons(
    entailed: Sequence[Item],
    told: Sequence[Item],
    news: Sequence[tuple[str, list[str]]],
    rng: random.Random,
) -> list[Item]:
    """What is learnt last: written claims, planted lies of many kinds and true rewordings, and
    some of the first lessons."""
    articles = [
        make_article(f"news-{number}", "\n".join(sentences))
        for number, (_, sentences) in enumerate(news)
    ]
    kinds = [kind for kind in Kind if kind is not Kind.INVENTED_ID]
    planted = [
        _planted(lie.claim, [quote.text for quote in lie.quotes], supported=False)
        for lie in plant(articles, kinds, PLANTED, rng)
    ]
    true = [_planted(claim, [quote.text], supported=True) for claim, quote in honest(articles)]
    made = [*planted, *rng.sample(true, min(len(true), len(planted)))]
    items = [
        *(_sometimes_in_passage(each, news, rng) for each in chosen(entailed, rng, QUOTAS)),
        *(_sometimes_in_passage(each, news, rng) for each in made),
        *(_sometimes_in_passage(each, news, rng) for _ in range(TIMES_WRITTEN) for each in told),
    ]
    rng.shuffle(items)
    return items


def _planted(claim: str, quotes: Sequence[str], *, supported: bool) -> Item:
    label = "supported" if supported else "unsupported"
    wrong = () if supported else None
    return Item(claim, "\n".join(quotes), label, "planted", float(supported), None, wrong)


def _sometimes_in_passage(
    item: Item, news: Sequence[tuple[str, list[str]]], rng: random.Random
) -> Item:
    return in_passage(item, news, rng) if rng.random() < IN_PASSAGE else item


def in_passage(item: Item, news: Sequence[tuple[str, list[str]]], rng: random.Random) -> Item:
    """The pair with its evidence between sentences of an article about something else."""
    if len(item.evidence) > 300:
        return item
    _, sentences = rng.choice(news)
    count = rng.randint(2, 6)
    at = rng.randrange(max(1, len(sentences) - count))
    around = [each.strip() for each in sentences[at : at + count]]
    place = rng.randrange(len(around) + 1)
    evidence = " ".join([*around[:place], item.evidence, *around[place:]])
    return replace(item, evidence=evidence)


def judged(people: Sequence[Item]) -> list[Item]:
    """The pairs to measure on, so many of each source; on those of the train split the combination
    is fitted."""
    rng = random.Random(3)  # noqa: S311 - nothing secret
    found: list[Item] = []
    for source in sorted({item.source for item in people}):
        wanted = MEASURED // 2 if source.startswith("summedits") else MEASURED
        members = [item for item in people if item.source == source]
        found += rng.sample(members, min(wanted, len(members)))
    return found


def written(path: Path = WRITTEN) -> list[Item]:
    """The written claims, weighted so that none gives its label away by its own words.

    What a passage does not say is not denied by it.
    """
    items = [
        _item(
            {
                "claim": each["claim"],
                "evidence": row["passage"],
                "label": "not_enough" if each["label"] == "unsupported" else each["label"],
                "source": "written",
            }
        )
        for row in read_jsonl(path)
        for each in row["claims"]
    ]
    weights = claim_only.weights(
        [item.claim for item in items],
        [item.label == "supported" for item in items],
        [item.evidence for item in items],
    )
    return [replace(item, weight=float(each)) for item, each in zip(items, weights, strict=True)]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a file made by hand, one a line. Raises BadInput where it can not be read."""
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise BadInput(f"the training data can not be read: {error}") from error


def composed(path: Path, split: str = "development") -> list[Item]:
    """Sentences composed from quotes of the sample articles, labelled by hand."""
    return [
        _item(
            {
                "claim": row["claim"],
                "evidence": "\n".join(each["quote"] for each in row["citations"]),
                "label": row["label"],
                "source": "composed",
            }
        )
        for row in read_jsonl(path)
        if row["split"] == split
    ]


def lies(items: Sequence[Item], rng: random.Random, count: int) -> list[Item]:
    """`count` pairs made from supported ones by changing the claim or taking evidence away."""
    true = [item for item in items if item.label == "supported" and len(item.evidence) > 200]
    made: list[Item] = []
    while len(made) < count:
        item, other = rng.choice(true), rng.choice(true)
        lie = rng.choice(_LIES)(item, other, rng)
        if lie is not None:
            made.append(replace(lie, source=f"{item.family}-lie"))
    return made


def from_articles(
    news: Sequence[tuple[str, list[str]]], rng: random.Random, count: int
) -> list[Item]:
    """True pairs: a sentence and the passage of 100 to 200 words it stands in."""
    made: list[Item] = []
    while len(made) < count:
        _, sentences = rng.choice(news)
        at = rng.randrange(len(sentences))
        claim = sentences[at].strip()
        if not 8 <= len(claim.split()) <= 50:
            continue
        first, last, wanted = at, at + 1, rng.randint(60, 200)
        while last - first < len(sentences) and _size(sentences[first:last]) < wanted:
            if first and (rng.random() < 0.5 or last == len(sentences)):
                first -= 1
            elif last < len(sentences):
                last += 1
        evidence = " ".join(sentences[first:last])
        made.append(Item(claim, evidence, "supported", "article", 1.0, None, ()))
    return made


def _size(sentences: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _changed(
    item: Item, start: int, end: int, new: str, *, contradiction: float | None = 1.0
) -> Item | None:
    old = item.claim[start:end]
    if not new or new.lower() == old.lower():
        return None
    if old[:1].islower() and item.claim.islower():
        new = new.lower()
    claim = item.claim[:start] + new + item.claim[end:]
    label = "contradicted" if contradiction == 1.0 else "unsupported"
    wrong = ((start, start + len(new)),)
    return replace(
        item, claim=claim, label=label, support=0.0, contradiction=contradiction, wrong=wrong
    )


def _number(item: Item, _: Item, rng: random.Random) -> Item | None:
    found = numbers(item.claim)
    if not found:
        return None
    number = rng.choice(found)
    rivals = [
        item.evidence[o.start : o.end]
        for o in numbers(item.evidence)
        if o.unit == number.unit and o.value != number.value
    ]
    old = item.claim[number.start : number.end]
    if rivals and rng.random() < 0.6:
        return _changed(item, number.start, number.end, rng.choice(rivals))
    digits = [m.start() for m in re.finditer(r"\d", old)]
    if not digits:
        words = "two three four five six seven eight nine ten eleven twelve twenty".split()
        return _changed(item, number.start, number.end, rng.choice(words))
    at = rng.choice(digits)
    digit = rng.choice([d for d in "123456789" if d != old[at]])
    return _changed(item, number.start, number.end, old[:at] + digit + old[at + 1 :])


def _date(item: Item, other: Item, rng: random.Random) -> Item | None:
    found = dates(item.claim)
    if not found:
        return None
    date = rng.choice(found)
    rivals = [item.evidence[o.start : o.end] for o in dates(item.evidence) if o.contradicts(date)]
    if not rivals or rng.random() < 0.4:
        rivals = [other.evidence[o.start : o.end] for o in dates(other.evidence)]
    if not rivals:
        return None
    return _changed(item, date.start, date.end, rng.choice(rivals))


def _name(item: Item, other: Item, rng: random.Random) -> Item | None:
    found = names(item.claim)
    if not found:
        return None
    name = rng.choice(found)
    near = [each.text for each in names(item.evidence) if each.text not in name.text]
    if not near or rng.random() < 0.25:
        near = [each.text for each in names(other.evidence)]
    if not near:
        return None
    return _changed(item, name.start, name.end, rng.choice(near), contradiction=None)


def _swapped(item: Item, _: Item, rng: random.Random) -> Item | None:
    """Two of the claim's own names change places: who did it to whom, who said it of whom."""
    found = names(item.claim)
    texts = list(dict.fromkeys(name.text for name in found))
    if len(texts) < 2:
        return None
    one, two = sorted(rng.sample(found, 2))
    if set(one.text.split()) & set(two.text.split()):
        return None
    c = item.claim
    claim = c[: one.start] + two.text + c[one.end : two.start] + one.text + c[two.end :]
    shift = len(two.text) - len(one.text)
    wrong = (
        (one.start, one.start + len(two.text)),
        (two.start + shift, two.start + shift + len(one.text)),
    )
    return replace(
        item, claim=claim, label="unsupported", support=0.0, contradiction=None, wrong=wrong
    )


_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|should|did|does|do)\b(?!\s+not|n['’]t)"
)
_NOT = re.compile(r"\b(?:not\s+|never\s+)")


def _negated(item: Item, _: Item, rng: random.Random) -> Item | None:
    denied = _NOT.search(item.claim)
    if denied:
        claim = item.claim[: denied.start()] + item.claim[denied.end() :]
        return replace(
            item,
            claim=claim,
            label="contradicted",
            support=0.0,
            contradiction=1.0,
            wrong=((max(0, denied.start() - 6), denied.start() + 6),),
        )
    found = list(_AUXILIARY.finditer(item.claim))
    if not found:
        return None
    at = found[0] if rng.random() < 0.7 else rng.choice(found)
    word = rng.choice(["not", "not", "never"]) if at[0] not in ("do", "did", "does") else "not"
    return _changed(item, at.start(), at.end(), f"{at[0]} {word}")


_OPPOSITES = dict(
    pair.split("/")
    for pair in (
        "rose/fell fell/rose increased/decreased decreased/increased increase/decrease "
        "decrease/increase before/after after/before won/lost lost/won first/last more/fewer "
        "less/more higher/lower lower/higher best/worst accepted/rejected rejected/accepted "
        "supported/opposed opposed/supported support/oppose approved/rejected agreed/refused "
        "refused/agreed man/woman woman/man men/women women/men son/daughter daughter/son "
        "father/mother mother/father brother/sister he/she she/he his/her husband/wife "
        "wife/husband up/down down/up north/south south/north east/west west/east "
        "northern/southern southern/northern eastern/western western/eastern all/some many/few "
        "few/many always/never killed/injured injured/killed arrested/released released/arrested "
        "guilty/innocent open/closed opened/closed closed/opened began/ended ended/began "
        "started/stopped start/end allowed/banned banned/allowed denied/confirmed "
        "confirmed/denied success/failure success/failure successful/unsuccessful "
        "positive/negative negative/positive good/bad bad/good big/small large/small small/large "
        "old/new new/old young/old long/short short/long early/late late/early at/over over/under "
        "under/over most/least least/most maximum/minimum buy/sell sold/bought bought/sold "
        "gained/lost lead/trail ahead/behind inside/outside public/private private/public "
        "major/minor minor/major true/false could/will may/will might/will will/may will/might "
        "called/refused visited/left joined/left left/joined hired/fired found/lost told/asked "
        "day/week week/month month/year year/month days/weeks weeks/months months/years "
        "years/months hours/days minutes/hours million/billion billion/million thousand/million "
        "hundreds/thousands president/minister king/prince city/village company/government "
        "police/army doctor/lawyer actor/singer film/book team/company player/coach coach/player "
        "teacher/student student/teacher "
    ).split()
)


def _opposite(item: Item, _: Item, rng: random.Random) -> Item | None:
    found = [m for m in re.finditer(r"[a-z]+", item.claim) if m[0] in _OPPOSITES]
    if not found:
        return None
    at = rng.choice(found)
    return _changed(item, at.start(), at.end(), _OPPOSITES[at[0]])


_VERB = re.compile(r"\s(?:is|are|was|were|has|have|had|will|would|said|says|told)\s")
_END = re.compile(r"(?<=[.!?])\s+|\n+")


def _merged(item: Item, _: Item, rng: random.Random) -> Item | None:
    """The claim's beginning, up to its verb, and another sentence of the evidence from its verb."""
    verb = _VERB.search(item.claim)
    others = [
        (sentence, match)
        for sentence in _END.split(item.evidence)
        if (match := _VERB.search(sentence)) and len(sentence) < 250
    ]
    if verb is None or not others:
        return None
    sentence, match = rng.choice(others)
    stems = set(content_stems(item.claim))
    if len(stems & set(content_stems(sentence))) > 0.5 * len(stems):
        return None
    return _changed(
        item, verb.start(), len(item.claim), sentence[match.start() :], contradiction=None
    )


_TAIL = re.compile(r"\b(?:in|after|because|with|for|by|at|from|to|during) [^.,;]{12,60}")


def _added(item: Item, other: Item, rng: random.Random) -> Item | None:
    """A detail from elsewhere behind a true claim."""
    tails = _TAIL.findall(other.claim)
    if not tails:
        return None
    end = len(item.claim.rstrip(" ."))
    tail = f" {rng.choice(tails).strip()}."
    return _changed(item, end, len(item.claim), tail, contradiction=0.0)


def _other(item: Item, other: Item, _: random.Random) -> Item | None:
    if item.evidence == other.evidence or item.source != other.source:
        return None
    return replace(
        item,
        evidence=other.evidence,
        label="not_enough",
        support=0.0,
        contradiction=0.0,
        wrong=None,
    )


def _without(item: Item, _: Item, __: random.Random) -> Item | None:
    """The sentences closest to the claim are taken out of the evidence."""
    sentences = _END.split(item.evidence)
    if len(sentences) < 5:
        return None
    stems = set(content_stems(item.claim))
    shares = [len(stems & set(content_stems(sentence))) for sentence in sentences]
    gone = sorted(range(len(sentences)), key=lambda i: -shares[i])[: 1 + len(sentences) // 8]
    if shares[gone[0]] < 0.5 * len(stems):
        return None
    kept = " ".join(s for i, s in enumerate(sentences) if i not in gone)
    return replace(
        item, evidence=kept, label="not_enough", support=0.1, contradiction=0.0, wrong=None
    )


_LIES = (
    _number,
    _number,
    _date,
    _name,
    _name,
    _swapped,
    _negated,
    _opposite,
    _opposite,
    _merged,
    _added,
    _other,
    _without,
    _without,
)
