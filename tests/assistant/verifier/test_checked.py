"""One verdict from checks and a scorer: neither can be talked over."""

from collections.abc import Mapping

import pytest

from assistant.types import Label, Quote
from assistant.verifier import CheckedVerifier, ScorerFault, SupportScore
from corpus.types import Span

VOTE = "The council voted 7-4 on Tuesday to buy a second ferry."
FARES = "Fares may rise in May."


class Scripted:
    """Gives each claim the support it is told, and the rest none."""

    name = "scripted"
    threshold = 0.6

    def __init__(self, support: Mapping[str, float] | None = None, denied: float = 0.0) -> None:
        self.support = support or {}
        self.denied = denied

    def score(self, claim: str, evidence: str) -> SupportScore:
        return SupportScore(self.support.get(claim, 0.1), self.denied, Span(4, 11))


class Broken(Scripted):
    def score(self, claim: str, evidence: str) -> SupportScore:
        raise ScorerFault("the judge is not at home")


def test_the_articles_own_words_need_no_scorer() -> None:
    """A verbatim sentence is supported by itself."""
    verdict = CheckedVerifier(Broken()).judge(VOTE, [Quote(VOTE)])
    assert (verdict.label, verdict.score) == (Label.SUPPORTED, 1.0)


def test_a_scorer_does_not_outvote_a_check() -> None:
    """However sure the model is, a number that differs is a number that differs."""
    claim = "The council voted 8-3 to buy a second ferry."
    verdict = CheckedVerifier(Scripted({claim: 0.99})).judge(claim, [Quote(VOTE)])
    assert verdict.label is not Label.SUPPORTED
    assert verdict.score is not None
    assert verdict.score < 0.6
    assert "8-3" in (verdict.reason or "")


@pytest.mark.parametrize(
    ("support", "denied", "label"),
    [
        (0.6, 0.0, Label.SUPPORTED),
        (0.59, 0.0, Label.UNSUPPORTED),
        (0.2, 0.7, Label.CONTRADICTED),
    ],
)
def test_the_scorer_decides_where_no_check_objects(
    support: float, denied: float, label: Label
) -> None:
    """At its threshold, not near it; the words it doubts most stand in the reason."""
    claim = "The council decided to buy one more ferry."
    verdict = CheckedVerifier(Scripted({claim: support}, denied)).judge(claim, [Quote(VOTE)])
    assert verdict.label is label
    assert verdict.score == support
    if label is Label.UNSUPPORTED:
        assert "“council”" in (verdict.reason or "")


def test_a_claim_of_which_a_part_stands_is_partly_supported() -> None:
    """One clause passes, the other does not."""
    part = "The council will buy a second ferry"
    claim = f"{part}, and the council voted to rise fares."
    verdict = CheckedVerifier(Scripted({part: 0.9})).judge(claim, [Quote(VOTE), Quote(FARES)])
    assert verdict.label is Label.PARTLY


def test_a_scorer_that_fails_leaves_the_claim_unjudged() -> None:
    """Neither a pass nor a fail, and the reason says what happened."""
    verdict = CheckedVerifier(Broken()).judge("The council bought a ferry.", [Quote(VOTE)])
    assert (verdict.label, verdict.score) == (Label.UNJUDGED, None)
    assert verdict.reason == "the judge is not at home"


def test_several_quotes_are_read_alone_and_together() -> None:
    """The better of the two readings counts."""

    class Longest(Scripted):
        def score(self, claim: str, evidence: str) -> SupportScore:
            return SupportScore(0.9 if {"ferry", "Fares"} <= set(evidence.split()) else 0.2)

    quotes = [Quote("It will buy a ferry for the council"), Quote(FARES)]
    claim = "The council will buy a ferry and fares may rise."
    assert CheckedVerifier(Longest()).judge(claim, quotes).label is Label.SUPPORTED
    assert CheckedVerifier(Longest()).judge(claim, quotes[:1]).label is not Label.SUPPORTED
