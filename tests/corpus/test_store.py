"""The article store keeps every version and says plainly what it can not do."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import make_article
from corpus.errors import StoreFault, UnknownArticle
from corpus.store import SCHEMA_VERSION, ArticleStore
from corpus.types import Article, Span

OLD = make_article("ferry", "Ferry stays in town\n\nThe ferry stays. Fares rise.", source="Post")
NEW = make_article("ferry", "The ferry goes. Fares fall.", published="2024-03-12", authors=("Ada",))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "articles.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[ArticleStore]:
    with ArticleStore.open(path, create=True) as opened:
        yield opened


def test_what_is_put_comes_back_equal(store: ArticleStore) -> None:
    """Text, metadata and furniture survive."""
    assert store.put(OLD, "/a/ferry.txt")
    assert store.get("ferry") == OLD
    assert OLD.furniture
    assert store.origins() == {"ferry": "/a/ferry.txt"}
    assert (len(store), store.ids(), "ferry" in store, 3 in store) == (1, ("ferry",), True, False)


@given(
    text=st.text(min_size=1).filter(lambda t: t.isprintable() and t.strip()),
    authors=st.lists(st.text()),
)
def test_any_article_survives_the_store(
    tmp_path_factory: pytest.TempPathFactory, text: str, authors: list[str]
) -> None:
    """Round trip over generated text."""
    article = replace(make_article("a", text), furniture=(Span(0, 1),), authors=tuple(authors))
    article = replace(article, authors=tuple(a for a in authors if a.isprintable()))
    with ArticleStore.open(tmp_path_factory.mktemp("s") / "a.sqlite", create=True) as store:
        store.put(article, "o")
        assert store.get("a") == article


def test_putting_the_same_again_changes_nothing(store: ArticleStore) -> None:
    """Only a change of text or metadata counts as one."""
    assert store.put(OLD, "x")
    assert not store.put(OLD, "y")
    assert store.origins() == {"ferry": "y"}
    assert store.put(replace(OLD, title="Another"), "y")
    assert store.get("ferry").title == "Another"
    assert store.versions("ferry") == (OLD.version,)


def test_old_versions_stay_readable(store: ArticleStore) -> None:
    """Last month's citation still opens; going back to an old text makes it the newest."""
    store.put(OLD, "x")
    store.put(NEW, "x")
    assert store.get("ferry") == NEW
    assert store.get("ferry", OLD.version) == OLD
    assert store.versions("ferry") == (NEW.version, OLD.version)
    assert store.put(OLD, "x")
    assert store.versions("ferry") == (OLD.version, NEW.version)
    assert len(store) == 1


def test_a_removed_article_leaves_the_current_ones_only(store: ArticleStore) -> None:
    """It is listed no more, but its version still opens."""
    store.put(OLD, "x")
    store.remove("ferry")
    assert "ferry" not in store
    assert list(store.articles()) == []
    assert store.get("ferry", OLD.version) == OLD
    with pytest.raises(UnknownArticle, match="was removed"):
        store.get("ferry")
    with pytest.raises(UnknownArticle):
        store.remove("ferry")


def test_a_purged_article_leaves_no_byte(store: ArticleStore, path: Path) -> None:
    """Neither the file nor its log holds the text, of any version."""
    store.put(OLD, "x")
    store.put(NEW, "x")
    store.put(make_article("other", "Another story stays."), "x")
    store.remove("ferry")
    store.remove("ferry", purge=True)
    assert store.versions("ferry") == ()
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert b"Fares" not in data
        assert b"ferry" not in data
    assert store.ids() == ("other",)


def test_purging_while_another_reads_says_what_remains(store: ArticleStore, path: Path) -> None:
    """A reader in the middle of reading keeps the log alive; that is not passed over."""
    store.put(OLD, "x")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM versions").fetchall()
    with pytest.raises(StoreFault, match="close them"):
        store.remove("ferry", purge=True)
    reader.close()
    assert "ferry" not in store


def test_an_unknown_id_names_the_nearest(store: ArticleStore) -> None:
    """A typing mistake is met with a suggestion, anything else with where to look."""
    store.put(OLD, "x")
    with pytest.raises(UnknownArticle, match="did you mean ferry"):
        store.get("fery")
    with pytest.raises(UnknownArticle, match="citewise articles"):
        store.get("zzz")
    with pytest.raises(UnknownArticle, match=OLD.version):
        store.get("ferry", "000000000000")
    with pytest.raises(UnknownArticle):
        store.remove("zzz", purge=True)


def test_articles_come_by_id_across_batches(store: ArticleStore) -> None:
    """More articles than one batch holds, in order, each once."""
    with store.transaction():
        for number in range(450):
            store.put(make_article(f"a{number:03}", f"Boat {number} left."), "x")
    assert [a.id for a in store.articles()] == [f"a{n:03}" for n in range(450)]


def test_a_failed_transaction_leaves_nothing(store: ArticleStore) -> None:
    """All or nothing, also when nested."""

    def put_and_fail() -> None:
        with store.transaction():
            store.put(OLD, "x")
            with store.transaction():
                store.put(replace(NEW, id="other"), "x")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        put_and_fail()
    assert len(store) == 0
    assert store.put(OLD, "x")


def test_threads_share_one_store(store: ArticleStore) -> None:
    """Writers and readers in many threads neither fail nor lose anything."""
    failed: list[Exception] = []

    def work(name: int) -> None:
        try:
            for number in range(10):
                store.put(make_article(f"{name}-{number}", "It left."), "x")
                store.get(f"{name}-{number}")
        except StoreFault as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(store) == 60


