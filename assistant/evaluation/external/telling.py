"""What a line tells of how its answer came about, whatever its shape.

"retrieved": ["id", …]       best first; our own "considered" says the same
"status": "no_evidence"      or another `Status`
"conflicts": [{"kind": "dispute", "sides": [{"answer": "…", "citations": ["id"]}, …]}]
"""

from collections.abc import Mapping
from typing import Any

from assistant.evaluation.external.answers import CitedSource
from assistant.evaluation.external.conflicts import StatedConflict, StatedSide
from assistant.evaluation.external.fields import listed, listed_if_any, source
from assistant.evaluation.external.naming import Known
from assistant.types import ConflictKind, Status
from corpus.errors import BadInput


def status(fields: Mapping[str, Any]) -> Status | None:
    """The status, where it is one of ours: other programs have others under this name."""
    value = fields.get("status")
    return next((each for each in Status if each.value == value), None)


def is_partial(fields: Mapping[str, Any]) -> bool:
    """Whether the answer says that it answers a part of the question, or was cut short."""
    notices = fields.get("notices")
    return status(fields) is Status.INCOMPLETE or (
        isinstance(notices, list)
        and any(isinstance(e, dict) and e.get("code") == "partly_answered" for e in notices)
    )


def retrieved(
    where: str, fields: Mapping[str, Any], known: Known
) -> tuple[CitedSource, ...] | None:
    """What was retrieved, best first; None where neither field tells."""

    def told(name: str) -> list[CitedSource]:
        what = f"each of what was {name}"
        return [source(where, each, known, what) for each in listed(where, fields, name)]

    if fields.get("retrieved") is not None:
        return tuple(told("retrieved"))
    if fields.get("considered") is None:
        return None
    sources = told("considered")
    hits = list(zip(map(_score, fields["considered"]), sources, strict=True))
    # As `assistant.evaluation.replies.ranked` has ours.
    hits.sort(key=lambda hit: (-hit[0], hit[1].article_id, hit[1].start or 0))
    return tuple(each for _, each in hits)


def _score(hit: Any) -> float:
    score = hit.get("score") if isinstance(hit, dict) else None
    return score if isinstance(score, int | float) else 0.0


def conflicts(
    where: str, fields: Mapping[str, Any], known: Known
) -> tuple[StatedConflict, ...] | None:
    """The disagreements that the answer states; None where the field is not there."""
    if fields.get("conflicts") is None:
        return None
    return tuple(_conflict(where, each, known) for each in listed(where, fields, "conflicts"))


def _conflict(where: str, conflict: Any, known: Known) -> StatedConflict:
    fields = conflict if isinstance(conflict, dict) else {}
    kind = next((each for each in ConflictKind if each.value == fields.get("kind")), None)
    sides = fields.get("sides")
    if kind is None or not isinstance(sides, list):
        raise BadInput(
            f'{where}: each of "conflicts" needs a "kind", dispute or update, and "sides" (a list)'
        )
    about = fields.get("about")
    return StatedConflict(
        about if isinstance(about, str) else "", kind, tuple(_side(where, e, known) for e in sides)
    )


def _side(where: str, side: Any, known: Known) -> StatedSide:
    if not isinstance(side, dict) or not isinstance(side.get("answer"), str):
        raise BadInput(f'{where}: each of "sides" of a conflict needs an "answer"')
    cited = listed_if_any(where, side, "citations")
    ids = dict.fromkeys(source(where, each, known).article_id for each in cited)
    return StatedSide(side["answer"], tuple(ids))
