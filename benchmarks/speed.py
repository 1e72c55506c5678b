"""What a question costs: `python benchmarks/speed.py STORE`.

Prints the first question of a fresh process, the median and worst of warm ones by step, and the
ratio of a whole answer to the embedding of its question in the same run.
"""

import argparse
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
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    begun = time.perf_counter()
    with Assistant.open(settings=Settings(store=options.store)) as assistant:
        assistant.ask(QUESTIONS[0])
        print(f"first answer, imports and models included: {time.perf_counter() - begun:.1f} s")
        answers = [assistant.ask(question) for _ in range(options.rounds) for question in QUESTIONS]
        for step in ("search", "write", "check", "total"):
            spent = [answer.timings_ms.get(step, 0.0) for answer in answers]
            print(f"{step:>7}: median {statistics.median(spent):.0f} ms, worst {max(spent):.0f} ms")
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
