"""Pairs of claim and evidence from a file, judged into another."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from assistant.evaluation.external.records import Record, read_lines, records
from assistant.types import Label, Quote, Verdict
from assistant.verifier import Verifier
from corpus.dates import parse_published
from corpus.errors import BadInput


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and what may support it; `id` is as given, a text or a whole number."""

    id: str | int
    claim: str
    evidence: tuple[Quote, ...]


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a JSONL file, each line `{"id", "claim", "evidence", "published"?}`.

    Every line is read before any is judged. Raises BadInput, which names the first bad line.
    """
    first: dict[str | int, str] = {}
    found = []
    for record in records(read_lines(path), f"{path}:"):
        pair = _pair(record)
        if first.setdefault(pair.id, record.where) != record.where:
            raise BadInput(f"{record.where}: the id {pair.id!r} stands twice")
        found.append(pair)
    if not found:
        raise BadInput(f"{path} holds no pair")
    return found


def judge_all(
    pairs: Sequence[Pair], verifier: Verifier, out: Path, step: Callable[[], None]
) -> None:
    """Write one verdict a line, in the order of the pairs.

    They gather in a file beside `out` that takes its name at the end, so that `out` is old or
    whole. After an interruption the same pairs and verifier go on where it stopped. Raises
    BadInput where nothing can be written, and KeyboardInterrupt with a message for the user.
    """
    unfinished = out.with_name(f"{out.name}.{_fingerprint(pairs, verifier)}.part")
    try:
        with unfinished.open("a+b") as sink:
            done = _whole_lines(sink)
            for _ in range(done):
                step()
            for pair in pairs[done:]:
                sink.write(_line(pair, verifier.judge(pair.claim, pair.evidence)).encode())
                sink.flush()
                step()
            os.fsync(sink.fileno())
        os.replace(unfinished, out)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("stopped; run the same command again to go on") from None
    except OSError as error:
        raise BadInput(f"{error.filename or out}: {error.strerror}") from None


def _whole_lines(file: BinaryIO) -> int:
    """How many lines were written whole; a line that was cut short is removed."""
    file.seek(0)
    written = file.read()
    file.truncate(written.rfind(b"\n") + 1)
    return written.count(b"\n")


def _fingerprint(pairs: Sequence[Pair], verifier: Verifier) -> str:
    """Another where any pair or the verifier is another: what was begun is gone on with only for
    the same."""
    stated = repr((verifier.name, [(pair.id, pair.claim, pair.evidence) for pair in pairs]))
    return hashlib.sha256(stated.encode()).hexdigest()[:12]


def _line(pair: Pair, verdict: Verdict) -> str:
    unjudged = verdict.label is Label.UNJUDGED
    score = None if verdict.score is None or unjudged else round(float(verdict.score), 6)
    scored = {
        "id": pair.id,
        "label": verdict.label.value,
        "score": score,
        "reason": verdict.reason,
    }
    return json.dumps(scored, ensure_ascii=False) + "\n"


def _pair(record: Record) -> Pair:
    where, fields = record
    id, claim, evidence = (fields.get(name) for name in ("id", "claim", "evidence"))
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise BadInput(f'{where}: needs an "id", a text or a whole number')
    if not isinstance(claim, str) or not claim.strip():
        raise BadInput(f'{where}: needs a "claim", a text')
    texts = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise BadInput(f'{where}: needs "evidence", a text or a list of texts')
    published = _published(where, fields.get("published"))
    return Pair(id, claim, tuple(Quote(text, published) for text in texts))


def _published(where: str, stated: Any) -> str | None:
    if stated is None:
        return None
    published = parse_published(stated) if isinstance(stated, str) else None
    if published is None:
        raise BadInput(f'{where}: "published" is an ISO date, such as 2024-03-12')
    return published
