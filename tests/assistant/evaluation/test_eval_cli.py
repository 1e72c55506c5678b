"""`citewise eval`: what it writes, what it exits with, and that it goes on where it stopped."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.evaluation import commands, robustness, shipped
from assistant.evaluation.case import Case
from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.running import Answerer
from assistant.types import Answer, Label, Quote, Turn, Verdict
from corpus.errors import WriterFault
from corpus.store import ArticleStore
from corpus.types import Article
from tests.assistant.builders import (
    build_answer,
    build_article,
    build_citation,
    build_hit,
)
from tests.assistant.builders import build_sentence as build_shown
from tests.assistant.evaluation.judged import WordVerifier, cited

QUOTE = "The vessel will cost £14.6 million and carry 28 cars and 180 passengers."
NUGGET = {
    "text": "It will cost £14.6 million.",
    "vital": True,
    "articles": ["ferry"],
    "answers": ["£14.6 million"],
}
CASES: list[dict[str, Any]] = [
    {
        "id": "cost",
        "question": "What will the ferry cost?",
        "answerable": True,
        "articles": ["ferry"],
        "nuggets": [NUGGET],
        "tags": ["number"],
    },
    {
        "id": "captain",
        "question": "Who is the captain?",
        "answerable": False,
        "articles": [],
        "nuggets": [],
        "tags": [],
    },
    {
        "id": "cars",
        "question": "How many cars?",
        "answerable": True,
        "articles": ["ferry"],
        "nuggets": [{**NUGGET, "text": "It carries 28 cars.", "answers": ["28 cars"]}],
        "tags": ["number"],
    },
]
ALL = [each["question"] for each in CASES]


class Fake:
    """An assistant that quotes one sentence to every question on cost or cars, and counts."""

    model = "fake"

    def __init__(self, articles: ArticleStore, breaks_at: str | None, error: BaseException) -> None:
        self.library = SimpleNamespace(articles=articles)
        self.asked: list[str] = []
        self._breaks_at = breaks_at
        self._error = error

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append(question)
        if question == self._breaks_at:
            raise self._error
        if not ("cost" in question or "cars" in question):
            return build_answer(question=question)
        found = (build_hit(build_article()),)
        shown = build_shown(QUOTE, build_citation(QUOTE))
        return build_answer(shown, question=question, considered=found)


class World:
    """Everything a run needs on disk, and how it is run."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.cases = self.written("mine.jsonl", *CASES)
        self.store = folder / "store"
        self.fake: Fake | None = None
        self.opened: list[tuple[Path | None, str | None]] = []
        self.breaks_at: str | None = None
        self.error: BaseException = KeyboardInterrupt()
        with ArticleStore.open(self.store / "articles.sqlite", create=True) as articles:
            articles.put(build_article(), "ferry.txt")
        monkeypatch.setattr(commands, "opened_assistant", self._assistant)
        monkeypatch.setattr(commands, "verifier_of", WordVerifier)

    @contextmanager
    def _assistant(
        self, store: Path | None, model: str | None, _verifier: object
    ) -> Iterator[Fake]:
        self.opened.append((store, model))
        with ArticleStore.open(self.store / "articles.sqlite") as articles:
            self.fake = Fake(articles, self.breaks_at, self.error)
            yield self.fake

    def written(self, name: str, *records: Mapping[str, Any]) -> Path:
        path = self.folder / name
        path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
        return path

    def run(self, *options: str | Path, mine: bool = True) -> Result:
        own = ["--cases", self.cases, "--store", self.store] if mine else []
        arguments = ["eval", "--out", self.out, *own, *options]
        return CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "100"})

    @property
    def asked(self) -> list[str]:
        return self.fake.asked if self.fake else []

    @property
    def report(self) -> Any:
        return json.loads((self.out / "report.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def test_a_run_leaves_its_reports(world: World) -> None:
    """The table is printed, and the same is in files; no gate, no failure."""
    result = world.run()
    assert result.exit_code == 0, result.output
    assert {each.name for each in world.out.iterdir()} == {
        "report.html",
        "report.json",
        "timings.json",
        "junit.xml",
        "run.jsonl",
    }
    assert "0 of 3 cases fail" in result.stdout
    assert "vital nugget recall* " in " ".join(result.stdout.split())
    assert f"The whole report is in {world.out / 'report.html'}" in result.stdout
    assert (world.report["run"]["model"], world.report["verifier"]["name"]) == ("fake", "words")
    assert world.report["verifier"]["checked_before"] is True


@pytest.mark.parametrize("workers", ["1", "2", "3"])
def test_a_second_run_gives_the_same_bytes(world: World, workers: str) -> None:
    """Everything is asked again, by any number of workers; only times may differ."""
    names = ("report.json", "junit.xml", "report.html", "run.jsonl")
    assert world.run().exit_code == 0
    first = [(world.out / name).read_bytes() for name in names]
    assert world.run("--workers", workers).exit_code == 0
    assert sorted(world.asked) == sorted(ALL)
    assert [(world.out / name).read_bytes() for name in names] == first


def test_a_stopped_run_goes_on(world: World) -> None:
    """What is answered already is not asked again, and the report is that of one run."""
    assert world.run().exit_code == 0
    whole = (world.out / "report.json").read_bytes()
    (world.out / "run.jsonl").unlink()
    world.breaks_at = "Who is the captain?"
    stopped = world.run()
    assert stopped.exit_code == 130
    assert stopped.stderr == "stopped; run the same command again to go on\n"
    world.breaks_at = None
    assert world.run().exit_code == 0
    assert world.asked == ALL[1:]
    assert (world.out / "report.json").read_bytes() == whole


def test_a_case_that_ends_in_an_error_is_reported(world: World) -> None:
    """By its own line; the others are judged."""
    world.breaks_at, world.error = "How many cars?", WriterFault("the model went away")
    result = world.run()
    assert result.exit_code == 0
    assert "FAIL 1 case: the case ended in an error (cars)" in " ".join(result.stdout.split())
    assert [each["error"] for each in world.report["cases"]] == [None, None, "the model went away"]


@pytest.mark.parametrize(
    ("least", "code", "said"),
    [(0.5, 0, "gate passed"), (0.99, 1, "gate: vital_nugget_recall: wanted at least 0.990")],
)
def test_a_gate_decides_the_exit_code(world: World, least: float, code: int, said: str) -> None:
    """And names what failed, on the terminal and in the report."""
    world.breaks_at, world.error = "How many cars?", WriterFault("the model went away")
    gate = world.folder / "gate.toml"
    gate.write_text(
        f'[thresholds]\nvital_nugget_recall = {{min = {least}, on = "value"}}\n'
        "failed_cases = {max = 0.5, on = 'value'}\n"
        if code == 0
        else f"[thresholds]\nvital_nugget_recall = {{min = {least}}}\n"
    )
    result = world.run("--gate", gate)
    assert result.exit_code == code, result.output
    assert said in " ".join(result.stdout.split())
    assert world.report["gate"]["passed"] is (code == 0)


def test_lies_are_planted_where_the_gate_asks_for_them(world: World) -> None:
    """In the run's own right answers."""
    gate = world.folder / "gate.toml"
    gate.write_text('[lies]\n"invented id" = {min = 1, on = "value"}\n')
    result = world.run("--gate", gate)
    assert result.exit_code == 0, result.output
    assert world.report["planted_lies"]["invented id"]["value"] == 1.0


def test_lies_are_planted_without_a_gate_too(world: World) -> None:
    """The kinds are printed, and in the report stands what was missed; unless it is left out."""
    result = world.run()
    assert "dropped citation" in result.stdout
    assert result.stdout.index("planted lie") < result.stdout.index("0 of 3 cases fail")
    assert world.report["planted_lies"]["dropped citation"]["value"] == 1.0
    assert world.report["self_test"]["right_sentences"] > 0
    assert 'id="lies"' in (world.out / "report.html").read_text(encoding="utf-8")
    assert "planted lie" not in world.run("--no-lies").stdout
    assert world.report["planted_lies"] is world.report["self_test"] is None


def test_a_lie_that_is_missed_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a verifier that believes everything: on the terminal and in the report."""

    class Gullible(WordVerifier):
        def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
            return Verdict(Label.SUPPORTED, 1.0, self.name, None)

    monkeypatch.setattr(commands, "verifier_of", Gullible)
    result = world.run()
    missed = world.report["self_test"]["missed"]
    assert "number" in {each["kind"] for each in missed}
    assert world.report["planted_lies"]["number"]["value"] == 0.0
    assert "missed (number): " in result.stdout


def test_limits_on_lies_need_them_planted(world: World) -> None:
    """Said before anything is answered."""
    gate = world.folder / "gate.toml"
    gate.write_text("[lies]\ncaught = {min = 0.5}\n")
    result = world.run("--gate", gate, "--no-lies")
    assert (result.exit_code, world.opened) == (2, [])
    assert result.stderr == f"citewise: {gate} has limits on planted lies; leave out --no-lies\n"


@pytest.mark.parametrize(
    "step",
    [
        "assistant.evaluation.evaluating.self_test",
        "assistant.evaluation.reporting.writing.to_junit",
    ],
)
def test_a_run_stopped_after_its_last_case_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """While lies are planted or the report is written: nothing is asked again."""
    assert world.run().exit_code == 0
    whole = (world.out / "report.json").read_bytes()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(step, stopped)
        result = world.run()
    assert result.exit_code == 130
    assert result.stderr == "stopped; run the same command again to go on\n"
    assert world.asked == ALL
    assert world.run().exit_code == 0
    assert world.asked == []
    assert (world.out / "report.json").read_bytes() == whole
    assert world.run().exit_code == 0
    assert world.asked == ALL


def test_another_embedder_or_address_is_another_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the answers depend on besides the name of the model."""
    setups = []
    for name, value in (("", ""), ("CITEWISE_EMBEDDER", "x"), ("CITEWISE_BASE_URL", "http://y")):
        with monkeypatch.context() as during:
            if name:
                during.setenv(name, value)
            assert world.run().exit_code == 0
        setups.append(world.report["run"]["setup"])
    assert len(set(setups)) == len(setups)


def test_another_systems_answers_are_judged_alike(world: World) -> None:
    """Nothing is opened but the articles; a case without an answer is told, and fails."""
    answers = world.written(
        "theirs.jsonl",
        {"id": "cost", "answer": "The vessel will cost £14.6 million. [ferry]"},
        {"id": "captain", "answer": "The captain is Magnus. [ferries]"},
    )
    result = world.run("--answers", answers)
    assert result.exit_code == 0, result.output
    assert f"1 of 3 cases have no answer in {answers}; they count as empty" in result.stderr
    assert world.opened == []
    cost, captain, cars = world.report["cases"]
    assert cost["findings"] == []
    assert {each["kind"] for each in captain["findings"]} == {"should_have_declined", "unknown_id"}
    assert [each["kind"] for each in cars["findings"]] == ["should_have_answered"]
    assert world.report["verifier"]["checked_before"] is False
    assert world.report["run"]["model"].startswith("theirs.jsonl (")


def test_other_answers_are_another_run(world: World) -> None:
    """A run that was stopped does not go on with the answers of another file."""
    for cost in ("14.6", "15.6"):
        answer = {"id": "cost", "answer": f"The vessel will cost £{cost} million. [ferry]"}
        assert world.run("--answers", world.written("theirs.jsonl", answer)).exit_code == 0
    assert world.report["cases"][0]["fails"]


def test_the_shipped_cases_are_over_the_sample_articles(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both halves, or one; whatever CITEWISE_STORE says."""
    made = []

    def sample(store: Path) -> Path:
        made.append(store)
        return world.store

    files = shipped.read_cases(shipped.shipped("all"))
    named = {id for file in files for case in file.cases for id in (*case.carrying, *case.near)}
    with ArticleStore.open(world.store / "articles.sqlite") as articles:
        for id in sorted(named):
            articles.put(build_article(id), f"{id}.txt")
    monkeypatch.setattr(commands, "_sample_store", sample)
    monkeypatch.setenv("CITEWISE_STORE", str(world.folder / "elsewhere"))
    assert world.run("--limit", "2", mine=False).exit_code == 0
    assert list(world.report["files"]) == ["development"]
    assert world.run("--split", "test", "--limit", "1", mine=False).exit_code == 0
    assert [each["file"] for each in world.report["cases"]] == ["test"]
    assert made == [world.out / "sample"] * 2
    assert world.opened == [(world.store, None)] * 2


def test_own_cases_are_over_the_own_store(world: World) -> None:
    """The one of every other command, and answered by the model that is asked for."""
    assert world.run("--cases", world.cases, "--model", "openai:x", mine=False).exit_code == 0
    assert world.opened == [(None, "openai:x")]


def test_several_files_of_cases_are_reported_apart(world: World) -> None:
    """Each under its name."""
    world.written("mine.jsonl", CASES[0])
    more = world.written("more.jsonl", CASES[1])
    assert world.run("--cases", more).exit_code == 0
    assert {name: part["cases"] for name, part in world.report["files"].items()} == {
        "mine": 1,
        "more": 1,
    }


def test_rulings_are_read(world: World) -> None:
    """And shown as what the verifier's scores are worth."""
    assert world.run().exit_code == 0
    key = world.report["cases"][0]["sentences"][0]["evidence_key"]
    rulings = world.written(
        "ruled.jsonl", {"sentence": QUOTE, "evidence_key": key, "ruling": "accepted"}
    )
    assert world.run("--rulings", rulings).exit_code == 0
    page = (world.out / "report.html").read_text(encoding="utf-8")
    assert "share that people find carried" in page


def test_bad_input_is_one_line_and_exit_code_2(world: World) -> None:
    """Before anything is answered."""
    bad = world.folder / "bad.jsonl"
    bad.write_text('{"id": "1"}\n')
    same = world.written("again.jsonl", CASES[0])
    strangers = world.written("strangers.jsonl", {"id": "x", "answer": "It sank."})
    (world.folder / "other").mkdir()
    twin = world.written("other/mine.jsonl", {**CASES[0], "id": "new"})
    gate = world.folder / "gate.toml"
    gate.write_text("[thresholds]\nnone = {min = 1}\n")
    for options, reason in (
        (["--cases", bad], 'bad.jsonl:1: "question" is missing'),
        (["--cases", world.folder / "none.jsonl"], "none.jsonl: "),
        (["--cases", same], "the id 'cost' stands in"),
        (["--cases", twin], "have one name"),
        (["--split", "test"], "--split chooses among the shipped cases"),
        (["--answers", strangers], 'no answer has the "id" of a case, such as cost'),
        (["--answers", strangers, "--model", "quoting"], "leave out --model"),
        (["--gate", gate], "thresholds.none: there is no metric of this name"),
        (["--rulings", bad], "bad.jsonl:1: "),
    ):
        result = world.run(*options)
        assert (result.exit_code, result.stdout) == (2, ""), reason
        (line,) = result.stderr.splitlines()
        assert line.startswith("citewise: ")
        assert reason in line
    result = world.run("--split", "half", mine=False)
    assert (result.exit_code, world.opened) == (2, [])
    assert "--split is development, test or all, not half" in result.stderr


def test_an_article_that_is_not_there_is_named(world: World) -> None:
    """With the file and the case: its recall would be wrong without a word."""
    for fields in ({"articles": ["feri"]}, {"near": ["feri"]}):
        bad = world.written("wrong.jsonl", {**CASES[0], **fields, "id": "slip"})
        result = world.run("--cases", bad)
        assert (result.exit_code, result.stdout, world.asked) == (2, "", [])
        assert "citewise: wrong: case slip: there is no article feri in the store" in result.stderr


def test_attacks_are_written_and_printed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a folder that is made for them; a case that fails is named."""

    @contextmanager
    def opened(batches: Sequence[Sequence[Article]]) -> Iterator[Answerer]:
        def answer(case: Case) -> CitedAnswer:
            if case.id == "captain":
                raise WriterFault("the model went away")
            return cited((QUOTE, ["ferry"]))

        yield answer

    monkeypatch.setattr(robustness, "our_own", lambda _: opened)
    folder = world.folder / "new" / "attacks"
    arguments = ["attack", "--cases", world.cases, "--store", world.store, "--out", folder]
    result = CliRunner().invoke(app, ["eval", *map(str, arguments)], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    written = json.loads((folder / "attack.json").read_text(encoding="utf-8"))
    assert written["all_attacks"]["value"] == 0.0
    assert [each["case"] for each in written["failed"]] == ["captain"]
    assert "failed: captain (as it is): the model went away" in result.stdout
    assert "all attacks" in result.stdout


def test_the_folder_may_not_be_a_file(world: World) -> None:
    """One line that names it."""
    world.out.write_text("")
    result = world.run()
    assert result.exit_code == 2
    assert result.stderr == f"citewise: {world.out}: File exists\n"


def test_the_shipped_files_are_there() -> None:
    """The cases of both halves, and the articles that they are about."""
    files = shipped.read_cases(shipped.shipped("all"))
    assert [each.name for each in files] == list(shipped.HALVES)
    there = {each.stem for each in shipped.SAMPLE.iterdir()}
    assert {id for file in files for case in file.cases for id in case.articles} <= there


def test_the_first_cases_may_end_in_a_later_file(world: World) -> None:
    """A limit is over all files together."""
    more = world.written("more.jsonl", *({**CASES[1], "id": str(n)} for n in range(3)))
    files = shipped.read_cases((world.cases, more), 4)
    assert [(each.name, len(each.cases)) for each in files] == [("mine", 3), ("more", 1)]


def test_the_help_has_an_example() -> None:
    """And is there without any model."""
    shown = CliRunner().invoke(app, ["eval", "--help"]).output
    assert "citewise eval --split development" in " ".join(shown.split())
