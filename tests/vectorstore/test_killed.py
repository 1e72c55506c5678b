"""A run may be killed at any moment: the next one ends where one clean run would have."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexFault
from tests.doubles import FakeEmbedder
from tests.vectorstore.conftest import Newsroom
from vectorstore import index, indexing, manifest
from vectorstore.index import PassageIndex
from vectorstore.lexical import LexicalIndex
from vectorstore.library import Library

ROUNDS = 6
ARTICLES = 60
CHILD = """
import sys
from pathlib import Path
from tests.doubles import FakeEmbedder
from vectorstore import index, indexing
indexing.BATCH_PASSAGES = 4
# Persists the graph all the time, which is when a kill does most harm.
index.HNSW |= {"sync_threshold": 3, "batch_size": 2}
indexing.index_paths(
    Path(sys.argv[1]), [Path(sys.argv[2])], embedder=FakeEmbedder(), prune=True,
    progress=lambda progress: print(progress.stage, flush=True),
)
"""


def state(root: Path) -> dict[str, Any]:
    """All that a search depends on."""
    embedder = FakeEmbedder()
    chroma = PassageIndex.open(root / "index" / "chroma", embedder.fingerprint)
    rows, vectors = chroma.everything()
    chroma.close()
    written = json.loads((root / "index" / "manifest.json").read_text())
    library = Library.open(root, embedder=embedder)
    questions = ("ferry harbour", "council budget", "storm", "number 7")
    hits = [(question, hit) for question in questions for hit in library.search(question, k=99)]
    articles = list(library.articles.articles())
    library.close()
    return {
        "rows": {row: vector.tobytes() for row, vector in zip(rows, vectors, strict=True)},
        "row count": len(rows),
        "manifest": (written["articles"], written["unfinished"], written["complete"]),
        "words": {(q, hit.passage): hit.found.bm25 for q, hit in hits if hit.found.bm25},
        "near": {(q, hit.passage): hit.found.cosine for q, hit in hits if hit.found.cosine},
        "articles": articles,
    }


def write_news(folder: Path, edition: int) -> None:
    """The second edition changes a third of the articles, drops some and adds some."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(edition)
    names = "ferry harbour council budget storm pier hospital mayor vote bridge".split()
    for number in range(ARTICLES):
        path = folder / f"a{number}.txt"
        if edition == 1 or number % 3 == 0:
            some = [" ".join(chance.choices(names, k=9)) for _ in range(30)]
            path.write_text("\n\n".join(f"Number {number}: {words}." for words in some))
        elif number % 10 == 1:
            path.unlink()
    if edition == 2:
        (folder / "late.txt").write_text("The storm came late. The ferry came later.")


def clean(tmp_path: Path, folder: Path) -> dict[str, Any]:
    indexing.index_paths(tmp_path / "clean", [folder], embedder=FakeEmbedder())
    return state(tmp_path / "clean")


def test_kill_9_at_random_moments_leaves_the_state_of_one_clean_run(tmp_path: Path) -> None:
    """A real process and a real SIGKILL, over a first run and over one that changes articles."""
    folder, root = tmp_path / "news", tmp_path / "store"
    chance = random.Random()
    killed = 0
    for edition in (1, 2):
        write_news(folder, edition)
        for _ in range(ROUNDS // 2):
            child = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", CHILD, str(root), str(folder)],
                stdout=subprocess.PIPE,
                text=True,
            )
            assert child.stdout is not None
            for _ in range(chance.randint(1, 6)):
                child.stdout.readline()
            time.sleep(chance.random() * 0.2)
            child.send_signal(signal.SIGKILL)
            child.communicate()
            killed += child.returncode == -signal.SIGKILL
    assert killed >= 1
    indexing.index_paths(root, [folder], embedder=FakeEmbedder(), prune=True)
    assert state(root) == clean(tmp_path, folder)


class Killed(BaseException):
    """Stops a run where it stands, as a kill would."""


@pytest.mark.parametrize("after", [False, True])
def test_a_run_may_stop_before_or_after_every_single_write(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Every step that changes the index, one after the other, in a run of all kinds of changes."""
    monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)
    newsroom.index()
    newsroom.write("ferry", "The ferry sails again. The pier was mended.")
    newsroom.write("election", "The election was held on Sunday.")
    (newsroom.folder / "budget.txt").unlink()
    expected = clean(tmp_path, newsroom.folder)
    steps = [
        (manifest, "write"),
        (PassageIndex, "add"),
        (PassageIndex, "delete_articles"),
        (LexicalIndex, "save"),
    ]
    number = 0
    stopped = True
    while stopped:
        number += 1
        root = tmp_path / f"store{number}"
        shutil.copytree(newsroom.root, root)
        calls = iter(range(1, 1000))
        with monkeypatch.context() as patched:
            for place, name in steps:
                patched.setattr(place, name, stopping(getattr(place, name), calls, number, after))
            stopped = False
            try:
                indexing.index_paths(root, [newsroom.folder], embedder=FakeEmbedder(), prune=True)
            except Killed:
                stopped = True
        report = indexing.index_paths(root, [newsroom.folder], embedder=FakeEmbedder(), prune=True)
        assert report.passages == 3
        assert state(root) == expected, f"stopped at step {number}"
    assert number > 10


def stopping(step: Callable[..., Any], calls: Any, number: int, after: bool) -> Callable[..., Any]:
    def stop(*values: Any) -> Any:
        here = next(calls) == number
        if here and not after:
            raise Killed
        result = step(*values)
        if here:
            raise Killed
        return result

    return stop


def test_a_killed_first_run_says_that_it_did_not_finish(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a killed later one leaves the old index in use."""

    def kill(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(LexicalIndex, "save", kill)
        with pytest.raises(Killed):
            newsroom.index()
    with pytest.raises(IndexFault, match="has not finished"):
        newsroom.library()
    newsroom.index()
    newsroom.write("ferry", "The ferry sails again. The pier was mended.")
    with monkeypatch.context() as patched:
        patched.setattr(PassageIndex, "add", kill)
        with pytest.raises(Killed):
            newsroom.index()
    library = newsroom.library()
    assert {hit.passage.article_id for hit in library.search("ferry council hospital")} == {
        "budget",
        "hospital",
    }
    library.close()


def test_a_graph_that_a_kill_tore_is_made_anew(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma persists it in place, and can not open a half-written one."""
    monkeypatch.setitem(index.HNSW, "sync_threshold", 3)
    monkeypatch.setitem(index.HNSW, "batch_size", 2)
    newsroom.index()
    newsroom.write("election", "The election was held on Sunday.")
    add = PassageIndex.add

    def killed_while_persisting(*values: Any) -> None:
        add(*values)
        (torn,) = newsroom.root.glob("index/chroma/*/index_metadata.pickle")
        torn.write_bytes(torn.read_bytes()[:20])
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(PassageIndex, "add", killed_while_persisting)
        with pytest.raises(Killed):
            newsroom.index()
    assert newsroom.index().passages == 4
    assert state(newsroom.root) == clean(tmp_path, newsroom.folder)
