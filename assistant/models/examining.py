"""How each kind of chat model stands here: installed, reachable, and what to do if not."""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from assistant.models import NEEDED, install_command, installed
from assistant.models.access import (
    Access,
    anthropic_access,
    llamacpp_access,
    ollama_url,
    on_this_machine,
    openai_access,
    without_secrets,
)
from assistant.models.reach import (
    Offer,
    offered_by_anthropic,
    offered_by_ollama,
    offered_by_protocol,
)
from assistant.settings import Settings
from corpus.errors import BadInput

_NAMED = 5
"""How many models of a server are named."""


class State(NamedTuple):
    """Whether a kind of model can be used as it is set up, and in words what was seen."""

    usable: bool
    text: str


def state_of(provider: str, settings: Settings, model: str | None = None) -> State:
    """How the models of a provider stand; `model` is the one in use, if it is this provider's.

    A server beyond this machine is asked only if a model of it is in use and there is a key, or
    `settings.base_url` names it.
    """
    if not installed(provider):
        return State(False, f"not installed; `{install_command(provider)}`")
    match provider:
        case "openai":
            return _openai(settings, model)
        case "anthropic":
            return _anthropic(settings, model)
        case "ollama":
            return _ollama(settings, model)
        case "huggingface":
            return _huggingface(model)
        case _:
            return _llamacpp(settings, model)


def _openai(settings: Settings, model: str | None) -> State:
    free = settings.model.partition(":")[0] not in NEEDED
    access = openai_access(settings)
    if model is None and not (settings.base_url and free):
        return State(True, f"installed; {_use('openai', access)}, or CITEWISE_BASE_URL")
    if not settings.base_url and not access.key:
        return State(False, "needs a key; set CITEWISE_API_KEY or OPENAI_API_KEY")
    return _served(access.url, offered_by_protocol(access), model, any_name=bool(settings.base_url))


def _anthropic(settings: Settings, model: str | None) -> State:
    access = anthropic_access(settings)
    if model is None:
        return State(True, f"installed; {_use('anthropic', access)}")
    if not settings.base_url and not access.key:
        return State(False, "needs a key; set CITEWISE_API_KEY or ANTHROPIC_API_KEY")
    offer = offered_by_anthropic(access)
    return _served(access.url, offer, model, any_name=bool(settings.base_url))


def _use(provider: str, access: Access) -> str:
    wanted = "" if access.key else f"set {provider.upper()}_API_KEY and "
    return f"{wanted}use --model {provider}:NAME"


def _ollama(settings: Settings, model: str | None) -> State:
    if model is None:
        settings = settings.model_copy(update={"base_url": None})
    try:
        url = ollama_url(settings)
    except BadInput as error:
        return State(False, str(error))
    if model is None and not on_this_machine(url):
        return State(True, f"installed; {without_secrets(url)} was not asked, it is not in use")
    offer = offered_by_ollama(settings)
    if offer.problem:
        todo = "`ollama serve` starts it, `ollama pull NAME` gets a model"
        return State(False, f"{without_secrets(url)}: {offer.problem}; {todo}")
    tagged = model if model is None or ":" in model else f"{model}:latest"
    if tagged and tagged not in offer.models:
        return State(False, f"{model} is not pulled; `ollama pull {model}`")
    return _served(url, offer, tagged, any_name=False)


def _huggingface(model: str | None) -> State:
    held = "installed; held to the form by llguidance"
    if find_spec("llguidance") is None:
        held = f"installed; writes freely, `{install_command('huggingface')}` holds it to the form"
    if model is None:
        return State(True, held)
    if Path(model).expanduser().is_dir():
        return State(True, f"{held}; {model} is a folder here")
    return State(True, f"{held}; {model} is fetched from the hub unless it is here already")


def _llamacpp(settings: Settings, model: str | None) -> State:
    if model is None:
        files = "" if find_spec("llama_cpp") else f"; `{install_command('llamacpp')}` for files"
        return State(True, f"installed; use --model llamacpp:URL or llamacpp:FILE.gguf{files}")
    try:
        access = llamacpp_access(model, settings)
    except BadInput as error:
        return State(False, str(error))
    if access is not None:
        return _served(access.url, offered_by_protocol(access), model, any_name=True)
    if not Path(model).expanduser().is_file():
        return State(False, f"there is no file {model}")
    if find_spec("llama_cpp") is None:
        return State(False, f"{model} needs `{install_command('llamacpp')}`, or a server for it")
    return State(True, f"{model} runs on this machine")


def _served(url: str, offer: Offer, model: str | None, *, any_name: bool) -> State:
    """How a server stands that was asked. Some take `any_name` for their one model."""
    where = without_secrets(url)
    if offer.problem:
        return State(False, f"{where}: {offer.problem}")
    names = ", ".join(offer.models[:_NAMED])
    more = len(offer.models) - _NAMED
    told = f"{where} offers {names}" + (f" and {more} more" if more > 0 else "")
    if model is None or model in offer.models:
        return State(True, told)
    return State(any_name, f"{told}; {model} is not among them")
