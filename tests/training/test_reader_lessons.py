"""What the reader is trained on: clean texts, a split without leaks, true negatives."""

import gzip
import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput
from training.reader import examples, items, mining, near_misses, topics
from training.reader.item import Item
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
    news = [
        {"id": f"{n}_1", "topic": str(n), "text": f"Storm {n} hit the coast.\nBoats sank."}
        for n in range(12)
    ]
    over_topics = [
        {"topic": str(n), "question": f"What hit the coast in {n}?",
         "answers": [[f"{n}_1", 0, f"Storm {n}"]], "also": []}
        for n in range(12)
    ]  # fmt: skip
    for module, name, rows in ((items, "ASKED", asked), (topics, "TOPICS", over_topics)):
        path = tmp_path / f"{name.lower()}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        monkeypatch.setattr(module, name, path)
    for name, rows in (
        (items.READING, reading), (items.PASSAGES, []), (items.PAIRS, pairs),
        (items.SUPPORT, evidence), (topics.NEWS, news),
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
    assert sum(item.source == "topics" for item in (*train, *dev)) == len(over_topics)


def test_of_a_topic_what_might_answer_and_was_not_marked_is_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of twenty reports that repeat a fact only some are marked; the rest are no wrong answers."""
    texts = (
        "Storm Ida hit the coast.\nBoats sank.",
        "The coast counts its losses.\nIda was the worst storm of the coast.",
        "A bakery opened.\nIt sells bread.",
    )
    news = [{"id": f"1_{n}", "topic": "1", "text": text} for n, text in enumerate(texts)]
    (tmp_path / "news").mkdir()
    with gzip.open(tmp_path / topics.NEWS, "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in news)
    row = {
        "topic": "1", "question": "Which storm hit the coast?",
        "answers": [["1_0", 0, "Storm Ida"]], "also": ["Ida"],
    }  # fmt: skip
    (tmp_path / "topics.jsonl").write_text(json.dumps(row))
    monkeypatch.setattr(topics, "TOPICS", tmp_path / "topics.jsonl")
    told, again, *_ = topics.of_topics(tmp_path)
    assert (told.positive, told.unsure, told.words) == ({0}, frozenset(), {0: "Storm Ida"})
    assert (again.positive, again.unsure) == (frozenset(), {1})
    drawn = {each.sentence for each in examples.last_examples([again], 3, no_mining)}
    assert drawn == {"The coast counts its losses."}


def no_mining(made: Sequence[Item]) -> list[list[int]]:
    return [[] for _ in made]


def test_sentences_are_mined_that_a_reader_takes_for_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The likeliest first; where one is likelier than the answer that is marked it may be one that
    was overlooked, and is no negative."""
    sentences = ("Ana led.", "Ana lost.", "Ana won.", "Ana slept.", "Ana may have led.")
    likely = dict(zip(sentences, (3.0, 1.0, 2.5, -4.0, 3.5), strict=True))

    def judged(_: object, triples: Sequence[tuple[str, str, str]]) -> object:
        return np.array([likely[sentence] for *_, sentence in triples]), []

    monkeypatch.setattr(mining.evaluate_reader, "judged", judged)
    told = Item("Who led?", "", sentences, frozenset({0}), "asked", "key")
    untold = Item("Who fell?", "", sentences, frozenset(), "topics", "key", unsure=frozenset({2}))
    assert mining.mined({}, [told, untold]) == [[2, 1, 3], [4, 0, 1, 3]]
    made = examples.last_examples([told], 3, lambda _: [[2, 1, 3]])
    assert {"Ana won.", "Ana lost."} <= {each.sentence for each in made if not each.label}


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
    made = examples.last_examples([item], 3, lambda _: [[3]])
    assert {each.label for each in made if each.sentence == sentences[0]} == {1.0}
    others = {each.sentence for each in made if each.sentence != sentences[0]}
    assert {sentences[1], sentences[3]} <= others
    assert all(each.label == 0.0 for each in made if each.sentence in others)


def test_the_written_questions_name_words_and_no_sentence_of_an_article() -> None:
    """The file holds our questions; of other people's texts a few words each."""
    for path, count, fields in (
        (items.ASKED, 14_000, ("article", "question", "answers")),
        (topics.TOPICS, 2_000, ("topic", "question", "answers", "also")),
    ):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(rows) > count
        assert {tuple(row) for row in rows} == {fields}
        assert max(len(each[-1].split()) for row in rows for each in row["answers"]) <= 20
        unanswerable = sum(not row["answers"] for row in rows)
        assert 0.4 < unanswerable / len(rows) < 0.6
