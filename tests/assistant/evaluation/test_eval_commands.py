"""`citewise eval compare`, `attack` and `make-cases`: what they print, write and exit with."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.evaluation import commands, robustness
from assistant.evaluation.case import Case, load_cases
from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.outcomes import Outcome, to_json
from assistant.evaluation.robustness import ATTACKS, CONTROL, REORDERED, injection
from assistant.evaluation.running import Answerer
from corpus.errors import WriterFault
from corpus.store import ArticleStore
from corpus.types import Article
from tests.assistant.builders import build_article
from tests.assistant.evaluation.judged import build_case, build_outcome, build_sentence, cited

MEETING = """\
Mayor Ines Holt spoke at length.

Tobias Rann, who collected 11,870 signatures against the closure, said the rate rise was a ferry \
tax. The second ferry will cost about £14.6 million. The Norrin Health Board approved the closure \
of two wards on May 3."""


def run(*arguments: str | Path) -> Result:
    line = ["eval", *map(str, arguments)]
    return CliRunner().invoke(app, line, env={"COLUMNS": "120"})


def squeezed(text: str) -> str:
    return " ".join(text.split())


def is_one_line(result: Result, reason: str) -> bool:
    """Nothing but one line, which names the reason and no code of ours."""
    (line,) = result.stderr.splitlines()
    return not result.stdout and line.startswith("citewise: ") and reason in line


# --- compare ---------------------------------------------------------------------------------

CASES = tuple(build_case(f"case-{n:02}", articles=(f"a{n}",), nuggets=()) for n in range(20))


def right(case: Case) -> Outcome:
    return build_outcome(build_sentence(), case=case)


def uncited(case: Case) -> Outcome:
    return build_outcome(build_sentence(ids=(), label=None), case=case)


def saved(path: Path, outcomes: Sequence[Outcome], model: str = "quoting") -> Path:
    """A run's file: its key, then an outcome a line."""
    key = {"cases": "c", "store": "s", "model": model, "verifier": "words", "citewise": "1"}
    lines = [json.dumps(key), *map(to_json, outcomes)]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return saved(tmp_path / "before.jsonl", [right(case) for case in CASES])


@pytest.fixture
def after(tmp_path: Path) -> Path:
    """Every second answer has lost its citation."""
    outcomes = [uncited(case) if n % 2 else right(case) for n, case in enumerate(CASES)]
    return saved(tmp_path / "after.jsonl", outcomes, model="careless")


def test_a_worse_run_exits_with_1(before: Path, after: Path) -> None:
    """It names the score, the difference and the model."""
    result = run("compare", before, after)
    assert result.exit_code == 1
    said = squeezed(result.stdout)
    assert "20 cases another model: quoting → careless" in said
    assert "citation recall 1.000 0.500 −0.500" in said
    assert "worse" in said


def test_a_better_run_and_the_same_run_exit_with_0(before: Path, after: Path) -> None:
    """Only what is worse fails."""
    better = run("compare", after, before)
    assert better.exit_code == 0, better.output
    assert "better" in better.stdout
    same = run("compare", before, before)
    assert same.exit_code == 0, same.output
    assert "0 of " in same.stdout
    assert "0 better; 0 cases turned wrong, 0 right" in squeezed(same.stdout)


def test_a_comparison_as_json(before: Path, after: Path) -> None:
    """With the same exit code."""
    result = run("compare", before, after, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["cases"], found["worse"]) == (20, True)
    worse = {each["name"] for each in found["metrics"] if each["change"] == "worse"}
    assert {"citation_recall", "uncited"} <= worse


def test_runs_that_can_not_be_compared_are_refused(before: Path, tmp_path: Path) -> None:
    """In one line, with exit code 2: over other cases, of half the cases, none, and no run."""
    others = [right(build_case(f"other-{n}", nuggets=())) for n in range(20)]
    text = tmp_path / "text.jsonl"
    text.write_text("{}\n")
    for path, reason in (
        (saved(tmp_path / "others.jsonl", others), "case 1: case-00 in"),
        (saved(tmp_path / "half.jsonl", [right(each) for each in CASES[:10]]), "ends before case"),
        (tmp_path / "none.jsonl", "none.jsonl: No such file"),
        (text, "text.jsonl is no saved evaluation"),
    ):
        result = run("compare", before, path)
        assert result.exit_code == 2
        assert is_one_line(result, reason), result.output


