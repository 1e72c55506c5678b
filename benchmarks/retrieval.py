"""Which articles are found first: `python benchmarks/retrieval.py --cache DIR --collection …`.

`--collection ARTICLES CASES` (may be repeated): whatever `citewise index` reads, or a `.jsonl.gz`
of records, and questions with the `articles` that answer them, one JSON line each.
`--reading FILE`: a `.jsonl.gz` of `question`, `passage` and `answerable`; its passages are the
articles. What is indexed and embedded is kept in DIR. One table a collection: each way of
searching, with the 95 % intervals.
"""

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.conversation import standalone
from assistant.evaluation.case import Case
from assistant.evaluation.estimates import Estimate, difference, estimate
from assistant.evaluation.metrics.metric import Better, Metric, Parts
from assistant.evaluation.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank
from assistant.evaluation.outcomes import Conduct, Outcome
from assistant.evidence import gather
from assistant.question import analyse, without_before
from assistant.reader import TrainedReader
from assistant.reranking import reranked
from assistant.types import Status, Turn
from assistant.writers.base import Read, Task
from assistant.writers.quoting import QuotingWriter
from corpus.store import ArticleStore
from vectorstore.embedder import SentenceEmbedder
from vectorstore.filters import Bounds
from vectorstore.index import Row
from vectorstore.indexing import index_paths
from vectorstore.lexical import LexicalIndex
from vectorstore.library import Library
from vectorstore.manifest import Entry
from vectorstore.types import Hit

SEPARATORS = ("\n\n", "\n", " ", "")
CHUNK, SHARED = 1000, 100
"""Characters, of a chunk and shared with the one before: what tutorials of LangChain set."""
DEEP = 60
"""Chunks or passages that each way ranks: enough for ten articles."""
SIDE = 50
RETRIEVED = 12
"""As in assistant/ask.py."""
ANYWHERE = Bounds(None, None, frozenset(), frozenset())
SEED = 7

Search = Callable[[Case], list[str]]
"""Article ids, best first, some more than once."""


class Collection(NamedTuple):
    name: str
    library: Library
    cases: tuple[Case, ...]


def found_within(k: int) -> Callable[[Outcome], Parts | None]:
    """Whether an article that answers is among the first k."""

    def parts(outcome: Outcome) -> Parts | None:
        first = (outcome.retrieved or ())[:k]
        return float(any(each in outcome.case.articles for each in first)), 1.0

    return parts


