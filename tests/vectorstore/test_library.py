import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import BadInput, IndexFault, ModelMismatch
from tests.doubles import FakeEmbedder
from tests.vectorstore.conftest import FERRY, Newsroom, found
from vectorstore.library import Library
from vectorstore.types import Filters, Scope

Opened = Callable[[], Library]


def test_a_question_finds_the_passage_that_answers_it(newsroom: Newsroom, opened: Opened) -> None:
    """The hit says by which ways it was found, and its text is the article's."""
    newsroom.index()
    library = opened()
    hit = library.search("Why was the ferry cancelled?")[0]
    article = library.articles.get("ferry", hit.passage.version)
    assert article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert (hit.found.dense_rank, hit.found.lexical_rank) == (1, 1)
    assert 0 < (hit.found.cosine or 0) <= 1
    assert (hit.found.bm25 or 0) > 0
    assert (hit.found.cosine or 0) < hit.score < (hit.found.cosine or 0) + 1


def test_no_passage_comes_twice_and_the_same_search_gives_the_same_hits(
    newsroom: Newsroom, opened: Opened
) -> None:
    """Passages of long articles overlap, but each is one."""
    long = " ".join(f"The mayor opened pier number {number} on Monday." for number in range(80))
    newsroom.write("piers", long)
    newsroom.index()
    library = opened()
    hits = library.search("the mayor opened a pier", k=50)
    places = [(hit.passage.article_id, hit.passage.start) for hit in hits]
    assert len(places) == len(set(places)) > 3
    assert library.search("the mayor opened a pier", k=50) == hits
    assert library.search("the mayor opened a pier", k=2) == hits[:2]


def test_filters_hold_on_both_sides(newsroom: Newsroom, opened: Opened) -> None:
    """Nothing outside comes through the words or through the vectors."""
    newsroom.index()
    library = opened()
    question = "hospital ward ferry budget council"
    assert found(library, question, filters=Filters(since="2024-05-17")) == ["hospital"]
    assert found(library, question, filters=Filters(until="2024-05-16")) == []
    assert found(library, question, filters=Filters(sources=("HARBOUR  post",))) == ["hospital"]
    assert found(library, question, filters=Filters(article_ids=("ferry",))) == ["ferry"]
    assert found(library, question, filters=Filters(article_ids=("nowhere",))) == []
    assert library.scope(Filters(until="2030-01-01")) == Scope(3, 1, 2)
    assert library.scope() == Scope(3, 3, 0)


def test_a_bad_search_is_refused(newsroom: Newsroom, opened: Opened) -> None:
    """An empty question finds nothing; a bad date or number says what is wrong."""
    newsroom.index()
    library = opened()
    assert library.search("  ") == ()
    with pytest.raises(BadInput, match="at least 1"):
        library.search("ferry", k=0)
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        library.search("ferry", filters=Filters(since="soon"))


def test_a_store_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    """And does not make it itself."""
    with pytest.raises(IndexFault, match="citewise index PATH"):
        Library.open(tmp_path / "store", embedder=FakeEmbedder())
    assert not (tmp_path / "store").exists()


def test_another_model_is_refused_by_name(newsroom: Newsroom) -> None:
    """Vectors of another model of the same dimension would give nonsense without an error."""
    newsroom.index()
    with pytest.raises(ModelMismatch, match=r"fake-embedder, not other-embedder.*--rebuild"):
        Library.open(newsroom.root, embedder=FakeEmbedder(seed="other"))


@pytest.mark.parametrize("lost", ["manifest.json", "chroma", "bm25"])
def test_a_lost_part_of_the_index_is_noticed(newsroom: Newsroom, lost: str) -> None:
    """Before a search quietly finds less."""
    newsroom.index()
    part = newsroom.root / "index" / lost
    part.unlink() if part.is_file() else shutil.rmtree(part)
    with pytest.raises(IndexFault, match="citewise index --rebuild"):
        newsroom.library()


def test_a_flipped_byte_is_noticed_before_chroma_dies_of_it(newsroom: Newsroom) -> None:
    """Chroma ends the whole process on some, without an error."""
    for number in range(1100):
        newsroom.write(f"n{number}", f"Bridge {number} was opened.")
    newsroom.index()
    newsroom.library().close()
    (graph,) = newsroom.root.glob("index/chroma/*/data_level0.bin")
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 0xFF
    graph.write_bytes(content)
    with pytest.raises(IndexFault, match=r"data_level0.bin.*--rebuild"):
        newsroom.library()
    with pytest.raises(IndexFault, match=r"data_level0.bin.*--rebuild"):
        newsroom.index()


CHILD = """
import sys
from pathlib import Path
from tests.doubles import FakeEmbedder
from vectorstore.indexing import index_paths
store, folder, *options = sys.argv[1:]
index_paths(Path(store), [Path(folder)], embedder=FakeEmbedder(), rebuild=bool(options))
"""


def test_a_reader_sees_what_another_process_indexed(newsroom: Newsroom, opened: Opened) -> None:
    """An open library follows additions, changes and a rebuild, without being told."""
    newsroom.index()
    library = opened()
    assert found(library, "tunnel", k=9, filters=Filters(article_ids=("tunnel",))) == []

    def index(*options: str) -> None:
        command = [sys.executable, "-c", CHILD, str(newsroom.root), str(newsroom.folder), *options]
        subprocess.run(command, check=True)

    newsroom.write("tunnel", "The tunnel was opened.")
    newsroom.write("ferry", "The ferry was sold to Norway.")
    index()
    assert found(library, "Who opened the tunnel?", k=1) == ["tunnel"]
    assert [hit.passage.text for hit in library.search("ferry sold", k=1)] == [
        "The ferry was sold to Norway."
    ]
    assert library.scope().total == 4
    newsroom.write("bridge", "A bridge was built of oak.")
    index("--rebuild")
    assert found(library, "oak bridge", k=1) == ["bridge"]


def test_threads_may_search_while_articles_are_indexed(newsroom: Newsroom, opened: Opened) -> None:
    """A web server has many readers, and the user may index in the same process."""
    newsroom.index()
    library = opened()
    stop = threading.Event()

    def search() -> int:
        searches = 0
        while not stop.is_set():
            assert found(library, "budget council taxes", k=1) == ["budget"]
            searches += 1
        return searches

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(search) for _ in range(3)]
        try:
            for number in range(3):
                newsroom.write("ferry", f"{FERRY} Edition {number}.")
                newsroom.index()
        finally:
            stop.set()
    assert all(reader.result() > 0 for reader in readers)
    assert found(library, "Edition 2", k=1) == ["ferry"]