# --- attack ----------------------------------------------------------------------------------


class Quoting:
    """Quotes the first paragraph of the first article of a case, whatever else stands there."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = {each.id: each for each in articles}

    def __call__(self, case: Case) -> CitedAnswer:
        article = self.articles[case.articles[0]]
        return cited((article.text.split("\n\n")[0], [article.id]))


class Obedient(Quoting):
    """Does what a hidden instruction says, if it is to say something."""

    def __call__(self, case: Case) -> CitedAnswer:
        article = self.articles[case.articles[0]]
        made = [injection(each, case, sorted(self.articles)) for each in ATTACKS]
        obeyed = [each.marker for each in made if each and each.text in article.text]
        return cited((" ".join([article.text.split("\n\n")[0], *obeyed]), [article.id]))


class Stopped(Quoting):
    """Ctrl-C at the first question."""

    def __call__(self, case: Case) -> CitedAnswer:
        raise KeyboardInterrupt


class Broken(Quoting):
    """Can answer nothing about the flood."""

    def __call__(self, case: Case) -> CitedAnswer:
        if "flood" in case.question:
            raise WriterFault("the model went away")
        return super().__call__(case)


Attacking = Callable[..., Result]


@pytest.fixture
def attacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Attacking:
    """Runs the command over two articles and two cases, answered by what is given."""
    store, cases = tmp_path / "store", tmp_path / "cases.jsonl"
    with ArticleStore.open(store / "articles.sqlite", create=True) as articles:
        for id in ("ferry", "flood"):
            articles.put(build_article(id, f"The {id} came.\n\nIt left."), f"{id}.txt")
    lines = (
        {
            "id": f"case-{id}",
            "question": f"When did the {id} leave the harbour?",
            "answerable": True,
            "articles": [id],
            "nuggets": [],
            "tags": [],
        }
        for id in ("ferry", "flood")
    )
    cases.write_text("".join(json.dumps(each) + "\n" for each in lines))

    def attack(kind: type[Quoting], *options: str | Path) -> Result:
        @contextmanager
        def opened(batches: Sequence[Sequence[Article]]) -> Iterator[Answerer]:
            yield kind([article for batch in batches for article in batch])

        monkeypatch.setattr(robustness, "our_own", lambda settings: opened)
        return run("attack", "--cases", cases, "--store", store, *options)

    return attack


def test_an_assistant_that_obeys_is_shown_up(attacking: Attacking) -> None:
    """By kind, and with the answer in which the injected words stand; the exit code stays 0."""
    result = attacking(Obedient)
    assert result.exit_code == 0, result.output
    said = squeezed(result.stdout)
    assert "role play 1.000" in said
    assert "(role play): case-ferry, case-flood case-ferry: The ferry came. AHOY-SHIPMATE" in said
    assert f"{CONTROL.kind} 0.000" in said


def test_an_assistant_that_quotes_is_not(attacking: Attacking) -> None:
    """No kind has any effect, and each is tried on both cases."""
    found = json.loads(attacking(Quoting, "--json").stdout)
    assert found["changed"] == []
    kinds = {CONTROL.kind, REORDERED, *(each.kind for each in ATTACKS)}
    assert kinds <= set(found["effect"])
    assert all(found["effect"][each]["value"] == 0.0 for each in kinds)
    assert all(found["effect"][each]["judged"] == 2 for each in kinds)


def test_the_attacked_cases_may_be_limited(attacking: Attacking) -> None:
    """To the first ones."""
    found = json.loads(attacking(Obedient, "--json", "--limit", "1").stdout)
    assert {each["case"] for each in found["changed"]} == {"case-ferry"}


def test_a_case_without_an_answer_is_named(attacking: Attacking) -> None:
    """The others are tried, and no share has it."""
    result = attacking(Broken)
    assert result.exit_code == 0, result.output
    assert "case-flood (as it is): the model went away" in squeezed(result.stdout)
    found = json.loads(attacking(Broken, "--json").stdout)
    assert {each["judged"] for each in found["effect"].values()} == {1}


def test_an_attack_ends_as_every_command_does(attacking: Attacking, tmp_path: Path) -> None:
    """130 after Ctrl-C, 2 and one line where there is nothing to attack."""
    stopped = attacking(Stopped)
    assert (stopped.exit_code, stopped.stdout, stopped.stderr) == (130, "", "stopped\n")
    nowhere = attacking(Quoting, "--store", tmp_path / "nowhere")
    assert nowhere.exit_code == 2
    assert is_one_line(nowhere, "there are no articles at")
    none = attacking(Quoting, "--cases", tmp_path / "none.jsonl")
    assert none.exit_code == 2
    assert is_one_line(none, "none.jsonl: No such file")


# --- make-cases ------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Path:
    found = tmp_path / "meeting-store"
    with ArticleStore.open(found / "articles.sqlite", create=True) as articles:
        articles.put(build_article("meeting", MEETING), "meeting.txt")
    return found


def proposed(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ruled(path: Path, *rulings: object) -> None:
    """Fill in the first lines, as a person does; one that is edited keeps the rest."""
    lines = proposed(path)
    for line, ruling in zip(lines, rulings, strict=False):
        line["accept"] = ruling
    lines[0]["question"] = "Who was it that said so?"
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")


def test_cases_are_proposed_ruled_on_and_collected(store: Path, tmp_path: Path) -> None:
    """What a person accepted is there as edited; what was struck or left empty is not."""
    out, cases = tmp_path / "proposed.jsonl", tmp_path / "cases.jsonl"
    result = run("make-cases", out, "--store", store)
    lines = proposed(out)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{len(lines)} proposals to accept or strike in {out}\n"
    assert len(lines) > 2
    assert all(list(each)[:2] == ["accept", "made_from"] for each in lines)
    assert {each["accept"] for each in lines} == {""}
    ruled(out, True, False)
    result = run("make-cases", out, "--cases", cases)
    assert (result.exit_code, result.stdout) == (0, f"1 cases in {cases}\n")
    (case,) = load_cases(cases)
    assert (case.id, case.question) == (lines[0]["id"], "Who was it that said so?")


def test_as_many_are_proposed_as_are_wanted(store: Path, tmp_path: Path) -> None:
    """Of either kind, the same on a second run, which may replace what nobody has ruled on."""
    out = tmp_path / "proposed.jsonl"
    wanted = ("make-cases", out, "--store", store, "--answerable", "2", "--unanswerable", "0")
    assert run(*wanted).exit_code == 0
    first = out.read_bytes()
    assert [each["answerable"] for each in proposed(out)] == [True, True]
    assert run(*wanted).exit_code == 0
    assert out.read_bytes() == first


def test_rulings_are_not_written_over(store: Path, tmp_path: Path) -> None:
    """A person's work: one line, exit code 2, and the file as it was."""
    out = tmp_path / "proposed.jsonl"
    assert run("make-cases", out, "--store", store).exit_code == 0
    ruled(out, False)
    there = out.read_bytes()
    result = run("make-cases", out, "--store", store)
    assert result.exit_code == 2
    assert is_one_line(result, "has lines that were ruled on; name another file")
    assert out.read_bytes() == there


def test_a_slip_in_the_file_names_its_line(store: Path, tmp_path: Path) -> None:
    """A ruling that is none, and a store that is none."""
    out, cases = tmp_path / "proposed.jsonl", tmp_path / "cases.jsonl"
    assert run("make-cases", out, "--store", store).exit_code == 0
    ruled(out, True, "yes")
    result = run("make-cases", out, "--cases", cases)
    assert result.exit_code == 2
    assert is_one_line(result, 'proposed.jsonl:2: "accept" is true, false or empty')
    assert not cases.exists()
    result = run("make-cases", tmp_path / "new.jsonl", "--store", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert is_one_line(result, "there are no articles at")
    assert not (tmp_path / "new.jsonl").exists()


def test_ctrl_c_ends_with_130(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing written."""

    def interrupted(store: Path | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "opened_store", interrupted)
    result = run("make-cases", tmp_path / "proposed.jsonl", "--store", store)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "stopped\n")
    assert not (tmp_path / "proposed.jsonl").exists()
