from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexFault
from vectorstore.filters import bounds
from vectorstore.index import PassageIndex, Row
from vectorstore.model import Fingerprint
from vectorstore.types import Filters

MODEL = Fingerprint("model", "1", 32, "0" * 64)


@dataclass(frozen=True)
class Described:
    day: int
    source: str = "tide"


def test_the_graph_agrees_with_exact_search(tmp_path: Path) -> None:
    """Recall@10 is at least .99, on random vectors, which are the hardest; with a filter too."""
    random = np.random.default_rng(7)
    vectors = random.standard_normal((1500, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [Row(f"a{number}", "v", 0, 9) for number in range(len(vectors))]
    days = [20240101 + number % 10 for number in range(len(rows))]
    index = PassageIndex.create(tmp_path, MODEL)
    described = {row.article_id: Described(day) for row, day in zip(rows, days, strict=True)}
    index.add(rows, vectors, described)
    for filters, passed in (
        (Filters(), np.ones(len(rows), dtype=bool)),
        (Filters(since="2024-01-04", until="2024-01-04"), np.array(days) == 20240104),
    ):
        recalled = 0
        for question in vectors[:40] + vectors[40:80]:
            exact = vectors @ (question / np.linalg.norm(question))
            best = np.flatnonzero(passed)[np.argsort(-exact[passed])[:10]]
            near = index.nearest(question, 10, bounds(filters))
            recalled += len({one.row for one in near} & {rows[number] for number in best})
            assert [one.cosine for one in near] == pytest.approx(
                sorted(
                    (max(0.0, float(exact[int(one.row.article_id[1:])])) for one in near),
                    reverse=True,
                ),
                abs=1e-5,
            )
        assert recalled / 400 >= 0.99
    index.close()


def test_cosines_stay_between_0_and_1(tmp_path: Path) -> None:
    """Chroma's distances overshoot a little, and opposite vectors are not less than unrelated."""
    index = PassageIndex.create(tmp_path, MODEL)
    one = np.full(32, 32**-0.5, dtype=np.float32)
    index.add(
        [Row("same", "v", 0, 1), Row("opposite", "v", 0, 1)],
        np.stack([one, -one]),
        {"same": Described(0), "opposite": Described(0)},
    )
    near = index.nearest(one, 5, bounds(Filters()))
    assert [(found.row.article_id, found.cosine) for found in near] == [
        ("same", pytest.approx(1.0)),
        ("opposite", 0.0),
    ]
    assert all(0 <= found.cosine <= 1 for found in near)
    index.delete_articles(["opposite", "unknown"])
    assert (len(index), index.places()) == (1, [Row("same", "v", 0, 1)])
    index.close()


def test_an_index_of_another_model_is_refused(tmp_path: Path) -> None:
    """The collection itself knows its model."""
    PassageIndex.create(tmp_path, MODEL).close()
    with pytest.raises(IndexFault, match="--rebuild"):
        PassageIndex.open(tmp_path, Fingerprint("other", "1", 32, "1" * 64))


def test_a_missing_or_damaged_database_is_an_index_fault(tmp_path: Path) -> None:
    """No error of Chroma's own gets out."""
    with pytest.raises(IndexFault, match="missing"):
        PassageIndex.open(tmp_path, MODEL)
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    with pytest.raises(IndexFault, match="--rebuild"):
        PassageIndex.open(tmp_path, MODEL)