def test_a_reader_sees_what_a_writer_finished(store: ArticleStore, path: Path) -> None:
    """And is not held up by what it has not."""
    with ArticleStore.open(path) as reader:
        with store.transaction():
            store.put(OLD, "x")
            assert len(reader) == 0
        assert reader.get("ferry") == OLD


def test_a_missing_store_says_how_to_make_one(path: Path) -> None:
    """Opening never creates a file by the way."""
    with pytest.raises(StoreFault, match="citewise index"):
        ArticleStore.open(path)
    assert not path.parent.exists()


def test_a_store_never_finished_counts_as_missing(path: Path) -> None:
    """A process killed while making the file leaves it empty."""
    path.parent.mkdir()
    path.touch()
    with pytest.raises(StoreFault, match="citewise index"):
        ArticleStore.open(path)
    ArticleStore.open(path, create=True).close()


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ([f"PRAGMA user_version = {SCHEMA_VERSION + 1}"], "newer"),
        (["CREATE TABLE t (x)"], "another program"),
    ],
)
def test_a_file_of_another_making_is_refused(
    path: Path, statements: list[str], reason: str
) -> None:
    """A newer citewise's store, or no store at all, is left alone."""
    path.parent.mkdir()
    other = sqlite3.connect(path)
    for statement in statements:
        other.execute(statement)
    other.close()
    with pytest.raises(StoreFault, match=reason):
        ArticleStore.open(path, create=True)


def test_a_damaged_file_says_what_to_do(path: Path) -> None:
    """SQLite's error becomes one line."""
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreFault, match="damaged"):
        ArticleStore.open(path)


def test_a_store_in_use_by_another_writer_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait is bounded, and the message says to try again."""
    monkeypatch.setattr("corpus.store._WAIT_S", 0.05)
    with (
        ArticleStore.open(path, create=True) as one,
        ArticleStore.open(path) as two,
        one.transaction(),
        pytest.raises(StoreFault, match="another program is writing"),
    ):
        two.put(OLD, "x")


def test_a_closed_store_can_not_be_used(store: ArticleStore) -> None:
    """Its error is the store's, not SQLite's."""
    store.close()
    with pytest.raises(StoreFault):
        store.get("ferry")


def test_an_article_is_a_value(store: ArticleStore) -> None:
    """Two readings of one article are equal and hashable."""
    store.put(OLD, "x")
    assert {store.get("ferry"), OLD} == {OLD}
    assert isinstance(store.get("ferry"), Article)


def test_sources_are_those_of_current_articles(store: ArticleStore) -> None:
    """Each once and in order; an old version's and an unstated one are none."""
    store.put(OLD, "/a/ferry.txt")
    store.put(make_article("flood", "The river rose.", source="Courier"), "/a/flood.txt")
    store.put(make_article("fire", "The market burned.", source="Courier"), "/a/fire.txt")
    assert store.sources() == ("Courier", "Post")
    store.put(NEW, "/a/ferry.txt")
    assert store.sources() == ("Courier",)


def put_story(store: ArticleStore, *ids: str) -> None:
    """Articles of which each is a copy of the one before."""
    for n, id in enumerate(ids):
        store.put(make_article(id, f"The ferry stays. {id}"), f"/{id}.txt")
        store.put_copies(id, store.get(id).version, (7, 2**32 - 1), ids[max(0, n - 1) : n])


def copies(store: ArticleStore, id: str) -> tuple[str, ...]:
    return store.copies(id, store.get(id).version)


def test_the_copies_of_a_copy_are_copies(store: ArticleStore) -> None:
    """All articles of a story, without the one asked for."""
    put_story(store, "b", "c", "a")
    assert copies(store, "b") == ("a", "c")
    assert copies(store, "a") == ("b", "c")
    store.put(OLD, "/a/ferry.txt")
    assert copies(store, "ferry") == ()
    assert store.copies("nobody", "0") == ()


def test_copies_are_looked_for_once_a_version(store: ArticleStore) -> None:
    """A changed text is looked at again; changed metadata leave it what it was."""
    put_story(store, "a", "b")
    assert store.unsketched() == ()
    assert [(id, list(sketch)) for id, sketch in store.sketches()] == [
        ("a", [7, 2**32 - 1]),
        ("b", [7, 2**32 - 1]),
    ]
    store.put(replace(store.get("a"), source="Post"), "/a.txt")
    assert (store.unsketched(), copies(store, "b")) == ((), ("a",))
    store.put(make_article("a", "Something else."), "/a.txt")
    assert (store.unsketched(), copies(store, "b"), copies(store, "a")) == (("a",), (), ())


@pytest.mark.parametrize("purge", [False, True])
def test_a_removed_article_is_no_copy(store: ArticleStore, purge: bool) -> None:
    """Nor does it join others any more."""
    put_story(store, "a", "b", "c")
    store.remove("b", purge=purge)
    assert (copies(store, "a"), copies(store, "c")) == ((), ())
    assert [id for id, _ in store.sketches()] == ["a", "c"]


def test_a_store_of_before_is_brought_up_to_date(path: Path) -> None:
    """Its articles stay, and the next run looks for their copies."""
    with ArticleStore.open(path, create=True) as store:
        store.put(OLD, "/a/ferry.txt")
    before = sqlite3.connect(path)
    for statement in ("DROP TABLE sketches", "DROP TABLE copies", "PRAGMA user_version = 1"):
        before.execute(statement)
    before.close()
    with ArticleStore.open(path) as store:
        assert (store.get("ferry"), store.unsketched()) == (OLD, ("ferry",))
        assert copies(store, "ferry") == ()
