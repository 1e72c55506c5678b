"""The form of a chat model's answer: statements, each with the sentences it rests on."""

from typing import TYPE_CHECKING, Any

from assistant.models.types import JsonSchema

if TYPE_CHECKING:
    from assistant.writers.chat.numbering import Numbering

STATEMENTS = "statements"
TEXT = "text"
RESTS_ON = "rests_on"
ARTICLE = "article"
SENTENCES = "sentences"


def answer_schema(numbering: "Numbering") -> JsonSchema:
    """The JSON schema of an answer; only ids and sentence numbers that are there can be cited.

    An empty list of statements is silence. Every key is required and no other allowed, as OpenAI's
    strict mode wants it.
    """
    most = max((len(each.spans) for each in numbering.values()), default=1)
    rests_on = _object(
        {
            ARTICLE: {"type": "string", "enum": list(numbering)},
            SENTENCES: {
                "type": "array",
                "items": {"type": "integer", "enum": list(range(1, most + 1))},
            },
        }
    )
    statement = _object({TEXT: {"type": "string"}, RESTS_ON: {"type": "array", "items": rests_on}})
    return {
        "title": "answer",
        "description": "The answer, one short sentence a statement.",
        **_object({STATEMENTS: {"type": "array", "items": statement}}),
    }


def _object(properties: dict[str, Any]) -> JsonSchema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
