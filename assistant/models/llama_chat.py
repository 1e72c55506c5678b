"""A GGUF model on this machine, run by llama-cpp-python, as a LangChain chat model."""

import json
import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from assistant.models.streamed import StreamedChat, told
from assistant.models.types import JsonSchema


class LlamaChat(StreamedChat):
    """Greedy answers of a GGUF model; `schema` at a call holds it to a GBNF grammar made of it.

    `llama` is a `llama_cpp.Llama`. One answer at a time: llama.cpp has one state for a model.
    """

    model_name: str
    llama: Any
    answer_tokens: int
    _one: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        schema: JsonSchema | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Raises ValueError if the prompt does not fit its context."""
        with self._one:
            for event in self.llama.create_chat_completion(
                messages=convert_to_openai_messages(messages),
                stream=True,
                temperature=0.0,
                max_tokens=self.answer_tokens,
                stop=stop or [],
                grammar=_grammar(schema) if schema else None,
            ):
                choice = event["choices"][0]
                finish = choice.get("finish_reason")
                message = AIMessageChunk(
                    content=choice["delta"].get("content") or "",
                    response_metadata={"finish_reason": finish} if finish else {},
                )
                yield told(message, run_manager)


def _grammar(schema: JsonSchema) -> Any:
    from llama_cpp import LlamaGrammar

    return LlamaGrammar.from_json_schema(json.dumps(schema), verbose=False)