METRICS = tuple(
    Metric(name, "retrieval", name, Better.HIGHER, parts)
    for name, parts in (
        ("first", found_within(1)),
        ("in five", found_within(5)),
        ("recall@1", recall_at(1)),
        ("recall@5", recall_at(5)),
        ("recall@10", recall_at(10)),
        ("MRR", reciprocal_rank),
        ("nDCG@10", ndcg_at(10)),
    )
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--collection", type=Path, nargs=2, action="append", default=[])
    parser.add_argument("--reading", type=Path, action="append", default=[])
    parser.add_argument("--most", type=int, help="questions a collection, drawn by chance")
    parser.add_argument("--read", action="store_true", help="also with the reader's order (slow)")
    options = parser.parse_args()
    embedder = SentenceEmbedder()
    sources = [
        *((each[0], lambda each=each: _records(each[0]), each[1]) for each in options.collection),
        *((each, lambda each=each: _passages(each), each) for each in options.reading),
    ]
    for articles, records, questions in sources:
        folder = options.cache / _named(articles)
        library = _indexed(articles, records, folder / "store", embedder)
        cases = tuple(_cases(questions))
        if options.most is not None and len(cases) > options.most:
            drawn = np.random.default_rng(SEED).permutation(len(cases))[: options.most]
            cases = tuple(cases[number] for number in drawn)
        collection = Collection(articles.stem, library, cases)
        _report(collection, _ways(collection, embedder, folder, read=options.read))
        library.close()


# --- what is searched, and what for ---------------------------------------------------------------


def _named(path: Path) -> str:
    return f"{path.stem}-{sha256(str(path.resolve()).encode()).hexdigest()[:8]}"


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _records(file: Path) -> Iterator[dict[str, Any]]:
    for row in _rows(file):
        yield {"id": row["id"], "text": row["text"]}


def _passages(file: Path) -> Iterator[dict[str, Any]]:
    for text in dict.fromkeys(row["passage"] for row in _rows(file)):
        yield {"id": _id(text), "text": text}


def _id(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _cases(file: Path) -> Iterator[Case]:
    """Those that articles answer, each with a question that stands alone."""
    for number, row in enumerate(_rows(file)):
        if "passage" in row:
            row |= {"id": str(number), "articles": [_id(row["passage"])] * row["answerable"]}
        if row["articles"]:
            history = [
                Turn(each["question"], each.get("answer")) for each in row.get("history", [])
            ]
            question = standalone(row["question"], history)
            yield Case(row["id"], question, True, tuple(row["articles"]), (), ())


def _indexed(
    articles: Path,
    records: Callable[[], Iterator[dict[str, Any]]],
    store: Path,
    embedder: SentenceEmbedder,
) -> Library:
    if not store.exists():
        if articles.suffix == ".gz":
            store.parent.mkdir(parents=True, exist_ok=True)
            plain = store.parent / "articles.jsonl"
            plain.write_text("".join(f"{json.dumps(each)}\n" for each in records()), "utf-8")
            articles = plain
        index_paths(store, [articles], embedder=embedder)
    return Library.open(store, embedder=embedder)


# --- the ways of searching ------------------------------------------------------------------------


def _ways(
    collection: Collection, embedder: SentenceEmbedder, folder: Path, *, read: bool
) -> dict[str, Search]:
    library = collection.library
    chunks = [
        (each.id, chunk) for each in library.articles.articles() for chunk in split(each.text)
    ]
    vectors = _vectors([text for _, text in chunks], embedder, folder / "chunks.npz")
    asked = [each.question for each in collection.cases]
    questions = dict(zip(asked, embedder.embed_array(asked), strict=True))
    rows = [Row(id, "", number, number + 1) for number, (id, _) in enumerate(chunks)]
    words = LexicalIndex.build(zip(rows, (text for _, text in chunks), strict=True))
    everywhere = {id: Entry("", "", 0, 0, "") for id, _ in chunks}

    def naive(case: Case) -> list[str]:
        order = np.argsort(-(vectors @ questions[case.question]), kind="stable")[:DEEP]
        return [chunks[number][0] for number in order]

    def lexical(case: Case) -> list[str]:
        best = words.best(case.question, DEEP, ANYWHERE, everywhere)
        return [match.row.article_id for match in best]

    def ranks(case: Case) -> list[str]:
        return _ids(sorted(library.search(case.question, k=DEEP), key=lambda hit: -_by_rank(hit)))

    def shipped(case: Case) -> list[str]:
        return _ids(library.search(case.question, k=DEEP))

    writer = QuotingWriter(TrainedReader(embedder))

    def after_reading(case: Case) -> list[str]:
        hits = library.search(case.question, k=DEEP)
        evidence = gather(hits[:RETRIEVED], library.articles)
        task = Task(analyse(without_before(case.question)), evidence)
        read = next(each for each in writer.write(task) if isinstance(each, Read))
        return _ids([*reranked(evidence.hits, read.readings), *hits[RETRIEVED:]])

    ways: dict[str, Search] = {
        "naive dense": naive,
        "BM25": lexical,
        "rank fusion": ranks,
        "search": shipped,
    }
    return {**ways, "search, read": after_reading} if read else ways


def _ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.article_id for hit in hits]


def _by_rank(hit: Hit) -> float:
    """Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009), k 60."""
    found = (hit.found.dense_rank, hit.found.lexical_rank)
    return sum(1 / (60 + rank) for rank in found if rank is not None and rank <= SIDE)


def _vectors(texts: list[str], embedder: SentenceEmbedder, file: Path) -> NDArray[np.float32]:
    made_of = sha256("\0".join([embedder.fingerprint.sha256, *texts]).encode()).hexdigest()
    if file.exists():
        kept = np.load(file)
        if str(kept["made_of"]) == made_of:
            return np.asarray(kept["vectors"], dtype=np.float32)
    vectors = embedder.embed_array(texts)
    np.savez(file, vectors=vectors, made_of=made_of)
    return vectors


def split(text: str, separators: Sequence[str] = SEPARATORS) -> list[str]:
    """Chunks as LangChain's RecursiveCharacterTextSplitter makes them, separators kept in front."""
    number = next(n for n, each in enumerate(separators) if each in text)
    separator, finer = separators[number], separators[number + 1 :]
    if separator:
        first, *others = text.split(separator)
        pieces = [each for each in (first, *(separator + other for other in others)) if each]
    else:
        pieces = list(text)
    chunks: list[str] = []
    fitting: list[str] = []
    for piece in pieces:
        if len(piece) < CHUNK:
            fitting.append(piece)
            continue
        chunks += _merged(fitting)
        fitting = []
        chunks += split(piece, finer) if finer else [piece]
    return chunks + _merged(fitting)


def _merged(pieces: Sequence[str]) -> list[str]:
    chunks: list[str] = []
    window: list[str] = []
    for piece in pieces:
        if window and sum(map(len, window)) + len(piece) > CHUNK:
            chunks.append("".join(window).strip())
            while (total := sum(map(len, window))) > SHARED or (
                total and total + len(piece) > CHUNK
            ):
                window.pop(0)
        window.append(piece)
    chunks.append("".join(window).strip())
    return [each for each in chunks if each]


# --- the table ------------------------------------------------------------------------------------


def _report(collection: Collection, ways: dict[str, Search]) -> None:
    articles: ArticleStore = collection.library.articles
    count = sum(1 for _ in articles.articles())
    print(f"\n{collection.name}: {count} articles, {len(collection.cases)} questions")
    print(" | ".join(["", *(each.name for each in METRICS), ""]))
    outcomes = {
        name: [_outcome(each, search(each)) for each in collection.cases]
        for name, search in ways.items()
    }
    for name, found in outcomes.items():
        cells = [_written(estimate(metric, found)) for metric in METRICS]
        print(f"{name} | {' | '.join(cells)}", flush=True)
    *before, last = outcomes
    for name in before:
        better = difference(METRICS[0], outcomes[name], outcomes[last])
        print(f"{last} minus {name}, first: {_written(better)}")


def _outcome(case: Case, found: Sequence[str]) -> Outcome:
    ids = tuple(dict.fromkeys(found))
    return Outcome(case, Status.ANSWERED, Conduct.ANSWERED, "", (), (), ids, None, None, {})


def _written(found: Estimate) -> str:
    if found.value is None:
        return "–"
    bounds = "" if found.low is None else f" ({found.low:.2f}–{found.high:.2f})"
    return f"{found.value:.3f}{bounds}"


if __name__ == "__main__":
    main()
