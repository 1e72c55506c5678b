"""The one JSON shape of an answer, and its schema."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assistant.types import (
    Answer,
    Conflict,
    ConflictKind,
    Label,
    Notice,
    Searched,
    Side,
    Status,
    Support,
    Verdict,
    Withheld,
)
from assistant.wire import answer_schema, to_json
from corpus.types import Span
from tests.assistant.builders import (
    build_answer,
    build_article,
    build_citation,
    build_hit,
    build_sentence,
)

SHARED = Path(__file__).parents[3] / "shared" / "answer.schema.json"
DATED = build_article(
    "dated", "It cost £2.", source="Gazette", published="2024-03-12", url="https://x.test/1"
)
PLAIN = build_sentence(
    "It cost £2.", build_citation("It cost £2.", DATED), highlights=(Span(8, 10),)
)
JOINT = replace(
    PLAIN,
    citations=(
        build_citation("It cost £2.", DATED, supports=Support.JOINTLY),
        build_citation("He had proposed a new engine instead.", supports=Support.JOINTLY),
    ),
    verdict=Verdict(Label.SUPPORTED, None, "other", None),
)
CONFLICT = Conflict(
    "cost",
    ConflictKind.DISPUTE,
    (Side("£2", 0, PLAIN.citations), Side("£3", 1, PLAIN.citations)),
)

ANSWERS = {
    "answered": build_answer(PLAIN),
    "jointly": build_answer(JOINT, usage={"input_tokens": 5}, model="openai:x"),
    "disputed": build_answer(PLAIN, PLAIN, conflicts=(CONFLICT,)),
    "updated": build_answer(PLAIN, PLAIN, conflicts=(replace(CONFLICT, kind=ConflictKind.UPDATE),)),
    "abstained": build_answer(considered=(build_hit(DATED),)),
    "filtered": build_answer(
        filters=Searched("2024-01-01", "2024-12-31", ("Gazette",), ("a", "b"), 5, 2, 1)
    ),
    "withheld": build_answer(
        status=Status.INCOMPLETE,
        withheld=(Withheld("It sank.", "it cites no article"),),
        notices=(Notice("writer_failed", "the model failed"),),
    ),
    "partly": build_answer(
        PLAIN, withheld=(Withheld("", ""),), notices=(Notice("rewritten", "x"),)
    ),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_every_kind_of_answer_fits_our_schema(answer: Answer) -> None:
    """With and without a batch's id, before and after a round trip through text."""
    validator = Draft202012Validator(answer_schema())
    for shape in (to_json(answer), to_json(answer, id="q1")):
        validator.validate(shape)
        assert json.loads(json.dumps(shape, ensure_ascii=False, allow_nan=False)) == shape


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_every_kind_of_answer_fits_the_shared_schema(answer: Answer) -> None:
    """The shape that others read."""
    Draft202012Validator(_shared()).validate(to_json(answer, id="q1"))


def test_the_id_of_a_batch_comes_first() -> None:
    """An answer of a batch is found by its question's own id."""
    assert next(iter(to_json(build_answer(), id="q1"))) == "id"
    assert "id" not in to_json(build_answer())


def test_a_citation_carries_what_a_reader_is_shown() -> None:
    """The article's id, the exact quote with its place, and where it was printed."""
    cited = to_json(build_answer(PLAIN))["sentences"][0]["citations"][0]
    assert cited == {
        "article_id": "dated",
        "version": DATED.version,
        "start": 0,
        "end": 11,
        "quote": "It cost £2.",
        "supports": "alone",
        "title": "A second ferry",
        "source": "Gazette",
        "published": "2024-03-12",
        "url": "https://x.test/1",
        "copies": [],
        "wordings": [],
    }


def test_an_opening_stands_in_the_text_right_before_its_sentence() -> None:
    """It is told beside the sentence, of which it is no part; most have none."""
    opened = replace(PLAIN, start=5, end=16, opening="Yes:")
    shape = to_json(build_answer(opened, text="Yes: It cost £2. [dated]"))
    [told] = shape["sentences"]
    assert (told["opening"], told["text"]) == ("Yes:", "It cost £2.")
    assert shape["text"][: told["start"]] == "Yes: "
    Draft202012Validator(answer_schema()).validate(shape)
    assert to_json(build_answer(PLAIN))["sentences"][0]["opening"] == ""


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        ({"status": "maybe"}, "status"),
        ({"sentences": []}, "sentences"),
        ({"text": None}, "text"),
        ({"timings_ms": {"total": -1}}, "timings_ms"),
        ({"filters": {}}, "filters"),
        ({"notices": [{"code": "x"}]}, "notices"),
    ],
)
def test_the_schema_refuses_what_is_no_answer(broken: dict[str, Any], path: str) -> None:
    """The schema is strict where it matters."""
    shape = to_json(ANSWERS["answered"]) | broken
    errors = list(Draft202012Validator(answer_schema()).iter_errors(shape))
    assert any(path in error.absolute_path for error in errors)


def test_our_schema_says_all_that_the_shared_one_says() -> None:
    """Every required key and every enumeration there is in ours, at the same place."""
    Draft202012Validator.check_schema(answer_schema())
    assert list(_missing(_shared(), answer_schema(), "answer")) == []


def test_the_comparison_of_schemas_sees_what_is_missing() -> None:
    """A key that one schema requires and the other does not is named with its place."""
    theirs = {"$defs": {}, "required": ["a", "b"], "properties": {"a": {"enum": ["x"]}}}
    ours = {"$defs": {}, "required": ["a"], "properties": {"a": {"enum": ["y"]}}}
    assert list(_missing(theirs, ours, "top")) == ["top requires b", "top.a allows x"]


def _shared() -> Any:
    if not SHARED.is_file():
        pytest.skip(f"{SHARED} is not here")
    return json.loads(SHARED.read_text(encoding="utf-8"))


def _missing(theirs: Any, ours: Any, where: str, roots: tuple[Any, Any] | None = None) -> Any:
    roots = roots or (theirs, ours)
    theirs, ours = _followed(theirs, roots[0]), _followed(ours, roots[1])
    yield from (
        f"{where} requires {key}"
        for key in theirs.get("required", [])
        if key not in ours.get("required", [])
    )
    allowed = ours.get("enum", theirs.get("enum", []))
    yield from (f"{where} allows {x}" for x in theirs.get("enum", []) if x not in allowed)
    for key, schema in theirs.get("properties", {}).items():
        if key in ours.get("properties", {}):
            yield from _missing(schema, ours["properties"][key], f"{where}.{key}", roots)
        else:
            yield f"{where} has {key}"
    if "items" in theirs:
        yield from _missing(theirs["items"], ours.get("items", {}), f"{where}[]", roots)


def _followed(schema: Any, root: Any) -> Any:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema
