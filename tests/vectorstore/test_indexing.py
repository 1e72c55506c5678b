import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput, IndexFault, ModelMismatch, StoreFault, UnknownArticle
from corpus.store import ArticleStore
from tests.doubles import FakeEmbedder
from tests.vectorstore.conftest import BUDGET, FERRY, HOSPITAL, Newsroom, found
from vectorstore import indexing
from vectorstore.index import PassageIndex
from vectorstore.indexing import IndexProgress, index_paths, remove_article
from vectorstore.types import Filters


def test_a_first_run_adds_everything(newsroom: Newsroom) -> None:
    """And tells how far it is."""
    told: list[IndexProgress] = []
    report = newsroom.index(progress=told.append)
    assert report.added == ("budget", "ferry", "hospital")
    assert (report.changed, report.unchanged, report.removed, report.missing) == ((), (), (), ())
    assert (report.failures, report.passages) == ((), 3)
    assert told == [
        IndexProgress("reading", 3, None),
        IndexProgress("embedding", 3, 3),
        IndexProgress("finishing", 3, 3),
    ]


def test_a_second_run_embeds_nothing_and_writes_nothing(newsroom: Newsroom) -> None:
    """Unchanged articles cost nothing; the model is not even loaded."""
    newsroom.index()
    manifest = newsroom.root / "index" / "manifest.json"
    before = manifest.stat().st_mtime_ns
    batches = newsroom.embedder.batches
    report = newsroom.index()
    assert report.unchanged == ("budget", "ferry", "hospital")
    assert (report.added, report.changed, report.passages) == ((), (), 3)
    assert (newsroom.embedder.batches, manifest.stat().st_mtime_ns) == (batches, before)


def test_a_changed_article_is_replaced_and_its_old_version_kept(newsroom: Newsroom) -> None:
    """The search has the new words only; the store opens the old ones."""
    newsroom.index()
    with ArticleStore.open(newsroom.root / "articles.sqlite") as articles:
        old = articles.get("ferry")
    newsroom.write("ferry", "A tunnel to Saltholm replaces the boat.")
    texts = newsroom.embedder.texts
    report = newsroom.index()
    assert (report.changed, report.unchanged, report.passages) == (
        ("ferry",),
        ("budget", "hospital"),
        3,
    )
    assert newsroom.embedder.texts == texts + 1
    library = newsroom.library()
    assert [hit.passage.text for hit in library.search("tunnel", k=1)] == [
        "A tunnel to Saltholm replaces the boat."
    ]
    assert not any("pier" in hit.passage.text for hit in library.search("storm pier piles"))
    assert library.articles.get("ferry", old.version).text == old.text
    library.close()


def test_copies_are_found_and_kept_up_to_date(newsroom: Newsroom) -> None:
    """A copy is joined as it comes, parted as it changes, and leaves with its file."""
    report = " ".join(
        f"Sentence {n} of the report names quay {n * 17} and berth {n * 29}." for n in range(9)
    )
    newsroom.write("agency", report)
    newsroom.index()
    assert _copies(newsroom, "agency") == ()
    newsroom.write("paper", f"Our own opening. {report}")
    newsroom.index()
    assert (_copies(newsroom, "agency"), _copies(newsroom, "paper")) == (("paper",), ("agency",))
    newsroom.write("paper", "Something else altogether happened, and nobody saw it.")
    newsroom.index()
    assert (_copies(newsroom, "agency"), _copies(newsroom, "paper")) == ((), ())
    newsroom.write("paper", report)
    newsroom.index()
    assert _copies(newsroom, "agency") == ("paper",)
    remove_article(newsroom.root, "paper")
    assert _copies(newsroom, "agency") == ()


def _copies(newsroom: Newsroom, id: str) -> tuple[str, ...]:
    with ArticleStore.open(newsroom.root / "articles.sqlite") as articles:
        return articles.copies(id, articles.get(id).version)


def test_changed_metadata_reach_the_filters(newsroom: Newsroom) -> None:
    """The text stays the same, and so the version."""
    newsroom.index()
    newsroom.write("hospital", HOSPITAL, published="2024-05-17", source="Tide")
    assert newsroom.index().changed == ("hospital",)
    library = newsroom.library()
    assert found(library, "hospital", filters=Filters(sources=("tide",))) == ["hospital"]
    assert found(library, "hospital", filters=Filters(sources=("Harbour Post",))) == []
    library.close()


def test_a_missing_article_is_removed_only_with_prune(newsroom: Newsroom) -> None:
    """It is named either way."""
    newsroom.index()
    (newsroom.folder / "ferry.txt").unlink()
    report = newsroom.index()
    assert (report.missing, report.removed, report.passages) == (("ferry",), (), 3)
    report = newsroom.index(prune=True)
    assert (report.missing, report.removed, report.passages) == ((), ("ferry",), 2)
    library = newsroom.library()
    assert "ferry" not in found(library, "ferry Saltholm storm pier")
    library.close()


def test_prune_spares_what_can_not_be_read_today(newsroom: Newsroom) -> None:
    """An emptied file is a failure, and its article stays."""
    newsroom.index()
    (newsroom.folder / "ferry.txt").write_text("")
    report = newsroom.index(prune=True)
    assert [Path(failure.where).name for failure in report.failures] == ["ferry.txt"]
    assert (report.removed, report.missing) == ((), ())


def test_articles_from_elsewhere_stay(newsroom: Newsroom, tmp_path: Path) -> None:
    """A second folder adds to the first, and prune looks under the given paths only."""
    newsroom.index()
    other = tmp_path / "other"
    other.mkdir()
    (other / "election.txt").write_text("The election was held on Sunday. Turnout was low.")
    report = index_paths(newsroom.root, [other], embedder=newsroom.embedder, prune=True)
    assert (report.added, report.removed, report.passages) == (("election",), (), 4)


def test_an_id_stays_with_the_file_that_had_it_first(newsroom: Newsroom, tmp_path: Path) -> None:
    """Both places are named; when the first file is gone the second may have the id."""
    newsroom.index()
    other = tmp_path / "other"
    other.mkdir()
    (other / "ferry.txt").write_text("Another ferry altogether. It sails at noon.")
    report = index_paths(newsroom.root, [other], embedder=newsroom.embedder)
    (failure,) = report.failures
    assert failure.where == str(other / "ferry.txt")
    assert str(newsroom.folder / "ferry.txt") in failure.reason
    (newsroom.folder / "ferry.txt").unlink()
    assert index_paths(newsroom.root, [other], embedder=newsroom.embedder).changed == ("ferry",)


def test_two_articles_with_one_text_are_both_kept(newsroom: Newsroom) -> None:
    """A syndicated article keeps the id of each outlet."""
    newsroom.write("copy", FERRY)
    newsroom.index()
    library = newsroom.library()
    assert set(found(library, "When was the ferry to Saltholm cancelled?", k=2)) == {
        "copy",
        "ferry",
    }
    library.close()


def test_a_bad_file_is_named_and_the_rest_goes_on(newsroom: Newsroom) -> None:
    """Binary data is no article."""
    (newsroom.folder / "noise.txt").write_bytes(bytes(range(256)) * 8)
    report = newsroom.index()
    assert [Path(failure.where).name for failure in report.failures] == ["noise.txt"]
    assert len(report.added) == 3


def test_another_model_is_refused_until_a_rebuild(newsroom: Newsroom) -> None:
    """Both are named, and what to do; the rebuild needs no folder."""
    newsroom.index()
    newsroom.embedder = FakeEmbedder(seed="other")
    with pytest.raises(ModelMismatch, match=r"fake-embedder, not other-embedder.*--rebuild"):
        newsroom.index()
    shutil.rmtree(newsroom.folder)
    report = index_paths(newsroom.root, [], embedder=newsroom.embedder, rebuild=True)
    assert (report.added, report.passages) == (("budget", "ferry", "hospital"), 3)
    library = newsroom.library()
    assert found(library, "storm pier", k=1) == ["ferry"]
    library.close()


