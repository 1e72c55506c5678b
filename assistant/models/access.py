"""Where each provider's server is, and which key may be sent to it."""

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.settings import Settings
from corpus.errors import BadInput

CONNECT_SECONDS = 5.0
"""How long a server may take to accept a connection; the answer itself has the deadline."""
UNKNOWN_CONTEXT = 8192
"""Tokens assumed for a server that does not tell: what small local models have at least."""


class Access(NamedTuple):
    """A server's base URL and the key that belongs to it."""

    url: str
    key: SecretStr | None


def own_access(settings: Settings) -> Access | None:
    """The server that `settings.base_url` names, which is sent no key but `settings.api_key`."""
    return Access(settings.base_url, settings.api_key) if settings.base_url else None


def openai_access(settings: Settings) -> Access:
    """OpenAI's own server, or the one that `settings.base_url` names."""
    return own_access(settings) or Access(
        settings.openai_base_url, settings.api_key or settings.openai_api_key
    )


def anthropic_access(settings: Settings) -> Access:
    """Anthropic's own server, or the one that `settings.base_url` names."""
    return own_access(settings) or Access(
        settings.anthropic_base_url, settings.api_key or settings.anthropic_api_key
    )


def llamacpp_access(model: str, settings: Settings) -> Access | None:
    """The llama.cpp server that a model's name is, or that `settings.base_url` names; None for a
    .gguf file. Raises BadInput if it is neither.
    """
    if model.startswith(("http://", "https://")):
        rooted = model if urlsplit(model).path.strip("/") else f"{model.rstrip('/')}/v1"
        return Access(rooted, settings.api_key)
    if model.endswith(".gguf"):
        return None
    if own := own_access(settings):
        return own
    raise BadInput(
        f"llamacpp:{model} is no server and no file; use llamacpp:http://127.0.0.1:8080 or "
        "llamacpp:FILE.gguf"
    )


def ollama_url(settings: Settings) -> str:
    """Ollama's server: `settings.base_url`, or what OLLAMA_HOST says, in any form it may have."""
    if settings.base_url:
        return settings.base_url
    host = settings.ollama_host if "://" in settings.ollama_host else f"//{settings.ollama_host}"
    parts = urlsplit(host)
    try:
        port = parts.port
    except ValueError:
        raise BadInput("OLLAMA_HOST is no address; write it as 127.0.0.1:11434") from None
    # Ollama's own notation for "every interface" is no address to call.
    name = "127.0.0.1" if parts.hostname in (None, "", "0.0.0.0") else parts.hostname  # noqa: S104
    if ":" in str(name):
        name = f"[{name}]"
    return f"{parts.scheme or 'http'}://{name}:{port or 11434}"


def key_text(access: Access, own: str | None) -> str:
    """The key to send. A server of one's own wants none, but the clients insist on one.

    `own` is the provider's own variable where the server is the provider's; raises BadInput if
    there is no key for it.
    """
    if access.key:
        return access.key.get_secret_value()
    if own:
        raise BadInput(f"this model needs a key: set CITEWISE_API_KEY or {own}")
    return "none"


def without_secrets(url: str) -> str:
    """A URL as it may be shown: without a user's name, password or query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def on_this_machine(url: str) -> bool:
    """Whether what goes there stays here."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
