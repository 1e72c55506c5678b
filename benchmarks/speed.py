"""What a question costs: `python benchmarks/speed.py STORE [--cases CASES.jsonl]`.

Prints the first question of a fresh process, the median, 95th percentile and worst of warm ones by
step, and the ratio of a whole answer to the embedding of its question in the same run. The built-in
questions are asked three times; those of `--cases` (lines with a "question") once, so that none
meets sentences that were embedded for itself.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.ask import Assistant
from assistant.settings import Settings

QUESTIONS = (
    "Who is the spokesman of the Kremlin?",
    "How much did it cost?",
    "When did the two presidents speak?",
    "Why did people leave their homes?",
    "How many people were hurt?",
    "What did the mayor say about the budget?",
    "Where will they meet?",
    "Which party won the election?",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--cases", type=Path)
    options = parser.parse_args()
    asked = QUESTIONS * 3
    if options.cases:
        lines = options.cases.read_text(encoding="utf-8").splitlines()
        asked = tuple(json.loads(line)["question"] for line in lines)
    begun = time.perf_counter()
    with Assistant.open(settings=Settings(store=options.store)) as assistant:
        assistant.ask(QUESTIONS[0])
        print(f"first answer, imports and models included: {time.perf_counter() - begun:.1f} s")
        answers = [assistant.ask(question) for question in asked]
        for step in ("search", "write", "check", "total"):
            spent = [answer.timings_ms.get(step, 0.0) for answer in answers]
            p50, p95 = statistics.quantiles(spent, n=20)[9::9]
            print(f"{step:>7}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {max(spent):.0f} ms")
        library = assistant.library
        plain = _median(lambda question: library.embedder.embed_query(question), QUESTIONS)
        whole = statistics.median(answer.timings_ms["total"] for answer in answers)
        print(f"an answer costs {whole / plain:.1f} times the embedding of its question")


def _median(call: Callable[[str], object], questions: Sequence[str]) -> float:
    spent = []
    for question in questions:
        begun = time.perf_counter()
        call(question)
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
