"""`citewise check`: what it prints, and what it exits with."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.evaluation import commands
from assistant.types import Label, Quote, Verdict
from corpus.article import make_article
from corpus.store import ArticleStore
from tests.doubles import overlap_verifier

ARTICLES = {
    "ferry": "The council voted 7-4 on Tuesday to buy a second ferry. It will cost £14.6 million.",
    "hall": "The town hall was painted green in June. Its keeper, Magnus Tolley, chose the colour.",
}
RIGHT = {"answer": "The council voted 7-4 to buy a second ferry. [ferry]"}
WRONG = {"answer": "The ferry will cost £15.6 million. [ferry]"}
DOUBTED = {"answer": "The hall became a museum of whales. [hall]"}
UNCITED = {"answer": "The council voted to buy a ferry."}
INVENTED = {"answer": "The council voted 7-4 to buy a second ferry. [ferries-2]"}
MISQUOTED = {
    "sentences": [
        {
            "text": "The council voted 7-4 to buy a second ferry.",
            "citations": [{"article_id": "ferry", "quote": "The council voted 7-4 on Monday"}],
        }
    ]
}


@pytest.fixture(autouse=True)
def _by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is tested, not the shipped model."""
    monkeypatch.setattr(commands, "verifier_of", overlap_verifier)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of articles; no search index is needed."""
    with ArticleStore.open(tmp_path / "store" / "articles.sqlite", create=True) as articles:
        for id, text in ARTICLES.items():
            articles.put(make_article(id, text, url=f"https://news.example/{id}"), f"{id}.txt")
    return tmp_path / "store"


def written(path: Path, *records: Mapping[str, Any]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def run(file: Path, store: Path, *options: str | Path) -> Result:
    arguments = ["check", file, "--store", store, *options]
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "100"})


@pytest.mark.parametrize(
    ("answer", "normal", "strict"),
    [
        (RIGHT, 0, 0),
        (WRONG, 1, 1),
        (INVENTED, 1, 1),
        (MISQUOTED, 1, 1),
        (DOUBTED, 0, 1),
        (UNCITED, 0, 1),
        ({"answer": "Hello! I don't know."}, 0, 0),
        ({"answer": "The hall was not painted green. [hall]"}, 1, 1),
    ],
)
def test_the_exit_code_says_whether_all_is_well(
    answer: Mapping[str, Any], normal: int, strict: int, store: Path, tmp_path: Path
) -> None:
    """Faults fail; doubts and uncited sentences only where the check is strict."""
    file = written(tmp_path / "in.jsonl", answer)
    assert run(file, store).exit_code == normal
    assert run(file, store, "--strict").exit_code == strict
    for options in ([], ["--strict"]):
        report = json.loads(run(file, store, "--json", *options).stdout)
        assert report["ok"] is not bool(strict if options else normal)


def test_what_is_wrong_is_printed_with_the_articles_words(store: Path, tmp_path: Path) -> None:
    """The sentence, the fault, the quote, and the figures of all."""
    result = run(written(tmp_path / "in.jsonl", RIGHT, WRONG, UNCITED), store)
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "ok The council voted 7-4 to buy a second ferry. [ferry]" in lines
    assert "FAIL The ferry will cost £15.6 million. [ferry]" in lines
    assert any(line.startswith("mismatch: ") for line in lines)
    assert any(line.startswith("ferry: “") for line in lines)
    assert "uncited: it cites no article" in lines
    assert "3 answers, 3 sentences: 1 mismatch, 1 uncited" in lines
    assert "Citation recall 0.33 (1 of 3 sentences that need a citation)" in lines
    assert "Citation precision 0.50 (1 of 2 citations)" in lines
    assert lines[-1] == "failed"


def test_the_report_as_json_says_everything(store: Path, tmp_path: Path) -> None:
    """Its quotes are the article's own slices."""
    file = written(tmp_path / "in.jsonl", {"id": "q", "question": "Who?"} | RIGHT, INVENTED)
    report = json.loads(run(file, store, "--json").stdout)
    first, second = report["answers"]
    assert (first["id"], first["question"], second["id"]) == ("q", "Who?", "2")
    (sentence,) = first["sentences"]
    (quote,) = sentence["quotes"]
    assert ARTICLES["ferry"][quote["start"] : quote["end"]] == quote["quote"]
    assert sentence["label"] == "supported"
    assert sentence["citations"] == [{"article_id": "ferry", "alone": True, "precise": True}]
    (fault,) = second["sentences"][0]["faults"]
    assert (fault["kind"], fault["fails"], fault["accepted"]) == ("unknown_id", True, False)
    assert report["total"]["faults"] == {"unknown_id": 1}
    assert report["total"]["citation_recall"] == {"value": 0.5, "good": 1, "judged": 2}
    assert report["total"]["citation_precision"] == {"value": 0.5, "good": 1, "judged": 2}
    assert report["verifier"] == overlap_verifier().name


def test_nothing_to_judge_has_no_figures(store: Path, tmp_path: Path) -> None:
    """Not applicable is neither 0 nor 1."""
    file = written(tmp_path / "in.jsonl", {"answer": "Hello!"}, {"sentences": []})
    report = json.loads(run(file, store, "--json").stdout)
    assert report["total"]["citation_recall"] == {"value": None, "good": 0, "judged": 0}
    assert report["total"]["citation_precision"]["value"] is None
    assert "does not apply: nothing to judge" in run(file, store).stdout


