"""What a scripted chat model says, as data: the same reply is played in any provider's format."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Cited(NamedTuple):
    """A native citation: the blocks `first` to `last` (from 0, both in) of a document sent."""

    document: int
    first: int
    last: int
    words: str


class Text(NamedTuple):
    """A piece of the answer's text; one with citations is a content block of its own."""

    text: str
    cited: tuple[Cited, ...] = ()


class Thought(NamedTuple):
    """A piece of reasoning, which is no part of the answer."""

    text: str


class Refusal(NamedTuple):
    """A piece of a refusal, in the field that a provider has for it."""

    text: str


class Call(NamedTuple):
    """A tool call, or a further piece of its arguments; neighbours of one name are one call."""

    name: str
    arguments: str


class Raw(NamedTuple):
    """An event's data just as it stands here."""

    data: str


class Pause(NamedTuple):
    """Seconds until the next step."""

    seconds: float


STALL = Pause(math.inf)
Step = Text | Thought | Refusal | Call | Raw | Pause


class Ending(StrEnum):
    DONE = "done"  # as the format ends
    CUT = "cut"  # the connection is closed in the middle of the body
    UNFINISHED = "unfinished"  # the body ends, but not with what ends an answer
    NEVER = "never"  # the steps again and again, until the client hangs up


class Usage(NamedTuple):
    """Tokens."""

    prompt: int
    answer: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply to one request.

    A `status` other than 200 sends `message` in the provider's form of an error instead of the
    steps. `delay` is in seconds, before the status line. `finish` is the reason to stop, in the
    words of OpenAI's format.
    """

    steps: tuple[Step, ...] = ()
    status: int = 200
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    ending: Ending = Ending.DONE
    finish: str = "stop"
    usage: Usage | None = None

    def played(self) -> Iterator[Step]:
        """The steps in their order, again and again where the reply never ends."""
        yield from self.steps
        while self.steps and self.ending is Ending.NEVER:
            yield from self.steps


def pieces(text: str, size: int = 12, pause: float = 0.0) -> tuple[Step, ...]:
    """A text as a model streams it: `size` characters at a time, `pause` seconds after each."""
    said = [Text(text[at : at + size]) for at in range(0, len(text), size)]
    return tuple(step for each in said for step in ((each, Pause(pause)) if pause else (each,)))


def refused(status: int, message: str, **headers: str) -> Reply:
    """An error of the server's; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, message=message, headers=named)
