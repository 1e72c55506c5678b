"""Fits what reading counts beside the search: `python -m training.fit_reranker STORE=CASES …`.

Each argument names a store and a file of questions over it, with the `articles` that answer them.
A conditional logistic regression: of the articles retrieved for a question, how probably each is
one that answers, by its search score and the log-odds of its best sentence. Every file counts
alike. Printed are the ratio of the two weights, which is `assistant.reranking.WEIGHT`, and for some
ratios the share of questions with an answering article first.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.conversation import standalone
from assistant.evidence import gather
from assistant.question import analyse, without_before
from assistant.reader import TrainedReader
from assistant.reranking import best_log_odds
from assistant.types import Turn
from assistant.writers.base import Read, Task
from assistant.writers.quoting import QuotingWriter
from vectorstore.embedder import SentenceEmbedder
from vectorstore.library import Library

RATIOS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
_PENALTY = 1e-3


class Found(NamedTuple):
    """One question: search score and log-odds (articles × 2), and which of the articles answer."""

    file: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="STORE=CASES")
    every = [
        found
        for each in parser.parse_args().sets
        for found in _questions(Path(each.split("=")[0]), Path(each.split("=")[1]))
    ]
    score, odds = fitted(every)
    print(f"WEIGHT = {odds / score:.3f}")
    for file in dict.fromkeys(each.file for each in every):
        own = [each for each in every if each.file == file]
        print(f"{file}: {len(own)} questions, an answering article first")
        for ratio in RATIOS:
            first = [each.right[np.argmax(each.features @ (1, ratio))] for each in own]
            print(f"  {ratio:.2f}: {np.mean(first):.3f}")


def fitted(questions: list[Found]) -> tuple[float, float]:
    """The weights of search score and log-odds; of the questions that tell something.

    That is those with an article that answers and one that does not.
    """
    told = [each for each in questions if each.right.any() and not each.right.all()]
    files = [each.file for each in told]
    share = {file: 1 / files.count(file) / len(set(files)) for file in set(files)}

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """The negative log-likelihood and its gradient."""
        total, slope = _PENALTY * float(weights @ weights), 2 * _PENALTY * weights
        for each in told:
            scores = each.features @ weights
            odds = np.exp(scores - scores.max())
            right = odds * each.right
            total += share[each.file] * float(np.log(odds.sum() / right.sum()))
            slope += share[each.file] * (odds / odds.sum() - right / right.sum()) @ each.features
        return total, slope

    score, odds = minimize(loss, np.ones(2), jac=True).x
    return float(score), float(odds)


def _questions(store: Path, cases: Path) -> Iterator[Found]:
    embedder = SentenceEmbedder()
    library = Library.open(store, embedder=embedder)
    writer = QuotingWriter(TrainedReader(embedder))
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not case["articles"]:
            continue
        history = [Turn(turn["question"], turn.get("answer")) for turn in case.get("history", [])]
        asked = standalone(case["question"], history)
        evidence = gather(library.search(asked), library.articles)
        if not evidence.hits:
            continue
        task = Task(analyse(without_before(asked)), evidence)
        read = next(each for each in writer.write(task) if isinstance(each, Read))
        best = best_log_odds(read.readings)
        score: dict[str, float] = {}
        for hit in evidence.hits:
            id = hit.passage.article_id
            score[id] = max(score.get(id, 0.0), hit.score)
        rows = [(each, best[id]) for id, each in score.items()]
        yield Found(str(cases), np.array(rows), np.array([id in case["articles"] for id in score]))
    library.close()


if __name__ == "__main__":
    main()
