"""How well questions are answered: `python benchmarks/answering.py CASES.jsonl… --store DIR`.

A case is one JSON line: `id`, `question`, `history`?, `answerable` (true, false or "partly"),
`articles` (ids that state the answer: citing one is right), `cite_groups`? (a full answer cites one
of each), `nuggets` (regular expressions, each must match the shown text), `answer`? (the answering
words), `wrong_event`? (ids of a look-alike event, which must not be cited).

The shipped reader stands beside one that was trained on nothing: the share of the question's words
in a sentence and what stands before it, halved where the sentence has no words of the type that is
asked for. 95 % intervals are a percentile bootstrap over cases, those whose ids differ only behind
the last hyphen drawn together. The curve is what other thresholds of both readers would do; at one
and the same threshold they are not comparable, at rows that answer or decline as much they are.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.ask import Assistant
from assistant.evaluation.estimates import FEWEST, agreed
from assistant.evaluation.metrics.correctness import exact_match, overlap_f1
from assistant.evaluation.remembering import Remembering
from assistant.gate import Gate
from assistant.question import AnswerType, Question
from assistant.reader import Candidate, Judgement, Reader, TrainedReader
from assistant.settings import Settings
from assistant.spans import answer_spans
from assistant.types import Answer, Sentence, Status, Turn
from assistant.verifier import load_verifier
from assistant.words import content_stems, share
from assistant.writers.quoting import QuotingWriter
from benchmarks.tables import table
from vectorstore.embedder import SentenceEmbedder
from vectorstore.library import Library

Case = dict[str, Any]
RESAMPLES = 1000
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


class Outcome(NamedTuple):
    case: Case
    answer: Answer
    seconds: float

    @property
    def answered(self) -> bool:
        return self.answer.status is Status.ANSWERED

    @property
    def cited(self) -> set[str]:
        return {id for sentence in self.answer.sentences for id in cited(sentence)}

    @property
    def right_article(self) -> bool:
        groups = self.case.get("cite_groups") or [self.case["articles"]]
        return bool(self.cited & set(self.case["articles"])) and (
            "conflict" not in self.case["tags"] or all(self.cited & set(group) for group in groups)
        )

    @property
    def right_fact(self) -> bool:
        shown = " ".join(sentence.text for sentence in self.answer.sentences)
        return all(re.search(each, shown, re.IGNORECASE) for each in self.case["nuggets"])

    @property
    def right(self) -> bool:
        return self.right_fact and self.right_article

    @property
    def answers_first(self) -> bool:
        """Whether the first sentence says some of it and cites a right article for it."""
        first = self.answer.sentences[0]
        says = any(re.search(each, first.text, re.IGNORECASE) for each in self.case["nuggets"])
        return says and bool(cited(first) & set(self.case["articles"]))

    @property
    def pointed(self) -> str:
        """The words in bold in the first sentence; "" where there are none."""
        first = self.answer.sentences[0]
        return " ".join(first.text[span.start : span.end] for span in first.highlights)


def cited(sentence: Sentence) -> set[str]:
    """The articles cited for it, and their copies."""
    return {id for each in sentence.citations for id in (each.article_id, *each.copies)}


class UntrainedReader:
    """Shares of words, and the type of the answer."""

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        typed = question.wants not in (AnswerType.ANY, AnswerType.YES_NO, AnswerType.REASON)
        return [
            Judgement(
                share(question.terms, set(content_stems(" ".join((*each.context, each.sentence)))))
                * (1.0 if not typed or answer_spans(question, each.sentence) else 0.5)
            )
            for each in candidates
        ]


UNTRAINED_THRESHOLD = 0.6
"""At which it declines about as many questions of the development files as the shipped one."""


class OnceReader:
    """Reads nothing twice."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, tuple[Candidate, ...]], list[Judgement]] = {}

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        key = (question.text, tuple(candidates))
        if key not in self._known:
            self._known[key] = self._reader.read(question, candidates)
        return self._known[key]


def outcomes(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Outcome]:
    for case in cases:
        history = [Turn(turn["question"], turn.get("answer")) for turn in case.get("history", [])]
        begun = time.perf_counter()
        answer = assistant.ask(case["question"], history=history)
        _check_quotes(assistant, answer)
        yield Outcome(case, answer, time.perf_counter() - begun)


