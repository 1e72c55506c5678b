"""Measures the reader beside baselines: `python -m training.evaluate_reader --data DIR`.

Sentence choice: of an answerable passage's sentences the best-scored one answers. Declining: the
passage's best score tells answerable from unanswerable (AUROC; and the share of unanswerable
passages declined at the threshold that passes 90 % of the answerable ones). Pointing: in a sentence
that answers, the words pointed at are the annotated ones (exact match and F1 as for SQuAD).
"""

import argparse
import random
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant import encoder, pairscorer
from assistant.evaluation.metrics.correctness import exact_match, overlap_f1
from corpus.errors import CitewiseError
from corpus.types import Span
from training.reader.item import Item
from training.reader.items import grouped, load_items

Scores = list[NDArray[np.float64]]
"""For each item one score a sentence."""
Pointed = list[list[Span | None]]
"""For each item the answering words of each of its sentences."""

PER_SOURCE = 250
"""Items measured of a source, answerable and not."""
PASS = 0.9


def chosen(dev: Sequence[Item]) -> list[Item]:
    """The passages measured; of a news document also the twin without its answering sentence."""
    picked: list[Item] = []
    for source, items in sorted(grouped(dev).items()):
        whole = [item for item in items if len(item.sentences) > 1]
        for answerable in (True, False):
            some = [item for item in whole if item.answerable == answerable]
            random.Random(7).shuffle(some)  # noqa: S311 - nothing secret
            picked += some[:PER_SOURCE]
            if answerable and source == "wikinews":
                picked += [_without_answer(item) for item in some[:PER_SOURCE]]
    return picked


def _without_answer(item: Item) -> Item:
    left = (s for index, s in enumerate(item.sentences) if index not in item.positive)
    return replace(item, sentences=tuple(left), positive=frozenset(), words={})


