"""What the verifier learns from: no leak between the sides, and lies that are lies."""

import random

from training import verifier_data
from training.verifier_data import Item

EVIDENCE = (
    "The president of Korvia, Anna Lund, met Prime Minister Tomas Reed in Halden on 4 May 2021. "
    "She said 1,200 soldiers would leave by June. Mr Reed has rejected a ban on exports. "
    "Trade between the countries rose to 3.5 billion dollars in 2020, officials said. "
    "The ministers of both sides will talk again in Oslo. A crowd of 300 people waited outside. "
    "The park was closed on Sunday because of heavy rain, and the concert was moved indoors."
)
CLAIM = "Anna Lund said 1,200 soldiers would leave and Tomas Reed rejected a ban after 4 May 2021."


def item(claim: str = CLAIM, evidence: str = EVIDENCE, source: str = "one-a") -> Item:
    return Item(claim, evidence, "supported", source, 1.0, None, ())


def test_other_spaces_and_quotes_make_no_other_text() -> None:
    """A syndicated copy is the same evidence."""
    copy = item("Other.", EVIDENCE.replace(" ", "  ").upper())
    assert verifier_data.apart([copy], [item()]) == []


def test_a_lie_differs_from_the_truth_and_marks_what_it_changed() -> None:
    """Every kind but those that change the evidence marks the words that are wrong."""
    other = item(
        "The team won in Bergen because of its goalkeeper.",
        "Bergen beat Turku on 9 March 2019. " * 8,
    )
    made = verifier_data.lies([item(), other], random.Random(3), 200)
    assert len({lie.claim for lie in made}) > 20
    for lie in made:
        assert lie.support < 0.5
        assert lie.label != "supported"
        assert lie.source.endswith("-lie")
        if lie.wrong is None:
            assert lie.claim in (CLAIM, other.claim)
        else:
            assert lie.claim not in (CLAIM, other.claim)
            assert all(0 <= start < end for start, end in lie.wrong)


def test_a_lie_belongs_to_the_family_it_was_made_from() -> None:
    """Or a held-out source would come back as lies about its articles."""
    lies = verifier_data.lies([item()] * 2, random.Random(1), 20)
    assert {lie.family for lie in lies} == {"one"}


def test_a_quota_limits_a_source() -> None:
    """A large source does not drown the others."""
    items = [item(source="big")] * 50 + [item(source="small")] * 7
    assert len(verifier_data.chosen(items, random.Random(0), {"big": 5})) == 12


def test_a_passage_holds_its_sentence() -> None:
    """A true pair made from an article is true, and its evidence passage-long."""
    sentences = [f"Sentence number {n} tells what happened in town number {n}." for n in range(40)]
    for made in verifier_data.from_articles([("1", sentences)], random.Random(0), 30):
        assert made.claim in made.evidence
        assert 60 <= len(made.evidence.split()) <= 230
