"""Which citations of a sentence are needed, by hand, where cited articles speak against it."""

from collections.abc import Sequence

import pytest

from assistant.evaluation.judging import CitedId
from assistant.types import Label, Quote, Verdict
from corpus.article import make_article
from tests.assistant.evaluation.judged import Articles, judged
from tests.assistant.evaluation.scoring import score

CLAIM = "The bridge stands."
ARTICLES = Articles(
    make_article("a", "alpha."),  # carries the claim
    make_article("half", "beta."),  # carries it with the other half
    make_article("other", "gamma."),
    make_article("n", "noise."),
    make_article("d", "denial."),
)


class Denying:
    """Supported by alpha, or by beta and gamma; contradicted by whatever has the denial in it."""

    name = "denying"

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        words = {each.text.strip(".") for each in evidence}
        carried = "alpha" in words or {"beta", "gamma"} <= words
        label = Label.SUPPORTED if carried else Label.UNSUPPORTED
        return Verdict(Label.CONTRADICTED if "denial" in words else label, None, self.name, None)


@pytest.mark.parametrize(
    ("cited", "precise"),
    [
        ("a n", "a"),
        # Without n, a still carries, whatever d says: n is not needed.
        ("a n d", "a"),
        ("d n a", "a"),
        ("a d", "a"),
        ("half other", "half other"),
        ("half other n", "half other"),
        ("a half other", "a"),
        # None carries alone, and together they are denied.
        ("half other d", ""),
        ("n d", ""),
        ("d", ""),
    ],
)
def test_a_citation_is_precise_if_it_carries_or_the_rest_no_longer_does(
    cited: str, precise: str
) -> None:
    """Golden: all and the rest are held to one rule, that one which carries is enough."""
    outcome = judged((CLAIM, cited.split()), articles=ARTICLES, verifier=Denying())
    (sentence,) = outcome.sentences
    found = {each.article_id for each in sentence.judged.citations if each.precise}
    assert found == set(precise.split())
    assert sentence.judged.carried is bool(precise)
    expected = len(precise.split()) / len(cited.split())
    assert score("citation_precision", outcome) == pytest.approx(expected)


def test_an_unjudged_rest_leaves_open_whether_a_citation_is_needed() -> None:
    """Neither precise nor not, unless one of the rest carries alone."""

    class Failing(Denying):
        def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
            if [each.text for each in evidence] == ["gamma.", "noise."]:
                return Verdict(Label.UNJUDGED, None, self.name, "it failed")
            return super().judge(claim, evidence)

    outcome = judged((CLAIM, ["half", "other", "n"]), articles=ARTICLES, verifier=Failing())
    assert outcome.sentences[0].judged.citations == (
        CitedId("half", False, None),
        CitedId("other", False, True),
        CitedId("n", False, False),
    )
