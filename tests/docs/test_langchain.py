"""docs/langchain.md: its examples run, in their order, and print what it says they print."""

import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import langchain_openai
import pytest
from langchain_core.language_models import FakeListChatModel
from typer.testing import CliRunner

from assistant.cli import app
from tests.smallpaper import write_paper

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "langchain.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```\n(?:```text\n(.*?)^```)?", PAGE, re.DOTALL | re.MULTILINE
)
RIGHT = "The footbridge cost £2.3 million. [herald-2025-05-06-footbridge]"
WRONG = "The footbridge cost £2.5 million. [herald-2025-05-06-footbridge]"


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three articles, indexed as the page says."""
    write_paper(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["index", "articles"]).exit_code == 0


@pytest.fixture
def names() -> Iterator[dict[str, Any]]:
    """What the examples have defined so far; the assistant is closed in the end."""
    found: dict[str, Any] = {}
    yield found
    if "assistant" in found:
        found["assistant"].close()


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize(("reply", "code"), [(RIGHT, 0), (WRONG, 1)], ids=["right", "wrong"])
def test_the_examples_run(
    reply: str, code: int, names: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another model in place of the server's; what it says wrong is found by the check."""
    asked: list[dict[str, Any]] = []

    def served(**options: Any) -> FakeListChatModel:
        asked.append(options)
        return FakeListChatModel(responses=[reply])

    monkeypatch.setattr(langchain_openai, "ChatOpenAI", served)
    for number, (example, output) in enumerate(EXAMPLES, 1):
        said = StringIO()
        with redirect_stdout(said):
            exec(compile(example, f"example {number}", "exec"), names)
        assert said.getvalue() == output, f"example {number}"
    assert [set(each) for each in asked] == [{"model", "base_url", "api_key"}]
    assert "£2.3 million" in names["passages"](names["result"])
    (command,) = re.findall(r"^ {4}citewise (.+)$", PAGE, re.MULTILINE)
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == code, result.output


def test_most_examples_show_what_they_print() -> None:
    """The test above would pass a page without examples."""
    assert len(EXAMPLES) >= 8
    assert sum(bool(output) for _, output in EXAMPLES) >= 6
