"""A small assistant over the sample articles, whose writer is to be given."""

from collections.abc import Callable, Iterator

import pytest

from assistant.ask import Assistant
from assistant.gate import Gate
from assistant.verifier import Verifier, load_verifier
from assistant.writers.base import Writer
from assistant.writers.quoting import QuotingWriter
from tests.conftest import SAMPLE
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from vectorstore.indexing import index_paths
from vectorstore.library import Library


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    store = tmp_path_factory.mktemp("sample") / "store"
    index_paths(store, [SAMPLE], embedder=FakeEmbedder())
    library = Library.open(store, embedder=FakeEmbedder())
    yield library
    library.close()


MakesAssistant = Callable[[Writer], Assistant]


@pytest.fixture(scope="session")
def assistant_of(sample_library: Library) -> MakesAssistant:
    """Makes an assistant of a writer, whose verifier knows words and facts and no meaning."""
    return _maker(sample_library, overlap_verifier())


@pytest.fixture(scope="session")
def judged_assistant_of(sample_library: Library) -> MakesAssistant:
    """The same with the shipped verifier."""
    return _maker(sample_library, load_verifier())


def _maker(library: Library, verifier: Verifier) -> MakesAssistant:
    quoting = QuotingWriter(WordReader(), threshold=0.6)
    return lambda writer: Assistant(library, writer, Gate(verifier), fallback=quoting)
