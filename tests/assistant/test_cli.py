"""The command line: what it prints, and what it says to bad input."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app

HEAVY = ("torch", "chromadb", "gradio", "sentence_transformers", "langchain_core", "numpy")
ARTICLES = {
    "ferry": "The council voted 7-4 on Tuesday to buy a second ferry. It will cost £14.6 million.",
    "hall": "The town hall was painted green in June. Its keeper, Magnus Tolley, chose the colour.",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("articles")
    for id, text in ARTICLES.items():
        (found / f"{id}.txt").write_text(text + "\n", encoding="utf-8")
    (found / "broken.txt").write_bytes(b"\xff\xfe\x00\x00")
    return found


@pytest.fixture(scope="module")
def indexed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A tiny store, made with the packaged model, and what `citewise index` said."""
    store = tmp_path_factory.mktemp("store") / "index"
    return store, run("index", folder, "--store", store)


@pytest.fixture
def store(indexed: tuple[Path, Result]) -> Path:
    return indexed[0]


def test_indexing_reports_what_it_did(indexed: tuple[Path, Result]) -> None:
    """How many articles, and each skipped file by name."""
    _, result = indexed
    assert result.exit_code == 0, result.output
    assert "2 articles: 2 added, 0 changed, 0 unchanged" in result.stdout
    assert "broken.txt" in result.stdout


def test_the_articles_are_listed(store: Path) -> None:
    """One a line: id, date, source, title."""
    lines = [line.split("\t") for line in run("articles", "--store", store).stdout.splitlines()]
    assert [(id, day, source) for id, day, source, _ in lines] == [
        ("ferry", "undated", "-"),
        ("hall", "undated", "-"),
    ]


def test_an_article_is_shown_as_it_was_read(store: Path) -> None:
    """With what is known of it; what is not stated is not supplied."""
    shown = run("show", "ferry", "--store", store).stdout
    assert ARTICLES["ferry"] in shown
    assert "published: undated\n" in shown


def test_an_answer_is_printed_with_its_source(store: Path) -> None:
    """The answer, then the article with the exact quote."""
    result = run("ask", "How much will the ferry cost?", "--store", store)
    assert result.exit_code == 0, result.output
    assert "£14.6 million" in result.stdout
    assert "[ferry]" in result.stdout
    assert "Sources" in result.stdout


def test_an_answer_as_json_is_the_one_shape(store: Path) -> None:
    """`--json` prints nothing else, and its quotes are the article's own slices."""
    answer = json.loads(
        run("ask", "How much will the ferry cost?", "--json", "--store", store).stdout
    )
    assert answer["status"] == "answered"
    cited = answer["sentences"][0]["citations"][0]
    assert cited["article_id"] == "ferry"
    text = (ARTICLES["ferry"] + "\n")[cited["start"] : cited["end"]]
    assert cited["quote"] == text


def test_an_answer_is_explained(store: Path) -> None:
    """What was found, read and checked, each with its score; the same as JSON."""
    asked = ("explain", "How much will the ferry cost?", "--store", store)
    result = run(*asked)
    assert result.exit_code == 0, result.output
    for part in ("Answered: ", "Found: ", "Read: ", "Checked: ", "meaning #1", "→ cited"):
        assert part in result.stdout
    both = json.loads(run(*asked, "--json").stdout)
    assert list(both) == ["answer", "explanation"]
    assert both["answer"]["status"] == "answered"
    [step] = both["explanation"]["steps"]
    assert step["read"][0]["parts"].keys() >= {"answers", "alike", "fit"}


def test_an_abstention_is_explained(store: Path) -> None:
    """By the probability that was needed and the one that was there."""
    result = run("explain", "Who composed the anthem?", "--store", store)
    assert result.exit_code == 0, result.output
    assert "No answer: the likeliest of " in result.stdout
    assert "is needed." in result.stdout


