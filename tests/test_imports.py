"""Imports go one way, app → assistant → vectorstore → corpus: read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("app", "assistant", "vectorstore", "corpus")
ONLY_IN = {"chromadb": "vectorstore", "gradio": "app"}
"""Packages, and the one floor that may import each."""
PRODUCT = [
    ROOT / "app.py",
    *(path for floor in FLOORS[1:] for path in sorted((ROOT / floor).rglob("*.py"))),
]


def module_of(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def imported(source: str, module: str, *, package: bool = False) -> Iterator[str]:
    """Every module that a source imports, wherever in it, relative ones made absolute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            above = parts[: len(parts) - node.level + package] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _names_a_module(node):
            argument = node.args[0]
            if isinstance(argument, ast.Constant):
                yield str(argument.value)


def _names_a_module(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in ("import_module", "__import__") and bool(call.args)


def wrong(module: str, target: str) -> str | None:
    """Why `module` may not import `target`, or None."""
    floor, other = module.split(".")[0], target.split(".")[0]
    if other in ONLY_IN and ONLY_IN[other] != floor:
        return f"{module} imports {target}: only {ONLY_IN[other]} may"
    if other in FLOORS and FLOORS.index(other) < FLOORS.index(floor):
        return f"{module} imports {target}: upward"
    inside = module.startswith("assistant.evaluation") or module == "assistant.cli"
    if target.startswith("assistant.evaluation") and not inside:
        return f"{module} imports {target}: only the command line may reach evaluation"
    if other in ("tests", "training", "benchmarks"):
        return f"{module} imports {target}: no product code"
    return None


def faults(paths: list[Path], root: Path) -> list[str]:
    return [
        fault
        for path in paths
        for target in imported(
            path.read_text(encoding="utf-8"),
            module_of(path, root),
            package=path.name == "__init__.py",
        )
        if (fault := wrong(module_of(path, root), target))
        # The one arrow upward, by name: `citewise chat` starts the web chat.
        and not (module_of(path, root) == "assistant.cli" and target == "app")
    ]


def test_imports_go_one_way() -> None:
    """No arrow upward, and each foreign package stays on its floor."""
    assert faults(PRODUCT, ROOT) == []


def test_every_floor_was_read() -> None:
    """The check above saw the sources it speaks of."""
    assert {module_of(path, ROOT).split(".")[0] for path in PRODUCT} == set(FLOORS)
    assert len(PRODUCT) > 30


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("corpus/x.py", "from vectorstore.types import Hit"),
        ("corpus/x.py", "def f():\n    import assistant.ask"),
        ("vectorstore/x.py", "if True:\n    from assistant import ask"),
        ("vectorstore/x.py", "from ..assistant import ask"),
        ("assistant/x.py", "import app"),
        ("assistant/x.py", "import importlib\nimportlib.import_module('app')"),
        ("assistant/x.py", "from assistant.evaluation import cases"),
        ("assistant/x.py", "from assistant import evaluation"),
        ("assistant/writers/x.py", "from ..evaluation import cases"),
        ("assistant/__init__.py", "from .evaluation import cases"),
        ("assistant/x.py", "def f():\n    import chromadb.config"),
        ("assistant/cli.py", "import gradio"),
        ("vectorstore/x.py", "from gradio import Blocks"),
        ("app.py", "import chromadb"),
        ("app.py", "from assistant.evaluation.cases import read"),
        ("assistant/x.py", "import training.train_reader"),
    ],
)
def test_a_planted_wrong_import_is_found(place: str, source: str, tmp_path: Path) -> None:
    """Upward, local, relative and late imports alike."""
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    assert len(faults([path], tmp_path)) == 1


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("assistant/x.py", "from corpus.types import Article"),
        ("assistant/x.py", "from .types import Answer"),
        ("vectorstore/x.py", "import chromadb"),
        ("app.py", "def main():\n    import gradio as gr\n    import corpus.store"),
        ("assistant/cli.py", "def check():\n    from assistant.evaluation import cases"),
        ("assistant/cli.py", "import importlib\nimportlib.import_module('app')"),
        ("assistant/evaluation/x.py", "from assistant.evaluation.cases import read"),
        ("assistant/x.py", "import applications, corpus_tools"),
    ],
)
def test_a_right_import_is_let_through(place: str, source: str, tmp_path: Path) -> None:
    """Downward, skipping a floor or not."""
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    assert faults([path], tmp_path) == []
