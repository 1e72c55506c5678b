"""Questions with the sentences that do and do not answer them, read from files.

`load_items` gives whole passages, split so that no passage or titled document is on both sides.
DIR holds `qa/reading.jsonl.gz`, `qa/passages.jsonl.gz` and `qa/pairs.jsonl.gz` (public QA sets),
`support/pairs.jsonl.gz`, whose evidence are news articles, and `news/ecbplus_articles.jsonl.gz`.
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import BadInput
from corpus.sentences import sentence_spans
from training import verifier_data
from training.reader.item import Item
from training.reader.printed import clean, clean_sentences
from training.reader.topics import NEWS, of_topics

READING, PASSAGES, PAIRS = "qa/reading.jsonl.gz", "qa/passages.jsonl.gz", "qa/pairs.jsonl.gz"
SUPPORT = "support/pairs.jsonl.gz"
FILES = (READING, PASSAGES, PAIRS, SUPPORT, NEWS)
ASKED = Path(__file__).parents[1] / "data" / "asked.jsonl"
"""Questions written for training over news articles; of the articles only their keys."""
HELD_OUT = "clapnq"
"""A source of which nothing is trained on: what it scores is what a new kind of text would."""
DEV_SHARE = {"squad2": 0.25, "hotpot": 0.25, "wikinews": 0.2, "asked": 0.2, "topics": 0.4}
DEV_SHARE_ELSE = 0.1
_ONE_DOCUMENT = 12
"""Sentences of a document kept as candidates around the one asked about."""
_MOST_SENTENCES = 24
"""Of a news article, from its start: what the questions over it were written from."""


Row = dict[str, Any]
_Places = dict[tuple[int, int], list[Row]]
"""The rows of a document by paragraph and sentence."""


def load_items(folder: Path) -> tuple[list[Item], list[Item]]:
    """The items to train on and those to measure on. Raises BadInput if a file is missing."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise BadInput(f"{folder} lacks {', '.join(missing)}; give the folder with --data")
    pairs = list(verifier_data.rows(folder / PAIRS))
    documents = _documents(pairs)
    items = [*_reading(folder), *_passages(folder), *_pairs(pairs, documents)]
    items = _joined_groups(items)
    items += [*_written(), *_asked(folder, documents, items), *of_topics(folder)]
    measured = {item.group for item in items if _drawn(item)}
    train = [item for item in items if item.group not in measured]
    return train, [item for item in items if item.group in measured]


def _drawn(item: Item) -> bool:
    share = 1.0 if item.source == HELD_OUT else DEV_SHARE.get(item.source, DEV_SHARE_ELSE)
    return zlib.crc32(item.group.encode()) % 1000 < share * 1000


def _reading(folder: Path) -> Iterator[Item]:
    names = {"squad2-dev": "squad2", "xquad-en": "xquad", "clapnq-dev": HELD_OUT}
    split: dict[str, list[tuple[int, int]]] = {}
    for row in verifier_data.rows(folder / READING):
        passage = row["passage"]
        if passage not in split:
            split[passage] = _spans(passage)
        spans = split[passage]
        starts = row.get("starts") or [
            passage.find(answer) for answer in row.get("sentences") or [] if answer in passage
        ]
        answers = [] if row["source"] == "clapnq-dev" else row["answers"]
        positive, words = set(), {}
        for number, start in enumerate(starts):
            for index, (a, b) in enumerate(spans):
                if a <= start < b:
                    positive.add(index)
                    if number < len(answers):
                        words.setdefault(index, clean(answers[number]))
        if bool(positive) != row["answerable"]:
            continue
        source = names[row["source"]]
        title = (row["title"] or "").replace("_", " ")
        yield Item(
            clean(row["question"]), title, tuple(clean(passage[a:b]) for a, b in spans),
            frozenset(positive), source, f"{title or passage[:60]}", words=words,
        )  # fmt: skip


def _spans(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in sentence_spans(text)]


def _passages(folder: Path) -> Iterator[Item]:
    names = {"hotpot_amor": "hotpot", "squad1_part": "squad1"}
    for row in verifier_data.rows(folder / PASSAGES):
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
            words = dict.fromkeys(answers, clean(each["span"]))
            yield Item(
                clean(each["question"]), "", sentences, answers, "written", passage[:60],
                words=words,
            )  # fmt: skip


def _pairs(pairs: Iterable[Row], documents: Mapping[str, _Places]) -> Iterator[Item]:
    """Documents are put together again from their sentences' ids; the rest stand alone."""
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
    for row in (row for row in pairs if "id" not in row):
        sentence = clean(row["sentence"])
        yield Item(
            clean(row["question"]), "", (sentence,), frozenset({0} if row["label"] else ()),
            {"qasrl_gs": "qasrl", "reqa_squad": "reqa"}.get(row["source"], row["source"]), sentence,
        )  # fmt: skip


def _documents(pairs: Iterable[Row]) -> dict[str, _Places]:
    documents: dict[str, _Places] = {}
    for row in pairs:
        if "id" in row:
            kind, document, paragraph, sentence = row["id"].split(":")[1:5]
            places = documents.setdefault(f"{kind}:{document}", {})
            places.setdefault((int(paragraph), int(sentence)), []).append(row)
    return documents


def _asked(
    folder: Path, documents: Mapping[str, _Places], others: Sequence[Item]
) -> Iterator[Item]:
    """Questions over news articles: of each some that it answers and as many that it nearly does.

    An article that the public sets ask of too stands on the same side as there.
    """
    articles = dict(_articles(folder, documents))
    groups = {sentence: item.group for item in others for sentence in item.sentences}
    for row in verifier_data.read_jsonl(ASKED):
        key = row["article"]
        if key not in articles:
            raise BadInput(f"{folder} lacks the article {key} that {ASKED} asks of")
        sentences = articles[key]
        words = dict(reversed(row["answers"]))
        group = next((groups[each] for each in sentences if each in groups), key)
        yield Item(
            row["question"], "", sentences, frozenset(words), "asked", group, words=words
        )  # fmt: skip


def _articles(
    folder: Path, documents: Mapping[str, _Places]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The articles by key: those of Wikinews that QAMR asks of, and FRANK's evidence."""
    for name, places in documents.items():
        sentences = (clean(places[place][-1]["sentence"]) for place in sorted(places))
        yield name, tuple(sentences)[:_MOST_SENTENCES]
    for row in verifier_data.rows(folder / SUPPORT):
        if row["source"].startswith("frank"):
            text = row["evidence"]
            key = f"frank:{hashlib.sha256(text.encode()).hexdigest()[:10]}"
            yield key, clean_sentences(text)[:_MOST_SENTENCES]


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


def grouped(items: Iterable[Item]) -> dict[str, list[Item]]:
    by_source: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_source[item.source].append(item)
    return dict(by_source)
