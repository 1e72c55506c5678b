"""Trains the citation verifier: `python -m training.train_verifier --data DIR --out FILE`.

First the network learns entailment, then planted lies of many kinds and claims written about
made-up passages. It never sees people's judgements: on those of the train split the combination of
all signals is fitted. What each stage has learnt is kept in
`--work`, so that a run that was stopped goes on where it was. Beside FILE it writes the signals of
the pairs that people judged, from which `training.evaluate_verifier` makes the model card's tables.
"""

import argparse
import hashlib
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file, save, save_file
from torch import Tensor
from torch.nn import functional

from assistant import encoder
from assistant.verifier.entailment.combination import SIGNALS, Combination
from assistant.verifier.entailment.network import TRAINED_FROM, Match, Row, collate, lower, row
from assistant.verifier.entailment.network import upper as judge
from assistant.verifier.entailment.pairing import pair
from assistant.verifier.entailment.reading import parts, runs
from assistant.verifier.entailment.scorer import FORMAT, SupportScorer, halved
from assistant.verifier.entailment.text import Text
from corpus.errors import CitewiseError
from training import evaluate_verifier, lora, verifier_data
from training.evaluate_verifier import Array
from training.verifier_data import Item

SEED = 7
"""Another one shows how far the scores move by chance."""
RANK = 96
BATCH = 32
"""Rows of the network in a step."""
MOST_PARTS = 6
"""Sentences of a claim learnt from together; what a longer one says beyond is left out."""
BLIND = 0.4
"""Share of the last lessons' rows that are not told which words agree: they must be read."""
PAD_TO = 32
"""Few different lengths: each new one costs a slow first step."""
POOL = 40 * BATCH
FIRST_RATE, RATE, HEAD_FACTOR = 1.5e-4, 8e-5, 4.0
FIRST_EPOCHS, EPOCHS = 2.0, 1.0
WARM_UP = 0.06
TOKEN_WEIGHT = 0.5
CONTRADICTION_WEIGHT = 0.3
REPORT_EVERY = 200
HEAD = {"head.hidden": (2 * 384, 384), "head.out": (386, 2), "head.token": (384, 1)}


