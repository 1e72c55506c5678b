"""What every test shares."""

import asyncio
import gc
import importlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from assistant.ask import Assistant

os.environ["HF_HUB_OFFLINE"] = "1"
# Before any test: pytester forgets the modules that were first imported within a test of its own,
# and torch can not be imported twice in one process.
importlib.import_module("sentence_transformers")
# A deadline measures the machine, not the code; the same examples on every run keep CI honest.
settings.register_profile("citewise", deadline=None, derandomize=True)
settings.load_profile("citewise")


def pytest_sessionfinish() -> None:
    """Gradio leaves an event loop open, which pytest-asyncio keeps: let go of it in silence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        asyncio.set_event_loop(None)
        gc.collect()


SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"


@pytest.fixture(scope="session")
def newsroom_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The shipped assistant, models and all, over the sample articles."""
    from vectorstore.embedder import SentenceEmbedder
    from vectorstore.indexing import index_paths

    store = tmp_path_factory.mktemp("newsroom") / "store"
    index_paths(store, [SAMPLE], embedder=SentenceEmbedder())
    with Assistant.open(store) as assistant:
        yield assistant
