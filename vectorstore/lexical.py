"""The lexical side: BM25 over stemmed words, kept in numpy files that are memory-mapped."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import IndexFault
from vectorstore.filters import Bounds, Described
from vectorstore.index import Row
from vectorstore.manifest import REBUILD
from vectorstore.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SCORES = "scores"
_STATE = "rows.json"
_PLACES = "places.npy"


@dataclass(frozen=True, slots=True)
class Match:
    """A row and its BM25 score, above 0 and comparable only within one search."""

    row: Row
    bm25: float


class LexicalIndex:
    """BM25 in Lucene's variant (k1 1.5, b 0.75), through bm25s.

    `places` has one line a row: number of its article in `articles`, start, end.
    """

    def __init__(
        self,
        scores: Any,
        articles: Sequence[tuple[str, str]],
        places: "NDArray[np.int64]",
    ) -> None:
        self._scores = scores
        self._articles = articles
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @classmethod
    def build(cls, rows: Iterable[tuple[Row, str]]) -> Self:
        """From rows and the text by which each is to be found."""
        import numpy as np

        articles: dict[tuple[str, str], int] = {}
        places: list[tuple[int, int, int]] = []
        vocabulary: dict[str, int] = {}
        tokens: list[list[int]] = []
        for row, text in rows:
            number = articles.setdefault((row.article_id, row.version), len(articles))
            places.append((number, row.start, row.end))
            tokens.append([vocabulary.setdefault(word, len(vocabulary)) for word in words(text)])
        return cls(
            _index(tokens, vocabulary) if vocabulary else None,
            tuple(articles),
            np.array(places, dtype=np.int64).reshape(-1, 3),
        )

    def save(self, folder: Path) -> None:
        """Into `folder`, replacing what is there."""
        import numpy as np

        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        state = {"articles": self._articles, "words": len(self._vocabulary)}
        (folder / _STATE).write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        np.save(folder / _PLACES, self._places)
        if self._scores is not None:
            self._scores.save(folder / _SCORES, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Memory-mapped; raises IndexFault if `folder` does not hold a whole index."""
        import numpy as np

        try:
            state = json.loads((folder / _STATE).read_text(encoding="utf-8"))
            articles = [(str(id), str(version)) for id, version in state["articles"]]
            places = np.load(folder / _PLACES, mmap_mode="r", allow_pickle=False)
            scores = None
            if state["words"]:
                scores = _bm25().load(folder / _SCORES, mmap=True, load_corpus=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexFault(f"the word index {folder} is damaged ({error}); {REBUILD}") from error
        return cls(scores, articles, places)

    def best(
        self, question: str, count: int, limits: Bounds, described: Mapping[str, Described]
    ) -> tuple[Match, ...]:
        """At most `count` rows that share a word with the question, best first.

        Rows of articles that are not in `described` or not within the limits are left out. Equal
        scores keep the order in which the rows were built.
        """
        import numpy as np

        asked = [word for word in words(question) if word in self._vocabulary]
        if not asked:
            return ()
        scores = np.asarray(self._scores.get_scores(asked))
        admitted = np.array(
            [
                id in described and limits.admits(id, described[id])
                for id, _version in self._articles
            ],
            dtype=bool,
        )
        found = np.flatnonzero((scores > 0) & admitted[self._places[:, 0]])
        order = found[np.argsort(-scores[found], kind="stable")][:count]
        return tuple(Match(self._row(int(number)), float(scores[number])) for number in order)

    def highest(self, question: str) -> float:
        """What no row's BM25 score for the question exceeds: each of its words in full.

        That is the sum of their Lucene idf, ln(1 + (N - n + 0.5) / (n + 0.5)), of words that no row
        has too; 0 only where the question has no word.
        """
        return sum(
            log(1 + (len(self) - held + 0.5) / (held + 0.5))
            for held in map(self._rows_with, words(question))
        )

    def _rows_with(self, word: str) -> int:
        number = self._vocabulary.get(word)
        if number is None:
            return 0
        starts = self._scores.scores["indptr"]
        return int(starts[number + 1] - starts[number])

    @property
    def _vocabulary(self) -> "dict[str, int]":
        return {} if self._scores is None else self._scores.vocab_dict

    def _row(self, number: int) -> Row:
        article, start, end = (int(value) for value in self._places[number])
        return Row(*self._articles[article], start, end)


def _bm25() -> Any:
    from bm25s import BM25

    return BM25


def _index(tokens: list[list[int]], vocabulary: dict[str, int]) -> Any:
    scores = _bm25()(k1=1.5, b=0.75, method="lucene")
    scores.index((tokens, vocabulary), create_empty_token=False, show_progress=False)
    return scores
