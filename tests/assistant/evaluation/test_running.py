"""A run is saved as it goes, goes on where it stopped, and gives the same whoever does the work."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Lock
from typing import Any

import pytest

from assistant.evaluation.assessing import JUDGES
from assistant.evaluation.case import Case
from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.external.parsing import parse_answers
from assistant.evaluation.outcomes import Outcome, failed
from assistant.evaluation.remembering import Remembering
from assistant.evaluation.runfile import RunKey, finish, read_run, run_key, weights_hash
from assistant.evaluation.running import answer_cases, asking, looking_up, run_cases
from assistant.types import Quote, Turn
from corpus.errors import BadInput, WriterFault
from tests.assistant.builders import build_answer, build_article
from tests.assistant.evaluation.judged import LETTERS, WordVerifier, build_case, cited

CASES = tuple(build_case(f"case-{n}", question=f"What is {n}?") for n in range(8))
KEY = RunKey("cases", "store", "model", "words", "1")


class Answering:
    """Answers every case and counts; is interrupted at the case `stops_at`."""

    def __init__(self, stops_at: str | None = None) -> None:
        self.asked: list[str] = []
        self._stops_at = stops_at
        self._lock = Lock()

    def __call__(self, case: Case) -> CitedAnswer:
        with self._lock:
            self.asked.append(case.id)
        if case.id == self._stops_at:
            raise KeyboardInterrupt
        return cited(("alpha.", ["a"]), (f"{case.id} beta.", ["b"]))


def run(
    path: Path,
    answer: Any = None,
    *,
    cases: Sequence[Case] = CASES,
    key: RunKey = KEY,
    workers: int = 1,
    said: list[str] | None = None,
    steps: list[int] | None = None,
) -> tuple[Outcome, ...]:
    return run_cases(
        cases,
        answer or Answering(),
        LETTERS,
        WordVerifier(),
        path=path,
        key=key,
        workers=workers,
        step=lambda: steps.append(1) if steps is not None else None,
        say=(said if said is not None else []).append,
    )


def interrupted(path: Path, stops_at: str = "case-5") -> None:
    with pytest.raises(KeyboardInterrupt):
        run(path, Answering(stops_at))


def test_every_case_has_its_outcome_in_order_and_saved(tmp_path: Path) -> None:
    """What is returned is what the file holds."""
    steps: list[int] = []
    outcomes = run(tmp_path / "run.jsonl", steps=steps)
    assert [each.case for each in outcomes] == list(CASES)
    assert len(steps) == len(CASES)
    assert read_run(tmp_path / "run.jsonl") == (KEY, outcomes)


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """No case is asked again, and the file is the same as of a run in one go."""
    interrupted(tmp_path / "killed.jsonl")
    answering, steps, said = Answering(), list[int](), list[str]()
    outcomes = run(tmp_path / "killed.jsonl", answering, steps=steps, said=said)
    assert answering.asked == ["case-5", "case-6", "case-7"]
    assert len(steps) == len(CASES)
    assert said == []
    assert outcomes == run(tmp_path / "whole.jsonl")
    killed, whole = (tmp_path / f"{name}.jsonl" for name in ("killed", "whole"))
    assert killed.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("lost", [1, 40, 500])
def test_a_line_that_was_cut_off_is_made_again(tmp_path: Path, lost: int) -> None:
    """A kill in the middle of writing."""
    path = tmp_path / "run.jsonl"
    whole = run(path)
    written = path.read_bytes()
    path.write_bytes(written[:-lost])
    answering = Answering()
    assert run(path, answering) == whole
    assert answering.asked == ["case-7"]
    assert path.read_bytes() == written


def test_nothing_is_left_of_a_longer_line_that_was_cut_off(tmp_path: Path) -> None:
    """What is written over it may be shorter."""
    path = tmp_path / "run.jsonl"
    interrupted(path)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"case": "' + "x" * 100_000)
    assert read_run(path).outcomes == run(tmp_path / "other.jsonl")[:5]
    run(path)
    assert path.read_bytes() == (tmp_path / "other.jsonl").read_bytes()


@pytest.mark.parametrize("field", RunKey.__slots__)
def test_a_run_of_something_else_starts_anew_and_says_so(tmp_path: Path, field: str) -> None:
    """Outcomes of another collection, model or verifier are none of this one."""
    interrupted(tmp_path / "run.jsonl")
    other = RunKey(**{**{name: getattr(KEY, name) for name in KEY.__slots__}, field: "other"})
    answering, said = Answering(), list[str]()
    run(tmp_path / "run.jsonl", answering, key=other, said=said)
    assert len(answering.asked) == len(CASES)
    assert said == [f"{tmp_path / 'run.jsonl'} is of another {field}; starting anew"]
    assert read_run(tmp_path / "run.jsonl").key == other


def test_a_finished_run_is_run_again(tmp_path: Path) -> None:
    """Only what was stopped goes on: a second run measures, and does not repeat what it said."""
    outcomes = run(tmp_path / "run.jsonl")
    finish(tmp_path / "run.jsonl")
    assert read_run(tmp_path / "run.jsonl") == (KEY, outcomes)
    answering = Answering()
    run(tmp_path / "run.jsonl", answering)
    assert len(answering.asked) == len(CASES)


def test_a_run_that_was_killed_after_its_last_case_asks_none_again(tmp_path: Path) -> None:
    """While lies were planted or the report was written, or in the middle of the last line."""
    path = tmp_path / "run.jsonl"
    outcomes = run(path)
    for cut in (b"", b'{"finished": tr'):
        path.write_bytes(path.read_bytes() + cut)
        answering = Answering()
        assert run(path, answering) == outcomes
        assert answering.asked == []


@pytest.mark.parametrize("text", ["", "my notes\n", '{"id": "1"}\n'])
def test_a_file_that_is_no_run_is_not_overwritten(tmp_path: Path, text: str) -> None:
    """Unless it is empty."""
    path = tmp_path / "run.jsonl"
    path.write_text(text)
    if not text:
        assert len(run(path)) == len(CASES)
        return
    with pytest.raises(BadInput, match="is no saved evaluation"):
        run(path)
    assert path.read_text() == text


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """In one line."""
    with pytest.raises(BadInput, match="No such file"):
        run(tmp_path / "nowhere" / "run.jsonl")


@pytest.mark.parametrize("workers", [2, 5])
def test_workers_change_nothing_but_the_time(tmp_path: Path, workers: int) -> None:
    """The same bytes in the same order."""
    run(tmp_path / "one.jsonl")
    run(tmp_path / "more.jsonl", workers=workers)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "more.jsonl").read_bytes()


def test_one_worker_answers_in_order_and_not_far_ahead_of_what_is_given() -> None:
    """What was answered and not yet given would be lost if the run were stopped."""
    answering = Answering()
    many = tuple(build_case(f"case-{n}") for n in range(40))
    outcomes = answer_cases(many, answering, LETTERS, WordVerifier())
    assert next(outcomes).case.id == "case-0"
    outcomes.close()
    assert answering.asked == [each.id for each in many[: len(answering.asked)]]
    assert len(answering.asked) <= 1 + JUDGES + 1


def test_a_case_that_fails_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A deliberate error is the outcome of its case; a slip in the code is none of these."""

    def answer(case: Case) -> CitedAnswer:
        if case.id == "case-2":
            raise WriterFault("the model can not be reached")
        return cited(("alpha.", ["a"]))

    outcomes = run(tmp_path / "run.jsonl", answer)
    assert outcomes[2] == failed(CASES[2], "the model can not be reached")
    assert [each.error is None for each in outcomes].count(True) == len(CASES) - 1


