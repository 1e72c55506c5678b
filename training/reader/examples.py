"""What the reader is trained on, made of whole passages: `examples`, then `last_examples`."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from training.reader.example import Example, example_of
from training.reader.item import Item
from training.reader.near_misses import near_misses
from training.reader.news import of_news
from training.reader.vocabulary import NAME, STOP, content

TURNS = {"asked": 1, "topics": 1, "written": 1, "squad2": 1, "xquad": 1}
"""Whole passages of which all is known, and how often the last lessons go through each source."""
OTHERS = 25_000
"""Examples of the other sources in the last lessons, so that nothing is unlearnt."""


Miner = Callable[[Sequence[Item]], list[list[int]]]
"""Gives for each item the sentences that do not answer, hardest first."""


def last_examples(items: Sequence[Item], seed: int, mine: Miner) -> list[Example]:
    """The questions written over news, and those on passages of which every sentence was judged."""
    random_ = random.Random(seed)  # noqa: S311 - nothing secret
    whole = [item for item in items if item.source in TURNS]
    made = [
        example
        for item, mined in zip(whole, mine(whole), strict=True)
        for _ in range(TURNS[item.source])
        for example in _contrasts(item, mined, random_)
    ]
    made = [replace(each, question=_restyled(each.question, random_)) for each in made]
    made += examples([item for item in items if item.source not in TURNS], seed)[:OTHERS]
    random_.shuffle(made)
    return made


def _contrasts(item: Item, mined: Sequence[int], random_: random.Random) -> Iterator[Example]:
    """The answering sentences, and beside them the hardest that do not answer, the most alike in
    words, the one after an answer and one at random.
    """
    for index in sorted(item.positive):
        yield example_of(item, index, 1.0, "answer", random_)
    known = item.positive | item.unsure
    others = [index for index in hardest_first(item) if index not in known]
    after = [index + 1 for index in sorted(item.positive) if index + 1 in others][:1]
    chosen = list(dict.fromkeys((*mined[:2], *others[:1], *after)))[: 3 if item.positive else 4]
    left = [index for index in others if index not in chosen]
    for index in (*chosen, *random_.sample(left, min(1, len(left)))):
        yield example_of(item, index, 0.0, "contrast", random_)


def examples(items: Sequence[Item], seed: int) -> list[Example]:
    """Positives and negatives of every item, in random order; the same for the same seed."""
    random_ = random.Random(seed)  # noqa: S311 - nothing secret
    made: list[Example] = []
    names = sorted({n for item in items[::7] for s in item.sentences[:4] for n in NAME.findall(s)})
    kept = [item for item in items if random_.random() < _KEPT.get(item.source, 1.0)]
    for item in kept:
        made += _of_item(item, names, random_)
    made += of_news(items, random_)
    made += _similar_sentences([item for item in kept if item.source in ("reqa", "qnli")], random_)
    random_.shuffle(made)
    return [replace(each, question=_restyled(each.question, random_)) for each in made]


# Several of QAMR's and QA-SRL's questions ask the same of one sentence.
_KEPT = {
    "wikinews": 0.25, "wikipedia": 0.1, "qasrl": 0.07, "hotpot": 0.4, "reqa": 0.2, "squad1": 0.8,
    "qnli": 0.8,
}  # fmt: skip


def _of_item(item: Item, names: Sequence[str], random_: random.Random) -> Iterator[Example]:
    order = hardest_first(item)
    for index in sorted(item.positive):
        yield example_of(item, index, 1.0, "answer", random_)
    negatives = [index for index in order if index not in item.positive]
    if not item.complete:
        # Two vague questions in three have another answer elsewhere in the document.
        negatives = negatives if len(content(item.question)) > 2 else []
    if item.positive:
        after = [index + 1 for index in item.positive if index + 1 in negatives]
        chosen = dict.fromkeys(negatives[:1] + after[:1])
        if len(negatives) > 2:
            chosen |= dict.fromkeys(random_.sample(negatives, 1))
        for index in list(chosen)[:2]:
            yield example_of(item, index, 0.0, "other sentence", random_)
        yield from near_misses(item, min(item.positive), names, random_)
    else:
        for index in negatives[:2] + random_.sample(negatives[2:], min(1, len(negatives[2:]))):
            yield example_of(item, index, 0.0, "unanswerable", random_)


def hardest_first(item: Item) -> list[int]:
    """Its sentences, those that share most of the question's words first."""
    asked = content(item.question)
    overlap = [len(asked & content(sentence)) for sentence in item.sentences]
    return sorted(range(len(overlap)), key=lambda index: -overlap[index])


def _similar_sentences(items: Sequence[Item], random_: random.Random) -> Iterator[Example]:
    """For each answered question one of the other items' sentences nearest to it in words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    sentences = list({item.sentences[0]: None for item in items})
    if len(sentences) < 5:
        return
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words=sorted(STOP))
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
    kept = [word for word in bare.split() if word.lower() not in STOP or word.lower() in _ASKING]
    return " ".join(kept) if len(kept) > 2 else bare
