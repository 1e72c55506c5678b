"""`auto`: a configured model, else a running Ollama, else quoting, and always why."""

import sys
from typing import Any

import pytest

from assistant.models.choosing import choose, offered, settled
from assistant.settings import Settings
from assistant.writers import make_writer
from corpus.errors import BadInput
from tests.assistant.models.listing import listing, pulled, served
from tests.doubles import FakeEmbedder
from tests.scripted.server import unused_port


def nobody() -> str:
    return f"http://127.0.0.1:{unused_port()}"


def auto(**given: Any) -> Settings:
    return Settings(model="auto", **{"ollama_host": nobody()} | given)


def test_a_named_model_is_what_was_configured() -> None:
    """Nothing is asked."""
    assert choose(Settings(model="openai:x")).name == "openai:x"


def test_a_configured_server_gives_its_first_model() -> None:
    """Ahead of an Ollama that is running, and with the key that belongs to it."""
    with listing(served("text-embedding-3", "qwen", "llama")) as own, listing(pulled("a")) as other:
        choice = choose(
            auto(base_url=f"{own.url}/v1", api_key="k", ollama_host=other.url, openai_api_key="o")
        )
    assert choice.name == "openai:qwen"
    assert own.url in choice.why
    assert (own.asked[0][0], own.asked[0][1]["authorization"]) == ("/v1/models", "Bearer k")
    assert not other.asked


def test_a_configured_server_that_is_down_is_not_replaced() -> None:
    """Whoever named it did not ask for another one; the reason says so."""
    with listing(pulled("llama3.2:latest")) as ollama:
        choice = choose(auto(base_url=nobody(), ollama_host=ollama.url))
    assert choice.name == "quoting"
    assert "CITEWISE_BASE_URL" in choice.why
    assert "nothing answers there" in choice.why


def test_a_running_ollama_gives_its_latest_chat_model() -> None:
    """None that only embeds, and none that Ollama would run elsewhere."""
    models = pulled("bge-m3:latest", details={"family": "bert"})["models"]
    models += pulled("nomic-embed-text:latest", "gpt-oss:120b-cloud")["models"]
    models += pulled("far:latest", remote_host="https://ollama.example")["models"]
    models += pulled("llama3.2:latest", "qwen3:8b")["models"]
    with listing({"models": models}) as ollama:
        choice = choose(auto(ollama_host=ollama.url))
    assert choice == ("ollama:llama3.2:latest", "no model is configured and Ollama is running")
    assert ollama.asked[0][0] == "/api/tags"


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (pulled(), 200, "it has no chat model"),
        (pulled("nomic-embed-text"), 200, "it has no chat model"),
        ("<html>", 200, "no server of chat models"),
        ([1], 200, "no server of chat models"),
        ({"models": [{"name": "x", "details": 3}]}, 200, "no server of chat models"),
        ({}, 500, "has no list of models (500)"),
    ],
)
def test_an_ollama_without_a_chat_model_leaves_quoting(body: Any, status: int, why: str) -> None:
    """Whatever it is that answers there."""
    with listing(body, status) as ollama:
        choice = choose(auto(ollama_host=ollama.url))
    assert (choice.name, why in choice.why) == ("quoting", True)


def test_a_key_alone_sends_no_article_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be there for something else."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "CITEWISE_API_KEY"):
        monkeypatch.setenv(name, "k")
    assert choose(auto()).name == "quoting"


def test_a_running_ollama_without_its_package_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And quoting answers."""
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    with listing(pulled("llama3.2:latest")) as ollama:
        choice = choose(auto(ollama_host=ollama.url))
    assert choice.name == "quoting"
    assert "pip install 'citewise[ollama]'" in choice.why


def test_what_was_chosen_is_said_once_and_then_settled() -> None:
    """A model that is named is nothing to speak of."""
    said: list[str] = []
    with listing(pulled("llama3.2:latest")) as ollama:
        settings = settled(auto(ollama_host=ollama.url), Settings(), said.append)
        assert settled(settings, Settings(), said.append) == settings
    assert settings.model == "ollama:llama3.2:latest"
    assert said == [
        "auto: ollama:llama3.2:latest, since no model is configured and Ollama is running"
    ]


def test_the_writer_of_auto_is_the_one_that_was_chosen() -> None:
    """By its name, which every answer shows."""
    with listing(pulled("llama3.2:latest")) as ollama:
        writer = make_writer(auto(ollama_host=ollama.url), FakeEmbedder())
    assert writer.name == "ollama:llama3.2:latest"
    assert make_writer(auto(), FakeEmbedder()).name == "quoting"


@pytest.mark.parametrize("name", ["oracle", "quoting:x", "openai:", ""])
def test_a_writer_that_nobody_knows_is_bad_input(name: str) -> None:
    """The names that there are stand in the message."""
    with pytest.raises(BadInput, match="openai:NAME"):
        make_writer(Settings(model=name), FakeEmbedder())


def test_a_chat_offers_what_is_configured_quoting_and_what_ollama_has_here() -> None:
    """The configured one's server and key are its own: no other model is sent there."""
    with listing(pulled("llama3.2:latest", "qwen3:8b")) as ollama:
        own = Settings(
            model="openai:x", base_url="http://127.0.0.1:1/v1", api_key="k", ollama_host=ollama.url
        )
        found = offered(own)
    assert list(found) == ["openai:x", "quoting", "ollama:llama3.2:latest", "ollama:qwen3:8b"]
    assert found["openai:x"] == own
    for name, settings in found.items():
        assert settings.model == name
        assert (settings.base_url is None and settings.api_key is None) == (name != "openai:x")


@pytest.mark.parametrize("host", ["http://ollama.example:11434", "127.0.0.1:no-port"])
def test_an_ollama_elsewhere_is_not_asked_for_the_chat(host: str) -> None:
    """And an address that is none is no reason not to start."""
    assert list(offered(Settings(ollama_host=host))) == ["quoting"]


def test_auto_takes_the_model_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was configured before somebody asked for `--model auto`; no server is asked then."""
    monkeypatch.setenv("CITEWISE_MODEL", "ollama:own")
    said: list[str] = []
    with listing(pulled("llama3.2:latest")) as ollama:
        found = settled(auto(ollama_host=ollama.url), Settings(), said.append)
    assert found.model == "ollama:own"
    assert said == ["auto: ollama:own, since CITEWISE_MODEL names it"]
    assert not ollama.asked
