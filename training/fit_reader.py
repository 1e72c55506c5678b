"""Fits how the reader's features are combined: `python -m training.fit_reader STORE=CASES.jsonl …`.

Each argument names a store and a file of questions over it, in the form of benchmarks/answering.py.
A statement counts as an answer if its article is a right one and a nugget matches it. Printed are
the weights, and with them, each question scored by weights fitted without it (eightfold), how many
questions would be answered rightly and declined rightly at each threshold.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from assistant.conversation import standalone
from assistant.evidence import gather
from assistant.question import analyse, split_questions, without_before
from assistant.reader import Features, TrainedReader
from assistant.types import Turn
from assistant.writers.base import Task
from assistant.writers.quoting import candidate, worth_reading
from vectorstore.embedder import SentenceEmbedder
from vectorstore.library import Library

THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


class Read(NamedTuple):
    """One question: its file, whether it is answerable, and its statements with their labels."""

    file: str
    answerable: bool
    features: list[Features]
    right: list[bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="STORE=CASES")
    questions = [
        read
        for each in parser.parse_args().sets
        for read in _questions(Path(each.split("=")[0]), Path(each.split("=")[1]))
    ]
    rows = np.array([row for each in questions for row in each.features])
    labels = np.array([label for each in questions for label in each.right])
    groups = np.repeat(np.arange(len(questions)), [len(each.features) for each in questions])
    scale = rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=1000)
    blind = cross_val_predict(
        model, rows / scale, labels, groups=groups, cv=GroupKFold(8), method="predict_proba"
    )[:, 1]
    model.fit(rows / scale, labels)
    weights = dict(zip(Features._fields, (model.coef_[0] / scale).round(3).tolist(), strict=True))
    print(f"WEIGHTS = {weights}\nBIAS = {model.intercept_[0]:.3f}")
    for file in dict.fromkeys(each.file for each in questions):
        _report(file, questions, groups, blind)


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
        features = [Features(**each.parts) for each in judged]
        right = [
            bool(case["answerable"])
            and each.article.id in case["articles"]
            and any(re.search(nugget, each.text, re.IGNORECASE) for nugget in case["nuggets"])
            for each in statements
        ]
        if statements:
            yield Read(str(cases), bool(case["answerable"]), features, right)
    library.close()


def _report(
    file: str,
    questions: list[Read],
    groups: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    scores: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> None:
    print(file)
    chosen = [
        (each, scores[groups == number])
        for number, each in enumerate(questions)
        if each.file == file
    ]
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
