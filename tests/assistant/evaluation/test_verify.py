"""`citewise verify`: pairs in, verdicts out, nothing lost on the way."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.evaluation import commands
from assistant.evaluation.external.pairs import Pair, judge_all, read_pairs
from assistant.types import Label, Quote, Verdict
from corpus.errors import BadInput
from tests.doubles import overlap_verifier

EVIDENCE = "The ferry sank on Friday."
PAIRS = [
    {"id": str(number), "claim": f"Claim {number}.", "evidence": EVIDENCE} for number in range(4)
]


class Judge:
    """Supports every claim but those it knows; `tired_after` claims it is interrupted."""

    def __init__(self, tired_after: int | None = None, name: str = "judge") -> None:
        self.tired_after = tired_after
        self.name = name
        self.judged: list[str] = []

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        if len(self.judged) == self.tired_after:
            raise KeyboardInterrupt
        self.judged.append(claim)
        if "unknown" in claim:
            return Verdict(Label.UNJUDGED, None, self.name, "it does not answer")
        return Verdict(Label.SUPPORTED, 0.9, self.name, None)


@pytest.fixture(autouse=True)
def _by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is tested, not the shipped model."""
    monkeypatch.setattr(commands, "verifier_of", overlap_verifier)


def written(path: Path, *records: Mapping[str, Any]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(pairs: Path, out: Path) -> Result:
    return CliRunner().invoke(app, ["verify", str(pairs), "--out", str(out)])


def test_pairs_are_judged_in_their_order(tmp_path: Path) -> None:
    """Each with its id as it was given, its label, score and reason."""
    pairs = written(
        tmp_path / "in.jsonl",
        {"id": "b", "claim": "The ferry sank on Friday.", "evidence": EVIDENCE},
        {"id": 7, "claim": "The ferry sank on Monday.", "evidence": [EVIDENCE, "It rained."]},
        {"id": "a", "claim": "The ferry sank.", "evidence": []},
    )
    out = tmp_path / "out.jsonl"
    result = run(pairs, out)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    first, second, third = read(out)
    assert first == {
        "id": "b",
        "label": "supported",
        "score": 1.0,
        "reason": "in the article's own words",
    }
    assert (second["id"], second["label"]) == (7, "contradicted")
    assert 0 <= second["score"] <= 1
    assert "Friday" in second["reason"]
    assert (third["label"], third["score"]) == ("unsupported", 0.0)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_evidence_is_one_text_or_several_with_a_date(tmp_path: Path) -> None:
    """The day it was published goes with each of them."""
    path = written(
        tmp_path / "in.jsonl",
        {"id": "1", "claim": "It sank.", "evidence": ["A.", "B."], "published": "2024-03-12"},
        {"id": "2", "claim": "It sank.", "evidence": "", "published": None},
    )
    assert read_pairs(path) == [
        Pair("1", "It sank.", (Quote("A.", "2024-03-12"), Quote("B.", "2024-03-12"))),
        Pair("2", "It sank.", (Quote("", None),)),
    ]


def test_what_was_not_judged_has_no_score(tmp_path: Path) -> None:
    """Null, which is neither 0 nor 1."""
    judge_all([Pair("1", "An unknown.", ())], Judge(), tmp_path / "out", lambda: None)
    assert read(tmp_path / "out") == [
        {"id": "1", "label": "unjudged", "score": None, "reason": "it does not answer"}
    ]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Nothing is judged twice, nothing lost, and the output is old or whole."""
    pairs = read_pairs(written(tmp_path / "in.jsonl", *PAIRS))
    out = tmp_path / "out.jsonl"
    out.write_text("old\n")
    with pytest.raises(KeyboardInterrupt, match="run the same command again"):
        judge_all(pairs, Judge(tired_after=2), out, lambda: None)
    assert out.read_text() == "old\n"
    (part,) = tmp_path.glob("out.jsonl.*")
    part.write_text(part.read_text() + '{"id": "2", "lab')  # cut short by a power cut
    second = Judge()
    steps: list[None] = []
    judge_all(pairs, second, out, lambda: steps.append(None))
    assert second.judged == ["Claim 2.", "Claim 3."]
    assert [each["id"] for each in read(out)] == ["0", "1", "2", "3"]
    assert len(steps) == len(PAIRS)
    assert not list(tmp_path.glob("out.jsonl.*"))


def test_an_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one line, with the exit code of an interruption."""
    monkeypatch.setattr(commands, "verifier_of", lambda: Judge(tired_after=1))
    result = run(written(tmp_path / "in.jsonl", *PAIRS), tmp_path / "out.jsonl")
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "stopped; run the same command again to go on\n"


@pytest.mark.parametrize("other", ["claim", "evidence", "verifier"])
def test_what_was_begun_for_other_pairs_is_not_gone_on_with(tmp_path: Path, other: str) -> None:
    """A changed claim, text or verifier is judged from the beginning."""
    out = tmp_path / "out.jsonl"
    pairs = read_pairs(written(tmp_path / "in.jsonl", *PAIRS))
    with pytest.raises(KeyboardInterrupt):
        judge_all(pairs, Judge(tired_after=2), out, lambda: None)
    changed = [dict(each) for each in PAIRS]
    if other != "verifier":
        changed[0][other] = "Something else."
    judge = Judge(name="another" if other == "verifier" else "judge")
    judge_all(read_pairs(written(tmp_path / "in.jsonl", *changed)), judge, out, lambda: None)
    assert len(judge.judged) == len(PAIRS)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"claim": "x", "evidence": "y"}', 'needs an "id"'),
        ('{"id": true, "claim": "x", "evidence": "y"}', 'needs an "id"'),
        ('{"id": "1", "evidence": "y"}', 'needs a "claim"'),
        ('{"id": "1", "claim": " ", "evidence": "y"}', 'needs a "claim"'),
        ('{"id": "1", "claim": "x"}', 'needs "evidence"'),
        ('{"id": "1", "claim": "x", "evidence": ["y", 5]}', 'needs "evidence"'),
        ('{"id": "1", "claim": "x", "evidence": "y", "published": "soon"}', '"published" is'),
        ('{"id": "1", "claim": "x", "evidence": "y", "published": 2024}', '"published" is'),
        ('{"id": "0", "claim": "x", "evidence": "y"}', "stands twice"),
    ],
)
def test_a_bad_line_is_named_before_any_is_judged(tmp_path: Path, line: str, reason: str) -> None:
    """One line on stderr, exit code 2, and no output."""
    path = written(tmp_path / "in.jsonl", PAIRS[0])
    path.write_text(path.read_text() + line + "\n")
    result = run(path, tmp_path / "out.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    (said,) = result.stderr.splitlines()
    assert said.startswith(f"citewise: {path}:2: ")
    assert reason in said
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


def test_files_that_can_not_be_used_are_one_line(tmp_path: Path) -> None:
    """None there, nothing in it, the pairs themselves as output, no folder for the output."""
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    pairs = written(tmp_path / "in.jsonl", *PAIRS)
    for given, out in [
        (tmp_path / "none.jsonl", tmp_path / "out"),
        (empty, tmp_path / "out"),
        (pairs, pairs),
        (pairs, tmp_path / "no-folder" / "out"),
    ]:
        result = run(given, out)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
    assert read(pairs) == PAIRS
    with pytest.raises(BadInput, match="No such file"):
        judge_all(read_pairs(pairs), Judge(), tmp_path / "no-folder" / "out", lambda: None)
