"""What all commands share: options, errors in one line, opening a store, printing."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from corpus.errors import BadInput, CitewiseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from assistant.ask import Assistant
    from assistant.settings import Settings
    from assistant.verifier import Verifier
    from corpus.store import ArticleStore
    from vectorstore.types import Filters

P = ParamSpec("P")
R = TypeVar("R")

BAD_INPUT = 2
INTERRUPTED = 130

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the index [env: CITEWISE_STORE; default: .citewise]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="What writes: quoting (default), auto, or openai:, anthropic:, ollama:, huggingface: "
        "or llamacpp: and a name",
    ),
]
SinceOption = Annotated[str | None, typer.Option(help="Only articles of this day or later.")]
UntilOption = Annotated[str | None, typer.Option(help="Only articles of this day or earlier.")]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
]


def one_line_errors(command: Callable[P, R]) -> Callable[P, R]:
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except CitewiseError as error:
            say(f"citewise: {error}")
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt as interrupt:  # here, since typer would lose what it says
            say(str(interrupt) or "stopped")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader of our output (`| head`) has gone; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            say(f"citewise: {error.filename or 'the output'}: {error.strerror}")
            raise typer.Exit(BAD_INPUT) from None

    return run


def settings_of(**given: Any) -> "Settings":
    from pydantic import ValidationError

    from assistant.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "CITEWISE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(f"{name}: {first['msg']}") from None


@contextmanager
def opened_assistant(
    store: Path | None, model: str | None, verifier: "Verifier | None" = None
) -> "Iterator[Assistant]":
    from assistant.ask import Assistant
    from assistant.models.choosing import settled

    settings = settled(settings_of(store=store, model=model), settings_of(), say)
    assistant = Assistant.open(settings=settings, verifier=verifier)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def opened_store(store: Path | None) -> "Iterator[ArticleStore]":
    """The articles alone: listing them needs neither the index nor a model."""
    from corpus.store import ArticleStore
    from vectorstore.layout import Layout

    found = ArticleStore.open(Layout(settings_of(store=store).store).articles)
    try:
        yield found
    finally:
        found.close()


def filters_of(since: str | None, until: str | None, sources: list[str] | None) -> "Filters":
    from corpus.dates import parse_day
    from vectorstore.types import Filters

    return Filters(
        since=parse_day(since) if since else None,
        until=parse_day(until, end=True) if until else None,
        sources=tuple(sources or ()),
    )


def verifier_of() -> "Verifier":
    from assistant.verifier import load_verifier

    return load_verifier(settings_of())


def show_rendered(what: "RenderableType") -> None:
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as printed:  # rich would end the program itself on a broken pipe
        console.print(what)
    for line in printed.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")  # rich fills lines up with spaces
    sys.stdout.flush()


def say(line: str) -> None:
    typer.echo(" ".join(line.split()), err=True)
