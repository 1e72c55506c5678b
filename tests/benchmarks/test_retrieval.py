"""The measure of retrieval: what is searched and asked, the naive way, and that `ask` is asked."""

import gzip
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.ask import Assistant
from assistant.evaluation.case import Case
from assistant.evaluation.outcomes import Conduct, Outcome
from assistant.gate import Gate
from assistant.types import Status, Turn
from assistant.writers.quoting import QuotingWriter
from benchmarks.chunks import CHUNK, SHARED, split
from benchmarks.retrieval import Collection, cases, drawn, found_within, report, ways
from benchmarks.stores import UNSEEN, indexed, passage_id, passages
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from training.reader import items

CASE = Case("1", "Who?", True, ("right", "also"), (), ())
TEXTS = {
    "tram": "The tram depot in Vale burned down on Sunday. Six trams were lost.",
    "trams": "Vale wants new trams. The tram depot is too small for them, Vale says of the depot.",
    "choir": "The choir of Vale sang in the depot of the museum.",
}
QUESTION = "How many trams were lost in the depot?"


def packed(file: Path, rows: list[dict[str, Any]]) -> Path:
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return file


def row(question: str, passage: str, source: str, *, answerable: bool = True) -> dict[str, Any]:
    return {
        "question": question,
        "passage": passage,
        "source": source,
        "answerable": answerable,
    }


@pytest.fixture
def reading(tmp_path: Path) -> Path:
    """Questions with passages, of a source that was trained on and of the one that was not."""
    return packed(
        tmp_path / "reading.jsonl.gz",
        [
            row("What burned?", TEXTS["tram"], "squad2-dev"),
            row(QUESTION, TEXTS["tram"], UNSEEN),
            row("Who sang?", TEXTS["choir"], UNSEEN),
            row("Who paid?", TEXTS["choir"], UNSEEN, answerable=False),
            row("What is small?", TEXTS["trams"], "xquad-en"),
        ],
    )


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """Three articles under names of their own, and one question with a history."""
    records = [{"id": id, "text": text} for id, text in TEXTS.items()]
    file = packed(tmp_path / "news.jsonl.gz", records)
    library = indexed(file, tmp_path / "made" / "store", FakeEmbedder())
    writer, gate = QuotingWriter(WordReader()), Gate(overlap_verifier())
    asked = Case("1", QUESTION, True, ("tram",), (), ())
    with Assistant(library, writer, gate) as assistant:
        yield Collection("news", assistant, (asked,))


def test_only_questions_that_no_training_saw_are_asked(reading: Path) -> None:
    """All passages are searched, but a question that was learnt from measures nothing."""
    assert [each["text"] for each in passages(reading)] == [
        TEXTS["tram"],
        TEXTS["choir"],
        TEXTS["trams"],
    ]
    asked = list(cases(reading))
    assert [each.question for each in asked] == [QUESTION, "Who sang?"]
    assert [each.articles for each in asked] == [
        (passage_id(TEXTS["tram"]),),
        (passage_id(TEXTS["choir"]),),
    ]


def test_the_source_asked_is_the_one_that_training_holds_out() -> None:
    """Should training hold out another, this benchmark would ask what was learnt."""
    assert UNSEEN.removesuffix("-dev") == items.HELD_OUT
    held_out = [
        items.Item("Who?", "", ("He.",), frozenset(), items.HELD_OUT, str(group))
        for group in range(50)
    ]
    assert all(items._drawn(each) for each in held_out)


