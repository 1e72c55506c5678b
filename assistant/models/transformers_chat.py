"""A transformers model on this machine as a LangChain chat model.

LangChain's own can not stream a local model asynchronously, can not be stopped, and loses an error
that the model raises in its thread.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr
from transformers import BatchEncoding, TextIteratorStreamer

from assistant.models.streamed import StreamedChat, told
from assistant.models.types import JsonSchema

if TYPE_CHECKING:
    from llguidance import LLTokenizer


class TransformersChat(StreamedChat):
    """Greedy answers of a causal language model; `schema` at a call holds it to JSON by a schema.

    `model` and `tokenizer` are transformers'. `context` is the tokens that prompt and answer may
    have together, `answer_tokens` those of the answer alone. What is streamed is the answer, never
    the prompt. A stream that is closed stops the model at its next token.
    """

    model_name: str
    model: Any
    tokenizer: Any
    context: int
    answer_tokens: int
    _worker: ThreadPoolExecutor = PrivateAttr(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="transformers")
    )

    @property
    def _llm_type(self) -> str:
        return "transformers"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name, "answer_tokens": self.answer_tokens}

    @cached_property
    def _table(self) -> "LLTokenizer":
        from assistant.models.constraint import token_table

        return token_table(self.tokenizer)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        schema: JsonSchema | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Raises ContextOverflowError for a prompt that leaves no room for an answer, and what
        transformers and torch raise."""
        prompt = self._prompt(messages).to(self.model.device)
        given = prompt["input_ids"].shape[1]
        room = min(self.answer_tokens, self.context - given)
        if room < 1:
            raise ContextOverflowError(f"{given} tokens do not fit a context of {self.context}")
        streamer: Any = TextIteratorStreamer(
            self.tokenizer, skip_prompt=True, skip_special_tokens=True
        )
        stopped = threading.Event()
        written = self._worker.submit(
            self.model.generate,
            **prompt,
            streamer=streamer,
            max_new_tokens=room,
            do_sample=False,
            logits_processor=self._constraints(schema, given),
            stopping_criteria=[lambda *_, **__: stopped.is_set()],
            stop_strings=stop,
            tokenizer=self.tokenizer if stop else None,
        )
        # The streamer hears nothing of an error; it must not wait for ever.
        written.add_done_callback(lambda _: streamer.end())
        try:
            for text in streamer:
                if text:
                    yield told(AIMessageChunk(content=text), run_manager)
            answer = written.result().shape[1] - given
        finally:
            stopped.set()
        usage = UsageMetadata(input_tokens=given, output_tokens=answer, total_tokens=given + answer)
        finish = {
            "model_name": self.model_name,
            "finish_reason": "length" if answer >= room else "stop",
        }
        yield told(
            AIMessageChunk(content="", usage_metadata=usage, response_metadata=finish), run_manager
        )

    def _prompt(self, messages: list[BaseMessage]) -> BatchEncoding:
        if not self.tokenizer.chat_template:
            text = "\n\n".join([*(each.text for each in messages), ""])
            encoded: BatchEncoding = self.tokenizer(text, return_tensors="pt")
            return encoded
        turns = [{"role": _role(each), "content": each.text} for each in messages]
        templated: BatchEncoding = self.tokenizer.apply_chat_template(
            turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        return templated

    def _constraints(self, schema: JsonSchema | None, given: int) -> list[Any]:
        if schema is None:
            return []
        from assistant.models.constraint import SchemaConstraint

        return [SchemaConstraint(self._table, schema, given)]


def _role(message: BaseMessage) -> str:
    if isinstance(message, SystemMessage):
        return "system"
    return "assistant" if isinstance(message, AIMessage) else "user"
