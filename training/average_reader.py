"""The mean of two readers' weights: `python -m training.average_reader A B --data DIR --out FILE`.

B goes on from A. Their mean is often as good on what B learnt and better on the rest (Wortsman et
al. 2022, https://arxiv.org/abs/2203.05482).
"""

import argparse
import sys
from pathlib import Path

from assistant import encoder, pairscorer
from corpus.errors import CitewiseError
from training import evaluate_reader, lora
from training.reader.items import load_items
from training.train_reader import RANK, write


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs=2, type=Path, metavar="FILE")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="to calibrate on")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    try:
        base = encoder.base_weights()
        first, second = (encoder.merged(base, pairscorer.read(file)[0]) for file in options.files)
        _, dev = load_items(options.data)
    except CitewiseError as error:
        print(error, file=sys.stderr)
        return 2
    fitting, _ = evaluate_reader.halves(evaluate_reader.chosen(dev))
    write(lora.compressed(base, mean(first, second), RANK), fitting, options.out)
    return 0


def mean(first: encoder.Weights, second: encoder.Weights) -> encoder.Weights:
    """Of what differs, tensor by tensor; both have the same names and shapes."""
    return {
        name: (tensor + second[name]) / 2
        for name, tensor in first.items()
        if not tensor.equal(second[name])
    }


if __name__ == "__main__":
    sys.exit(main())
