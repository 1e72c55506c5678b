"""How far the verifier agrees with people, on judgements that nothing was fitted to.

    python benchmarks/agreement.py DATA

DATA holds `support/pairs.jsonl.gz` (claim, evidence, label, source, split); its rows of the split
"dev" are judged as `citewise verify` judges them. Prints for each source AUROC of the score,
balanced accuracy and Cohen's kappa of the verdict, with 95 % intervals (bootstrap over pairs), and
the same with the people's verdicts dealt out at random, which must agree with nothing.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score, roc_auc_score

from assistant.settings import Settings
from assistant.types import Quote
from assistant.verifier import Verifier, load_verifier
from corpus.errors import CitewiseError
from training import verifier_data
from training.verifier_data import Item

Array = NDArray[np.float64]
RESAMPLES = 1000
PAIRS = 120


class Agreement(NamedTuple):
    """Of one source: AUROC in [0, 1], balanced accuracy in [0, 1], kappa in [-1, 1], each with the
    bounds of its interval."""

    pairs: int
    auroc: tuple[float, float, float]
    balanced_accuracy: tuple[float, float, float]
    kappa: tuple[float, float, float]


def agreement(people: Array, scores: Array, called: Array) -> Agreement:
    """Of scores in [0, 1] and verdicts with people's; a verdict is 1 for supported, else 0."""

    def estimate(measure: Callable[[Array, Array], float], given: Array) -> tuple[float, ...]:
        rng = np.random.default_rng(0)
        again = []
        for _ in range(RESAMPLES):
            drawn = rng.integers(0, len(people), len(people))
            if 0 < people[drawn].sum() < len(drawn):
                again.append(measure(people[drawn], given[drawn]))
        low, high = np.percentile(again, [2.5, 97.5])
        return float(measure(people, given)), float(low), float(high)

    return Agreement(
        len(people),
        estimate(roc_auc_score, scores),
        estimate(balanced_accuracy_score, called),
        estimate(cohen_kappa_score, called),
    )


def held_out(people: Sequence[Item], count: int) -> Iterator[tuple[str, list[Item]]]:
    """Of each source at most `count` pairs of its dev split."""
    rng = random.Random(0)  # noqa: S311 - nothing secret
    for source in sorted({item.source for item in people if item.split == "dev"}):
        members = [item for item in people if item.source == source and item.split == "dev"]
        yield source, rng.sample(members, min(count, len(members)))


def judged(verifier: Verifier, items: Sequence[Item]) -> tuple[Array, Array, Array]:
    """People's verdicts, the verifier's scores, and its verdicts."""
    verdicts = [verifier.judge(item.claim, [Quote(item.evidence, None)]) for item in items]
    return (
        np.array([item.label == "supported" for item in items], dtype=float),
        np.array([verdict.score or 0.0 for verdict in verdicts]),
        np.array([verdict.label == "supported" for verdict in verdicts], dtype=float),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="of each source, at most")
    options = parser.parse_args()
    try:
        people, _ = verifier_data.load(options.data)
    except CitewiseError as error:
        print(error, file=sys.stderr)
        return 2
    verifier = load_verifier(Settings())
    print("| source | pairs | AUROC | balanced accuracy | kappa | kappa with dealt verdicts |")
    print("|---|---|---|---|---|---|")
    for source, items in held_out(people, options.pairs):
        given, scores, called = judged(verifier, items)
        found = agreement(given, scores, called)
        dealt = agreement(np.random.default_rng(1).permutation(given), scores, called)
        cells = [
            f"{value:.2f} ({low:.2f}–{high:.2f})" for value, low, high in (*found[1:], dealt.kappa)
        ]
        print(f"| {source} | {found.pairs} | {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