def test_what_the_verifier_could_not_judge_only_warns(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a pass nor a fail: it is in no figure, and a strict check does not pass it."""

    class Broken:
        name = "broken"

        def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
            return Verdict(Label.UNJUDGED, None, self.name, "the judge does not answer")

    monkeypatch.setattr(commands, "verifier_of", Broken)
    file = written(tmp_path / "in.jsonl", RIGHT)
    result = run(file, store)
    assert result.exit_code == 0
    assert "unjudged: the judge does not answer" in result.stdout
    assert "does not apply" in result.stdout
    assert run(file, store, "--strict").exit_code == 1


def test_an_article_is_known_by_its_address(store: Path, tmp_path: Path) -> None:
    """As its record states it, give or take what makes no other page."""
    answer = {"answer": "The council voted 7-4 to buy a ferry. [http://www.news.example/ferry/]"}
    report = json.loads(run(written(tmp_path / "in.jsonl", answer), store, "--json").stdout)
    assert report["ok"]
    assert report["answers"][0]["sentences"][0]["citations"][0]["article_id"] == "ferry"


def test_an_old_version_is_checked_as_it_was(store: Path, tmp_path: Path) -> None:
    """A quote of last month stays exact when the article changes; without its version it is not."""
    with ArticleStore.open(store / "articles.sqlite") as articles:
        version = articles.get("ferry").version
        articles.put(make_article("ferry", "The council changed its mind."), "ferry.txt")
    quote = "The council voted 7-4 on Tuesday to buy a second ferry."
    sentence = {"text": quote, "citations": [{"article_id": "ferry", "quote": quote}]}
    assert run(written(tmp_path / "a.jsonl", {"sentences": [sentence]}), store).exit_code == 1
    sentence["citations"][0]["version"] = version  # type: ignore[index]
    assert run(written(tmp_path / "a.jsonl", {"sentences": [sentence]}), store).exit_code == 0


def test_control_characters_do_not_reach_the_terminal(store: Path, tmp_path: Path) -> None:
    """Somebody else's answer is hostile until printed."""
    answer = {"id": "\x1b[2J", "answer": "It sank\x1b[31m [bold red]there. [x\x1b]"}
    shown = run(written(tmp_path / "in.jsonl", answer), store).stdout
    assert "\x1b" not in shown
    assert "[bold red]there." in shown


def test_rulings_are_made_and_accepted(store: Path, tmp_path: Path) -> None:
    """Review, fill in, accept; a ruling ends with its case."""
    file = written(tmp_path / "in.jsonl", WRONG, INVENTED)
    review = tmp_path / "rulings.jsonl"
    assert "2 to rule on in" in run(file, store, "--review", review).stderr
    lines = [json.loads(line) for line in review.read_text(encoding="utf-8").splitlines()]
    written(review, *[each | {"ruling": "accepted", "by": "Ada"} for each in lines])
    shown = " ".join(run(file, store, "--accept", review).stdout.split())
    assert "(accepted by Ada) ferry: “" in shown
    assert "(accepted by Ada, but this can not be accepted)" in shown
    assert shown.endswith("failed")
    assert run(written(file, WRONG), store, "--accept", review).exit_code == 0
    changed = run(written(file, RIGHT), store, "--accept", review)
    assert changed.exit_code == 0
    stale = [line for line in changed.stdout.splitlines() if "no longer applies" in line]
    assert len(stale) == 2
    assert stale[0].endswith(": The ferry will cost £15.6 million.")
    assert run(file, store, "--review", review).exit_code == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no answer"),
        ('{"answer": "x"}\n{"answer": 5}\n', "in.jsonl:2: needs an"),
        ("not JSON\n", "in.jsonl:1: not JSON"),
    ],
)
def test_a_bad_file_is_one_line_and_exit_code_2(
    text: str, reason: str, store: Path, tmp_path: Path
) -> None:
    """Nothing is printed but what is wrong, and where."""
    file = tmp_path / "in.jsonl"
    file.write_text(text)
    result = run(file, store)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("citewise: ")
    assert reason in line


def test_files_that_are_not_there_or_would_be_lost_are_refused(store: Path, tmp_path: Path) -> None:
    """The answers, the rulings, the store, and a review over the answers."""
    file = written(tmp_path / "in.jsonl", RIGHT)
    for options in (["--accept", tmp_path / "none.jsonl"], ["--review", file]):
        assert run(file, store, *options).exit_code == 2
    assert run(tmp_path / "none.jsonl", store).exit_code == 2
    missing = run(file, tmp_path / "no-store")
    assert missing.exit_code == 2
    assert "citewise index" in missing.stderr
    assert json.loads(file.read_text()) == RIGHT


@pytest.mark.parametrize("command", ["check", "verify"])
def test_the_help_has_an_example(command: str) -> None:
    """One that names the command."""
    shown = CliRunner().invoke(app, [command, "--help"]).output
    assert f"citewise {command} " in shown.replace("\n  ", " ")
