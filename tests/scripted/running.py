"""Runs the faults through a whole assistant: real clients and real sockets."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import NamedTuple

from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.models import open_chat
from assistant.settings import Settings
from assistant.types import Answer, Status
from assistant.writers.base import Writer
from assistant.writers.chat import ChatWriter
from corpus.errors import CitewiseError
from tests.scripted.faults import FAULTS, KEY, Asked, End, Fault
from tests.scripted.replies import Reply
from tests.scripted.server import Heard, ScriptedServer, serving, unused_port
from vectorstore.types import Filters

QUESTION = "How much will the second ferry cost?"
GRACE = 2.0
"""Seconds within which an upstream call is closed once its answer is finished."""
FEW = Filters(article_ids=("courier-2024-03-13-ferry-vote", "gazette-2024-03-12-second-ferry"))
"""Articles of the sample: enough to answer from, and quick. No other is retrieved."""


class Run(NamedTuple):
    """One question to a faulty model, and how it ended. `seconds` is what it took.

    `answer` is None where an error was raised instead; `line` says what went wrong, as it was told.
    `calls` is how many the server heard, `open` how many of them were not closed in time.
    """

    number: int
    end: End
    seconds: float
    answer: Answer | None
    line: str
    calls: int
    open: int


class FaultyServer(NamedTuple):
    """A server whose models are the faults: `NAME/RUN` is one of them, in its run of that number.

    `nowhere` is where nobody listens.
    """

    server: ScriptedServer
    nowhere: str

    def writer(self, fault: Fault, number: int, deadline: float) -> ChatWriter:
        """A writer by the real client of one fault's model."""
        url = self.server.openai_url if fault.reply else self.nowhere
        settings = Settings(base_url=url, api_key=SecretStr(KEY), deadline=deadline)
        return ChatWriter(open_chat(f"openai:{fault.name}/{number}", settings), deadline)

    def calls(self, fault: Fault, number: int) -> list[Heard]:
        model = f"{fault.name}/{number}"
        return [each for each in self.server.heard if each.body["model"] == model]


@contextmanager
def faulty_server() -> Iterator[FaultyServer]:
    """All faults on one server."""
    by_name = {each.name: each for each in FAULTS}

    def play(heard: Heard) -> Reply:
        name, number = heard.body["model"].rsplit("/", 1)
        before = [each for each in faulty.calls(by_name[name], int(number)) if each is not heard]
        reply = by_name[name].reply
        assert reply
        return reply(Asked(heard, len(before), Random(f"{name}/{number}")))

    with serving(play=play) as server:
        faulty = FaultyServer(server, f"http://127.0.0.1:{unused_port()}/v1")
        yield faulty


def run_fault(
    fault: Fault,
    runs: int,
    server: FaultyServer,
    assistant_of: Callable[[Writer], Assistant],
    deadline: float,
    at_once: int = 1,
) -> Sequence[Run]:
    """Ask the question so many times; `deadline` is in seconds for each."""

    def run(number: int) -> Run:
        assistant = assistant_of(server.writer(fault, number, deadline))
        begun = time.monotonic()
        try:
            answer, raised = assistant.ask(QUESTION, filters=FEW), ""
        except CitewiseError as error:
            answer, raised = None, str(error)
        seconds = time.monotonic() - begun
        calls = server.calls(fault, number)
        return Run(
            number,
            _end(answer),
            seconds,
            answer,
            raised or _line(answer),
            len(calls),
            sum(not _closed(each) for each in calls),
        )

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(run, range(runs)))


def outcomes(runs: Sequence[Run]) -> str:
    """ "7 fallback, 3 answer"."""
    return ", ".join(f"{n} {end}" for end, n in Counter(each.end for each in runs).most_common())


def _end(answer: Answer | None) -> End:
    if answer is None:
        return End.LINE
    if any(each.code == "fallback" for each in answer.notices):
        return End.FALLBACK
    if not answer.sentences:
        return End.SILENCE if answer.status is Status.NO_EVIDENCE else End.LINE
    return End.ANSWER if answer.status is Status.ANSWERED else End.CUT


def _line(answer: Answer | None) -> str:
    """What the answer says of the model's fault."""
    codes = ("fallback", "writer_failed", "cut", "trimmed", "citation_refused", "repair_failed")
    said = (
        [each.text for code in codes for each in answer.notices if each.code == code]
        if answer
        else []
    )
    return next(iter(said), "")


def _closed(heard: Heard) -> bool:
    """Whether a call has come to its end, waiting for it so long."""
    until = time.monotonic() + GRACE
    while heard.ended is None and time.monotonic() < until:
        time.sleep(0.01)
    return heard.ended is not None