class Example(NamedTuple):
    """A claim as rows, of which each must be supported; -1 where a target is not known."""

    item: Item
    rows: tuple[Row, ...]
    support: float
    contradiction: float
    wrong: tuple[tuple[float, ...], ...]
    """For each row's tokens whether a lie put them there."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    for folder in (options.work, options.out.parent):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        people, entailed = verifier_data.load(options.data)
        composed = verifier_data.composed(options.composed)
        told = verifier_data.written()
        news = verifier_data.articles(options.data)
        base = encoder.base_weights()
    except CitewiseError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        _train(
            people, entailed, composed, told, news, base, options.work, options.out, options.seed
        )
    except KeyboardInterrupt:
        print(f"stopped; the finished stages are kept in {options.work}", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--composed", type=Path, default=verifier_data.COMPOSED, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--work", type=Path, default=Path("build/verifier"), metavar="DIR")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
    return parser


def _train(
    people: Sequence[Item],
    entailed: Sequence[Item],
    composed: Sequence[Item],
    told: Sequence[Item],
    news: Sequence[tuple[str, list[str]]],
    base: encoder.Weights,
    work: Path,
    out: Path,
    seed: int,
) -> None:
    rarity = rarities(people, len(base["embeddings.word_embeddings.weight"]))
    entailed = verifier_data.apart(entailed, people)

    def first() -> dict[str, Tensor]:
        items = verifier_data.first_lessons(entailed, news, _rng(seed))
        made = examples(items, rarity, _rng(seed))
        return fit(base, trainable(base, seed), made, FIRST_EPOCHS, FIRST_RATE, _rng(seed))

    def last() -> dict[str, Tensor]:
        items = verifier_data.lessons(entailed, told, news, _rng(seed))
        made = examples(items, rarity, _rng(seed), blind=BLIND)
        return fit(base, start, made, EPOCHS, RATE, _rng(seed))

    start = _kept(work / "first.safetensors", first)
    small = lora.compressed(base, _kept(work / "last.safetensors", last), RANK)
    judged = [*verifier_data.judged(people), *composed]
    found = signals(scorer(base, small, rarity), judged)
    np.savez_compressed(out.with_suffix(".npz"), signals=found)
    fitted = [number for number, item in enumerate(judged) if item.split == "train"]
    combination = evaluate_verifier.combine([judged[each] for each in fitted], found[fitted])
    write(small, rarity, combination, out)


def _rng(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret


def _kept(path: Path, learn: Callable[[], dict[str, Tensor]]) -> dict[str, Tensor]:
    """What a stage learnt, from its file if it has been through."""
    if not path.exists():
        save_file(learn(), path)
    return load_file(path)


def rarities(items: Sequence[Item], size: int) -> list[float]:
    """The inverse document frequency of each word piece, over claims and evidence."""
    tokenizer = encoder.load_tokenizer()
    texts = sorted({text for item in items for text in (item.claim, item.evidence[:4000])})
    counts: Counter[int] = Counter()
    for found in tokenizer.encode_batch(texts, add_special_tokens=False):
        counts.update(set(found.ids))
    most = math.log(len(texts) + 1)
    return [(most - math.log(counts[piece] + 0.5)) / most for piece in range(size)]


def examples(
    items: Sequence[Item], rarity: Sequence[float], rng: random.Random, *, blind: float = 0.0
) -> list[Example]:
    """One example an item: its claim whole or sentence by sentence, beside extracts or windows."""
    tokenizer = encoder.load_tokenizer()
    made: list[Example] = []
    for item in items:
        claim, evidence = (
            Text(text, tokenizer.encode(text, add_special_tokens=False))
            for text in (item.claim, item.evidence)
        )
        if not claim.tokens or not evidence.tokens:
            continue
        texts = parts(claim) if rng.random() < 0.5 else runs(claim)
        rows, wrong = [], []
        at = 0
        for text in texts[:MOST_PARTS]:
            part = (
                claim
                if text == claim.text
                else Text(text, tokenizer.encode(text, add_special_tokens=False))
            )
            beside = pair(part, evidence, rarity)
            window = beside.extract if rng.random() < 0.7 else beside.window
            made_row = row(beside, window, blind=rng.random() < blind)
            rows.append(made_row)
            wrong.append(_wrong(item, part, item.claim.find(text, at), made_row))
            at += len(text)
        contradiction = -1.0 if item.contradiction is None else item.contradiction
        made.append(Example(item, tuple(rows), item.support, contradiction, tuple(wrong)))
        if len(made) % 5000 == 0:
            print(f"{len(made)}/{len(items)} examples", flush=True)
    return made


def _wrong(item: Item, part: Text, start: int, made: Row) -> tuple[float, ...]:
    wrong = [-1.0] * len(made.ids)
    if item.wrong is not None:
        for index in range(made.claim):
            first, last = (start + offset for offset in part.offsets[index])
            wrong[index + 1] = float(any(first < b and last > a for a, b in item.wrong))
    return tuple(wrong)


def trainable(base: encoder.Weights, seed: int = SEED) -> dict[str, Tensor]:
    """Float32 copies of the uppermost layers' tensors, the match embedding and a new head."""
    noise = torch.Generator().manual_seed(seed)
    upper = tuple(f"encoder.layer.{index}." for index in range(TRAINED_FROM, encoder.LAYERS))
    learnt = {
        name: t.detach().clone().float() for name, t in base.items() if name.startswith(upper)
    }
    learnt["head.match"] = torch.randn(len(Match), encoder.WIDTH, generator=noise) * 0.01
    for name, (inputs, outputs) in HEAD.items():
        learnt[f"{name}.weight"] = torch.randn(outputs, inputs, generator=noise) * 0.02
        learnt[f"{name}.bias"] = torch.zeros(outputs)
    learnt["head.out.weight"][0, -2:] = torch.tensor([-2.0, -2.0])
    learnt["head.token.bias"].fill_(-2.0)
    return learnt


