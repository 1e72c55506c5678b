"""What a question costs, step by step: `python benchmarks/speed.py STORE [--cases CASES.jsonl]`.

Instead of STORE, `--articles PATH` (whatever `citewise index` reads) or `--reading FILE` (as for
benchmarks/retrieval.py) builds one of at least `--passages`, kept under build/speed. Where the
articles are too few, others are made of their sentences, drawn by chance: they cost what real ones
cost, and mean nothing.

Prints the first answer of a fresh process, then for warm ones the milliseconds by step, and beside
the same questions searched for in the same run by the naive way: embed the question, take the
nearest twelve passages. Asked are the questions of `--cases` (lines with a "question"), else sixty
of `--reading`, else twenty built-in ones: each once, since asked again it would meet sentences that
were embedded for it before.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import torch

from assistant.ask import RETRIEVED, Assistant
from assistant.pairscorer import PairScorer
from assistant.render.progress import indexing_progress
from assistant.settings import Settings
from benchmarks.retrieval import ANYWHERE
from benchmarks.stores import kept_in, passages, records, rows, written
from benchmarks.tables import table
from corpus.reading import Record, read_articles
from corpus.sentences import sentence_spans
from vectorstore.embedder import SentenceEmbedder
from vectorstore.index import PassageIndex
from vectorstore.indexing import index_paths
from vectorstore.layout import Layout
from vectorstore.lexical import LexicalIndex
from vectorstore.model import Embedder

WARMING = "What is new?"
QUESTIONS = (
    "Who is the spokesman of the Kremlin?",
    "How much did it cost?",
    "When did the two presidents speak?",
    "Why did people leave their homes?",
    "How many people were hurt?",
    "What did the mayor say about the budget?",
    "Where will they meet?",
    "Which party won the election?",
    "Who was arrested after the fire?",
    "How long did the strike last?",
    "What caused the flood?",
    "When will the new bridge open?",
    "How many votes did the plan get?",
    "Who criticised the decision, and why?",
    "Where was the missing ship found?",
    "What does a ticket cost now?",
    "Did the company apologise?",
    "How did the estimate of the damage change?",
    "Who will lead the inquiry?",
    "What did the police find in the house?",
)
CACHE = Path("build/speed")
ASKED = 60
"""Questions of a reading file that are asked."""
SENTENCES = 12
"""Of a made article: one or two passages."""
SEED = 7
NAIVE, TOTAL, ELSE = "naive dense search alone", "total", "all else"

Spent = dict[str, float]
"""Milliseconds by step."""


class Seam(NamedTuple):
    """A method whose time is a step's; `of` is the step of an answer's timings that it is in."""

    owner: type
    method: str
    step: str
    of: str


def seams(embedder: type) -> tuple[Seam, ...]:
    """In the order in which a question passes them; none is called within another."""
    return (
        Seam(embedder, "embed_query", "embed the question", "search"),
        Seam(PassageIndex, "nearest", "dense search", "search"),
        Seam(LexicalIndex, "best", "BM25", "search"),
        Seam(LexicalIndex, "highest", "BM25", "search"),
        Seam(embedder, "embed_tokens", "embed the sentences", "write"),
        Seam(PairScorer, "score", "cross-encoder", "write"),
    )


RESTS = {"search": "join both, gather sentences", "write": "choose and compose", "check": "check"}
"""What remains of each step of an answer's timings once its seams are taken off."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("store", type=Path, nargs="?")
    where.add_argument("--articles", type=Path)
    where.add_argument("--reading", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--passages", type=int, default=10_000)
    options = parser.parse_args()
    embedder = SentenceEmbedder()
    store = options.store
    if store is None:
        path = options.reading or options.articles
        folder = kept_in(CACHE, path) / str(options.passages)
        store = built(folder, path, options.passages, embedder, reading=bool(options.reading))
    begun = time.perf_counter()
    with Assistant.open(settings=Settings(store=store)) as assistant:
        assistant.ask(WARMING)
        first = time.perf_counter() - begun
        questions = asked(options.cases, options.reading)
        spent = [breakdown(assistant, each, type(assistant.library.embedder)) for each in questions]
        naive, count = naive_times(store, assistant.library.embedder, questions)
    print(
        f"\n{count} passages, {len(questions)} questions; {os.cpu_count()} cores, "
        f"{torch.get_num_threads()} threads of torch while answering; "
        f"first answer, models loaded in it: {first:.1f} s\n"
    )
    print(report(spent, naive))


# --- what is asked, and in what -------------------------------------------------------------------


def asked(cases: Path | None, reading: Path | None) -> tuple[str, ...]:
    if cases is not None:
        return tuple(row["question"] for row in rows(cases))
    if reading is not None:
        every = sorted({row["question"] for row in rows(reading)})
        return tuple(random.Random(SEED).sample(every, min(ASKED, len(every))))  # noqa: S311
    return QUESTIONS


def built(
    folder: Path, path: Path, least: int, embedder: Embedder, *, reading: bool = False
) -> Path:
    """A store in `folder` of at least so many passages of the articles of `path`.

    Made once: a later call goes on where an earlier one was stopped.
    """
    store, first = folder / "store", path
    if path.suffix == ".gz":
        first = written(folder / "articles.jsonl", (passages if reading else records)(path))
    texts = [each.article.text for each in read_articles([first]) if isinstance(each, Record)]
    sentences = [text[a:b] for text in texts for a, b in sentence_spans(text)]
    made = folder / "made"
    made.mkdir(parents=True, exist_ok=True)
    with indexing_progress() as progress:
        while True:
            report = index_paths(store, [first, made], embedder=embedder, progress=progress)
            missing = least - report.passages
            if missing <= 0:
                return store
            part = len(list(made.iterdir()))
            written(made / f"{part}.jsonl", mixed(sentences, part, missing // 2 + 1))


def mixed(sentences: Sequence[str], part: int, count: int) -> Iterator[dict[str, str]]:
    """So many articles of sentences drawn by chance, the same for the same part."""
    chance = random.Random(part)  # noqa: S311
    for number in range(count):
        text = " ".join(chance.choices(sentences, k=SENTENCES))
        yield {"id": f"made-{part}-{number}", "text": text}


# --- what it takes --------------------------------------------------------------------------------


def breakdown(assistant: Assistant, question: str, embedder: type) -> Spent:
    """What one answer took by step; "total" is the sum of the others.

    "all else" is what no step has: the question taken apart, the answer put together.
    """
    own = seams(embedder)
    with timed(own) as spent:
        told = assistant.ask(question).timings_ms
    for part, rest in RESTS.items():
        inside = sum(spent[step] for step in {each.step for each in own if each.of == part})
        spent[rest] = told.get(part, 0.0) - inside
    spent[ELSE] = told["total"] - sum(spent.values())
    return spent | {TOTAL: told["total"]}


@contextmanager
def timed(seams: Sequence[Seam]) -> Iterator[Spent]:
    """Adds up what is spent in the seams while it is open."""
    spent: Spent = {each.step: 0.0 for each in seams}
    with ExitStack() as stack:
        for each in seams:
            method = _counted(getattr(each.owner, each.method), each.step, spent)
            stack.enter_context(patch.object(each.owner, each.method, method))
        yield spent


def _counted(method: Callable[..., Any], step: str, spent: Spent) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return method(*arguments, **named)
        finally:
            spent[step] += (time.perf_counter() - begun) * 1000

    return counted


def naive_times(
    store: Path, embedder: Embedder, questions: Sequence[str]
) -> tuple[list[float], int]:
    """Milliseconds for each question of the naive way, and the passages it searches."""
    index = PassageIndex.open(Layout(store).chroma, embedder.fingerprint)
    spent = []
    try:
        for number, question in enumerate((questions[0], *questions)):
            begun = time.perf_counter()
            vector = np.asarray(embedder.embed_query(question), dtype=np.float32)
            index.nearest(vector, RETRIEVED, ANYWHERE)
            if number:  # the first one opens files
                spent.append((time.perf_counter() - begun) * 1000)
        return spent, len(index)
    finally:
        index.close()


def report(spent: Sequence[Mapping[str, float]], naive: Sequence[float]) -> str:
    """The table; of the means alone the steps' sum is the total's."""
    columns = {step: [each[step] for each in spent] for step in spent[0]}
    whole = float(np.mean(columns[TOTAL]))
    lines = [_row(step, values, whole) for step, values in columns.items()]
    lines.append(_row(NAIVE, naive, whole))
    ratio = float(np.median(columns[TOTAL]) / np.median(naive))
    head = ("step", "p50 ms", "p95 ms", "worst ms", "mean ms", "of the total")
    return (
        f"{table(head, lines)}\n\nAn answer takes {ratio:.1f} times what {NAIVE} takes (medians)."
    )


def _row(step: str, values: Sequence[float], whole: float) -> list[str]:
    p50, p95 = np.percentile(values, [50, 95])
    mean = float(np.mean(values))
    figures = (p50, p95, max(values), mean)
    return [step, *(f"{each:.1f}" for each in figures), f"{100 * mean / whole:.0f} %"]


if __name__ == "__main__":
    main()
