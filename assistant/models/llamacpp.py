"""`llamacpp:URL`, a llama.cpp server; or `llamacpp:FILE.gguf`, a model run on this machine."""

import importlib.util
from pathlib import Path

from langchain_core.exceptions import ModelError

from assistant.models import install_command, installed
from assistant.models.access import (
    UNKNOWN_CONTEXT,
    Access,
    key_text,
    llamacpp_access,
    without_secrets,
)
from assistant.models.faults import MALFORMED
from assistant.models.types import ChatModel, JsonSchema, Route, Structure
from assistant.settings import Settings
from corpus.errors import BadInput

_ANSWER_TOKENS = 1024


def open_llamacpp(model: str, settings: Settings) -> ChatModel:
    """A server by its URL, or by any name where `settings.base_url` is its URL; else a file.

    Raises BadInput if what it needs is not here.
    """
    access = llamacpp_access(model, settings)
    if access is None:
        return _in_process(Path(model).expanduser())
    return _served(model, access, settings.deadline)


def _served(model: str, access: Access, deadline: float) -> ChatModel:
    if not installed("openai"):
        raise BadInput(f"a llama.cpp server needs `{install_command('openai')}`")
    from assistant.models.openai import FAULTS, protocol_client

    by_url = "://" in model
    # llama.cpp's own name for it; max_completion_tokens is not known to all of its servers.
    length = {"max_tokens": _ANSWER_TOKENS}
    chat = protocol_client(
        "default" if by_url else model,
        access.url,
        key_text(access, None),
        deadline,
        temperature=0.0,
        extra_body=length,
    )
    # The one form that llama-server and llama-cpp-python's server both turn into a grammar: the
    # latter drops OpenAI's json_schema without a word. It stands in the extra body because
    # OpenAI's client takes an answer with a format apart in its own way.
    routes = (
        Route(
            Structure.SCHEMA,
            lambda schema: chat.bind(extra_body={**length, "response_format": _format(schema)}),
        ),
        Route(Structure.TEXT, lambda _: chat),
    )
    name = f"llamacpp:{without_secrets(model) if by_url else model}"
    return ChatModel(name, chat, FAULTS, routes, UNKNOWN_CONTEXT)


def _format(schema: JsonSchema) -> dict[str, object]:
    return {"type": "json_object", "schema": schema}


def _in_process(file: Path) -> ChatModel:
    if not file.is_file():
        raise BadInput(f"there is no file {file}")
    if importlib.util.find_spec("llama_cpp") is None:
        raise BadInput("a .gguf file needs `pip install 'citewise[llamacpp]'`, or a server for it")
    from llama_cpp import Llama

    from assistant.models.llama_chat import LlamaChat

    try:
        llama = Llama(model_path=str(file), n_ctx=UNKNOWN_CONTEXT, verbose=False)
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} can not be loaded: {error}") from None
    # llama.cpp lets a model run beyond what it was trained for.
    trained = llama.metadata.get(f"{llama.metadata.get('general.architecture')}.context_length")
    context = min(llama.n_ctx(), int(trained or UNKNOWN_CONTEXT))
    chat = LlamaChat(model_name=file.name, llama=llama, answer_tokens=_ANSWER_TOKENS)
    routes = (
        Route(Structure.SCHEMA, lambda schema: chat.bind(schema=schema)),
        Route(Structure.TEXT, lambda _: chat),
    )
    return ChatModel(
        f"llamacpp:{file.name}", chat, (ModelError, RuntimeError, *MALFORMED), routes, context
    )
