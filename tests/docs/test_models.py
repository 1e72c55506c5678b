"""docs/models/ and the guide's part on models: each command runs, and the tables are so."""

import json
import os
import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.models import NEEDED, install_command, open_chat
from assistant.settings import Settings
from tests.assistant.models.listing import listing, pulled, served
from tests.assistant.models.tiny import make_llama
from tests.scripted.faults import FAULTS
from tests.scripted.prompts import Said, offered, spoken
from tests.scripted.replies import Reply
from tests.scripted.server import Heard, serving
from tests.scripted.voices import cite
from tests.smallpaper import write_paper

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
WRITES = GUIDE.partition("## Who writes")[2].partition("\n## ")[0]
PAGES = {each.name: each.read_text(encoding="utf-8") for each in (DOCS / "models").glob("*.md")}
INDEX = PAGES["README.md"]
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
SHOWN = [
    (name, line)
    for name, text in sorted({**PAGES, "guide.md": WRITES}.items())
    for line in re.findall(r"^ {4}(\S.*)$", FENCED.sub("", text), re.MULTILINE)
]
KEY = "sk-of-the-page-0123456789"
OWN_KEYS = {"OPENAI_API_KEY": "sk-openais-own", "ANTHROPIC_API_KEY": "sk-anthropics-own"}
LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|desk\.local):\d+")
FIRST = "llama3.2:latest"
"""What a server lists where the command names no model of it."""


class Command(NamedTuple):
    """A line as a shell reads it."""

    environment: dict[str, str]
    arguments: list[str]

    @property
    def model(self) -> str:
        return self.arguments[-1] if "--model" in self.arguments else ""


def read(line: str) -> Command:
    words = shlex.split(line.replace("…", KEY))
    given = [each for each in words if re.match(r"[A-Z_]+=", each)]
    return Command(dict(each.split("=", 1) for each in given), words[len(given) :])


def lines(start: str) -> list[tuple[str, str]]:
    """Those whose command begins so, with their pages."""
    return [each for each in SHOWN if shlex.join(read(each[1]).arguments).startswith(start)]


def run(line: str, port: int) -> Result:
    """With every server that it may ask on a port of loopback."""
    here = f"127.0.0.1:{port}"
    command = read(LOCAL.sub(here, line))
    provided = {
        "OPENAI_BASE_URL": f"http://{here}/v1",
        "ANTHROPIC_BASE_URL": f"http://{here}",
        "OLLAMA_HOST": here,
        "COLUMNS": "80",
    }
    name, *arguments = command.arguments
    assert name == "citewise"
    return CliRunner().invoke(app, arguments, env=provided | OWN_KEYS | command.environment)


def right(heard: Heard) -> Reply:
    """The one sentence that answers, in fewer words."""
    cost = next(each for each in offered(heard) if "£2.3 million" in each.text)
    return Reply(spoken(heard, [Said("The footbridge cost £2.3 million.", cite(cost))]))


def partly_wrong(heard: Heard) -> Reply:
    """A false sentence behind the right one; written again, it is put right."""
    cost = next(each for each in offered(heard) if "£2.3 million" in each.text)
    again = "The county paid for the footbridge from its road fund."
    if "were not shown" in heard.prompt:
        return Reply(spoken(heard, [Said(again, cite(cost))]))
    said = ("The footbridge cost £2.3 million.", "The county had planned to pay £2 million.")
    return Reply(spoken(heard, [Said(each, cite(cost)) for each in said]))


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles, indexed, a model's folder with room for a prompt, and a file of the name."""
    folder = tmp_path_factory.mktemp("paper")
    write_paper(folder)
    store = str(folder / ".citewise")
    indexed = CliRunner().invoke(app, ["index", str(folder / "articles"), "--store", store])
    assert indexed.exit_code == 0, indexed.output
    config = make_llama(folder / "models" / "my-model") / "config.json"
    roomy = json.loads(config.read_text()) | {"max_position_embeddings": 8192}
    config.write_text(json.dumps(roomy))
    (folder / "models" / "my-model.gguf").touch()
    return folder


