"""What the reader is trained on: clean texts, a split without leaks, true negatives."""

import gzip
import json
import random
from pathlib import Path

import pytest

from corpus.errors import BadInput
from training import reader_data
from training.reader_data import Item


def _item(question: str, *sentences: str, positive: int = 0) -> Item:
    return Item(question, "", sentences, frozenset({positive}), "squad2", "a title")


@pytest.mark.parametrize(
    ("tokenised", "printed"),
    [
        ("He did n't say , `` Yes . ''", 'He didn\'t say, "Yes."'),
        ("the mayor 's house ( in Calder )", "the mayor's house (in Calder)"),
        ("It cost $ 5 million .", "It cost $5 million."),
        ("Already clean, isn't it?", "Already clean, isn't it?"),
    ],
)
def test_tokenised_text_is_printed_as_people_write(tokenised: str, printed: str) -> None:
    """The reader must not learn the spacing of corpora that news does not have."""
    assert reader_data.clean(tokenised) == printed


def test_absent_data_are_named(tmp_path: Path) -> None:
    """The message says which file is missing and which option gives it."""
    with pytest.raises(BadInput, match=r"reading\.jsonl\.gz.*--data"):
        reader_data.load_items(tmp_path)


def test_no_document_is_on_both_sides(tmp_path: Path) -> None:
    """Rows that share a title or a sentence stay together, across sources."""
    passages = [f"The town of Number{n} has {n} bridges over its wide river. It is old." for n in
                range(60)]  # fmt: skip
    reading = [
        {"question": "How many bridges?", "passage": text, "answers": ["bridges"], "starts": [30],
         "answerable": True, "title": f"Town {n % 20}", "source": "squad2-dev"}
        for n, text in enumerate(passages)
    ]  # fmt: skip
    pairs = [
        {"question": "What has bridges?", "sentence": text.split(". ")[0] + ".", "label": 1,
         "source": "reqa_squad"}
        for text in passages
    ]  # fmt: skip
    for name, rows in (
        ("reading.jsonl.gz", reading), ("passages.jsonl.gz", []), ("pairs.jsonl.gz", pairs)
    ):  # fmt: skip
        with gzip.open(tmp_path / name, "wt") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    train, dev = reader_data.load_items(tmp_path)
    assert train
    assert dev
    assert not {item.group for item in train} & {item.group for item in dev}
    assert not {item.sentences[0] for item in train} & {item.sentences[0] for item in dev}


def test_examples_are_the_same_for_the_same_seed() -> None:
    """A training run can be repeated."""
    items = [_item("Who led the strike?", "Ana Ruiz led the strike.", "It rained.")] * 20
    assert reader_data.examples(items, 3) == reader_data.examples(items, 3)


def test_the_answer_is_positive_and_its_neighbour_negative() -> None:
    """A sentence whose context holds the answer does not itself answer."""
    items = [_item("Who led the strike?", "Ana Ruiz led the strike.", "It lasted a week.")]
    labels = {e.sentence: e.label for e in reader_data.examples(items, 3) if e.kind != "near miss"}
    assert labels == {"Ana Ruiz led the strike.": 1.0, "It lasted a week.": 0.0}


def test_a_question_is_turned_only_to_what_the_sentence_lacks() -> None:
    """A sentence that names a day must not become a negative for "when"."""
    turned = {
        reader_data._missing(
            "Why did Ana Ruiz resign?", "Ana Ruiz resigned on Monday.", random.Random(seed)
        )
        for seed in range(40)
    }
    assert turned
    assert not any(question.startswith("When") for question in turned)
