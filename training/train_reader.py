"""Trains the reader: `python -m training.train_reader --data DIR --out FILE`.

DIR holds the files named in `training.reader.items`. First lessons are on questions of all kinds;
with `--start FILE --last` come those that were written over news. The result is deterministic up to
the machine's bf16 arithmetic. Ctrl-C ends the training early and writes the best weights so far.
"""

import argparse
import hashlib
import random
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor
from torch.nn import functional

from assistant import encoder, pairscorer
from corpus.errors import CitewiseError
from training import evaluate_reader, lora
from training.reader import examples as lessons
from training.reader.example import Example
from training.reader.item import Item
from training.reader.items import load_items
from training.reader.mining import mined

SEED = 5
LAYERS = 6
"""How many of the six are trained, from the top."""
RANK = 128
BATCH = 32
PAD_TO = 16
"""Few different lengths: each new one costs a slow first step."""
POOL = 40 * BATCH
RATE, HEAD_RATE = 1e-4, 4e-4
POINTING = 2.0
"""What finding the first and the last word weighs beside judging the sentence."""
WARM_UP = 0.05
CHECK_EVERY = 400
"""Steps between looks at the development items."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.last and not options.start:
        parser.error("--last goes on from weights: give them with --start")
    torch.set_num_threads(options.threads)
    try:
        train, dev = load_items(options.data)
        base = encoder.base_weights()
        start = encoder.merged(base, pairscorer.read(options.start)[0]) if options.start else None
    except CitewiseError as error:
        print(error, file=sys.stderr)
        return 2
    fitting, _ = evaluate_reader.halves(evaluate_reader.chosen(dev))
    if options.last and start:
        made = lessons.last_examples(train, options.seed, partial(mined, start))
    else:
        made = lessons.examples(train, options.seed)
    wanted = options.examples or len(made)
    made = [made[index % len(made)] for index in range(wanted)]
    print(f"{len(train)} items, {len(made)} examples, {len(fitting)} items to fit on", flush=True)
    learnt = fit(base, made, fitting, start)
    small = lora.compressed(base, learnt, RANK)
    write(small, fitting, options.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=SEED, help="of the examples drawn")
    parser.add_argument("--start", type=Path, metavar="FILE", help="go on from these weights")
    parser.add_argument(
        "--last", action="store_true", help="with --start: the questions written over news"
    )
    parser.add_argument("--examples", type=int, help="how many are seen (all once)")
    return parser


def fit(
    base: encoder.Weights,
    examples: Sequence[Example],
    dev: Sequence[Item],
    start: encoder.Weights | None = None,
) -> dict[str, Tensor]:
    """The best weights of the run, by the development items."""
    tokenizer = encoder.load_tokenizer()
    rows = pairscorer.encode(tokenizer, [(e.question, e.context, e.sentence) for e in examples])
    learnt = lora.trainable(base, LAYERS, SEED)
    if start:
        learnt = {name: start[name].requires_grad_() for name in learnt}
    weights = {**base, **learnt}
    head = [tensor for name, tensor in learnt.items() if name.startswith("head.")]
    body = [tensor for name, tensor in learnt.items() if not name.startswith("head.")]
    groups = [{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    order = list(_batches(rows, random.Random(SEED)))  # noqa: S311 - nothing secret
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rate(len(order)))
    # A tenth of the items is enough to see that a run goes wrong.
    look = dev[::10]
    best, best_score = _copy(learnt), 0.0
    started, running = time.monotonic(), 0.0
    # A shell that starts this in the background has it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        for step, batch in enumerate(order, 1):
            loss = _loss(weights, [rows[i] for i in batch], [examples[i] for i in batch])
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learnt.values(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            running += loss.item()
            if step % 100 == 0:
                speed = step * BATCH / (time.monotonic() - started)
                print(f"{step}/{len(order)} loss {running / 100:.4f} {speed:.0f}/s", flush=True)
                running = 0.0
            if step % CHECK_EVERY == 0 or step == len(order):
                score = evaluate_reader.summary(evaluate_reader.logits(weights, look), look)
                print(f"{step}/{len(order)} development {score:.4f}", flush=True)
                if score >= best_score:
                    best, best_score = _copy(learnt), score
    except KeyboardInterrupt:
        print(f"stopped; keeping the weights that scored {best_score:.4f}", flush=True)
    return best


def _rate(steps: int):  # type: ignore[no-untyped-def]
    """A linear rise over the first steps, then a linear fall to nothing."""
    rise = max(1, round(steps * WARM_UP))
    return lambda step: min((step + 1) / rise, (steps - step) / max(1, steps - rise))


def _loss(
    weights: Mapping[str, Tensor], rows: Sequence[pairscorer.Row], examples: Sequence[Example]
) -> Tensor:
    """Of judging each sentence, and of pointing at the words where they are known."""
    ids, types, mask = pairscorer.collate(rows, PAD_TO)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found, bounds = pairscorer.forward(weights, ids, types, mask)
    wanted = torch.tensor([example.label for example in examples])
    judging = functional.binary_cross_entropy_with_logits(found.float(), wanted)
    places = [_place(row, example) for row, example in zip(rows, examples, strict=True)]
    known = [at for at, place in enumerate(places) if place]
    if not known:
        return judging
    outside = ~(types * mask).bool()[known].unsqueeze(-1)
    logits = bounds[known].float().masked_fill(outside, torch.finfo(torch.float32).min / 2)
    bound = torch.tensor([places[at] for at in known])
    pointing = functional.cross_entropy(logits.transpose(1, 2).flatten(0, 1), bound.flatten())
    return judging + POINTING * pointing * len(known) / len(rows)


def _place(row: pairscorer.Row, example: Example) -> tuple[int, int] | None:
    """The positions in the row of the first and the last token of the answering words."""
    words = example.words
    inside = [
        row.begin + at
        for at, (start, end) in enumerate(row.places)
        if words and start < words.end and end > words.start
    ]
    return (inside[0], inside[-1]) if inside else None


def _batches(rows: Sequence[pairscorer.Row], random_: random.Random) -> Iterator[list[int]]:
    """Neighbouring examples sorted by length, so that little is padding."""
    for start in range(0, len(rows), POOL):
        pool = sorted(range(start, min(start + POOL, len(rows))), key=lambda i: len(rows[i].ids))
        batches = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        random_.shuffle(batches)
        yield from batches


def _copy(learnt: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in learnt.items()}


def write(small: encoder.Weights, fitting: Sequence[Item], out: Path) -> None:
    """Calibrates on `fitting` and writes the file, printing the checksum to pin."""
    weights = encoder.merged(encoder.base_weights(), small)
    scale, shift = evaluate_reader.platt(evaluate_reader.logits(weights, fitting), fitting)
    metadata = {
        "format": pairscorer.FORMAT,
        "base_sha256": encoder.BASE_SHA256,
        "scale": f"{scale:.6f}",
        "shift": f"{shift:.6f}",
    }
    content = save(dict(small), metadata)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(f"{out}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    sys.exit(main())
