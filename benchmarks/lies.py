"""How many planted lies the verifier catches: `python benchmarks/lies.py [--store DIR]`.

Plants lies in the sample's articles, or in those of an index, and prints of each kind how many the
verifier did not call supported, with a 95 % interval (Wilson, 1927); then how often it refuses true
sentences that were only reworded by rule. A lie with an invented id cites nothing.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from random import Random

from assistant.evaluation.planting.lies import Kind, honest, plant
from assistant.types import Label, Quote
from assistant.verifier import Verifier, load_verifier
from corpus.reading import Record, read_articles
from corpus.store import ArticleStore
from corpus.types import Article
from vectorstore.layout import Layout

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
Z = 1.959964


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % score interval of a share, in [0, 1]; `tries` is positive."""
    share, weight = hits / tries, Z * Z / tries
    middle = share + weight / 2
    half = Z * sqrt(share * (1 - share) / tries + weight / (4 * tries))
    return (middle - half) / (1 + weight), (middle + half) / (1 + weight)


def load(store: Path | None) -> list[Article]:
    if store is None:
        return [each.article for each in read_articles([SAMPLE]) if isinstance(each, Record)]
    with ArticleStore.open(Layout(store).articles) as articles:
        return list(articles.articles())


def refused(verifier: Verifier, claim: str, quotes: Sequence[Quote]) -> bool:
    return verifier.judge(claim, quotes).label is not Label.SUPPORTED


def row(name: str, found: Sequence[bool]) -> None:
    if found:
        low, high = wilson(sum(found), len(found))
        share = sum(found) / len(found)
        print(f"{name:<22} {len(found):>6} {sum(found):>6}  {share:>4.0%}  {low:.0%} to {high:.0%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="an index; by default the sample's articles")
    parser.add_argument("--count", type=int, default=40, help="lies of each kind, at most")
    parser.add_argument("--seed", type=int, default=20240601)
    parser.add_argument("--missed", action="store_true", help="print what was not caught")
    options = parser.parse_args()
    verifier, articles = load_verifier(), load(options.store)
    # The lies are to be the same again, not hard to guess.
    lies = plant(articles, Kind, options.count, Random(options.seed))  # noqa: S311
    caught: dict[str, list[bool]] = defaultdict(list)
    for lie in lies:
        caught[lie.kind].append(refused(verifier, lie.claim, lie.quotes))
        if options.missed and not caught[lie.kind][-1]:
            print(f"{lie.kind}: {lie.changed}\n   {lie.claim}\n   cites {lie.article_id}")
    print(f"{verifier.name}\n{'kind':<22} {'lies':>6} {'caught':>6}  share  95 %")
    for kind, found in caught.items():
        row(kind, found)
    row("all", [each for found in caught.values() for each in found])
    true = [(text, [quote], text == quote.text) for text, quote in honest(articles)]
    for name, verbatim in (("refused: verbatim", True), ("refused: reworded", False)):
        row(
            name, [refused(verifier, text, cited) for text, cited, same in true if same is verbatim]
        )


if __name__ == "__main__":
    main()
