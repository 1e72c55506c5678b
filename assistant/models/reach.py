"""Which models a server offers: one quick question to it, which sends nothing of the user's."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from assistant.models.access import Access, ollama_url
from assistant.models.faults import MALFORMED
from assistant.settings import Settings

_SECONDS = 2.0


class Offer(NamedTuple):
    """The chat models of a server, or why there are none to be seen."""

    models: tuple[str, ...] = ()
    problem: str | None = None


def offered_by_protocol(access: Access) -> Offer:
    """What a server that speaks OpenAI's protocol offers."""
    key = access.key.get_secret_value() if access.key else None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return _offer(f"{access.url.rstrip('/')}/models", headers, "data", "id")


def offered_by_anthropic(access: Access) -> Offer:
    """What Anthropic offers to a key."""
    key = access.key.get_secret_value() if access.key else ""
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
    return _offer(f"{access.url.rstrip('/')}/v1/models?limit=1000", headers, "data", "id")


def offered_by_ollama(settings: Settings) -> Offer:
    """The chat models that Ollama has pulled, the latest first; those it runs elsewhere not."""
    return _offer(f"{ollama_url(settings)}/api/tags", {}, "models", "name")


def _offer(url: str, headers: Mapping[str, str], listed: str, named: str) -> Offer:
    import httpx

    try:
        answer = httpx.get(url, headers=headers, timeout=_SECONDS)
        answer.raise_for_status()
        entries = answer.json()[listed]
        names = tuple(str(each[named]) for each in entries if _chats(each, str(each[named])))
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        told = "refuses the key" if code in (401, 403) else "has no list of models"
        return Offer(problem=f"it {told} ({code})")
    except (httpx.HTTPError, httpx.InvalidURL):
        return Offer(problem="nothing answers there")
    except MALFORMED:
        return Offer(problem="what answers there is no server of chat models")
    return Offer(names) if names else Offer(problem="it has no chat model")


def _chats(entry: Mapping[str, Any], name: str) -> bool:
    """Whether a listed model writes, and on the server that lists it: no list says it plainly."""
    family = str((entry.get("details") or {}).get("family", ""))
    embeds = "embed" in name or "bert" in family
    elsewhere = entry.get("remote_host") or name.endswith(("-cloud", ":cloud"))
    return not embeds and not elsewhere
