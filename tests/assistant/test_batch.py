"""Many questions from a file, answered into another."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.ask import LONGEST_QUESTION
from assistant.batch import Asked, answer_all, read_questions
from assistant.types import Answer, Turn
from corpus.errors import BadInput
from tests.assistant.builders import build_answer
from vectorstore.types import Filters


class Parrot:
    """Stands for an assistant; `tired_after` answers it is interrupted."""

    def __init__(self, tired_after: int | None = None) -> None:
        self.tired_after = tired_after
        self.asked: list[tuple[str, Sequence[Turn]]] = []

    def ask(self, question: str, *, history: Sequence[Turn] = (), filters: Any = None) -> Answer:
        if len(self.asked) == self.tired_after:
            raise KeyboardInterrupt
        self.asked.append((question, history))
        return build_answer(question=question)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_questions_are_read_with_their_history(tmp_path: Path) -> None:
    """Ids may be numbers; empty lines and a byte order mark are nothing."""
    path = written(
        tmp_path / "in.jsonl",
        '\ufeff{"id": 7, "question": "Who?"}',
        "",
        '{"id": "b", "question": "And his\u2028aide?", "history":'
        ' [{"question": "Who?", "answer": null}, {"question": "X?", "answer": "Y."}], "more": 1}',
        '{"id": "c", "question": "When?", "history": null}',
    )
    assert read_questions(path) == [
        Asked("7", "Who?", ()),
        Asked("b", "And his\u2028aide?", (Turn("Who?"), Turn("X?", "Y."))),
        Asked("c", "When?", ()),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"question": "Who?"}', "needs an id and a question"),
        ('{"id": null, "question": "Who?"}', "needs an id and a question"),
        ('{"id": "a"}', "needs an id and a question"),
        ('{"id": "a", "question": "  "}', "needs an id and a question"),
        ('{"id": "a", "question": 5}', "needs an id and a question"),
        ('{"id": "a", "question": "Who?", "history": "x"}', "history is a list"),
        ('{"id": "a", "question": "Who?", "history": [{}]}', "each turn of history"),
        (
            '{"id": "a", "question": "Who?", "history": [{"question": "x", "answer": 1}]}',
            "an answer in history is a text",
        ),
        ('{"id": "\\ud800", "question": "Who?"}', "surrogate"),
        (json.dumps({"id": "a", "question": "w" * (LONGEST_QUESTION + 1)}), "at most"),
    ],
)
def test_a_bad_line_is_named_before_any_is_answered(tmp_path: Path, line: str, reason: str) -> None:
    """The file, the number of the line and what is wrong with it, on one line."""
    path = written(tmp_path / "in.jsonl", '{"id": "ok", "question": "Who?"}', line)
    with pytest.raises(BadInput) as refused:
        read_questions(path)
    assert str(refused.value).startswith(f"{path}:2: ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_id_may_stand_once_only(tmp_path: Path) -> None:
    """Answers are found by their id, so 7 and "7" are one."""
    path = written(
        tmp_path / "in.jsonl", '{"id": 7, "question": "Who?"}', '{"id": "7", "question": "When?"}'
    )
    with pytest.raises(BadInput, match="the id '7' stands twice"):
        read_questions(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"\xff\xfe", "not UTF-8"), (b"\n", "no question")],
)
def test_a_file_that_can_not_be_read_is_named(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """Missing, binary and empty files are bad input."""
    path = tmp_path / "in.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=reason):
        read_questions(path)


def test_answers_are_written_one_a_line_with_their_id(tmp_path: Path) -> None:
    """In the order of the questions, each counted, text as it is."""
    parrot, steps, out = Parrot(), [], tmp_path / "out.jsonl"
    asked = [Asked("a", "Wér?", ()), Asked("b", "When?", (Turn("Who?"),))]
    answer_all(parrot, asked, out, Filters(), lambda: steps.append(1))  # type: ignore[arg-type]
    lines = out.read_text(encoding="utf-8").splitlines()
    assert [(json.loads(line)["id"], json.loads(line)["question"]) for line in lines] == [
        ("a", "Wér?"),
        ("b", "When?"),
    ]
    assert "Wér?" in lines[0]
    assert parrot.asked[1] == ("When?", (Turn("Who?"),))
    assert len(steps) == 2


def test_an_interruption_keeps_what_is_done(tmp_path: Path) -> None:
    """What was answered before lies whole in the file."""
    out = tmp_path / "out.jsonl"
    asked = [Asked(id, "Who?", ()) for id in "abc"]
    with pytest.raises(KeyboardInterrupt):
        answer_all(Parrot(2), asked, out, Filters(), lambda: None)  # type: ignore[arg-type]
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", "b"]


def test_an_unwritable_file_is_named(tmp_path: Path) -> None:
    """The folder must be there."""
    with pytest.raises(BadInput, match="No such file"):
        answer_all(Parrot(), [], tmp_path / "no" / "out", Filters(), lambda: None)  # type: ignore[arg-type]
