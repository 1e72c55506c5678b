"""A person's rulings on faults: read, applied, and prepared to be filled in."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.evaluation.external.records import Record, read_lines, records
from assistant.evaluation.judging import Judged, Kind
from corpus.errors import BadInput

UNACCEPTABLE = frozenset((Kind.UNKNOWN_ID, Kind.INEXACT_QUOTE))
"""Nobody can rule that an article exists, or has words that it does not have."""


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided on a sentence and its evidence, named by `evidence_key`."""

    sentence: str
    evidence_key: str
    decision: Decision
    by: str | None


def evidence_key(judged: Judged) -> str:
    """16 hexadecimal digits; another where the sentence or what it was judged against is another.

    That is: the cited ids, the articles' versions and the quotes.
    """
    quotes = [[each.article_id, each.version, each.quote] for each in judged.extracts]
    cited = [each.article_id for each in judged.citations]
    stated = json.dumps([judged.text, cited, quotes], ensure_ascii=False)
    return hashlib.sha256(stated.encode()).hexdigest()[:16]


def read_rulings(path: Path) -> dict[str, Ruling]:
    """The rulings of a JSONL file by key; lines that nobody filled in are left out.

    Raises BadInput, which names the first bad line, or a key that is ruled in two ways.
    """
    found: dict[str, Ruling] = {}
    for record in records(read_lines(path), f"{path}:"):
        ruling = _ruling(record)
        if ruling is None:
            continue
        earlier = found.setdefault(ruling.evidence_key, ruling)
        if earlier.decision is not ruling.decision:
            raise BadInput(f"{record.where}: {ruling.evidence_key} was ruled otherwise before")
    return found


def _ruling(record: Record) -> Ruling | None:
    where, fields = record
    sentence, key, decision, by = (
        fields.get(name) for name in ("sentence", "evidence_key", "ruling", "by")
    )
    if not isinstance(sentence, str) or not isinstance(key, str):
        raise BadInput(f'{where}: needs a "sentence" and an "evidence_key"')
    if decision in (None, ""):
        return None
    if decision not in tuple(Decision):
        raise BadInput(f'{where}: "ruling" is "accepted", "rejected" or empty')
    return Ruling(sentence, key, Decision(decision), by if isinstance(by, str) and by else None)


def write_review(path: Path, faulty: Iterable[tuple[str, Judged]]) -> int:
    """Write a line to be filled in for each faulty sentence (with its answer's id); how many.

    Raises BadInput where the file holds rulings: somebody's work would be lost.
    """
    if path.exists() and read_rulings(path):
        raise BadInput(f"{path} holds rulings; read them with --accept, and name another file")
    lines: Mapping[str, dict[str, Any]] = {
        evidence_key(judged): {
            "answer": id,
            "sentence": judged.text,
            "evidence_key": evidence_key(judged),
            "faults": [{"kind": each.kind.value, "reason": each.reason} for each in judged.faults],
            "quotes": [
                {"article_id": each.article_id, "quote": each.quote} for each in judged.extracts
            ],
            "ruling": "",
            "by": "",
            "note": "",
        }
        for id, judged in faulty
    }
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines.values())
    path.write_text(text, encoding="utf-8")
    return len(lines)
