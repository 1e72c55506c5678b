"""Many questions from a file, answered one by one into another."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.ask import LONGEST_QUESTION, Assistant
from assistant.types import Turn
from assistant.wire import to_json
from corpus.errors import BadInput
from vectorstore.types import Filters


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a batch."""

    id: str
    question: str
    history: tuple[Turn, ...]


def read_questions(path: Path) -> list[Asked]:
    """The questions of a JSONL file, each line `{"id", "question", "history"?}`.

    Every line is checked before any is answered. Raises BadInput naming the first bad line.
    """
    try:
        # Not splitlines(): a JSON text may hold U+2028 as it is.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text") from None
    asked = [
        _asked(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not asked:
        raise BadInput(f"{path} holds no question")
    first: dict[str, int] = {}
    for number, each in enumerate(asked, 1):
        if first.setdefault(each.id, number) != number:
            raise BadInput(f"{path}: the id {each.id!r} stands twice")
    return asked


def answer_all(
    assistant: Assistant,
    asked: Sequence[Asked],
    out: Path,
    filters: Filters,
    step: Callable[[], None],
) -> None:
    """Write one answer a line, each as soon as it is there, so that an interruption loses none."""
    try:
        with out.open("w", encoding="utf-8") as sink:
            for each in asked:
                answer = assistant.ask(each.question, history=each.history, filters=filters)
                sink.write(json.dumps(to_json(answer, id=each.id), ensure_ascii=False) + "\n")
                sink.flush()
                step()
    except OSError as error:
        raise BadInput(f"{out}: {error.strerror}") from None


def _asked(where: str, line: str) -> Asked:
    try:
        record = json.loads(line)
        json.dumps(record, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise BadInput(f"{where}: not JSON ({error.msg})") from None
    except RecursionError:
        raise BadInput(f"{where}: not JSON (nested too deep)") from None
    except UnicodeEncodeError:
        raise BadInput(f"{where}: holds half a surrogate pair (a broken \\u escape)") from None
    if not isinstance(record, dict):
        raise BadInput(f"{where}: not a JSON object")
    id, question = record.get("id"), record.get("question")
    if (
        isinstance(id, bool)
        or not isinstance(id, str | int)
        or not isinstance(question, str)
        or not question.strip()
    ):
        raise BadInput(f"{where}: needs an id and a question")
    if len(question) > LONGEST_QUESTION:
        raise BadInput(f"{where}: a question has at most {LONGEST_QUESTION} characters")
    history = record.get("history") or []
    if not isinstance(history, list):
        raise BadInput(f"{where}: history is a list of {{question, answer}}, oldest first")
    return Asked(str(id), question, tuple(_turn(where, each) for each in history))


def _turn(where: str, record: Any) -> Turn:
    if not isinstance(record, dict) or not isinstance(record.get("question"), str):
        raise BadInput(f"{where}: each turn of history needs a question")
    answer = record.get("answer")
    if answer is not None and not isinstance(answer, str):
        raise BadInput(f"{where}: an answer in history is a text")
    return Turn(record["question"], answer)
