"""What the reader is trained on: clean texts, a split without leaks, true negatives."""

import gzip
import hashlib
import json
import random
from pathlib import Path

import pytest

from corpus.errors import BadInput
from training.reader import examples, items, near_misses
from training.reader.items import Item
from training.reader.printed import clean


def _item(question: str, *sentences: str, positive: int = 0, words: str = "") -> Item:
    said = {positive: words} if words else {}
    return Item(question, "", sentences, frozenset({positive}), "squad2", "a title", words=said)


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
    assert clean(tokenised) == printed


def test_absent_data_are_named(tmp_path: Path) -> None:
    """The message says which file is missing and which option gives it."""
    with pytest.raises(BadInput, match=r"reading\.jsonl\.gz.*--data"):
        items.load_items(tmp_path)


def test_no_document_is_on_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    evidence = [{"source": "frank-bbc", "evidence": f"{text} Nobody asked."} for text in passages]
    asked = [
        {"article": f"frank:{hashlib.sha256(row['evidence'].encode()).hexdigest()[:10]}",
         "question": "What is old?", "answers": [[1, "It"]]}
        for row in evidence
    ]  # fmt: skip
    (tmp_path / "asked.jsonl").write_text("".join(json.dumps(row) + "\n" for row in asked))
    monkeypatch.setattr(items, "ASKED", tmp_path / "asked.jsonl")
    for name, rows in (
        (items.READING, reading), (items.PASSAGES, []), (items.PAIRS, pairs),
        (items.SUPPORT, evidence),
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        with gzip.open(tmp_path / name, "wt") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    train, dev = items.load_items(tmp_path)
    assert train
    assert dev
    assert not {item.group for item in train} & {item.group for item in dev}
    assert not {item.sentences[0] for item in train} & {item.sentences[0] for item in dev}
    assert sum(item.source == "asked" for item in (*train, *dev)) == len(asked)


def test_examples_are_the_same_for_the_same_seed() -> None:
    """A training run can be repeated."""
    made = [_item("Who led the strike?", "Ana Ruiz led the strike.", "It rained.")] * 20
    assert examples.examples(made, 3) == examples.examples(made, 3)


def test_the_answer_is_positive_and_its_neighbour_negative() -> None:
    """A sentence whose context holds the answer does not itself answer."""
    made = [_item("Who led the strike?", "Ana Ruiz led the strike.", "It lasted a week.")]
    labels = {e.sentence: e.label for e in examples.examples(made, 3) if e.kind != "near miss"}
    assert labels == {"Ana Ruiz led the strike.": 1.0, "It lasted a week.": 0.0}


def test_a_question_is_turned_only_to_what_the_sentence_lacks() -> None:
    """A sentence that names a day must not become a negative for "when"."""
    turned = {
        near_misses._missing(
            "Why did Ana Ruiz resign?", "Ana Ruiz resigned on Monday.", random.Random(seed)
        )
        for seed in range(40)
    }
    assert turned
    assert not any(question.startswith("When") for question in turned)


def test_an_answer_is_pointed_at_only_where_its_own_question_is_asked() -> None:
    """The words of a turned question's near miss would be a lie."""
    made = [
        _item("Who led the strike?", "Ana Ruiz led the strike.", "It rained.", words="Ana Ruiz")
    ]
    for each in examples.examples(made * 30, 3):
        if each.words:
            start, end = each.words
            assert (each.label, each.sentence[start:end]) == (1.0, "Ana Ruiz")
        else:
            assert each.label == 0.0


def test_the_last_lessons_set_an_answer_beside_what_is_most_like_the_question() -> None:
    """Every sentence of a judged passage that does not answer is a true negative."""
    sentences = (
        "Ana Ruiz led the strike.", "The strike in the port lasted a week.", "It rained.",
        "The leader of the strike was cheered.", "Boats waited.",
    )  # fmt: skip
    item = Item("Who led the strike in the port?", "", sentences, frozenset({0}), "asked", "key")
    made = examples.last_examples([item], 3)
    assert {each.label for each in made if each.sentence == sentences[0]} == {1.0}
    others = {each.sentence for each in made if each.sentence != sentences[0]}
    assert {sentences[1], sentences[3]} <= others
    assert all(each.label == 0.0 for each in made if each.sentence in others)


def test_the_written_questions_name_words_and_no_sentence_of_an_article() -> None:
    """The file holds our questions; of other people's texts a few words each."""
    rows = [json.loads(line) for line in items.ASKED.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 10_000
    assert {tuple(row) for row in rows} == {("article", "question", "answers")}
    assert max(len(said.split()) for row in rows for _, said in row["answers"]) <= 15
    unanswerable = sum(not row["answers"] for row in rows)
    assert 0.4 < unanswerable / len(rows) < 0.6
