"""The chat-model writer: any LangChain chat model drafts, and is believed in nothing."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.models.faults import Fault, fault_of
from assistant.models.types import ChatModel, Route, Structure
from assistant.types import Notice, Withheld
from assistant.writers.base import Draft, Proposal, Task
from assistant.writers.chat.parts import usage_of
from assistant.writers.chat.prompt import Flawed, Prompt
from assistant.writers.chat.reply import Reply
from assistant.writers.chat.schema import answer_schema
from assistant.writers.chat.streaming import Overdue, streamed
from corpus.errors import WriterFault

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

WAITS = (0.5, 2.0)
"""Seconds before a call that failed is made again, where the server asks for no other wait."""


class _Failed(Exception):
    """A call of the model failed."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ChatWriter:
    """Drafts with a chat model, streaming, and repairs what was withheld.

    `deadline` is in seconds for the whole answer, all calls and repairs in it. The routes that a
    server refused are remembered.
    """

    model: ChatModel
    deadline: float = 60.0
    _refused: set[Structure] = field(default_factory=set, compare=False)

    @property
    def name(self) -> str:
        return self.model.name

    def write(self, task: Task) -> Iterator[Proposal]:
        """Drafts as they are finished. Raises WriterFault if the model fails."""
        whole = Prompt(task, task.evidence.hits)
        prompt = whole.fitted(self.model.context)
        if prompt.hits != whole.hits:
            yield prompt.trimmed()
        yield from self._ask(prompt)

    def repair(
        self, task: Task, shown: Sequence[str], withheld: Sequence[Withheld]
    ) -> Iterator[Proposal]:
        """One further request, which names the sentences and the reasons. Raises WriterFault."""
        prompt = Prompt(task, task.evidence.hits, Flawed(tuple(withheld), tuple(shown)))
        yield from self._ask(prompt.fitted(self.model.context))

    def _ask(self, prompt: Prompt) -> Iterator[Proposal]:
        """Ask until a reply comes: by the next route, with fewer hits, or once more.

        Only as long as nothing of a reply has come: what was read can not be taken back.
        """
        routes = [each for each in self.model.routes if each.structure not in self._refused]
        refused: list[Structure] = []
        waits = iter(WAITS)
        halved = None
        while True:
            route = routes[0]
            reply = Reply(prompt.numbering, route.structure, prompt.echoes(route.structure))
            try:
                yield from self._read(reply, route, prompt)
                self._refused.update(refused)
                return
            except _Failed as failed:
                fault = failed.fault
            if reply.begun:
                dropped = "; its unfinished sentence was dropped" if reply.unfinished else ""
                raise self._failed(fault.line + dropped)
            if fault.refused_form and len(routes) > 1:
                refused.append(routes.pop(0).structure)
            elif fault.too_long and halved is None and (halved := prompt.halved()):
                prompt = halved
                yield prompt.trimmed()
            elif not (fault.passing and self._wait(fault.retry_after, waits, prompt.task)):
                raise self._failed(fault.line)

    def _wait(self, asked: float | None, waits: Iterator[float], task: Task) -> bool:
        """Wait for the next try; False, at once, if there is to be none or no time for it."""
        wait = next(waits, None)
        if wait is None:
            return False
        wait = wait if asked is None else asked
        if time.monotonic() + wait >= self._until(task):
            return False
        task.stop.wait(wait)
        return True

    def _read(self, reply: Reply, route: Route, prompt: Prompt) -> Iterator[Proposal]:
        """The drafts of one call. Raises _Failed if the call does, WriterFault for no answer."""
        with closing(self._chunks(route, prompt)) as chunks:
            for chunk in chunks:
                yield from self._in_time(reply.feed(chunk), prompt.task)
                if usage := usage_of(chunk):
                    yield usage
                if reply.endless and not reply.drafted:
                    raise WriterFault(f"{self.name} wrote on and on without an answer")
                if reply.endless:
                    yield Notice("cut", f"{self.name} wrote on and on and was cut off")
                    return
        if prompt.task.stop.is_set():
            return
        yield from self._in_time(reply.end(), prompt.task)
        if reply.refusal is not None:
            raise WriterFault(f"{self.name} refused to answer. {_one_line(reply.refusal)}".strip())
        if not (reply.drafted or reply.silent):
            raise WriterFault(f"{self.name} {_nothing_of(reply)}")
        if reply.cut:
            yield Notice(
                "cut", f"{self.name} stopped too early; its unfinished sentence was dropped"
            )

    def _chunks(self, route: Route, prompt: Prompt) -> "Generator[BaseMessage, None, None]":
        # Only the reading of the stream may raise the provider's errors: some are very common ones.
        task = prompt.task
        model = route.bind(answer_schema(prompt.numbering))
        messages = prompt.messages(route.structure)
        try:
            yield from streamed(model, messages, self._until(task), task.stop)
        except Overdue:
            raise self._late() from None
        except self.model.faults as error:
            raise _Failed(fault_of(error)) from None

    def _in_time(self, drafts: Iterator[Draft], task: Task) -> Iterator[Draft]:
        """Whoever takes the drafts checks them, which takes time too."""
        for draft in drafts:
            if time.monotonic() > self._until(task):
                raise self._late()
            if task.stop.is_set():
                return
            yield draft

    def _until(self, task: Task) -> float:
        return task.begun + self.deadline

    def _late(self) -> WriterFault:
        return WriterFault(f"{self.name} took longer than {self.deadline:g} seconds")

    def _failed(self, line: str) -> WriterFault:
        return WriterFault(f"{self.name} failed: {line}")


def _nothing_of(reply: Reply) -> str:
    if reply.cut:
        return "stopped before its first sentence was finished"
    return "sent an answer that can not be read" if reply.begun else "sent an empty answer"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
