"""The writers, and how a setting names one."""

from assistant.models.choosing import AUTO, QUOTING, choose
from assistant.settings import Settings
from assistant.writers.base import Writer
from corpus.errors import BadInput
from vectorstore.model import Embedder


def make_writer(settings: Settings, embedder: Embedder) -> Writer:
    """The writer that `settings.model` names: `quoting`, `auto` or a chat model (`PROVIDER:NAME`).

    `embedder` is the packaged all-MiniLM-L6-v2, which the reader of the quoting writer needs.

    Raises BadInput for a name that is no writer, or one whose package, key or file is not here.
    """
    name = choose(settings).name if settings.model == AUTO else settings.model
    if name == QUOTING:
        return quoting_writer(embedder)
    if ":" not in name:
        raise BadInput(
            f"unknown model {name!r}; use quoting, auto, or a chat model such as openai:NAME"
        )
    from assistant.models import open_chat
    from assistant.writers.chat.writer import ChatWriter

    return ChatWriter(open_chat(name, settings), settings.deadline)


def quoting_writer(embedder: Embedder) -> Writer:
    """The writer that needs no language model; `embedder` as above."""
    from assistant.reader import TrainedReader
    from assistant.writers.quoting import QuotingWriter

    return QuotingWriter(TrainedReader(embedder))
