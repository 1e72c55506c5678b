"""The writers, and how a setting names one."""

from assistant.settings import Settings
from assistant.writers.base import Writer
from corpus.errors import BadInput
from vectorstore.model import Embedder


def make_writer(settings: Settings, embedder: Embedder) -> Writer:
    """The writer that `settings.model` names: `quoting`, or `openai:NAME`.

    `embedder` is the packaged all-MiniLM-L6-v2, which the reader of the quoting writer needs.

    Raises BadInput for a name that is no writer, or one whose package is not installed.
    """
    if settings.model == "quoting":
        from assistant.reader import TrainedReader
        from assistant.writers.quoting import QuotingWriter

        return QuotingWriter(TrainedReader(embedder))
    provider, _, model = settings.model.partition(":")
    if provider == "openai" and model:
        from assistant.writers.chat import openai_writer

        return openai_writer(model, settings)
    raise BadInput(
        f"unknown model {settings.model!r}; use quoting, or openai:NAME (with CITEWISE_BASE_URL "
        "for a local server)"
    )
