"""Fits how the reader's features are combined: `python -m training.fit_reader STORE=CASES.jsonl …`.

Each argument names a store and a file of questions over it, in the form of
benchmarks/answering.py. A statement counts as an answer if its article is a right one and a
nugget matches it. The weights are fitted on all statements, which tells the subject that is asked
about from all others, and on the leading one of each question alone, which tells an answer from a
near miss; what is used is halfway between. Printed are the weights, and with them, each question
scored by weights fitted without it (eightfold), how many questions would be answered rightly and
declined rightly at each threshold.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from assistant.conversation import standalone
from assistant.evidence import gather
from assistant.fitting import fit
from assistant.question import analyse, split_questions, without_before
from assistant.reader import Features, TrainedReader
from assistant.types import Turn
from assistant.writers.base import Task
from assistant.writers.quoting import candidate, worth_reading
from vectorstore.embedder import SentenceEmbedder
from vectorstore.library import Library

Floats = NDArray[np.float64]
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


class Read(NamedTuple):
    """One question: its file, whether it is answerable, and its statements with their labels.

    `fits` are the factors of `assistant.fitting.fit`.
    """

    file: str
    answerable: bool
    features: Floats
    fits: Floats
    right: NDArray[np.bool_]


class Weights(NamedTuple):
    """Of the features, and of none; `scores` are probabilities, before the factor that fits."""

    weights: Floats
    bias: float

    def scores(self, features: Floats) -> Floats:
        scores: Floats = 1 / (1 + np.exp(-(self.bias + features @ self.weights)))
        return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="STORE=CASES")
    questions = [
        read
        for each in parser.parse_args().sets
        for read in _questions(Path(each.split("=")[0]), Path(each.split("=")[1]))
    ]
    for name, found in (("READ_FIRST", on_all(questions)), ("WEIGHTS", fitted(questions))):
        weights = dict(zip(Features._fields, found.weights.round(3).tolist(), strict=True))
        print(f"{name} = {weights}, BIAS = {found.bias:.3f}")
    blind: list[Floats] = [np.zeros(0)] * len(questions)
    for train, test in KFold(8).split(questions):
        without = fitted([questions[number] for number in train])
        for number in test:
            each = questions[number]
            blind[number] = without.scores(each.features) * each.fits
    for file in dict.fromkeys(each.file for each in questions):
        _report(
            [(each, own) for each, own in zip(questions, blind, strict=True) if each.file == file]
        )


def fitted(questions: Sequence[Read]) -> Weights:
    """Halfway between the weights for all statements and those for the leading ones."""
    first = on_all(questions)
    leading = [int((first.scores(each.features) * each.fits).argmax()) for each in questions]
    last = _regression(
        np.array([each.features[lead] for each, lead in zip(questions, leading, strict=True)]),
        np.array([each.right[lead] for each, lead in zip(questions, leading, strict=True)]),
    )
    return Weights((first.weights + last.weights) / 2, (first.bias + last.bias) / 2)


def on_all(questions: Sequence[Read]) -> Weights:
    """The weights by which all statements are judged best; what is read is chosen by them."""
    return _regression(
        np.concatenate([each.features for each in questions]),
        np.concatenate([each.right for each in questions]),
    )


def _regression(rows: Floats, labels: NDArray[np.bool_]) -> Weights:
    """A logistic regression whose weights are not negative: each feature can only speak for it."""
    scale = rows.std(axis=0) + 1e-6
    used = np.ones(rows.shape[1], dtype=bool)
    while True:
        model = LogisticRegression(C=0.3, max_iter=1000).fit((rows / scale)[:, used], labels)
        if (model.coef_[0] >= 0).all():
            break
        used[np.flatnonzero(used)[model.coef_[0] < 0]] = False
    weights = np.zeros(rows.shape[1])
    weights[used] = model.coef_[0] / scale[used]
    return Weights(weights, float(model.intercept_[0]))


def _questions(store: Path, cases: Path) -> Iterator[Read]:
    embedder = SentenceEmbedder()
    reader = TrainedReader(embedder)
    library = Library.open(store, embedder=embedder)
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        history = [Turn(turn["question"], turn.get("answer")) for turn in case.get("history", [])]
        asked = split_questions(standalone(case["question"], history))[0]
        evidence = gather(library.search(asked), library.articles)
        question = analyse(without_before(asked))
        task = Task(question, evidence)
        statements = worth_reading(task)
        judged = reader.read(question, [candidate(task, each) for each in statements])
        features = np.array([Features(**each.parts) for each in judged])
        right = [
            bool(case["answerable"])
            and each.article.id in case["articles"]
            and any(re.search(nugget, each.text, re.IGNORECASE) for nugget in case["nuggets"])
            for each in statements
        ]
        if statements:
            fits = np.array([fit(question, each) for each in statements])
            yield Read(str(cases), bool(case["answerable"]), features, fits, np.array(right))
    library.close()


def _report(chosen: Sequence[tuple[Read, Floats]]) -> None:
    print(chosen[0][0].file)
    asked = [(each, own) for each, own in chosen if each.answerable]
    others = [own for each, own in chosen if not each.answerable]
    first = np.mean([each.right[int(own.argmax())] for each, own in asked])
    print(f"  right statement first {first:.2f} of {len(asked)}")
    for threshold in THRESHOLDS:
        passed = np.mean([own.max() >= threshold for _, own in asked])
        right = np.mean(
            [own.max() >= threshold and each.right[int(own.argmax())] for each, own in asked]
        )
        declined = np.mean([own.max() < threshold for own in others])
        shares = f"answered {passed:.2f}, rightly {right:.2f}; declined {declined:.2f}"
        print(f"  {threshold:.2f}: {shares}")


if __name__ == "__main__":
    main()
