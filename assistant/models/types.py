"""What a chat model is to citewise: a LangChain model, its errors, and the forms it can be held to.

Nothing here is trusted: a server may ignore the form it was asked for, and every answer is read
and checked as if it had been.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import Runnable

JsonSchema = dict[str, Any]
"""A JSON schema of one object."""


class Structure(StrEnum):
    """How the form of an answer is constrained."""

    SCHEMA = "schema"  # the text is JSON by a schema
    TOOL = "tool"  # the same JSON as the arguments of one tool call
    DOCUMENTS = "documents"  # articles are sent as citable documents, native citations come back
    TEXT = "text"  # nothing is enforced: lines that end in their article ids


@dataclass(frozen=True, slots=True)
class Route:
    """One way to ask a model. `bind` makes it ask for JSON by a schema, as its provider wants it.

    DOCUMENTS and TEXT ignore the schema.
    """

    structure: Structure
    bind: "Callable[[JsonSchema], Runnable[LanguageModelInput, BaseMessage]]"


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model by its full name (`openai:gpt-5`), as an answer shows it.

    `faults` are its provider's own errors. `routes` stand best first, TEXT last: if a server
    refuses one before any text, the next is tried. `context` is how many tokens the prompt and
    the answer may have together.
    """

    name: str
    chat: "BaseChatModel"
    faults: tuple[type[Exception], ...]
    routes: tuple[Route, ...]
    context: int
