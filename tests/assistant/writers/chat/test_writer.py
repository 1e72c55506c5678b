"""The chat-model writer: what it asks, when it asks again, and how it gives up."""

import json
import threading
import time
from collections.abc import Iterator
from threading import Event

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata

from assistant.gate import Checked, Gate
from assistant.models.types import Structure
from assistant.question import analyse
from assistant.types import Notice, Withheld
from assistant.writers.base import Draft, Proposal, Source, Task, Usage
from assistant.writers.chat import ChatWriter
from assistant.writers.chat import writer as writing
from corpus.errors import WriterFault
from tests.assistant.builders import build_article, build_evidence
from tests.chatdoubles import (
    ServerFault,
    Step,
    Streaming,
    SyncStreaming,
    Whole,
    chat_model,
    streaming,
)
from tests.doubles import overlap_verifier

EVIDENCE = build_evidence(build_article("ferry"), build_article("port", "The port was shut."))
QUESTION = analyse("How much will the vessel cost?")
SPANS = [each.span for each in EVIDENCE.of("ferry")]
HONEST = "The vessel will cost £14.6 million. [ferry 2]"
DRAFT = Draft("The vessel will cost £14.6 million.", (Source("ferry", SPANS[1]),))
LONG = 30.0
NO_SCHEMA = ServerFault("response_format is not supported", 400)
TOO_LONG = ServerFault("This model's maximum context length is 512 tokens", 400)
BUSY = ServerFault("overloaded", 503)


def task(stop: Event | None = None) -> Task:
    return Task(QUESTION, EVIDENCE, stop=stop or Event())


def written(model: Streaming, *structures: Structure, deadline: float = LONG) -> list[Proposal]:
    chat = chat_model(model, structures or (Structure.TEXT,))
    return list(ChatWriter(chat, deadline).write(task()))


def routes(model: Streaming) -> list[str]:
    return [each["by"].value for each in model.bound]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "WAITS", (0.01, 0.02))


@pytest.mark.parametrize("kind", [Streaming, SyncStreaming, Whole])
def test_an_honest_model_is_drafted_with_what_it_cites(kind: type[Streaming]) -> None:
    """Whatever the model can do of streaming."""
    assert written(streaming(HONEST[:9], HONEST[9:], kind=kind)) == [DRAFT]


@pytest.mark.parametrize(
    "lie",
    [
        "The vessel will cost £15.6 million. [ferry 2]",
        "The vessel will not cost £14.6 million. [ferry 2]",
        "The vessel will cost £14.6 million, Emily Stone said. [ferry 2]",
        "Whales sank the vessel on Friday. [ferry]",
        "Whales sank the vessel. [no-such-id]",
        "Whales sank the vessel. [ferry 99] [unseen 1]",
        "Whales sank the vessel.",
    ],
)
def test_a_lying_model_is_withheld(lie: str) -> None:
    """Wrong numbers, invented ids and unretrieved ids are never shown as supported."""
    (draft,) = written(streaming(lie))
    assert isinstance(draft, Draft)
    assert isinstance(Gate(overlap_verifier()).check(draft, EVIDENCE), Withheld)


@pytest.mark.parametrize("id", ["invented-1", "ferry.txt", "FERRY"])
def test_an_invented_id_never_becomes_a_citation(id: str) -> None:
    """A true sentence keeps only what was retrieved, with a notice."""
    (draft,) = written(streaming(f"The vessel will cost £14.6 million. [{id} 2]"))
    assert isinstance(draft, Draft)
    result = Gate(overlap_verifier()).check(draft, EVIDENCE)
    assert isinstance(result, Checked)
    assert {each.article_id for each in result.citations} == {"ferry"}
    assert any(id in notice.text for notice in result.notices)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([""], "sent an empty answer"),
        (['{"answer": 7}'], "sent an answer that can not be read"),
        (["The vessel will co"], "stopped before its first sentence was finished"),
        ([AIMessageChunk(content="", additional_kwargs={"refusal": "No."})], "refused .* No."),
        ([ServerFault("the key was refused", 401)], "the key was refused"),
        ([ValueError("no JSON")], "failed: "),
    ],
)
def test_what_is_no_answer_is_a_fault(steps: list[Step], reason: str) -> None:
    """In one line; it says nothing of the articles."""
    with pytest.raises(WriterFault, match=f"scripted {reason}|{reason}") as fault:
        written(streaming(*steps))
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("said", ["NO ANSWER", '{"statements": []}'])
def test_a_model_that_says_that_nothing_answers_is_no_fault(said: str) -> None:
    """It drafts nothing."""
    assert written(streaming(said)) == []


