"""The README's table of scores, from a report: `python benchmarks/scores.py REPORT.json README.md`.

Writes the table between the README's two marks, or with `--check` says whether it still holds: exit
code 1 if a value has moved by more than a hundredth.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

ROWS = {
    "vital_articles": "what must be said is cited to an article that says it",
    "vital_nugget_recall": "what must be said is said",
    "decline_precision": "declined rightly, of all declined",
    "decline_recall": "declined, of all that should be",
    "quote_exactness": "quotes exact",
    "unknown_ids": "ids that no article has",
    "recall@5": "answering articles among the first five found",
    "mrr": "mean reciprocal rank of the first of them",
}
BEGIN, END = "<!-- scores -->\n", "<!-- /scores -->"
MOVED = 0.0101


def table(scores: dict[str, Any]) -> str:
    lines = ["| score | value | 95 % interval | cases |", "| --- | --- | --- | --- |"]
    for name, words in ROWS.items():
        found = scores[name]
        interval = f"{found['low']:.2f} to {found['high']:.2f}" if found["low"] is not None else "–"
        lines.append(f"| {words} | {found['value']:.2f} | {interval} | {found['cases']} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("readme", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    scores = json.loads(options.report.read_text(encoding="utf-8"))["files"]["test"]["scores"]
    text = options.readme.read_text(encoding="utf-8")
    before, stated, after = re.split(f"{BEGIN}(.*?)(?={END})", text, maxsplit=1, flags=re.DOTALL)
    made = table(scores)
    if not options.check:
        options.readme.write_text(before + BEGIN + made + after, encoding="utf-8")
        return 0
    old, new = (
        [float(v) for v in re.findall(r"\| (\d\.\d\d) \|", each)] for each in (stated, made)
    )
    if len(old) == len(new) and all(abs(a - b) < MOVED for a, b in zip(old, new, strict=True)):
        return 0
    print(f"the README's scores do not hold any more; now:\n{made}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