def test_cases_keep_their_history_and_need_an_article(tmp_path: Path) -> None:
    """What came before goes to `ask` as it is; an unanswerable question finds nothing."""
    lines = [
        {
            "id": "a",
            "question": "And in Vale?",
            "articles": ["tram"],
            "history": [{"question": "Q"}],
        },
        {"id": "b", "question": "Who won?", "articles": []},
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    [asked] = cases(file)
    assert (asked.id, asked.history) == ("a", (Turn("Q"),))


def test_a_draw_is_the_same_each_time() -> None:
    """And whole where there are no more."""
    every = tuple(Case(str(number), "Who?", True, ("a",), (), ()) for number in range(9))
    assert drawn(every, None) == drawn(every, 9) == every
    assert len(set(drawn(every, 4))) == 4
    assert drawn(every, 4) == drawn(every, 4)


def test_the_naive_way_ranks_chunks_by_cosine(collection: Collection, tmp_path: Path) -> None:
    """Nearest first, and the vectors that it kept are those of these texts."""
    embedder = FakeEmbedder()
    found = ways(collection, embedder, tmp_path)["naive dense"](collection.cases[0])
    asked = embedder.embed_array([QUESTION])[0]
    cosines = {id: float(embedder.embed_array([text])[0] @ asked) for id, text in TEXTS.items()}
    assert found == sorted(TEXTS, key=lambda each: -cosines[each])
    other = FakeEmbedder(seed="other")
    assert ways(collection, other, tmp_path)["naive dense"](collection.cases[0])
    assert other.texts == len(TEXTS) + 1


def test_the_last_way_is_what_ask_itself_ranks(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever `ask` does with a question is in its row; the order is the answer's own."""
    *_, (name, asked) = ways(collection, FakeEmbedder(), tmp_path).items()
    case = Case("1", QUESTION, True, ("tram",), (), (), (Turn("What burned?"),))
    whole = collection.assistant.ask(QUESTION, history=case.history)
    assert name == "ask"
    assert asked(case) == [hit.passage.article_id for hit in whole.considered]
    seen = []

    def turned(self: Assistant, question: str, **options: Any) -> Any:
        seen.append((question, options["history"]))
        return whole

    monkeypatch.setattr(Assistant, "ask", turned)
    asked(case)
    assert seen == [(QUESTION, case.history)]


def test_the_report_is_a_table_with_a_row_a_way(collection: Collection, tmp_path: Path) -> None:
    """Markdown, with what was asked above it."""
    noted = collection._replace(note="; only some")
    text = report(noted, ways(noted, FakeEmbedder(), tmp_path))
    assert "news: 3 articles, 1 questions; only some" in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| naive dense",
        "| BM25",
        "| rank fusion",
        "| search",
        "| ask",
    ]
    assert len({line.count("|") for line in lines}) == 1


def test_short_texts_stay_whole() -> None:
    """Up to the size of a chunk nothing is cut."""
    assert split("A headline\n\nA paragraph.\n\nAnother one.") == [
        "A headline\n\nA paragraph.\n\nAnother one."
    ]


def test_paragraphs_are_packed_and_a_short_last_one_is_repeated() -> None:
    """Cut between paragraphs; what fits into the overlap stands in both chunks."""
    first, short, last = "a" * 900, "b" * 50, "c" * 900
    assert split("\n\n".join([first, short, last])) == [
        f"{first}\n\n{short}",
        f"{short}\n\n{last}",
    ]


def test_a_paragraph_too_long_is_cut_between_words() -> None:
    """The next finer separator is used inside it only; every word comes out, in order."""
    words = [f"word{number}" for number in range(400)]
    chunks = split("Headline\n\n" + " ".join(words))
    assert all(len(chunk) <= CHUNK for chunk in chunks)
    assert chunks[0] == "Headline"
    body = [chunk.split(" ") for chunk in chunks[1:]]
    for before, after in pairwise(body):
        shared = before[before.index(after[0]) :]
        assert after[: len(shared)] == shared
        assert 0 < len(" ".join(shared)) <= SHARED
    assert list(dict.fromkeys(word for chunk in body for word in chunk)) == words


def test_text_without_any_separator_is_cut_by_characters() -> None:
    """As a last resort."""
    chunks = split("x" * 2500)
    assert [len(chunk) for chunk in chunks] == [1000, 1000, 700]


@pytest.mark.parametrize(
    ("found", "first", "in_two"),
    [(("right", "x"), 1, 1), (("x", "also"), 0, 1), (("x", "y", "right"), 0, 0), ((), 0, 0)],
)
def test_any_article_that_answers_counts_as_found(
    found: tuple[str, ...], first: int, in_two: int
) -> None:
    """Unlike recall, which wants all of them."""
    outcome = Outcome(CASE, Status.ANSWERED, Conduct.ANSWERED, "", (), (), found, None, None, {})
    assert found_within(1)(outcome) == (first, 1.0)
    assert found_within(2)(outcome) == (in_two, 1.0)