def test_a_bug_of_ours_is_not_taken_for_a_fault_of_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Providers raise such common errors that only the reading of their stream may raise them."""

    def broken(_: object) -> Iterator[object]:
        raise ValueError("ours")

    monkeypatch.setattr("assistant.writers.chat.reply.parts_of", broken)
    with pytest.raises(ValueError, match="ours"):
        written(streaming(HONEST))


class TestAskingAgain:
    """Only as long as nothing has come, and only where it may help."""

    def test_a_passing_fault_is_tried_again(self) -> None:
        """A few times."""
        model = Streaming(scripts=[[BUSY], [BUSY], [HONEST]])
        assert written(model) == [DRAFT]

    def test_a_fault_that_does_not_pass_is_given_up(self) -> None:
        """After as many tries as there are waits, and one."""
        model = streaming(BUSY)
        with pytest.raises(WriterFault, match=r"scripted failed: .*503"):
            written(model)
        assert len(model.sent) == 3

    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_a_final_fault_is_not_tried_again(self, status: int) -> None:
        """A wrong key stays wrong."""
        model = streaming(ServerFault("no", status))
        with pytest.raises(WriterFault):
            written(model)
        assert len(model.sent) == 1

    def test_nothing_is_asked_again_once_text_has_come(self) -> None:
        """What was read can not be taken back: the finished sentence stays, the rest is dropped."""
        model = streaming(HONEST + "\n", "The port was", BUSY)
        found: list[Proposal] = []
        with pytest.raises(WriterFault, match="unfinished sentence was dropped"):
            found.extend(ChatWriter(chat_model(model)).write(task()))
        assert len(model.sent) == 1
        model = streaming(HONEST + "\n", "The port was", BUSY)
        drafts = ChatWriter(chat_model(model)).write(task())
        assert next(drafts) == DRAFT

    @pytest.mark.parametrize(("asks", "tries"), [("0", 3), ("1000", 1)])
    def test_a_server_says_how_long_to_wait(self, asks: str, tries: int) -> None:
        """Longer than there is time for is given up at once."""

        class Limited(ServerFault):
            class response:  # noqa: N801
                headers = {"retry-after": asks}  # noqa: RUF012

        model = streaming(Limited("slow down", 429))
        with pytest.raises(WriterFault, match="429"):
            written(model)
        assert len(model.sent) == tries

    def test_a_refused_form_is_asked_for_by_the_next_route_and_remembered(self) -> None:
        """The prompt goes with the form."""
        model = Streaming(scripts=[[NO_SCHEMA], [NO_SCHEMA], [HONEST]])
        order = (Structure.SCHEMA, Structure.TOOL, Structure.TEXT)
        writer = ChatWriter(chat_model(model, order))
        assert list(writer.write(task())) == [DRAFT]
        assert list(writer.write(task())) == [DRAFT]
        assert routes(model) == ["schema", "tool", "text", "text"]
        assert "JSON" in str(model.sent[0][0].content)
        assert "JSON" not in str(model.sent[2][0].content)

    def test_a_model_that_refuses_every_form_is_a_fault(self) -> None:
        """And none is remembered as refused: perhaps it was something else."""
        model = streaming(NO_SCHEMA)
        writer = ChatWriter(chat_model(model, (Structure.SCHEMA, Structure.TEXT)))
        for _ in range(2):
            with pytest.raises(WriterFault, match="response_format"):
                list(writer.write(task()))
        assert routes(model) == ["schema", "text"] * 2

    def test_too_long_a_prompt_is_trimmed_once_and_that_is_said(self) -> None:
        """The better half of the hits is sent."""
        model = Streaming(scripts=[[TOO_LONG], [HONEST]])
        notice, draft = written(model)
        assert isinstance(notice, Notice)
        assert (notice.code, draft) == ("trimmed", DRAFT)
        assert "id=port" in str(model.sent[0][1].content)
        assert "id=port" not in str(model.sent[1][1].content)

    def test_a_prompt_that_stays_too_long_is_a_fault(self) -> None:
        """One trimming is enough to see that."""
        model = streaming(TOO_LONG)
        with pytest.raises(WriterFault, match="context"):
            written(model)
        assert len(model.sent) == 2


def test_a_prompt_is_trimmed_to_the_context_beforehand_and_that_is_said() -> None:
    """Some servers cut what is too long without a word."""
    model = streaming(HONEST)
    notice, draft = ChatWriter(chat_model(model, context=600)).write(task())
    assert isinstance(notice, Notice)
    assert (notice.code, draft) == ("trimmed", DRAFT)


@pytest.mark.parametrize(
    ("text", "shown"),
    [(HONEST + "\n" + "Round and round we go. " * 9, True), ("Round and round. " * 9, False)],
)
def test_an_endless_model_is_cut_off_and_that_is_said(text: str, shown: bool) -> None:
    """With nothing to show for it, it has failed."""
    model = streaming(text, endless=True)
    if shown:
        first, *_, last = written(model)
        assert first == DRAFT
        assert last == Notice("cut", "scripted wrote on and on and was cut off")
    else:
        with pytest.raises(WriterFault, match="wrote on and on without an answer"):
            written(model)


def test_an_answer_cut_at_its_limit_says_so() -> None:
    """What was unfinished is dropped."""
    limit = AIMessageChunk(content="", response_metadata={"finish_reason": "length"})
    draft, notice = written(streaming(HONEST + "\nThe port was", limit))
    assert draft == DRAFT
    assert isinstance(notice, Notice)
    assert notice.code == "cut"


@pytest.mark.parametrize("steps", [[LONG], [HONEST[:9], LONG], [AIMessageChunk(content=[]), LONG]])
def test_a_stalled_model_runs_into_the_deadline(steps: list[Step]) -> None:
    """Exactly, and its call is closed."""
    model = streaming(*steps)
    begun = time.monotonic()
    with pytest.raises(WriterFault, match=r"took longer than 0\.2 seconds"):
        written(model, deadline=0.2)
    assert time.monotonic() - begun < 0.7


def test_a_model_that_thinks_for_ever_runs_into_the_deadline() -> None:
    """Chunks without text do not keep it alive."""
    with pytest.raises(WriterFault, match=r"took longer than 0\.1 seconds"):
        written(streaming("<think>", "hm ", endless=True), deadline=0.1)


def test_the_deadline_counts_from_the_question_and_through_the_checks() -> None:
    """Whoever takes the drafts may be slow."""
    drafts = ChatWriter(chat_model(streaming(f"{HONEST}\nThe port was shut. [port 1]")), 0.1).write(
        task()
    )
    next(drafts)
    time.sleep(0.15)
    with pytest.raises(WriterFault, match="took longer"):
        next(drafts)


def test_a_writer_that_is_to_stop_stops() -> None:
    """In silence, while it waits for the model."""
    stop = Event()
    model = streaming(HONEST + "\n", LONG)
    threading.Timer(0.1, stop.set).start()
    assert list(ChatWriter(chat_model(model)).write(task(stop))) == [DRAFT]


def test_a_writer_that_is_to_stop_waits_for_no_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the server asked for."""
    monkeypatch.setattr(writing, "WAITS", (LONG / 2,))
    stop, model = Event(), streaming(BUSY)
    threading.Timer(0.1, stop.set).start()
    begun = time.monotonic()
    assert list(ChatWriter(chat_model(model)).write(task(stop))) == []
    assert time.monotonic() - begun < 1


def test_tokens_are_told_as_the_provider_counts_them() -> None:
    """After the drafts, from the chunk that has them."""
    counted = AIMessageChunk(
        content="",
        usage_metadata=UsageMetadata(input_tokens=7, output_tokens=3, total_tokens=10),
    )
    assert written(streaming(HONEST + "\n", counted)) == [DRAFT, Usage(7, 3)]


def test_a_repair_names_what_was_withheld() -> None:
    """In one request with the articles."""
    model = streaming(HONEST)
    withheld = [Withheld("It cost £15 million.", "15 is not in it")]
    found = list(ChatWriter(chat_model(model)).repair(task(), ["The port was shut."], withheld))
    assert found == [DRAFT]
    (sent,) = model.sent
    assert "15 is not in it" in str(sent[1].content)
    assert "<article id=ferry>" in str(sent[1].content)
    assert json.dumps([each.type for each in sent]) == '["system", "human"]'