Measure = tuple[str, Callable[[Outcome], bool], Callable[[Outcome], float]]
MEASURES: tuple[Measure, ...] = (
    # what, of which outcomes, and of each how much
    ("answered, of the answerable", lambda o: o.case["answerable"], lambda o: o.answered),
    ("right article cited", lambda o: o.case["answerable"], lambda o: o.right_article),
    ("right fact shown", lambda o: o.case["answerable"], lambda o: o.right_fact),
    ("right fact, right article", lambda o: o.case["answerable"], lambda o: o.right),
    (
        "first sentence answers, of those shown",
        lambda o: o.case["answerable"] and bool(o.answer.sentences),
        lambda o: o.answers_first,
    ),
    (
        "words in bold: exact match",
        lambda o: o.case["answerable"] and bool(o.answer.sentences) and "answer" in o.case,
        lambda o: exact_match(o.pointed, o.case["answer"]),
    ),
    (
        "words in bold: token F1",
        lambda o: o.case["answerable"] and bool(o.answer.sentences) and "answer" in o.case,
        lambda o: overlap_f1(o.pointed, o.case["answer"]),
    ),
    (
        "the look-alike event cited",
        lambda o: "wrong_event" in o.case and bool(o.answer.sentences),
        lambda o: bool(o.cited & set(o.case["wrong_event"])),
    ),
    ("declined, of the unanswerable", lambda o: not o.case["answerable"], lambda o: not o.answered),
    (
        "unanswerable, of those declined",
        lambda o: not o.answered,
        lambda o: not o.case["answerable"],
    ),
)
CURVE = (
    "answered, of the answerable",
    "right fact, right article",
    "declined, of the unanswerable",
    "unanswerable, of those declined",
)
"""The measures that a threshold moves: what is answered, and recall and precision of declining."""


def estimated(found: Sequence[Outcome], measure: Measure) -> str:
    """The mean of a measure, its 95 % interval and the cases: "0.80 (0.61 to 0.95) of 20".

    As in assistant/evaluation/estimates.py there is none for a handful of clusters, and where all
    are alike it says what that shows of others.
    """
    _, counts, value = measure
    clusters: dict[str, list[float]] = {}
    for each in found:
        if counts(each):
            clusters.setdefault(each.case["id"].rpartition("-")[0] or each.case["id"], []).append(
                float(value(each))
            )
    if not clusters:
        return "–"
    sums = np.array([sum(values) for values in clusters.values()])
    sizes = np.array([len(values) for values in clusters.values()])
    drawn = np.random.default_rng(0).integers(0, len(sums), (RESAMPLES, len(sums)))
    low, high = np.percentile(sums[drawn].sum(1) / sizes[drawn].sum(1), [2.5, 97.5])
    mean = sums.sum() / sizes.sum()
    if low == high:
        low, high = agreed(mean, len(sums), 0.0)
    bounds = f" ({low:.2f} to {high:.2f})" if len(sums) >= FEWEST else ""
    return f"{mean:.2f}{bounds} of {sizes.sum()}"


def compared(found: Mapping[str, Sequence[Outcome]]) -> str:
    """A table of every measure, one column a reader."""
    rows = ([each[0], *(estimated(own, each) for own in found.values())] for each in MEASURES)
    return table(["", *found], rows)


def curve(
    library: Library, writers: Mapping[str, QuotingWriter], gate: Gate, cases: Sequence[Case]
) -> str:
    """A table of what each threshold of each reader answers, answers rightly and declines."""
    measures = [each for each in MEASURES if each[0] in CURVE]
    rows = []
    for name, writer in writers.items():
        for threshold in THRESHOLDS:
            assistant = Assistant(library, replace(writer, threshold=threshold), gate)
            found = list(outcomes(assistant, cases))
            row = [f"{name}, {threshold:.2f}", *(estimated(found, each) for each in measures)]
            rows.append(row)
    return table(["reader, threshold", *(each[0] for each in measures)], rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--quiet", action="store_true", help="no list of misses")
    parser.add_argument("--curve", action="store_true", help="other thresholds too; takes longer")
    options = parser.parse_args()
    cases = [
        json.loads(line)
        for path in options.cases
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    embedder = SentenceEmbedder()
    gate = Gate(Remembering(load_verifier(Settings())))
    writers = {
        "shipped": QuotingWriter(OnceReader(TrainedReader(embedder))),
        "untrained": QuotingWriter(UntrainedReader(), threshold=UNTRAINED_THRESHOLD),
    }
    library = Library.open(options.store, embedder=embedder)
    try:
        found = {
            name: list(outcomes(Assistant(library, writer, gate), cases))
            for name, writer in writers.items()
        }
        if not options.quiet:
            for each in found["shipped"]:
                _print_miss(each)
        print(f"\n{compared(found)}\n")
        if options.curve:
            print(f"{curve(library, writers, gate, cases)}\n")
    finally:
        library.close()
    spent = sorted(each.seconds for each in found["shipped"])
    print(f"median {spent[len(spent) // 2]:.2f} s, slowest {spent[-1]:.2f} s")


def _check_quotes(assistant: Assistant, answer: Answer) -> None:
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
        for each in sentence.citations:
            article = assistant.library.articles.get(each.article_id, each.version)
            assert article.text[each.start : each.end] == each.quote


def _print_miss(each: Outcome) -> None:
    if each.right if each.case["answerable"] else not each.answered:
        return
    kind = "" if each.case["answerable"] else "UNANSWERABLE"
    print(f"\n{each.case['id']} {each.case['question']!r} {kind}")
    if each.answer.standalone_question != each.case["question"]:
        print(f"   searched as {each.answer.standalone_question!r}")
    print(f"   {each.answer.status}: {each.answer.text}")
    if each.case["answerable"]:
        print(f"   wanted {each.case['nuggets']} from {each.case['articles']}")


if __name__ == "__main__":
    main()
