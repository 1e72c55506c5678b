"""LangChain chat models by name, for whoever writes or judges with one."""

from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from corpus.errors import BadInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def openai_model(
    model: str, settings: Settings
) -> "tuple[BaseChatModel, tuple[type[Exception], ...]]":
    """A chat model of an OpenAI-compatible server, and the errors that are its provider's own.

    Raises BadInput if it can not be set up.
    """
    try:
        import httpx
        import openai
        from langchain_openai import ChatOpenAI
    except ImportError:
        raise BadInput("openai: models need `pip install 'citewise[openai]'`") from None
    key = settings.api_key
    arguments: dict[str, Any] = {
        "model": model,
        "temperature": 0.0,
        "timeout": settings.deadline,
        "max_retries": 1,
    }
    if settings.base_url:
        arguments["base_url"] = settings.base_url
        # A local server wants no key, but the client insists on one.
        arguments["api_key"] = key.get_secret_value() if key else "none"
    elif key:
        arguments["api_key"] = key.get_secret_value()
    try:
        chat = ChatOpenAI(**arguments)
    except openai.OpenAIError:
        raise BadInput("openai: models need CITEWISE_API_KEY or OPENAI_API_KEY") from None
    # The client lets through what breaks in the middle of a stream; ValueError is what it and
    # LangChain raise for chunks that are no JSON and for a stream without any.
    return chat, (openai.OpenAIError, httpx.HTTPError, ValueError)
