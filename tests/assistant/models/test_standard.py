"""langchain-tests' standard suites for the chat model that is ours, on the tiny random Llama."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from assistant.models.transformers_chat import TransformersChat
from tests.assistant.models.tiny import CONTEXT, make_llama


@cache
def _arguments() -> dict[str, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    with TemporaryDirectory() as folder:
        make_llama(Path(folder))
        model = AutoModelForCausalLM.from_pretrained(folder)
        tokenizer = AutoTokenizer.from_pretrained(folder)
    return {
        "model_name": "tiny",
        "model": model,
        "tokenizer": tokenizer,
        "context": CONTEXT,
        "answer_tokens": 24,
    }


class _Tiny:
    """It has no tools, and a schema is given by its route, not by LangChain's own way."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return TransformersChat

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return _arguments()

    @property
    def has_tool_calling(self) -> bool:
        return False

    @property
    def has_structured_output(self) -> bool:
        return False


class TestUnit(_Tiny, ChatModelUnitTests):
    """Construction and parameters."""


class TestIntegration(_Tiny, ChatModelIntegrationTests):
    """Invoke, stream, batch and their asynchronous forms, conversations, usage, stop sequences."""