def test_another_systems_answers_are_found_by_id_and_a_missing_one_is_empty() -> None:
    """An answer that is not there is counted as one that says nothing."""
    answer = looking_up([CitedAnswer("case-1", "?", cited(("alpha.", ["a"])).sentences)])
    found, missing = answer(CASES[1]), answer(CASES[2])
    assert len(found.sentences) == 1
    assert missing.sentences == ()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            ['{"id": "a", "answer": "x"}', "", '{"id": "a", "answer": "y"}'],
            "in.jsonl:3: the id 'a' stands twice, first in in.jsonl:1",
        ),
        (
            ['{"id": "7", "answer": "x"}', '{"id": 7, "answer": "x"}'],
            "in.jsonl:2: the id '7' stands twice, first in in.jsonl:1",
        ),
        (
            ['{"id": "2", "answer": "x"}', '{"answer": "y"}'],
            'in.jsonl:2: needs an "id", that of the case it answers',
        ),
        (
            ['{"id": null, "answer": "x"}'],
            'in.jsonl:1: needs an "id", that of the case it answers',
        ),
    ],
)
def test_answers_that_can_not_be_told_apart_are_refused(lines: list[str], reason: str) -> None:
    """Two with one id, and one that would be found by the number of its line."""
    with pytest.raises(BadInput) as refused:
        looking_up(parse_answers(lines, (), place="in.jsonl:"))
    assert str(refused.value) == reason


