"""How fast the shipped verifier judges, beside the same network in plain float32.

    python benchmarks/verifying.py

Prints pairs a second and the 50th and 95th percentile of the milliseconds a pair, for a short pair
and for evidence of 500 words, both ways in one run, and how far the scores differ.
"""

import argparse
import time

import numpy as np
import torch

from assistant.verifier.entailment.scorer import SupportScorer

ROUNDS, WARM_UP = 60, 10
SHORT = "A ferry ran aground near Marlow on Tuesday, and {} passengers were brought ashore."
SENTENCE = "The council of Marlow met on Tuesday and spoke for {} hours about the harbour. "


def claim(number: int) -> str:
    """Another one each time: what has been judged once is remembered."""
    return f"The ferry ran aground on Tuesday with {number} passengers."


def evidence(number: int, *, long: bool) -> str:
    if not long:
        return SHORT.format(number)
    return "".join(SENTENCE.format(number + line) for line in range(36))


def timed(scorer: SupportScorer, *, long: bool) -> tuple[list[float], list[float]]:
    """Milliseconds and scores of each round."""
    times, scores = [], []
    for number in range(100, 100 + ROUNDS + WARM_UP):
        pair = claim(number), evidence(number, long=long)
        begun = time.perf_counter()
        scores.append(scorer.score(*pair).support)
        times.append((time.perf_counter() - begun) * 1000)
    return times[WARM_UP:], scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--threads", type=int, default=1, help="of torch (default: 1)")
    torch.set_num_threads(parser.parse_args().threads)
    shipped, exact = SupportScorer.load(), SupportScorer.load(exact=True)
    for long in (False, True):
        print(f"{len(evidence(0, long=long).split())} words of evidence")
        middles, scores = [], []
        for name, scorer in (("float32", exact), ("shipped", shipped)):
            times, found = timed(scorer, long=long)
            middle, high = np.percentile(times, [50, 95])
            middles.append(middle)
            scores.append(np.array(found))
            rate = 1000 / np.mean(times)
            print(f"  {name:8} {rate:6.1f} pairs/s   p50 {middle:5.1f} ms   p95 {high:5.1f} ms")
        apart = np.abs(scores[0] - scores[1]).max()
        print(f"  ratio {middles[0] / middles[1]:.2f}; scores differ by at most {apart:.4f}")


if __name__ == "__main__":
    main()
