"""JSON objects from a file of lines, each with the place it stands at."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import BadInput


class Record(NamedTuple):
    """A JSON object, and where it begins: "answers.jsonl:3"."""

    where: str
    fields: dict[str, Any]


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file. Raises BadInput where it can not be read."""
    try:
        # Not splitlines(): a JSON text may hold U+2028 as it is.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text") from None


def records(lines: Iterable[str], place: str) -> Iterator[Record]:
    """The objects of JSON Lines; one may also be spread over several lines, as `ask --json` does.

    `place` goes before the number of the line in `Record.where` and in errors. Raises BadInput,
    which names the first bad line.
    """
    every = list(lines)
    number = 0
    while number < len(every):
        line, where = every[number], f"{place}{number + 1}"
        taken = 1
        if line.strip():
            value, taken = _value(every, number, where)
            yield Record(where, _object(value, where))
        number += taken


def _value(lines: list[str], first: int, where: str) -> tuple[Any, int]:
    """The JSON value that begins in the line numbered `first` from 0, and how many it takes."""
    line = lines[first]
    try:
        return json.loads(line), 1
    except RecursionError:
        raise BadInput(f"{where}: not JSON (nested too deep)") from None
    except json.JSONDecodeError as error:
        spread = _spread(lines[first:]) if line.rstrip() == "{" else None
        if spread is None:
            raise BadInput(f"{where}: not JSON ({error.msg})") from None
        return spread
    except ValueError:
        raise BadInput(f"{where}: not JSON (a number is too large)") from None


def _spread(lines: list[str]) -> tuple[Any, int] | None:
    """The value of an indented object, which ends at a line that closes it."""
    end = next((n for n, line in enumerate(lines) if line.rstrip() == "}"), None)
    if end is None:
        return None
    try:
        return json.loads("\n".join(lines[: end + 1])), end + 1
    except (ValueError, RecursionError):
        return None


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(f"{where}: not a JSON object")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadInput(f"{where}: holds half a surrogate pair (a broken \\u escape)") from None
    return value
