"""Is everything in place? One finding a part, each with what to do."""

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from assistant.models import NEEDED
from assistant.models.choosing import AUTO, QUOTING, choose
from assistant.models.examining import state_of
from assistant.settings import Settings
from corpus.errors import CitewiseError
from corpus.store import ArticleStore
from vectorstore.layout import Layout


class Finding(NamedTuple):
    """What was looked at, whether it is usable, and in words what was seen."""

    about: str
    sound: bool
    text: str


_TRACING = ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY", "LANGSMITH_ENDPOINT")


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at each part in turn; a part that needs a broken one is not looked at."""
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])
    set_here = [name for name in _TRACING if os.environ.get(name)]
    if set_here:
        yield Finding(
            "tracing",
            False,
            f"{', '.join(set_here)} is set and may send questions elsewhere; unset it",
        )
    yield from _store(settings)
    yield from _models(settings)


def _store(settings: Settings) -> Iterator[Finding]:
    try:
        articles = ArticleStore.open(Layout(settings.store).articles)
    except CitewiseError as error:
        yield Finding("articles", False, str(error))
        return
    yield Finding("articles", len(articles) > 0, f"{len(articles)} in {settings.store}")
    articles.close()
    yield _index(settings)


def _index(settings: Settings) -> Finding:
    from vectorstore.embedder import SentenceEmbedder
    from vectorstore.library import Library

    embedder = SentenceEmbedder(settings.embedder)
    try:
        library = Library.open(settings.store, embedder=embedder)
    except CitewiseError as error:
        return Finding("index", False, str(error))
    library.close()
    return Finding("index", True, f"built with {embedder.fingerprint.name}")


def _models(settings: Settings) -> Iterator[Finding]:
    """What writes, then each kind of chat model; only the one in use must be sound."""
    name = settings.model
    if name == AUTO:
        name, why = choose(settings)
        yield Finding("model", True, f"auto: {name}, since {why}")
    elif name == QUOTING:
        said = "quoting: answers in the articles' own sentences, offline"
        yield Finding("model", True, said)
    elif name.endswith(":"):
        yield Finding("model", False, f"{name} needs a name after it")
    elif name.partition(":")[0] not in NEEDED:
        known = ", ".join(f"{each}:NAME" for each in NEEDED)
        yield Finding("model", False, f"{name} is unknown; use quoting, auto, {known}")
    else:
        yield Finding("model", True, name)
    for provider in NEEDED:
        used, _, model = name.partition(":")
        if used == provider:
            state = state_of(provider, settings, model)
            yield Finding(provider, state.usable, state.text)
        else:
            yield Finding(provider, True, state_of(provider, settings).text)
