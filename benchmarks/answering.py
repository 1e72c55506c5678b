"""How well questions are answered: `python benchmarks/answering.py CASES.jsonl --store DIR`.

A case is one JSON line: `id`, `question`, `history`?, `answerable` (true, false or "partly"),
`articles` (ids that state the answer: citing one is right), `cite_groups`? (a full answer cites one
of each), `nuggets` (regular expressions, each must match the shown text).
"""

import argparse
import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.ask import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Status, Turn

Case = dict[str, Any]


class Outcome(NamedTuple):
    case: Case
    answer: Answer
    seconds: float

    @property
    def answered(self) -> bool:
        return self.answer.status is Status.ANSWERED

    @property
    def shown(self) -> str:
        return " ".join(sentence.text for sentence in self.answer.sentences)

    @property
    def cited(self) -> set[str]:
        return {c.article_id for s in self.answer.sentences for c in s.citations}

    @property
    def right_article(self) -> bool:
        groups = self.case.get("cite_groups") or [self.case["articles"]]
        return bool(self.cited & set(self.case["articles"])) and (
            "conflict" not in self.case["tags"] or all(self.cited & set(group) for group in groups)
        )

    @property
    def right_fact(self) -> bool:
        return all(re.search(each, self.shown, re.IGNORECASE) for each in self.case["nuggets"])


def outcomes(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Outcome]:
    for case in cases:
        history = [Turn(turn["question"], turn.get("answer")) for turn in case.get("history", [])]
        begun = time.perf_counter()
        answer = assistant.ask(case["question"], history=history)
        yield Outcome(case, answer, time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--quiet", action="store_true", help="no list of misses")
    options = parser.parse_args()
    cases = [
        json.loads(line)
        for path in options.cases
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    with Assistant.open(settings=Settings(store=options.store)) as assistant:
        found = list(outcomes(assistant, cases))
        for each in found:
            _check_quotes(assistant, each.answer)
    answerable = [each for each in found if each.case["answerable"]]
    unanswerable = [each for each in found if not each.case["answerable"]]
    misses = [
        each
        for each in found
        if (
            not (each.right_article and each.right_fact)
            if each.case["answerable"]
            else each.answered
        )
    ]
    if not options.quiet:
        for each in misses:
            _print_miss(each)
    _share("answered", [each.answered for each in answerable])
    _share("right article cited", [each.right_article for each in answerable])
    _share("right fact shown", [each.right_fact for each in answerable])
    _share(
        "right fact and article", [each.right_fact and each.right_article for each in answerable]
    )
    _share("unanswerable declined", [not each.answered for each in unanswerable])
    spent = sorted(each.seconds for each in found)
    print(f"median {spent[len(spent) // 2]:.2f} s, slowest {spent[-1]:.2f} s")


def _check_quotes(assistant: Assistant, answer: Answer) -> None:
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
        for cited in sentence.citations:
            article = assistant.library.articles.get(cited.article_id, cited.version)
            assert article.text[cited.start : cited.end] == cited.quote


def _print_miss(each: Outcome) -> None:
    wanted = f"wanted {each.case['nuggets']} from {each.case['articles']}"
    kind = "" if each.case["answerable"] else "UNANSWERABLE"
    print(f"\n{each.case['id']} {each.case['question']!r} {kind}")
    if each.answer.standalone_question != each.case["question"]:
        print(f"   searched as {each.answer.standalone_question!r}")
    print(f"   {each.answer.status}: {each.answer.text}")
    if each.case["answerable"]:
        print(f"   {wanted}")


def _share(name: str, values: Sequence[bool]) -> None:
    if values:
        print(f"{name}: {sum(values)}/{len(values)} = {sum(values) / len(values):.2f}")


if __name__ == "__main__":
    main()