def test_a_batch_is_answered_into_a_file(store: Path, tmp_path: Path) -> None:
    """Each line with its question's id."""
    questions, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions.write_text('{"id": "q1", "question": "How much will the ferry cost?"}\n')
    result = run("ask", "--batch", questions, "--out", out, "--store", store)
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text())["id"] == "q1"
    again = run("ask", "--batch", questions, "--out", questions, "--store", store)
    assert again.exit_code == 2
    assert questions.read_text().startswith('{"id": "q1"')


def test_a_removed_article_is_gone_from_the_list(folder: Path, store: Path) -> None:
    """At once; indexing its file again brings it back."""
    removed = run("remove", "hall", "--store", store)
    assert (removed.exit_code, removed.stdout) == (0, "removed hall\n")
    assert "hall" not in run("articles", "--store", store).stdout
    assert run("remove", "hall", "--store", store).exit_code == 2
    assert run("index", folder, "--store", store).exit_code == 0
    assert "hall" in run("articles", "--store", store).stdout


def test_the_doctor_finds_all_in_place(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One finding a line; a fault gives exit code 1."""
    monkeypatch.delenv("LANGSMITH_TRACING", raising=False)
    sound = run("doctor", "--store", store)
    assert sound.exit_code == 0, sound.output
    assert all(line.startswith("ok  ") for line in sound.stdout.splitlines())
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    traced = run("doctor", "--store", store)
    assert traced.exit_code == 1
    assert "FAIL  tracing: LANGSMITH_TRACING is set" in traced.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["index"], "name a folder or file"),
        (["index", "no-such-folder"], "no-such-folder"),
        (["index", "x", "--id", "number"], "--id is stem or path"),
        (["ask"], "give one question"),
        (["ask", "Who?", "--batch", "x.jsonl"], "give one question"),
        (["ask", "--batch", "x.jsonl"], "--batch needs --out"),
        (["ask", "--batch", "x.jsonl", "--out", "y.jsonl"], "No such file"),
        (["ask", "Who?", "--since", "yesterday-ish"], "yesterday-ish"),
        (["ask", "Who?"], "nothing is indexed"),
        (["explain", "Who?"], "nothing is indexed"),
        (["explain", "Who?", "--since", "yesterday-ish"], "yesterday-ish"),
        (["articles"], "citewise index"),
        (["show", "ferry"], "citewise index"),
        (["remove", "ferry"], "citewise index"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: Sequence[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line says what is wrong and what to do; no traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CITEWISE_STORE", raising=False)
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("citewise: ")
    assert reason in line


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ask", " "], "the question is empty"),
        (["explain", " "], "the question is empty"),
        (["ask", "Who?", "--model", "oracle"], "unknown model 'oracle'"),
        (["show", "no-such"], "no-such"),
        (["show", "ferry", "--version", "0"], "ferry"),
    ],
)
def test_a_wrong_question_to_a_good_store_is_one_line_too(
    arguments: Sequence[str], reason: str, store: Path
) -> None:
    """Unknown ids and models are named."""
    result = run(*arguments, "--store", store)
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    assert reason in line


@pytest.mark.parametrize(
    ("name", "value"), [("CITEWISE_PORT", "many"), ("CITEWISE_DEADLINE", "-1")]
)
def test_a_wrong_setting_is_named_by_its_variable(
    name: str, value: str, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment is input like any other."""
    monkeypatch.setenv(name, value)
    result = run("articles", "--store", store)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"citewise: {name}: ")


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["index", "--help"], []])
def test_help_is_printed(arguments: list[str]) -> None:
    """Without any command too."""
    assert "citewise" in run(*arguments).output


def test_nothing_heavy_is_imported_for_the_help() -> None:
    """Models, databases and web code are imported inside the command that needs them."""
    code = f"import sys, assistant.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_store_is_named_by_the_environment(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CITEWISE_STORE says where the index lies."""
    monkeypatch.setenv("CITEWISE_STORE", str(store))
    assert "ferry" in run("articles").stdout
