"""The doctor: how each kind of chat model stands, and what to do; it calls nobody unasked."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.doctor import Finding, examine
from assistant.models import NEEDED
from assistant.settings import Settings
from tests.assistant.models.listing import listing, pulled, served
from tests.scripted.server import unused_port


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("CITEWISE_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANG")):
            monkeypatch.delenv(name)


def found(**given: Any) -> dict[str, Finding]:
    """What is found without a store; by what it is about."""
    away = {"store": Path("no-such-store"), "ollama_host": f"127.0.0.1:{unused_port()}"}
    return {each.about: each for each in examine(Settings(**away | given))}


def test_every_kind_of_model_is_looked_at_and_only_the_one_in_use_must_be_sound() -> None:
    """Even if there is nothing indexed yet: it says what could be used."""
    findings = found()
    assert not findings["articles"].sound
    assert set(NEEDED) < set(findings)
    assert all(findings[each].sound for each in (*NEEDED, "model"))
    assert "nothing answers there; `ollama serve` starts it" in findings["ollama"].text


@pytest.mark.parametrize(
    "package", ["langchain_openai", "langchain_anthropic", "langchain_ollama", "llguidance"]
)
def test_a_missing_package_comes_with_the_command(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not sound only where its model is in use."""
    monkeypatch.setitem(sys.modules, package, None)
    extra = package.removeprefix("langchain_").replace("llguidance", "huggingface")
    idle = found()[extra]
    assert (idle.sound, f"pip install 'citewise[{extra}]'" in idle.text) == (True, True)
    used = found(model=f"{extra}:x", base_url="http://127.0.0.1:9")[extra]
    assert used.sound == (extra == "huggingface")


def test_the_models_that_ollama_has_are_named() -> None:
    """Whether it is in use or not; a model that is not pulled comes with the command."""
    with listing(pulled("llama3.2:latest", "qwen3:8b")) as ollama:
        idle = found(ollama_host=ollama.url)["ollama"]
        used = found(ollama_host=ollama.url, model="ollama:llama3.2")["ollama"]
        missing = found(ollama_host=ollama.url, model="ollama:gemma")["ollama"]
    assert idle == used == ("ollama", True, f"{ollama.url} offers llama3.2:latest, qwen3:8b")
    assert missing == ("ollama", False, "gemma is not pulled; `ollama pull gemma`")


@pytest.mark.parametrize("model", ["openai:llama", "llamacpp:llama", "anthropic:llama"])
def test_a_configured_server_is_asked_for_its_models(model: str) -> None:
    """With its key; a name that it does not list may still do, as it has one model anyway."""
    provider = model.partition(":")[0]
    with listing(served("llama")) as own:
        good = found(model=model, base_url=own.url, api_key="k")[provider]
        other = found(model=f"{provider}:other", base_url=own.url)[provider]
    assert good == (provider, True, f"{own.url} offers llama")
    assert other == (provider, True, f"{own.url} offers llama; other is not among them")
    headers = own.asked[0][1]
    assert headers.get("authorization") == "Bearer k" or headers.get("x-api-key") == "k"


@pytest.mark.parametrize(
    ("status", "said"), [(401, "it refuses the key (401)"), (404, "it has no list of models (404)")]
)
def test_a_configured_server_that_fails_is_a_fault_with_its_reason(status: int, said: str) -> None:
    """One line, without the key."""
    with listing({"error": "hunter2"}, status) as own:
        finding = found(model="openai:x", base_url=own.url, api_key="hunter2")["openai"]
    assert finding == ("openai", False, f"{own.url}: {said}")


def test_a_server_that_nobody_listens_at_is_a_fault() -> None:
    """The address is named."""
    url = f"http://127.0.0.1:{unused_port()}/v1"
    assert found(model="openai:x", base_url=url)["openai"] == (
        "openai",
        False,
        f"{url}: nothing answers there",
    )


def test_a_model_of_a_provider_that_does_not_have_it_is_a_fault() -> None:
    """Its own server knows all of its names."""
    with listing(served("gpt-5")) as openai:
        given = {"openai_base_url": openai.url, "openai_api_key": "k"}
        assert found(model="openai:gpt-5", **given)["openai"].sound
        assert not found(model="openai:gpt-0", **given)["openai"].sound


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"model": "openai:x"},
        {"model": "anthropic:x"},
        {"model": "huggingface:some/name"},
        {"openai_api_key": "k", "anthropic_api_key": "k"},
        {"api_key": "k", "model": "auto"},
        {"ollama_host": "ollama.example.org"},
    ],
)
def test_no_server_beyond_this_machine_is_called_without_key_and_model(
    given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for a name on the hub, nor because a key happens to be there."""
    called: list[Any] = []
    looked_up = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in ("127.0.0.1", "localhost"):
            called.append(host)
            raise OSError("no network here")
        return looked_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    findings = found(**given)
    assert called == []
    assert all("\n" not in each.text for each in findings.values())
    if given.get("model") in ("openai:x", "anthropic:x"):
        kind = findings[given["model"].partition(":")[0]]
        assert (kind.sound, "needs a key" in kind.text) == (False, True)


def test_what_auto_picks_is_said_with_the_reason() -> None:
    """As it would be at a question."""
    with listing(pulled("llama3.2:latest")) as ollama:
        findings = found(model="auto", ollama_host=ollama.url)
    assert findings["model"].text == (
        "auto: ollama:llama3.2:latest, since no model is configured and Ollama is running"
    )
    assert findings["ollama"].sound


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("oracle", "oracle is unknown"),
        ("llamacpp:none.gguf", "there is no file none.gguf"),
        ("llamacpp:what", "is no server and no file"),
        ("openai:", "needs a name"),
    ],
)
def test_a_model_that_can_not_be_is_a_fault(model: str, said: str) -> None:
    """One of the findings says why."""
    assert [each for each in found(model=model).values() if not each.sound and said in each.text]
