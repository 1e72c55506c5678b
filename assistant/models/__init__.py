"""Chat models by name, one file a provider. Heavy packages are imported when one is opened."""

import importlib.util
from collections.abc import Mapping

from assistant.models.faults import Fault, FaultKind, fault_of
from assistant.models.types import ChatModel, JsonSchema, Route, Structure
from assistant.settings import Settings
from corpus.errors import BadInput

__all__ = [
    "NEEDED",
    "ChatModel",
    "Fault",
    "FaultKind",
    "JsonSchema",
    "Route",
    "Structure",
    "fault_of",
    "install_command",
    "installed",
    "open_chat",
]

NEEDED: Mapping[str, tuple[str, ...]] = {
    "openai": ("langchain_openai",),
    "anthropic": ("langchain_anthropic",),
    "ollama": ("langchain_ollama",),
    "huggingface": (),
    "llamacpp": (),
}
"""The providers, which are named as their extras are, and the packages that each must have."""


def open_chat(name: str, settings: Settings) -> ChatModel:
    """The chat model that `name` (`provider:model`) names; no server is asked.

    Raises BadInput for a name that is no chat model, or one whose package, key or file is not here.
    """
    provider, _, model = name.partition(":")
    if provider not in NEEDED or not model:
        known = ", ".join(f"{each}:NAME" for each in NEEDED)
        raise BadInput(f"unknown chat model {name!r}; use one of {known}")
    if not installed(provider):
        raise BadInput(f"{provider}: models need `{install_command(provider)}`")
    match provider:
        case "openai":
            from assistant.models.openai import open_openai

            return open_openai(model, settings)
        case "anthropic":
            from assistant.models.anthropic import open_anthropic

            return open_anthropic(model, settings)
        case "ollama":
            from assistant.models.ollama import open_ollama

            return open_ollama(model, settings)
        case "huggingface":
            from assistant.models.huggingface import open_huggingface

            return open_huggingface(model)
        case _:
            from assistant.models.llamacpp import open_llamacpp

            return open_llamacpp(model, settings)


def installed(provider: str) -> bool:
    """Whether a provider's packages are here."""
    return all(importlib.util.find_spec(package) for package in NEEDED[provider])


def install_command(provider: str) -> str:
    """How to get a provider's packages."""
    return f"pip install 'citewise[{provider}]'"
