"""What goes wrong at a provider becomes one line, and a kind that says what to do about it."""

import asyncio
import email.utils
import time
from typing import Any

import httpx
import pytest

from assistant.models import FaultKind, Structure, fault_of, open_chat
from assistant.models.faults import Fault
from assistant.settings import Settings
from tests.scripted.replies import STALL, Ending, Raw, Reply, Text, refused
from tests.scripted.server import serving, unused_port

KEY = "hunter2-of-the-newsroom"
"""Looks like no key: only who knows what was sent can keep it out of a line."""
PROVIDERS = ("openai:tiny", "anthropic:tiny", "ollama:tiny", "llamacpp:tiny")
LONG = "This model's maximum context length is 4096 tokens"
NO_FORM = "response_format is not supported by this model"

REPLIES: dict[str, tuple[Reply, FaultKind, str]] = {
    "wrong key": (
        refused(401, f"no such key: {KEY}"),
        FaultKind.FINAL,
        "the key was refused (401)",
    ),
    "forbidden": (refused(403, "not for you"), FaultKind.FINAL, "the server refused (403)"),
    "no model": (refused(404, "no tiny here"), FaultKind.FINAL, "no such model or address (404)"),
    "form": (refused(400, NO_FORM), FaultKind.FORM, "does not answer in this form (400)"),
    "form 422": (
        refused(422, "tools: extra"),
        FaultKind.FORM,
        "does not answer in this form (422)",
    ),
    "too long": (refused(400, LONG), FaultKind.LENGTH, "longer than the model's context"),
    "too large": (refused(413, "too large"), FaultKind.LENGTH, "longer than the model's context"),
    "too many": (refused(429, "slow down"), FaultKind.PASSING, "too many requests (429)"),
    "own error": (refused(500, f"boom\nwith {KEY}"), FaultKind.PASSING, "the server failed (500)"),
    "overloaded": (refused(529, "overloaded"), FaultKind.PASSING, "the server failed (529)"),
    "cut": (Reply((Text("It "),), ending=Ending.CUT), FaultKind.PASSING, "the connection broke"),
    "stands still": (Reply((Text("It "), STALL)), FaultKind.PASSING, "no answer in time"),
    "silent": (Reply((Text("It "),), delay=30), FaultKind.PASSING, "no answer in time"),
    "no JSON": (Reply((Raw("{not json"),)), FaultKind.PASSING, "no answer of a chat model"),
    "other JSON": (Reply((Raw("[1, 2]"),)), FaultKind.PASSING, "no answer of a chat model"),
}


def failure(name: str, url: str) -> Fault:
    """What the plain route of a model fails with; the writer catches no more than its faults."""
    at = f"{url}/v1" if name.startswith(("openai", "llamacpp")) else url
    model = open_chat(name, Settings(base_url=at, api_key=KEY, deadline=1.0))
    plain = next(each for each in model.routes if each.structure is Structure.TEXT)

    async def read() -> None:
        async for _ in plain.bind({}).astream("Who?"):
            pass

    with pytest.raises(model.faults) as raised:
        asyncio.run(read())
    return fault_of(raised.value)


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("what", REPLIES)
def test_every_fault_of_every_provider_has_its_kind_and_line(what: str, name: str) -> None:
    """Through the provider's own client; one line, which says what to do and holds no key."""
    reply, kind, said = REPLIES[what]
    with serving(reply) as server:
        fault = failure(name, server.url)
    assert (fault.kind, said in fault.line) == (kind, True), fault
    assert KEY not in fault.line
    assert "\n" not in fault.line
    assert fault.status == (reply.status if reply.status != 200 else None)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_server_that_is_not_there_may_be_tried_again(name: str) -> None:
    """It may be starting."""
    fault = failure(name, f"http://127.0.0.1:{unused_port()}")
    assert fault.passing
    assert fault.line.startswith("the server can not be reached")


@pytest.mark.parametrize("name", ["openai:tiny", "anthropic:tiny"])
def test_the_wait_that_a_server_asks_for_is_known(name: str) -> None:
    """In seconds, and as a date."""
    with serving(refused(429, "slow down", Retry_After="7")) as server:
        assert failure(name, server.url).retry_after == 7
    then = email.utils.formatdate(time.time() + 30, usegmt=True)
    with serving(refused(503, "busy", Retry_After=then)) as server:
        assert failure(name, server.url).retry_after == pytest.approx(30, abs=5)


@pytest.mark.parametrize("value", ["", "soon", "-3", "nan", "Tue, 99 Foo 2024"])
def test_a_wait_that_makes_no_sense_is_none_or_nothing(value: str) -> None:
    """Never negative, never an error."""
    assert not fault_of(error(429, "slow", retry_after=value)).retry_after


def error(
    status: int, message: str, *, code: str | None = None, retry_after: str = ""
) -> Exception:
    """An error with what the providers' errors have in common."""
    told: Any = Exception(message)
    told.status_code, told.code, told.body = status, code, {"error": {"message": message}}
    told.response = httpx.Response(status, headers={"retry-after": retry_after})
    return told


@pytest.mark.parametrize(
    "key", ["sk-proj-0123456789abcdef", "Bearer abcdef123", "a" * 40, "sk-****cdef9"]
)
def test_what_looks_like_a_key_is_left_out_of_a_line(key: str) -> None:
    """Also where nobody knows which key was sent."""
    fault = fault_of(error(500, f"upstream said: {key} is wrong"))
    assert fault.line == "the server failed (500): upstream said: … is wrong"


def test_an_empty_account_is_not_tried_again() -> None:
    """OpenAI says 429 for it, as for too many requests."""
    assert not fault_of(error(429, "You exceeded your quota", code="insufficient_quota")).passing
    assert fault_of(error(429, "Slow down", code="rate_limit_exceeded")).passing


@pytest.mark.parametrize(
    "said",
    [
        "model 'tiny' not found",
        "The model `tiny` does not exist or you do not have access to it.",
        "Invalid value for temperature",
    ],
)
def test_a_refusal_of_anything_else_is_no_refused_form(said: str) -> None:
    """Asking by another route would not help."""
    assert not fault_of(error(404, said)).refused_form


@pytest.mark.parametrize(
    "said",
    [
        "Requested tokens (9000) exceed context window of 8192",
        "the request exceeds the available context size, try increasing it",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "Input tokens exceed the configured limit of 272000 tokens",
    ],
)
def test_the_words_of_all_servers_for_too_long_are_known(said: str) -> None:
    """With a status or without one: a model of this machine has none."""
    assert fault_of(ValueError(said)).too_long
    assert fault_of(error(400, said)).too_long
