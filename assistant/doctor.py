"""Is everything in place? One finding a part, each with what to do."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

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
    layout = Layout(settings.store)
    try:
        articles = ArticleStore.open(layout.articles)
    except CitewiseError as error:
        yield Finding("articles", False, str(error))
        return
    yield Finding("articles", len(articles) > 0, f"{len(articles)} in {settings.store}")
    articles.close()
    yield _index(settings)
    yield _model(settings)


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


def _model(settings: Settings) -> Finding:
    if settings.model == "quoting":
        return Finding("model", True, "quoting: answers in the articles' own sentences, offline")
    if settings.model.startswith("openai:") and not importlib.util.find_spec("langchain_openai"):
        return Finding("model", False, "pip install 'citewise[openai]' to use openai: models")
    return Finding("model", True, f"{settings.model} at {settings.base_url or 'its provider'}")
