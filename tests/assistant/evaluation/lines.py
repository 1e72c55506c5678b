"""Lines of somebody else's answers, read over three articles of which two have an address."""

import json
from typing import Any

from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.external.parsing import parse_answers

KNOWN = {"a-1", "b.2", "Biden-call"}
URLS = {"news.example/ferry": "a-1", "news.example/wall_(old)": "b.2"}


def parsed(**fields: Any) -> CitedAnswer:
    """The answer of a line with these fields."""
    (answer,) = parse_answers([json.dumps(fields)], KNOWN, URLS)
    return answer


def cited(answer: CitedAnswer) -> list[tuple[str, list[str]]]:
    """Each sentence with the ids it cites."""
    return [(each.text, [c.article_id for c in each.citations]) for each in answer.sentences]


def annotation(kind: str, start: int, end: int, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "start_index": start, "end_index": end, **fields}


def document(**metadata: str) -> dict[str, Any]:
    return {"page_content": "…", "metadata": metadata}


DOCUMENTS = [document(id="a-1"), document(source="https://news.example/wall_(old)")]