def test_a_lost_or_damaged_index_is_rebuilt_from_the_articles(newsroom: Newsroom) -> None:
    """The articles are the truth."""
    newsroom.index()
    shutil.rmtree(newsroom.root / "index")
    assert newsroom.index().passages == 3
    (newsroom.root / "index" / "manifest.json").write_text("{")
    with pytest.raises(IndexFault, match="--rebuild"):
        newsroom.index()
    assert newsroom.index(rebuild=True).passages == 3


def test_an_index_of_another_format_is_refused(newsroom: Newsroom) -> None:
    """Never misread."""
    newsroom.index()
    path = newsroom.root / "index" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(IndexFault, match="another version of citewise"):
        newsroom.index()


def test_a_full_disk_is_noticed_before_chroma_hangs_on_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how much room to make."""
    monkeypatch.setattr(indexing, "FREE_BYTES", 2**60)
    with pytest.raises(StoreFault, match="make room"):
        newsroom.index()


def test_a_path_that_does_not_exist_is_refused(newsroom: Newsroom) -> None:
    """The lock is free again, and a rebuild has not yet dropped the index."""
    newsroom.index()
    with pytest.raises(BadInput, match="nowhere"):
        index_paths(newsroom.root, [Path("/nowhere")], embedder=newsroom.embedder, rebuild=True)
    assert len(newsroom.index().unchanged) == 3


def test_an_empty_folder_makes_an_empty_library(newsroom: Newsroom) -> None:
    """Which can be searched, and finds nothing."""
    shutil.rmtree(newsroom.folder)
    newsroom.folder.mkdir()
    assert newsroom.index().passages == 0
    library = newsroom.library()
    assert library.search("anything") == ()
    library.close()


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done is searchable at once; the next run does the rest only."""
    monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)

    def stop(progress: IndexProgress) -> None:
        if progress == IndexProgress("embedding", 1, 3):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"after 1 of 3 articles.*same command again"):
        newsroom.index(progress=stop)
    library = newsroom.library()
    assert found(library, "ferry budget hospital") == ["budget"]
    library.close()
    report = newsroom.index()
    assert (report.added, report.unchanged) == (("ferry", "hospital"), ("budget",))


def test_a_removed_article_leaves_the_search_and_stays_readable(newsroom: Newsroom) -> None:
    """Last month's citation still opens."""
    newsroom.index()
    library = newsroom.library()
    version = library.articles.get("ferry").version
    remove_article(newsroom.root, "ferry")
    assert "ferry" not in found(library, "ferry Saltholm storm")
    assert library.scope().total == 2
    assert library.articles.get("ferry", version).text.startswith("The ferry")
    library.close()
    with pytest.raises(UnknownArticle):
        remove_article(newsroom.root, "ferry")


@pytest.mark.parametrize("removed_before", [False, True])
def test_a_purge_leaves_no_byte_behind(newsroom: Newsroom, removed_before: bool) -> None:
    """Neither words nor id nor vector, in any file; the others are found as before."""
    newsroom.write("secret-dossier", "Quibbleworth paid Snodgrass. Nobody knew.")
    newsroom.index()
    vector = newsroom.embedder.embed_array(["Quibbleworth paid Snodgrass. Nobody knew."])[0]
    if removed_before:
        remove_article(newsroom.root, "secret-dossier")
    remove_article(newsroom.root, "secret-dossier", purge=True)
    for file in newsroom.root.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for trace in (b"quibbleworth", b"snodgrass", b"secret-dossier"):
            assert trace not in content.lower(), file
        assert vector.tobytes() not in content, file
    library = newsroom.library()
    assert found(library, "storm pier", k=1) == ["ferry"]
    library.close()
    assert newsroom.index().added == ("secret-dossier",)


def test_vectors_belong_to_their_passages(newsroom: Newsroom) -> None:
    """Each row's vector is that of its own text."""
    newsroom.index()
    index = PassageIndex.open(newsroom.root / "index" / "chroma", newsroom.embedder.fingerprint)
    rows, vectors = index.everything()
    index.close()
    texts = {"ferry": FERRY, "budget": BUDGET, "hospital": HOSPITAL}
    expected = newsroom.embedder.embed_array([texts[row.article_id] for row in rows])
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
