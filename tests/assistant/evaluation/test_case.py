"""Cases are read whole or refused with the line, the fault and what is expected."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.case import (
    Case,
    ExpectedConflict,
    ExpectedSide,
    Nugget,
    check_articles,
    load_cases,
)
from assistant.types import ConflictKind, Turn
from corpus.errors import BadInput

NUGGET = {"text": "It cost £2m.", "vital": True, "articles": ["a"], "answers": ["£2m"]}
WHOLE: dict[str, Any] = {
    "id": "cost-1",
    "question": "And the ferry?",
    "history": [{"question": "What did the wall cost?", "answer": "£1m."}, {"question": "Why?"}],
    "answerable": True,
    "articles": ["a", "b"],
    "nuggets": [NUGGET],
    "conflict": {
        "kind": "dispute",
        "sides": [{"answer": "£2m", "articles": ["a"]}, {"answer": "£3m", "articles": ["b"]}],
    },
    "tags": ["number", "disagreement"],
    "near": ["c"],
}
UNANSWERABLE: dict[str, Any] = {
    "id": "none-1",
    "question": "Who painted it?",
    "answerable": False,
    "articles": [],
    "nuggets": [],
    "tags": [],
    "near": ["a"],
}


def written(tmp_path: Path, *records: object) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in records), encoding="utf-8")
    return path


def test_a_case_is_read_with_everything_it_states(tmp_path: Path) -> None:
    """Optional fields may be left out."""
    assert load_cases(written(tmp_path, WHOLE, UNANSWERABLE)) == (
        Case(
            "cost-1",
            "And the ferry?",
            True,
            ("a", "b"),
            (Nugget("It cost £2m.", True, ("a",), ("£2m",)),),
            ("number", "disagreement"),
            (Turn("What did the wall cost?", "£1m."), Turn("Why?")),
            ExpectedConflict(
                ConflictKind.DISPUTE, (ExpectedSide("£2m", ("a",)), ExpectedSide("£3m", ("b",)))
            ),
            ("c",),
        ),
        Case("none-1", "Who painted it?", False, (), (), (), near=("a",)),
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answerable": "yes"}, '"answerable": input should be true, false or "partly"'),
        ({"answerable": 1}, '"answerable": input should be true, false or "partly"'),
        ({"answerable": "partly", "articles": []}, '"articles" is empty'),
        ({"id": 3}, '"id": input should be a valid string'),
        ({"tags": None}, '"tags": input should be a valid'),
        ({"answer": "£2m"}, 'there is no field "answer"'),
        ({"history": [{"answer": "x"}]}, '"history[0].question" is missing'),
        ({"history": [{"question": "x", "role": "user"}]}, 'there is no field "history[0].role"'),
        ({"nuggets": [{**NUGGET, "vital": 1}]}, '"nuggets[0].vital"'),
        ({"nuggets": [{**NUGGET, "weight": 1}]}, 'there is no field "nuggets[0].weight"'),
        ({"nuggets": [{**NUGGET, "articles": []}]}, "each nugget names one or more articles"),
        ({"nuggets": [{**NUGGET, "answers": [" "]}]}, "is empty; give it a text"),
        ({"question": ""}, "is empty; give it a text"),
        ({"articles": []}, '"articles" is empty'),
        ({"answerable": False}, "an unanswerable case has no articles, nuggets or conflict"),
        ({"articles": ["a", "b", "a"]}, '"articles" names an article twice'),
        ({"near": ["b"]}, '"near" names an article that answers'),
        ({"conflict": {"kind": "war", "sides": []}}, "input should be 'dispute' or 'update'"),
        ({"conflict": {"kind": "update", "sides": []}}, "a conflict has two or more sides"),
    ],
)
def test_a_bad_line_is_named_with_its_fault(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    """In one line: file, number of the line, field, fault."""
    path = written(tmp_path, UNANSWERABLE, {**WHOLE, **changed})
    with pytest.raises(BadInput) as raised:
        load_cases(path)
    assert str(raised.value).startswith(f"{path}:2: ")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["id", "question", "answerable", "articles", "nuggets", "tags"])
def test_a_missing_field_is_named_and_shown(tmp_path: Path, name: str) -> None:
    """With an example of a case."""
    lacking = {each: value for each, value in WHOLE.items() if each != name}
    with pytest.raises(BadInput, match=f'"{name}" is missing; a case is {{"id"'):
        load_cases(written(tmp_path, lacking))


def test_an_id_stands_once(tmp_path: Path) -> None:
    """Results are told apart by it."""
    with pytest.raises(BadInput, match=r":2: the id 'none-1' stands twice"):
        load_cases(written(tmp_path, UNANSWERABLE, UNANSWERABLE))


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    """An evaluation of nothing would pass."""
    with pytest.raises(BadInput, match="holds no case"):
        load_cases(written(tmp_path))


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    """As in every file of lines."""
    path = written(tmp_path, UNANSWERABLE)
    path.write_text(path.read_text() + "\n{oops", encoding="utf-8")
    with pytest.raises(BadInput, match=r":2: not JSON"):
        load_cases(path)


def test_nuggets_and_sides_may_rest_on_articles_that_do_not_answer(tmp_path: Path) -> None:
    """Such as the figure that was corrected: to show it is right, to answer with it is not."""
    sides = [{"answer": "£1m", "articles": ["old"]}, {"answer": "£2m", "articles": ["a"]}]
    conflict = {"kind": "update", "sides": sides}
    nuggets = [{**NUGGET, "articles": ["a", "later"]}]
    (case,) = load_cases(written(tmp_path, {**WHOLE, "conflict": conflict, "nuggets": nuggets}))
    assert case.carrying == {"a", "b", "old", "later"}


def test_a_question_may_be_answerable_in_part(tmp_path: Path) -> None:
    """What else the case states is of the part that is answered."""
    (case,) = load_cases(written(tmp_path, {**WHOLE, "answerable": "partly"}))
    assert case.answerable == "partly"
    assert case.carrying == {"a", "b"}


def test_a_side_is_said_by_its_wordings_or_else_by_its_answer(tmp_path: Path) -> None:
    """As a nugget has its answers; a text for people need not be said word for word."""
    sides = [
        {"answer": "it sank", "articles": ["a"], "answers": ["went down", "has sunk"]},
        {"answer": "it floats", "articles": ["b"]},
    ]
    conflict = {"kind": "dispute", "sides": sides}
    (case,) = load_cases(written(tmp_path, {**WHOLE, "conflict": conflict}))
    assert case.conflict
    assert [each.wordings for each in case.conflict.sides] == [
        ("went down", "has sunk"),
        ("it floats",),
    ]
    sides[0]["answers"] = [" "]
    path = written(tmp_path, {**WHOLE, "conflict": conflict})
    with pytest.raises(BadInput, match="is empty; give it a text"):
        load_cases(path)


@pytest.mark.parametrize(
    ("kind", "due"), [(ConflictKind.DISPUTE, ["1", "2", "3"]), (ConflictKind.UPDATE, ["3"])]
)
def test_of_an_update_only_the_newest_side_is_due(kind: ConflictKind, due: list[str]) -> None:
    """What was replaced need not be told; who disagrees must."""
    conflict = ExpectedConflict(kind, tuple(ExpectedSide(each, ("a",)) for each in "123"))
    assert [each.answer for each in conflict.due] == due


@pytest.mark.parametrize("missing", ["a", "b", "c"])
def test_cases_are_about_the_articles_of_the_store(tmp_path: Path, missing: str) -> None:
    """Of another collection every score would be 0."""
    cases = load_cases(written(tmp_path, WHOLE))
    check_articles(cases, {"a", "b", "c"})
    with pytest.raises(BadInput, match=f"case cost-1: there is no article {missing} in the store"):
        check_articles(cases, {"a", "b", "c"} - {missing})