def test_the_assistant_is_asked_with_the_history() -> None:
    """A case of several turns asks its last question."""

    class Assistant:
        def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Any:
            return build_answer(question=f"{question} after {len(history)}")

    case = build_case(question="And then?", history=(Turn("What?"), Turn("Why?")))
    answer: Any = asking(Assistant())(case)  # type: ignore[arg-type]
    assert answer.question == "And then? after 2"


def test_the_key_changes_with_whatever_the_outcomes_depend_on() -> None:
    """Cases, articles with what they state, model and verifier; the order of keys does not."""
    article = build_article()
    key = run_key(CASES, [article], "quoting", WordVerifier())
    assert key == run_key(CASES, [article], "quoting", WordVerifier())
    others = [
        run_key(CASES, [article], "quoting", WordVerifier(), ("minilm", None)),
        run_key(CASES, [article], "quoting", WordVerifier(), (None, "http://localhost")),
        run_key(CASES[1:], [article], "quoting", WordVerifier()),
        run_key(CASES, [build_article(text="Another text.")], "quoting", WordVerifier()),
        run_key(CASES, [build_article(published="2024-03-12")], "quoting", WordVerifier()),
        run_key(CASES, [], "quoting", WordVerifier()),
        run_key(CASES, [article], "openai:x", WordVerifier()),
    ]
    assert len({key, *others}) == len(others) + 1


def test_the_key_changes_with_the_weights(tmp_path: Path) -> None:
    """Their bytes, not their dates."""
    (tmp_path / "reader.safetensors").write_bytes(b"one")
    (tmp_path / "card.md").write_text("a card")
    first = weights_hash(tmp_path)
    (tmp_path / "card.md").write_text("another card")
    assert weights_hash(tmp_path) == first
    (tmp_path / "reader.safetensors").write_bytes(b"two")
    assert weights_hash(tmp_path) != first
    assert run_key(CASES, [], "quoting", WordVerifier()).weights == weights_hash()


def test_a_verifier_is_asked_the_same_only_once() -> None:
    """Judging asks for what a citation says alone more than once."""
    counted: list[str] = []

    class Counting(WordVerifier):
        def judge(self, claim: str, evidence: Sequence[Quote]) -> Any:
            counted.append(claim)
            return super().judge(claim, evidence)

    remembering = Remembering(Counting())
    first = remembering.judge("alpha", [Quote("alpha")])
    assert remembering.judge("alpha", [Quote("alpha")]) == first
    remembering.judge("alpha", [Quote("alpha", "2024-01-01")])
    assert counted == ["alpha", "alpha"]
    assert remembering.name == "words"


def test_threads_that_ask_the_same_at_once_get_one_verdict() -> None:
    """A chat model as judge may say this and then that, and a report says one thing."""
    both_ask = Barrier(2)
    scores = iter((0.9, 0.1))

    class Fickle(WordVerifier):
        def judge(self, claim: str, evidence: Sequence[Quote]) -> Any:
            both_ask.wait(timeout=10)
            return replace(super().judge(claim, evidence), score=next(scores))

    remembering = Remembering(Fickle())
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(remembering.judge, ["alpha"] * 2, [[Quote("alpha")]] * 2)
    assert one == other == remembering.judge("alpha", [Quote("alpha")])