def halves(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """One to calibrate on, one to report on; a passage is in one of them only."""
    second = [bool(zlib.crc32(f"half {item.group}{_passage(item)}".encode()) % 2) for item in items]
    return (
        [item for item, late in zip(items, second, strict=True) if not late],
        [item for item, late in zip(items, second, strict=True) if late],
    )


def _passage(item: Item) -> str:
    """Tells the few long articles' passages apart; news documents stay whole."""
    return "" if item.source == "wikinews" else "".join(item.sentences)[:60]


def logits(weights: encoder.Weights, items: Sequence[Item]) -> Scores:
    return read(weights, items)[0]


def read(weights: encoder.Weights, items: Sequence[Item]) -> tuple[Scores, Pointed]:
    """With the title and the sentence before as context."""
    found, pointed = judged(
        weights,
        [
            (item.question, item.before(index), sentence)
            for item in items
            for index, sentence in enumerate(item.sentences)
        ],
    )
    ends = np.cumsum([len(item.sentences) for item in items])[:-1]
    starts = [0, *ends.tolist()]
    return np.split(found, ends), [
        pointed[start : start + len(item.sentences)]
        for start, item in zip(starts, items, strict=True)
    ]


def judged(
    weights: encoder.Weights, triples: Sequence[tuple[str, str, str]]
) -> tuple[NDArray[np.float64], list[Span | None]]:
    """For each (question, context, sentence) the logit and the words pointed at.

    In bf16, as in training.
    """
    rows = pairscorer.encode(encoder.load_tokenizer(), triples)
    found = np.zeros(len(rows))
    pointed: list[Span | None] = [None] * len(rows)
    weights = encoder.ready_for_bfloat16(weights)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in pairscorer.batches([len(row.ids) for row in rows], 4096):
            some = [rows[i] for i in batch]
            scores, bounds = pairscorer.forward(weights, *pairscorer.collate(some, 16))
            found[batch] = scores.float().numpy()
            for place, row, own in zip(batch, some, bounds.float(), strict=True):
                pointed[place] = pairscorer.likeliest(own, row)
    return found, pointed


def pointing(pointed: Pointed, items: Sequence[Item]) -> list[tuple[float, float]]:
    """Exact match and F1 of each sentence whose answering words are known, in [0, 1]."""
    found = []
    for item, spans in zip(items, pointed, strict=True):
        for index, wanted in item.words.items():
            span = spans[index]
            said = item.sentences[index][span.start : span.end] if span else ""
            found.append((exact_match(said, wanted), overlap_f1(said, wanted)))
    return found


def choice(scores: Scores, items: Sequence[Item]) -> list[bool]:
    """For each answerable item whether its best-scored sentence answers."""
    pairs = zip(scores, items, strict=True)
    return [int(found.argmax()) in item.positive for found, item in pairs if item.answerable]


def auroc(scores: Scores, items: Sequence[Item]) -> float | None:
    """Of the passages' best scores; None where one side is empty."""
    from sklearn.metrics import roc_auc_score

    known = [item.answerable for item in items]
    if len(set(known)) < 2:
        return None
    return float(roc_auc_score(known, [found.max() for found in scores]))


def declined(scores: Scores, items: Sequence[Item]) -> tuple[float, float] | None:
    """The threshold that passes 90 % of the answerable, and the share declined of the others."""
    best = np.array([found.max() for found in scores])
    known = np.array([item.answerable for item in items])
    if known.all() or not known.any():
        return None
    threshold = float(np.quantile(best[known], 1 - PASS))
    return threshold, float((best[~known] < threshold).mean())


def summary(scores: Scores, items: Sequence[Item]) -> float:
    """Sentence choice and AUROC, averaged: what a run's best weights are chosen by."""
    return (float(np.mean(choice(scores, items))) + (auroc(scores, items) or 0.0)) / 2


def platt(scores: Scores, items: Sequence[Item]) -> tuple[float, float]:
    """Scale and shift of the logit fitted to the sentences' labels (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    known = [index in item.positive for item in items for index in range(len(item.sentences))]
    fitted = LogisticRegression(C=1e6).fit(np.concatenate(scores)[:, None], known)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def calibration_error(
    probabilities: Scores, items: Sequence[Item], bins: int = 10
) -> tuple[float, float]:
    """Expected calibration error over equal-width bins, and Brier score, of single sentences."""
    known = np.array([i in item.positive for item in items for i in range(len(item.sentences))])
    found = np.concatenate(probabilities)
    place = np.minimum((found * bins).astype(int), bins - 1)
    error = sum(
        abs(found[place == at].mean() - known[place == at].mean()) * (place == at).mean()
        for at in np.unique(place)
    )
    return float(error), float(((found - known) ** 2).mean())


def interval(
    measure: Callable[[Scores, Sequence[Item]], float | None], scores: Scores, items: Sequence[Item]
) -> tuple[float, float] | None:
    """The middle 95 % of 300 bootstrap draws of whole documents."""
    groups: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        groups.setdefault(item.group, []).append(index)
    documents, draws = list(groups.values()), np.random.default_rng(11)
    found = []
    for _ in range(300):
        drawn = draws.integers(0, len(documents), len(documents))
        some = [index for document in drawn for index in documents[document]]
        value = measure([scores[i] for i in some], [items[i] for i in some])
        if value is not None:
            found.append(value)
    return (float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))) if found else None


def cosine(items: Sequence[Item]) -> Scores:
    """Of question and sentence in the packaged embedding model."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(encoder.base_folder()), device="cpu")
    texts = list({text: None for item in items for text in (item.question, *item.sentences)})
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    vector = dict(zip(texts, vectors, strict=True))
    return [np.array([vector[item.question] @ vector[s] for s in item.sentences]) for item in items]


def overlap(items: Sequence[Item]) -> Scores:
    """The share, weighted by idf, of the question's words that stand in the sentence."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    fitted = TfidfVectorizer().fit([sentence for item in items for sentence in item.sentences])
    split = fitted.build_analyzer()
    known = {word: float(fitted.idf_[at]) for word, at in fitted.vocabulary_.items()}
    rare = max(known.values())

    def share(question: str, sentence: str) -> float:
        asked, has = set(split(question)), set(split(sentence))
        weights = {word: known.get(word, rare) for word in asked}
        return sum(weights[w] for w in asked & has) / max(sum(weights.values()), 1e-9)

    return [np.array([share(item.question, s) for s in item.sentences]) for item in items]


def _chosen_share(scores: Scores, items: Sequence[Item]) -> float | None:
    right = choice(scores, items)
    return float(np.mean(right)) if right else None


def _declined_share(scores: Scores, items: Sequence[Item]) -> float | None:
    found = declined(scores, items)
    return found[1] if found else None


MEASURES = {
    "choice": _chosen_share, "AUROC": auroc, f"declined at {PASS:.0%} passed": _declined_share
}  # fmt: skip


def report(rivals: dict[str, Scores], items: Sequence[Item]) -> str:
    """A Markdown table of every measure for each source and scorer, with intervals."""
    lines = [
        f"| source | passages | scorer | {' | '.join(MEASURES)} |",
        "|---|---|---|---|---|---|",
    ]
    index = {id(item): place for place, item in enumerate(items)}
    for source, some in [("all", list(items)), *sorted(grouped(items).items())]:
        answerable = sum(item.answerable for item in some)
        for name, scores in rivals.items():
            own = [scores[index[id(item)]] for item in some]
            cells = [_cell(measure, own, some) for measure in MEASURES.values()]
            size = f"{answerable} + {len(some) - answerable}"
            lines.append(f"| {source} | {size} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(
    measure: Callable[[Scores, Sequence[Item]], float | None], scores: Scores, items: Sequence[Item]
) -> str:
    value, around = measure(scores, items), interval(measure, scores, items)
    if value is None or around is None:
        return "-"
    return f"{value:.3f} ({around[0]:.3f}-{around[1]:.3f})"


def pointing_table(pointed: Pointed, items: Sequence[Item]) -> str:
    """A Markdown table of exact match and F1 for each source with annotated words."""
    lines = ["| source | sentences | exact match | F1 |", "|---|---|---|---|"]
    spans = {id(item): own for item, own in zip(items, pointed, strict=True)}
    for source, some in [("all", list(items)), *sorted(grouped(items).items())]:
        found = pointing([spans[id(item)] for item in some], some)
        if found:
            exact, f1 = np.mean(found, axis=0)
            lines.append(f"| {source} | {len(found)} | {exact:.3f} | {f1:.3f} |")
    return "\n".join(lines)


def thresholds(probabilities: Scores, items: Sequence[Item]) -> str:
    """What share of passages is answered at each threshold, and how often rightly."""
    best = np.array([found.max() for found in probabilities])
    known = np.array([item.answerable for item in items])
    right = np.zeros(len(items), bool)
    right[known] = choice(probabilities, items)
    lines = [
        "| threshold | answerable passed | with the right sentence | unanswerable declined |",
        "|---|---|---|---|",
    ]
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        shown = best >= threshold
        lines.append(
            f"| {threshold:.2f} | {shown[known].mean():.3f} | {(shown & right)[known].mean():.3f} "
            f"| {(~shown)[~known].mean():.3f} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--weights", type=Path, help="instead of the shipped ones")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    try:
        _, dev = load_items(options.data)
        learnt, scale, shift = pairscorer.read(options.weights or pairscorer.WEIGHTS)
        weights = encoder.merged(encoder.base_weights(), learnt)
    except CitewiseError as error:
        print(error, file=sys.stderr)
        return 2
    _, items = halves(chosen(dev))
    raw, pointed = read(weights, items)
    rivals = {"reader": raw, "cosine": cosine(items), "idf overlap": overlap(items)}
    print(report(rivals, items), end="\n\n")
    print(pointing_table(pointed, items), end="\n\n")
    plain, calibrated = ([1 / (1 + np.exp(-(s * a + b))) for s in raw] for a, b in
                         ((1.0, 0.0), (scale, shift)))  # fmt: skip
    for name, found in (("uncalibrated", plain), ("calibrated", calibrated)):
        off, brier = calibration_error(found, items)
        print(f"{name}: calibration error {off:.3f}, Brier score {brier:.4f}")
    print()
    for source, some in [("all", list(items)), *sorted(grouped(items).items())]:
        if len({item.answerable for item in some}) == 2:
            own = {id(item) for item in some}
            here = [p for p, item in zip(calibrated, items, strict=True) if id(item) in own]
            print(f"{source}:\n{thresholds(here, some)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
