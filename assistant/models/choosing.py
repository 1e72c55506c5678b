"""`auto`: which model writes where none is named."""

from collections.abc import Callable
from typing import NamedTuple

from assistant.models import install_command, installed
from assistant.models.access import ollama_url, on_this_machine, openai_access, without_secrets
from assistant.models.reach import offered_by_ollama, offered_by_protocol
from assistant.settings import Settings
from corpus.errors import BadInput

AUTO = "auto"
QUOTING = "quoting"


class Choice(NamedTuple):
    """The name of what writes, as `--model` takes it, and why."""

    name: str
    why: str


def choose(settings: Settings) -> Choice:
    """A configured model, else one of a running Ollama, else quoting.

    Configured is a model that is named, or the server that `base_url` names; if that one does not
    answer, no other takes its place. A key alone chooses nothing: that one is in the environment
    does not mean that these articles may leave the machine, nor that this may cost money.
    """
    if settings.model != AUTO:
        return Choice(settings.model, "it is configured")
    return _of_server(settings) if settings.base_url else _of_ollama(settings)


def settled(asked: Settings, environment: Settings, say: Callable[[str], None]) -> Settings:
    """The settings that were asked for, with `auto` replaced by what was chosen, which is said.

    `environment` are those that hold where nothing is asked for; a model they name comes first.
    """
    if asked.model != AUTO:
        return asked
    named = "model" in environment.model_fields_set and environment.model != AUTO
    choice = Choice(environment.model, "CITEWISE_MODEL names it") if named else choose(asked)
    say(f"auto: {choice.name}, since {choice.why}")
    return asked.model_copy(update={"model": choice.name})


def offered(settings: Settings) -> dict[str, Settings]:
    """What may be picked to write, by name: the configured model, quoting, those Ollama has here.

    Asks nothing beyond this machine.
    """
    own = settings.model_copy(update={"base_url": None, "api_key": None})
    found = {settings.model: settings, QUOTING: own.model_copy(update={"model": QUOTING})}
    for model in _pulled_here(own):
        name = f"ollama:{model}"
        found.setdefault(name, own.model_copy(update={"model": name}))
    return found


def _pulled_here(settings: Settings) -> tuple[str, ...]:
    try:
        here = on_this_machine(ollama_url(settings))
    except BadInput:  # an address that is none keeps nobody from writing with another model
        return ()
    return offered_by_ollama(settings).models if here and installed("ollama") else ()


def _of_server(settings: Settings) -> Choice:
    access = openai_access(settings)
    where = without_secrets(access.url)
    if not installed("openai"):
        return Choice(QUOTING, f"the server at {where} needs `{install_command('openai')}`")
    models, problem = offered_by_protocol(access)
    if problem:
        return Choice(QUOTING, f"CITEWISE_BASE_URL is {where}, but {problem}")
    return Choice(f"openai:{models[0]}", f"CITEWISE_BASE_URL is {where}, which offers it")


def _of_ollama(settings: Settings) -> Choice:
    models, problem = offered_by_ollama(settings)
    if problem:
        where = without_secrets(ollama_url(settings))
        return Choice(QUOTING, f"no model is configured, and of Ollama at {where}: {problem}")
    if not installed("ollama"):
        return Choice(QUOTING, f"Ollama is running, but needs `{install_command('ollama')}`")
    return Choice(f"ollama:{models[0]}", "no model is configured and Ollama is running")
