"""What is said of the verifier beside every score is what its model card has."""

import re
from collections import defaultdict
from collections.abc import Iterable
from statistics import mean

import pytest

from assistant.verifier import AGREEMENT, MODEL_CARD

CARD = MODEL_CARD.read_text(encoding="utf-8")


def cells(first: str, heading: str) -> list[str]:
    """Of the row that begins so, in the first table after the heading."""
    [row] = re.findall(rf"^\| {re.escape(first)} \|.*$", CARD.partition(heading)[2], re.MULTILINE)
    return [cell.strip(" *") for cell in str(row).strip("|").split("|")]


def means(rows: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Of each family, the word before the hyphen, over its sources."""
    families: dict[str, list[float]] = defaultdict(list)
    for source, auroc in rows:
        families[source.partition("-")[0]].append(auroc)
    return {family: mean(each) for family, each in families.items()}


def stated() -> tuple[str, str, str]:
    """AUROC, and what is shown and withheld of 100."""
    found = re.search(
        r"mean AUROC is (\d\.\d+), .* shows (\d+) in 100 .* withholds (\d+) in 100", AGREEMENT
    )
    assert found is not None
    return found[1], found[2], found[3]


def test_the_agreement_with_people_is_that_of_the_card() -> None:
    """The mean over families of sources that were left out."""
    row = cells("mean, each family once", "### AUROC, source left out")
    assert row[-1] == stated()[0]


def test_the_mean_is_that_of_the_rows_with_the_projects_own_sentences_or_without() -> None:
    """The card's mean is reckoned again: `composed` has no outside judges, and does not lift it."""
    table = CARD.partition("### AUROC, source left out")[2].partition("\n###")[0]
    rows = re.findall(r"^\| ([\w-]+) \| \d+ \|.*\| (\d\.\d+) \([^|]*\) \|$", table, re.MULTILINE)
    families = means((source, float(auroc)) for source, auroc in rows)
    assert len(families) == 7
    assert mean(families.values()) == pytest.approx(float(stated()[0]), abs=0.0015)
    del families["composed"]
    assert mean(families.values()) == pytest.approx(float(stated()[0]), abs=0.0015)


def test_the_rates_on_composed_sentences_are_those_of_the_card() -> None:
    """Of the test half, which set no threshold."""
    shown, withheld = cells("composed, test", "## The threshold")[-2:]
    assert (round(float(shown) * 100), round(float(withheld) * 100)) == (
        int(stated()[1]),
        int(stated()[2]),
    )
