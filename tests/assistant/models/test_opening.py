"""A chat model by its name: what can not be opened is one line that says what to do."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.models import NEEDED, open_chat
from assistant.models.access import ollama_url, without_secrets
from assistant.settings import Settings
from corpus.errors import BadInput


@pytest.mark.parametrize("name", ["oracle:x", "openai:", "openai", "", ":x", "quoting"])
def test_a_name_that_is_no_chat_model_is_bad_input(name: str) -> None:
    """The providers stand in the message."""
    with pytest.raises(BadInput, match="openai:NAME, anthropic:NAME, ollama:NAME, huggingface"):
        open_chat(name, Settings())


@pytest.mark.parametrize(
    ("name", "package", "command"),
    [
        ("openai:x", "langchain_openai", "pip install 'citewise[openai]'"),
        ("anthropic:x", "langchain_anthropic", "pip install 'citewise[anthropic]'"),
        ("ollama:x", "langchain_ollama", "pip install 'citewise[ollama]'"),
        ("llamacpp:http://127.0.0.1:8080", "langchain_openai", "pip install 'citewise[openai]'"),
        ("llamacpp:{here}/x.gguf", "llama_cpp", "pip install 'citewise[llamacpp]'"),
    ],
)
def test_a_missing_package_names_the_command_that_installs_it(
    name: str, package: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line; nothing is imported that is not there."""
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / "x.gguf").write_bytes(b"GGUF")
    with pytest.raises(BadInput) as raised:
        open_chat(name.format(here=tmp_path), Settings(api_key="k"))
    assert command in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_providers_own_server_needs_a_key(provider: str) -> None:
    """The variables that may hold it are named; a server of one's own needs none."""
    with pytest.raises(BadInput, match=f"CITEWISE_API_KEY or {provider.upper()}_API_KEY"):
        open_chat(f"{provider}:x", Settings())
    open_chat(f"{provider}:x", Settings(base_url="http://127.0.0.1:9"))


@pytest.mark.parametrize("name", ["llamacpp:nowhere.gguf", "llamacpp:what"])
def test_a_llama_that_is_neither_server_nor_file_is_bad_input(name: str) -> None:
    """Said before anything is loaded."""
    with pytest.raises(BadInput, match=r"no file|no server and no file"):
        open_chat(name, Settings())


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1"),
        ("https://llama.example/api/v1", "https://llama.example/api/v1"),
    ],
)
def test_a_llama_server_is_found_by_its_plain_address(given: str, url: str) -> None:
    """llama.cpp prints its address without the path that the protocol needs."""
    opened: Any = open_chat(f"llamacpp:{given}", Settings()).chat
    assert opened.openai_api_base == url


def test_a_name_shows_no_password() -> None:
    """It stands in every answer."""
    opened = open_chat("llamacpp:http://ann:secret@127.0.0.1:8080/v1?key=secret", Settings())
    assert opened.name == "llamacpp:http://127.0.0.1:8080/v1"
    assert without_secrets("https://a:b@h/x?y=z#w") == "https://h/x"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8000", "http://127.0.0.1:8000"),
        (":8000", "http://127.0.0.1:8000"),
        ("desk.local:8000", "http://desk.local:8000"),
        ("https://desk.local:443/", "https://desk.local:443"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_ollamas_own_variable_is_understood_in_every_form(
    host: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also the address that it listens at, which none can call."""
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert ollama_url(Settings()) == url
    assert ollama_url(Settings(base_url="http://10.0.0.2:1")) == "http://10.0.0.2:1"


def test_an_ollama_variable_that_is_no_address_is_bad_input() -> None:
    """One line that shows the form."""
    with pytest.raises(BadInput, match=r"write it as 127\.0\.0\.1:11434"):
        ollama_url(Settings(ollama_host="desk:port"))


@pytest.mark.parametrize(
    ("name", "temperature"),
    [
        ("openai:gpt-4.1", 0.0),
        ("openai:gpt-5-mini", None),
        ("openai:a-model-of-tomorrow", None),
        ("anthropic:claude-haiku-4-5", 0.0),
        ("anthropic:claude-sonnet-5-5", None),
        ("anthropic:a-model-of-tomorrow", None),
    ],
)
def test_a_temperature_is_sent_only_to_a_model_known_to_take_one(
    name: str, temperature: float | None
) -> None:
    """Others refuse the whole question for it."""
    opened: Any = open_chat(name, Settings(api_key="k")).chat
    assert (opened.temperature, opened.max_retries) == (temperature, 0)


def test_a_model_without_schemas_is_asked_by_tool_call() -> None:
    """As far as its provider's list says so."""
    first = open_chat("openai:gpt-4", Settings(api_key="k")).routes[0]
    assert first.structure == "tool"


@pytest.mark.parametrize(
    ("name", "context"),
    [("openai:gpt-4o", 128_000), ("anthropic:claude-haiku-4-5", 200_000), ("ollama:x", 8192)],
)
def test_the_context_is_the_models_own_where_it_is_known(name: str, context: int) -> None:
    """Tokens of prompt and answer together."""
    assert open_chat(name, Settings(api_key="k")).context == context


def test_no_key_stands_in_the_settings_or_the_model_as_text() -> None:
    """Whoever prints or logs them prints no key."""
    settings = Settings(api_key="hunter2", openai_api_key="hunter2", anthropic_api_key="hunter2")
    shown = [repr(settings), str(settings.model_dump())]
    shown += [repr(open_chat(f"{each}:x", settings)) for each in ("openai", "anthropic")]
    assert not [each for each in shown if "hunter2" in each]


def test_reading_the_names_imports_no_provider() -> None:
    """The command line stays fast."""
    heavy = ("langchain_core", "openai", "anthropic", "ollama", "httpx", "torch", "transformers")
    code = (
        "import sys; import assistant.models, assistant.models.choosing, assistant.doctor; "
        f"print([each for each in {heavy!r} if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert set(NEEDED) == {"openai", "anthropic", "ollama", "huggingface", "llamacpp"}