def fit(
    base: encoder.Weights,
    start: Mapping[str, Tensor],
    made: list[Example],
    epochs: float,
    rate: float,
    rng: random.Random,
) -> dict[str, Tensor]:
    """The weights at the end of the run, not the best of it: what chooses would be learnt from."""
    learnt = {name: tensor.clone().requires_grad_() for name, tensor in start.items()}
    weights = {**base, **learnt}
    head = [tensor for name, tensor in learnt.items() if name.startswith("head.")]
    body = [tensor for name, tensor in learnt.items() if not name.startswith("head.")]
    groups = [{"params": body, "lr": rate}, {"params": head, "lr": rate * HEAD_FACTOR}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    order = list(_batches(made, rng))
    steps = round(epochs * len(order))
    while len(order) < steps:
        order += _batches(made, rng)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rate(steps))
    balance = _balance(made)
    started, running, seen = time.monotonic(), 0.0, 0
    for step, batch in enumerate(order[:steps], 1):
        loss = _loss(weights, [made[index] for index in batch], balance)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learnt.values(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        running += loss.item()
        seen += len(batch)
        if step % REPORT_EVERY == 0 or step == steps:
            count = step % REPORT_EVERY or REPORT_EVERY
            speed = seen / (time.monotonic() - started)
            print(f"{step}/{steps} loss {running / count:.4f} {speed:.0f} pairs/s", flush=True)
            running = 0.0
    return {name: tensor.detach() for name, tensor in learnt.items()}


def _rate(steps: int) -> Callable[[int], float]:
    """A linear rise over the first steps, then a linear fall to nothing."""
    rise = max(1, round(steps * WARM_UP))
    return lambda step: min((step + 1) / rise, (steps - step) / max(1, steps - rise))


def _balance(made: Sequence[Example]) -> dict[tuple[str, bool], float]:
    """Weights by which both answers count alike in a source: how often it says yes is its own."""
    counts = Counter((each.item.source, each.support > 0.5) for each in made)
    return {
        (source, answer): min(3.0, (count + counts[source, not answer]) / 2 / count)
        if counts[source, not answer]
        else 1.0
        for (source, answer), count in counts.items()
    }


def _loss(
    weights: Mapping[str, Tensor],
    batch: Sequence[Example],
    balance: Mapping[tuple[str, bool], float],
) -> Tensor:
    rows = [each for example in batch for each in example.rows]
    logits, tokens = _judged(weights, rows)
    of = torch.tensor([i for i, example in enumerate(batch) for _ in example.rows])
    pooled = _pooled(logits[:, 0], of, len(batch))
    denial = torch.full((len(batch),), -torch.inf).scatter_reduce(0, of, logits[:, 1], "amax")
    support = torch.tensor([each.support for each in batch])
    denied = torch.tensor([each.contradiction for each in batch])
    wrong = torch.full(tokens.shape, -1.0)
    for index, marks in enumerate(mark for example in batch for mark in example.wrong):
        wrong[index, : len(marks)] = torch.tensor(marks)
    bce = functional.binary_cross_entropy_with_logits
    importance = torch.tensor(
        [each.item.weight * balance[each.item.source, each.support > 0.5] for each in batch]
    )
    total = bce(pooled, support, importance)
    if (denied >= 0).any():
        total = total + CONTRADICTION_WEIGHT * bce(denial[denied >= 0], denied[denied >= 0])
    if (wrong >= 0).any():
        known = wrong >= 0
        total = total + TOKEN_WEIGHT * bce(
            tokens[known], wrong[known], pos_weight=torch.tensor(3.0)
        )
    return total


def _pooled(logits: Tensor, of: Tensor, count: int) -> Tensor:
    """Halfway between the mean and the least of each example's rows, as the scorer pools them."""
    sizes = torch.bincount(of, minlength=count)
    mean = torch.zeros(count).index_add(0, of, logits) / sizes
    least = torch.full((count,), torch.inf).scatter_reduce(0, of, logits, "amin")
    return (mean + least) / 2


def _judged(weights: Mapping[str, Tensor], rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    ids, types, matches, mask, claim = collate(rows, PAD_TO)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            states = lower(weights, ids, types, mask)
        logits, tokens = judge(weights, states, matches, mask, claim)
    return logits.float(), tokens.float()


def _batches(made: Sequence[Example], rng: random.Random) -> Iterator[list[int]]:
    """Examples of similar length, so that little is padding, and about `BATCH` rows together."""
    indices = list(range(len(made)))
    rng.shuffle(indices)
    for start in range(0, len(indices), POOL):
        pool = sorted(
            indices[start : start + POOL], key=lambda i: max(len(r.ids) for r in made[i].rows)
        )
        batches: list[list[int]] = [[]]
        size = 0
        for index in pool:
            if size >= BATCH:
                batches.append([])
                size = 0
            batches[-1].append(index)
            size += len(made[index].rows)
        rng.shuffle(batches)
        yield from batches


def scorer(
    base: encoder.Weights, learnt: encoder.Weights, rarity: Sequence[float]
) -> SupportScorer:
    """A scorer for its signals, before there is a combination."""
    plain, weights = halved(encoder.merged(base, {})), halved(encoder.merged(base, learnt))
    none = Combination([], [], [], 0.0, 0.5)
    return SupportScorer(plain, weights, encoder.load_tokenizer(), rarity, none, "")


def signals(judge: SupportScorer, items: Sequence[Item]) -> Array:
    """`SIGNALS` of each item, a row each."""
    found = []
    for item in items:
        found.append(judge.signals(item.claim, item.evidence))
        if len(found) % 500 == 0:
            print(f"{len(found)}/{len(items)} measured", flush=True)
    return np.array(found)


def write(
    small: encoder.Weights, rarity: Sequence[float], combination: Combination, out: Path
) -> None:
    """Writes the file, printing the checksum to pin."""
    metadata = {
        "format": FORMAT,
        "base_sha256": encoder.BASE_SHA256,
        "signals": " ".join(SIGNALS),
        "combination": json.dumps(asdict(combination)),
    }
    content = save({**small, "rarity": torch.tensor(rarity).half()}, metadata)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(f"{out}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    sys.exit(main())
