"""No test of models hears of the keys and servers of whoever runs it."""

import os

import pytest


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("CITEWISE_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANGSMITH_")):
            monkeypatch.delenv(name)