@pytest.fixture(autouse=True)
def _bare(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the paper's folder, without the variables of whoever runs this."""
    for name in os.environ:
        if name.startswith(("CITEWISE_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(paper)


def test_each_page_shows_how_to_look_and_how_to_ask() -> None:
    """The tests below would pass pages without commands; and no line is left out of them."""
    for page in PAGES.keys() - {"README.md"}:
        for start in ("citewise doctor", "citewise ask", "pip install"):
            assert page in [name for name, _ in lines(start)], (page, start)
    known = [line for start in ("citewise doctor", "citewise ask", "pip") for line in lines(start)]
    (live,) = set(SHOWN) - set(known)
    assert (ROOT / read(live[1]).arguments[-1]).is_file()


@pytest.mark.parametrize(("page", "line"), lines("citewise ask"))
def test_a_question_shown_is_answered_by_its_model(page: str, line: str) -> None:
    """By the server that it names, with that server's key and no other's."""
    model = read(line).model
    with serving(play=right) as server:
        result = run(line, server.port)
    assert result.exit_code == 0, result.output
    assert "£2.3 million" in result.stdout
    if model.startswith("huggingface:"):  # a random model: nothing of it passes
        assert not server.heard
        assert model in result.stdout
        assert "quoting was asked for an answer instead" in " ".join(result.stdout.split())
        return
    assert "instead" not in result.stdout
    given = read(line).environment
    heard = {*server.heard[0].headers.values()}
    own = "ANTHROPIC_API_KEY" if model.startswith("anthropic:") else "OPENAI_API_KEY"
    key = given.get("CITEWISE_API_KEY") or given.get(own)
    sent = [each for each in (KEY, *OWN_KEYS.values()) if any(each in value for value in heard)]
    assert sent == ([key] if key else [])
    named = model.partition(":")[2]
    wanted = "default" if "://" in named else named
    assert server.heard[0].body["model"] == wanted or model == "auto"


@pytest.mark.parametrize(("page", "line"), lines("citewise doctor"))
def test_the_doctor_finds_what_is_shown_in_place(page: str, line: str) -> None:
    """A file of a model only where the package that runs it is here too."""
    named = read(line).model.partition(":")[2] or FIRST
    listed = named if named.partition(":")[2] or "ollama" not in line else f"{named}:latest"
    with listing({**served(listed), **pulled(listed)}) as server:
        result = run(line, int(server.url.rpartition(":")[2]))
    if named.endswith(".gguf") and find_spec("llama_cpp") is None:
        assert result.exit_code == 1
        assert install_command("llamacpp") in result.output
        return
    assert result.exit_code == 0, result.output
    assert "FAIL" not in result.output


@pytest.mark.parametrize(("page", "line"), lines("pip"))
def test_an_extra_shown_is_one(page: str, line: str) -> None:
    """Of this package."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (extra,) = re.findall(r"citewise\[(\w+)\]", line)
    assert extra in extras["optional-dependencies"]


def test_what_happens_to_a_sentence_that_fails_is_as_shown() -> None:
    """To the letter: one is shown, one withheld, written again and shown."""
    ((command, output),) = re.findall(r"^```text\n\$ (.*)\n([^`]*)^```$", WRITES, re.MULTILINE)
    with serving(play=partly_wrong) as server:
        result = run(f"CITEWISE_BASE_URL={server.openai_url} {command}", server.port)
    assert result.output.strip() == output.strip()
    assert len(server.heard) == 2


TABLE = [
    [cell.strip() for cell in row.split("|")[1:-1]]
    for row in re.findall(r"^\| \[`.*$", INDEX, re.MULTILINE)
]
OWN = {"base_url": "http://127.0.0.1:8000/v1"}
OPENED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("openai:x", {"openai_api_key": "k"}),
    ("openai:x", OWN),
    ("anthropic:x", {"anthropic_api_key": "k"}),
    ("ollama:x", {}),
    ("huggingface:models/my-model", {}),
    ("llamacpp:http://127.0.0.1:8080", {}),
)
"""Row by row; the last one, of a GGUF file, needs a package that is compiled."""


@pytest.mark.parametrize("row", range(len(OPENED)))
def test_the_table_tells_the_forms_and_the_context(row: int) -> None:
    """As they are for a model of which nothing is known."""
    name, given = OPENED[row]
    kind, _, _, forms, _, context = TABLE[row]
    model = open_chat(name, Settings(**given))
    assert name.partition(":")[0] in kind
    assert forms.split(", ") == [each.structure.value for each in model.routes]
    numbers = re.findall(r"\d+,\d+", context)
    assert numbers == ([] if "configuration" in context else [f"{model.context:,}"])


def test_the_table_has_every_provider_with_its_command_and_variables() -> None:
    """A llama.cpp server needs OpenAI's client."""
    assert len(TABLE) == len(OPENED) + 1
    assert {re.findall(r"`(\w+):", kind)[0] for kind, *_ in TABLE} == set(NEEDED)
    read_too = {str(each.validation_alias) for each in Settings.model_fields.values()}
    read_too |= {f"CITEWISE_{each.upper()}" for each in Settings.model_fields}
    for kind, install, variables, *_ in TABLE:
        extra = "openai" if "llamacpp:URL" in kind else re.findall(r"`(\w+):", kind)[0]
        assert install == f"`{install_command(extra)}`"
        assert set(re.findall(r"`(\w+)`", variables)) <= read_too


def test_what_was_not_tried_is_said_on_each_page() -> None:
    """With how to try it; and the number of faults is that of the faults."""
    for page in PAGES.keys() - {"README.md"}:
        tried = PAGES[page].partition("## Tried with")[2]
        assert re.search(r"\b(?:Not|Neither) with", tried), page
        assert 'CITEWISE_LIVE_MODELS="' in tried, page
    assert f"{len(FAULTS)} kinds of faults" in PAGES["openai.md"]


def test_every_notice_explained_is_one_of_the_code() -> None:
    """By its code."""
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", WRITES, re.MULTILINE)
    codes = [code for row in rows for code in re.findall(r"\w+", row)]
    source = "".join(each.read_text("utf-8") for each in (ROOT / "assistant").rglob("*.py"))
    assert len(codes) >= 9
    assert [each for each in codes if f'"{each}"' not in source] == []


LINKING = [*(DOCS / "models").glob("*.md"), DOCS / "guide.md", ROOT / "README.md"]


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file, and to a heading of it."""
    for target, _, anchor in re.findall(
        r"\]\((?!https?:)([^)#\s]*)(#?)([^)\s]*)\)", page.read_text("utf-8")
    ):
        file = (page.parent / target) if target else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings]
            assert anchor in slugs, (target, anchor)
