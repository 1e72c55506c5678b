"""Which articles are found first: `python benchmarks/retrieval.py --cache DIR --collection …`.

`--collection ARTICLES CASES` (may be repeated): whatever `citewise index` reads, or a `.jsonl.gz`
of records, and questions with the `articles` that answer them, one JSON line each.
`--reading FILE`: a `.jsonl.gz` of `question`, `passage`, `answerable` and `source`. All its
passages are the articles, but only ClapNQ's questions are asked: of those of the other sources the
reader was trained on a share. What is indexed and embedded is kept in DIR.

One table a collection, with the 95 % intervals. The last row is what `ask` ranks by, its answer's
`considered`, after all that it does with a question; an article that it does not consider is not
found, while the other rows go as deep as they must. Those get the question made stand-alone.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.ask import Assistant
from assistant.conversation import standalone
from assistant.evaluation.case import Case
from assistant.evaluation.estimates import Estimate, difference, estimate
from assistant.evaluation.metrics.metric import Better, Metric, Parts
from assistant.evaluation.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank
from assistant.evaluation.outcomes import Conduct, Outcome
from assistant.evaluation.replies import ranked
from assistant.gate import Gate
from assistant.render.progress import counting
from assistant.settings import Settings
from assistant.types import Status, Turn
from assistant.verifier import load_verifier
from assistant.writers import quoting_writer
from benchmarks.chunks import split
from benchmarks.stores import UNSEEN, indexed, kept_in, passage_id, rows
from benchmarks.tables import table
from vectorstore.embedder import SentenceEmbedder
from vectorstore.filters import Bounds
from vectorstore.index import Row
from vectorstore.lexical import LexicalIndex
from vectorstore.manifest import Entry
from vectorstore.model import Embedder
from vectorstore.types import Hit

DEEP = 60
"""Chunks or passages that each way but `ask` ranks: enough for ten articles."""
SIDE = 50
ANYWHERE = Bounds(None, None, frozenset(), frozenset())
SEED = 7

Search = Callable[[Case], list[str]]
"""Article ids, best first, some more than once."""


class Collection(NamedTuple):
    """Articles, the assistant over them, and questions that they answer; `note` says which."""

    name: str
    assistant: Assistant
    cases: tuple[Case, ...]
    note: str = ""


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--collection", type=Path, nargs=2, action="append", default=[])
    parser.add_argument("--reading", type=Path, action="append", default=[])
    parser.add_argument("--most", type=int, help="questions a collection, drawn by chance")
    options = parser.parse_args()
    embedder = SentenceEmbedder()
    writer, gate = quoting_writer(embedder), Gate(load_verifier(Settings()))
    sources = [
        *((articles, questions, False) for articles, questions in options.collection),
        *((each, each, True) for each in options.reading),
    ]
    for articles, questions, reading in sources:
        folder = kept_in(options.cache, articles)
        library = indexed(articles, folder / "store", embedder, reading=reading)
        with Assistant(library, writer, gate) as assistant:
            asked = drawn(tuple(cases(questions)), options.most)
            note = f"; only questions of {UNSEEN}, which no training saw" if reading else ""
            collection = Collection(articles.stem, assistant, asked, note)
            print(report(collection, ways(collection, embedder, folder)), flush=True)


def cases(file: Path) -> Iterator[Case]:
    """The questions that articles answer; of rows with a passage those that no training saw."""
    for number, row in enumerate(rows(file)):
        if "passage" in row:
            answers = row["answerable"] and row["source"] == UNSEEN
            row |= {"id": str(number), "articles": [passage_id(row["passage"])] * answers}
        if row["articles"]:
            history = [
                Turn(past["question"], past.get("answer")) for past in row.get("history", [])
            ]
            articles = tuple(row["articles"])
            yield Case(row["id"], row["question"], True, articles, (), (), tuple(history))


def drawn(found: tuple[Case, ...], most: int | None) -> tuple[Case, ...]:
    """At most so many of them, the same ones every time."""
    if most is None or len(found) <= most:
        return found
    numbers = np.random.default_rng(SEED).permutation(len(found))[:most]
    return tuple(found[number] for number in numbers)


# --- the ways of searching ------------------------------------------------------------------------


def ways(collection: Collection, embedder: Embedder, folder: Path) -> dict[str, Search]:
    """By name; `folder` keeps the vectors of the chunks."""
    library = collection.assistant.library
    chunks = [
        (each.id, chunk) for each in library.articles.articles() for chunk in split(each.text)
    ]
    vectors = _vectors([text for _, text in chunks], embedder, folder / "chunks.npz")
    places = [Row(id, "", number, number + 1) for number, (id, _) in enumerate(chunks)]
    words = LexicalIndex.build(zip(places, (text for _, text in chunks), strict=True))
    everywhere = {id: Entry("", "", 0, 0, "") for id, _ in chunks}

    def naive(case: Case) -> list[str]:
        order = np.argsort(-(vectors @ embedder.embed_array([_alone(case)])[0]), kind="stable")
        return [chunks[number][0] for number in order[:DEEP]]

    def lexical(case: Case) -> list[str]:
        best = words.best(_alone(case), DEEP, ANYWHERE, everywhere)
        return [match.row.article_id for match in best]

    def ranks(case: Case) -> list[str]:
        return _ids(sorted(library.search(_alone(case), k=DEEP), key=lambda hit: -_by_rank(hit)))

    def search(case: Case) -> list[str]:
        return _ids(library.search(_alone(case), k=DEEP))

    def ask(case: Case) -> list[str]:
        answer = collection.assistant.ask(case.question, history=case.history)
        return _ids(ranked(answer.considered))

    return {
        "naive dense": naive,
        "BM25": lexical,
        "rank fusion": ranks,
        "search": search,
        "ask": ask,
    }


def _alone(case: Case) -> str:
    return standalone(case.question, case.history)


def _ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.article_id for hit in hits]


def _by_rank(hit: Hit) -> float:
    """Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009), k 60."""
    found = (hit.found.dense_rank, hit.found.lexical_rank)
    return sum(1 / (60 + rank) for rank in found if rank is not None and rank <= SIDE)


def _vectors(texts: list[str], embedder: Embedder, file: Path) -> NDArray[np.float32]:
    made_of = sha256("\0".join([embedder.fingerprint.sha256, *texts]).encode()).hexdigest()
    if file.exists():
        kept = np.load(file)
        if str(kept["made_of"]) == made_of:
            return np.asarray(kept["vectors"], dtype=np.float32)
    vectors = embedder.embed_array(texts)
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(file, vectors=vectors, made_of=made_of)
    return vectors


# --- the table ------------------------------------------------------------------------------------


def report(collection: Collection, ways: Mapping[str, Search]) -> str:
    """The table, and below it by how much the last way is better than each other one."""
    outcomes = {}
    for name, search in ways.items():
        with counting(f"{collection.name}, {name}", len(collection.cases)) as counted:
            outcomes[name] = [_outcome(each, search, counted) for each in collection.cases]
    count = sum(1 for _ in collection.assistant.library.articles.articles())
    *before, last = outcomes
    return "\n".join(
        [
            f"\n{collection.name}: {count} articles, {len(collection.cases)} questions"
            f"{collection.note}\n",
            table(
                ["", *(each.name for each in METRICS)],
                [
                    [name, *(_written(estimate(metric, found)) for metric in METRICS)]
                    for name, found in outcomes.items()
                ],
            ),
            "",
            *(
                f"- {last} minus {name}, first: "
                + _written(difference(METRICS[0], outcomes[name], outcomes[last]))
                for name in before
            ),
        ]
    )


def _outcome(case: Case, search: Search, counted: Callable[[], None]) -> Outcome:
    ids = tuple(dict.fromkeys(search(case)))
    counted()
    return Outcome(case, Status.ANSWERED, Conduct.ANSWERED, "", (), (), ids, None, None, {})


def _written(found: Estimate) -> str:
    if found.value is None:
        return "–"
    bounds = "" if found.low is None else f" ({found.low:.2f} to {found.high:.2f})"
    return f"{found.value:.3f}{bounds}"


if __name__ == "__main__":
    main()
