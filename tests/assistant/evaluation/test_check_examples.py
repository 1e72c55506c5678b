"""The example of docs/check.md: thirty answers, and what must be found in them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from corpus.reading import Record, read_articles
from corpus.store import ArticleStore

ROOT = Path(__file__).parents[3]
ANSWERS = ROOT / "docs" / "examples" / "answers.jsonl"
RIGHT = [f"{number:02}" for number in range(1, 16)]
"""These are true, by the articles they cite."""
WRONG = {
    "16": "mismatch",  # 38 cars
    "17": "mismatch",  # another flood's article
    "18": "unknown_id",
    "19": "mismatch",  # another speaker
    "21": "uncited",
    "24": "mismatch",  # another day
    "25": "mismatch",  # another name
    "26": "mismatch",  # another article
    "27": "inexact_quote",
    "28": "inexact_quote",
    "29": "mismatch",  # an earlier figure
    "30": "unknown_id",  # a position
}
"""These must be caught, by whatever verifier. Of the others (20 two floods merged, 22 a denial
dropped, 23 a hedge dropped) a verifier may or may not see what is wrong."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles; a check needs no search index."""
    found = tmp_path_factory.mktemp("store")
    with ArticleStore.open(found / "articles.sqlite", create=True) as articles:
        for record in read_articles([ROOT / "corpus" / "sample"]):
            assert isinstance(record, Record), record
            articles.put(record.article, record.origin)
    return found


def run(store: Path, *options: str) -> str:
    arguments = ["check", str(ANSWERS), "--store", str(store), *options]
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "88"})
    assert result.exit_code == 1, result.output
    return result.stdout


@pytest.fixture(scope="module")
def answers(store: Path) -> dict[str, dict[str, Any]]:
    """What the command says of each answer, by its id."""
    report = json.loads(run(store, "--json"))
    return {each["id"]: each for each in report["answers"]}


def faults(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [fault for sentence in answer["sentences"] for fault in sentence["faults"]]


def test_the_example_holds_thirty_answers(answers: dict[str, dict[str, Any]]) -> None:
    """Half right, half wrong."""
    assert len(answers) == 30
    assert len(set(answers) - set(RIGHT)) == 15


@pytest.mark.parametrize("id", RIGHT)
def test_no_right_answer_fails(id: str, answers: dict[str, dict[str, Any]]) -> None:
    """A verifier may doubt a paraphrase, but nothing in these is wrong."""
    assert [each for each in faults(answers[id]) if each["fails"]] == []


@pytest.mark.parametrize(("id", "kind"), WRONG.items())
def test_what_is_plainly_wrong_is_caught(
    id: str, kind: str, answers: dict[str, dict[str, Any]]
) -> None:
    """Every invented id, inexact quote, wrong figure, day and name, and every missing citation."""
    found = [each for each in faults(answers[id]) if each["kind"] != "doubt"]  # which only warns
    assert [each["kind"] for each in found] == [kind]
    assert found[0]["fails"] is (kind != "uncited")


def test_every_quote_shown_is_exact(store: Path, answers: dict[str, dict[str, Any]]) -> None:
    """Also of the answers that are wrong."""
    shown = [
        quote
        for answer in answers.values()
        for sentence in answer["sentences"]
        for quote in sentence["quotes"]
    ]
    assert len(shown) > 30
    with ArticleStore.open(store / "articles.sqlite") as articles:
        for each in shown:
            text = articles.get(each["article_id"], each["version"]).text
            assert text[each["start"] : each["end"]] == each["quote"]


def test_the_documentation_shows_what_is_printed(store: Path) -> None:
    """Each block of the example, line by line."""
    printed = run(store)
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 4
    for block in blocks:
        assert block in printed
