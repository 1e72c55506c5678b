"""Planted lies are caught, honest paraphrases pass: the checks and the verifier made of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Label, Quote
from assistant.verifier.checks import CHECKS, check_quotations, word_share
from corpus.article import make_article
from corpus.sentences import article_sentences
from corpus.types import Article
from tests.doubles import overlap_verifier

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"

VOTE = (
    "Pellwick Harbour Council voted 7-4 on Tuesday night to buy a second ferry for the Sorrel "
    "crossing. The new vessel will cost £14.6 million and carry 28 cars and 180 passengers."
)
LOAN = (
    "Tobias Rann said the council would be paying off the loan until 2049; it runs for 25 years. "
    "Mayor Hamish Calloway, who moved the motion, did not reply."
)
CALL = (
    "Joe Biden telephoned Vladimir Putin on April 13, 2021. The U.S. president proposed a summit "
    "in a third country within months. The Kremlin did not accept the offer at once."
)
FLOOD = "Hundreds of people left their homes at 9 p.m. on November 12. Nobody was injured."

LIES = [
    ("number", VOTE, "The vessel will carry 38 cars."),
    ("number", VOTE, "The council voted 8-4 to buy a second ferry."),
    ("number", VOTE, "The vessel will carry twenty cars."),
    ("swapped numbers", VOTE, "The vessel will carry 180 cars and 28 passengers."),
    ("ordinal", VOTE, "The council voted to buy a third ferry."),
    ("ordinal", VOTE, "The council voted to buy the first ferry for the Sorrel crossing."),
    ("code", VOTE + " It is registered as PK-4/77.", "The ferry is registered as PK-4/78."),
    ("scale", VOTE, "The new vessel will cost £14.6 billion."),
    ("scale", FLOOD, "Thousands of people left their homes."),
    ("fraction", "Two thirds of the voters turned out.", "Two fifths of the voters turned out."),
    ("percent", "Fares rise by 12 percent.", "Fares rise by 12 percentage points and 3 percent."),
    ("currency", VOTE, "The new vessel will cost $14.6 million."),
    ("unit", LOAN, "The loan runs for 25 months."),
    ("unit", FLOOD, "People left their homes at 9 a.m. on November 12."),
    ("sign", "It was 3 degrees at dawn.", "It was minus 3 degrees at dawn."),
    ("date", CALL, "Biden telephoned Putin on April 14."),
    ("date", CALL, "Biden telephoned Putin on 13 May."),
    ("weekday", VOTE, "The council voted on Wednesday night to buy a second ferry."),
    ("year", CALL, "Biden telephoned Putin on April 13, 2022."),
    ("year", LOAN, "The council would be paying off the loan until 2048."),
    ("year", "He played in the 2018-19 season.", "He played in the 2018-20 season."),
    ("supplied year", VOTE, "The council voted on Tuesday night in 2024."),
    ("name", CALL, "Joe Biden telephoned Dmitry Medvedev."),
    ("name", LOAN, "Dev Pramanik said the council would be paying off the loan."),
    ("name opening", LOAN, "Emily said the council would be paying off the loan."),
    ("surname", CALL, "Joe Putin proposed a summit in a third country."),
    ("surname", LOAN, "Hamish Rann said the council would be paying off the loan."),
    ("acronym", CALL, "The U.K. president proposed a summit in a third country."),
    ("negation added", VOTE, "The council did not vote to buy a second ferry."),
    ("negation added", CALL, "Biden never telephoned Vladimir Putin."),
    ("negation dropped", CALL, "The Kremlin accepted the offer at once."),
    ("negation dropped", LOAN, "Mayor Hamish Calloway did reply."),
    ("negation dropped", "The ferry did not sail.", "The ferry sailed."),
    ("negation dropped", "He denied that Putin is ill.", "Putin is ill."),
    ("negation moved", CALL, "The Kremlin accepted the offer, Biden did not propose a summit."),
    (
        "invented",
        VOTE,
        "The council voted to buy a second ferry and sold the lighthouse to investors.",
    ),
    ("invented", CALL, "Critics demanded sweeping sanctions against shipping companies."),
    ("added in brackets", VOTE, "The new vessel will [secretly] cost £14.6 million."),
]


@pytest.mark.parametrize(("kind", "evidence", "claim"), LIES)
def test_a_planted_lie_is_not_supported(kind: str, evidence: str, claim: str) -> None:
    """What differs from the article in one hard fact never passes."""
    verdict = overlap_verifier().judge(claim, [Quote(evidence)])
    assert verdict.label in (Label.UNSUPPORTED, Label.CONTRADICTED), kind
    assert verdict.reason


HONEST = [
    ("number format", VOTE, "The vessel will carry twenty-eight cars."),
    ("number format", VOTE, "The new vessel will cost 14,600,000 pounds."),
    ("number format", VOTE, "The new vessel will cost £14.6m."),
    ("number format", "About 1.2 million people voted.", "About 1,200,000 people voted."),
    ("number format", "Fares rise by 12 per cent.", "Fares rise by 12%."),
    ("number format", "Half of the voters came.", "50 percent of the voters came."),
    ("number format", "It lasted one hundred and twenty days.", "It lasted 120 days."),
    ("number format", "The twenty-first amendment passed.", "The 21st amendment passed."),
    ("date format", CALL, "Biden telephoned Putin on 13 April."),
    ("date format", CALL, "Biden telephoned Putin on April 13th, 2021."),
    ("date format", CALL, "Biden telephoned Putin in April."),
    ("date format", "It opened on Sept. 5.", "It opened on 5 September."),
    (
        "possessive",
        "The offer of Biden surprised the Kremlin.",
        "Biden’s offer surprised the Kremlin.",
    ),
    ("possessive", CALL, "The U.S. president's proposal was a summit in a third country."),
    ("word order", CALL, "On April 13, Vladimir Putin was telephoned by Joe Biden."),
    ("word order", VOTE, "To buy a second ferry, the council voted 7-4 on Tuesday night."),
    ("people of a place", "Russia's president spoke.", "The Russian president spoke."),
    ("acronym", CALL, "The US president proposed a summit in a third country."),
    ("acronym", "The European Union met in Geneva.", "The EU met in Geneva."),
    ("shorter name", CALL, "Biden telephoned Putin."),
    ("title", LOAN, "Calloway moved the motion."),
    ("negation kept", CALL, "The Kremlin did not at once accept the offer."),
    ("negation reworded", FLOOD, "There were no injuries as people left their homes."),
    ("negation elsewhere", CALL, "Biden telephoned Vladimir Putin and proposed a summit."),
    ("idiom", VOTE, "Not only cars but 180 passengers will the new vessel carry."),
]


@pytest.mark.parametrize(("kind", "evidence", "claim"), HONEST)
def test_an_honest_paraphrase_is_supported(kind: str, evidence: str, claim: str) -> None:
    """The same fact in another form passes."""
    verdict = overlap_verifier().judge(claim, [Quote(evidence)])
    assert verdict.label is Label.SUPPORTED, f"{kind}: {verdict.reason}"


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("text", [VOTE, LOAN, CALL, FLOOD])
def test_no_check_objects_to_the_article_itself(check: object, text: str) -> None:
    """Every check accepts a text as its own evidence."""
    assert callable(check)
    assert check(text, [Quote(text)]) is None


def test_no_sentence_of_the_sample_is_refused_as_its_own_evidence() -> None:
    """What the quoting writer shows is never withheld for a finder's mistake."""
    quotes = [
        article.text[span.start : span.end]
        for article in map(_sample, sorted(SAMPLE.glob("*.md")))
        for span in article_sentences(article)
    ]
    refused = [
        (quote, objection)
        for quote in quotes
        for check in CHECKS
        if (objection := check(quote, [Quote(quote)])) is not None
    ]
    assert len(quotes) > 300
    assert refused == []


def _sample(path: Path) -> Article:
    return make_article(path.stem, path.read_text(encoding="utf-8").split("---\n", 2)[-1])


_PIECES = st.sampled_from(
    "a dozen|half|1.2|.11.12|12:30|3.40|13 p.m.|25:61"
    "|“|”|'|’|\"|[|]|said|The Kremlin|May|may|not|n't"
    "|1990s|-|–|—|…|£|%|percentage points|Tuesday|April 13|2021-02-30|31 February 2021|yesterday"
    "|0 days ago|99 years ago|last month|at least|up to|\u00a0|\n|,|.|;|if|was|by|beat|twice|square"
    "|km|a.m.|½|²|٣|中文|’s claim that|according to|told|Q2|US".split("|")
)
_ODD_TEXT = st.builds(
    lambda pieces, between: between.join(pieces),
    st.lists(_PIECES, max_size=12),
    st.sampled_from(["", " "]),
)
_ODD_DAY = st.sampled_from(
    [None, "", "2021", "2021-04", "2021-04-15", "0001-01-01", "9999-12-31", "2021-02-30", "soon"]
)


@given(_ODD_TEXT, st.lists(st.builds(Quote, _ODD_TEXT, _ODD_DAY), max_size=2))
def test_no_odd_text_is_a_fault(claim: str, quotes: list[Quote]) -> None:
    """Articles and models write anything; a check objects or does not, and never raises."""
    for check in CHECKS:
        objection = check(claim, quotes)
        assert objection is None or objection.reason


def test_a_quotation_is_supported_in_the_articles_own_words() -> None:
    """Whole sentences that stand in a quote score 1.0, white space aside."""
    verdict = overlap_verifier().judge("Nobody  was\ninjured.", [Quote(FLOOD)])
    assert (verdict.label, verdict.score) == (Label.SUPPORTED, 1.0)
    assert verdict.reason == "in the article's own words"


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("He [Tobias Rann] had proposed a new engine instead.", Label.SUPPORTED),
        ("He [Magnus Tolley] had proposed a new engine instead.", Label.UNSUPPORTED),
        ("He [never] had proposed a new engine instead.", Label.CONTRADICTED),
    ],
)
def test_a_bracketed_name_must_stand_in_what_is_cited(claim: str, label: Label) -> None:
    """A name may be added to a quotation if the quotes name it; nothing else may."""
    evidence = "Tobias Rann spoke against it. He had proposed a new engine instead."
    assert overlap_verifier().judge(claim, [Quote(evidence)]).label is label


@pytest.mark.parametrize("evidence", [[], [""], [" \n"]])
def test_a_claim_that_cites_nothing_is_unsupported(evidence: list[str]) -> None:
    """No words, no support."""
    verdict = overlap_verifier().judge("The ferry sank.", [Quote(each) for each in evidence])
    assert (verdict.label, verdict.score) == (Label.UNSUPPORTED, 0.0)


def test_a_reason_names_both_sides() -> None:
    """A reader sees at once what differs."""
    verdict = overlap_verifier().judge("The loan runs for 30 years.", [Quote(LOAN)])
    assert verdict.label is Label.CONTRADICTED
    assert verdict.reason == "the article says 25 years, the sentence says 30 years"


@pytest.mark.parametrize(
    ("claim", "share"),
    [("The ferry will sail.", 1.0), ("The ferry sank.", 0.5), ("It was so.", 1.0)],
)
def test_the_word_share_counts_content_by_stem(claim: str, share: float) -> None:
    """The share of content words that stand in the evidence; 1.0 where there is none to find."""
    assert word_share(claim, "Ferries sailed again.") == share


@pytest.mark.parametrize(
    ("claim", "fine"),
    [
        ("Holt called it “a bad deal”.", True),
        ('Holt called it "a bad deal".', True),
        ("Holt called it “a terrible deal”.", False),
        ("Holt called it ‘a bad bargain’.", False),
        ("Holt’s councillors’ deal was bad.", True),
    ],
)
def test_quoted_words_must_be_the_articles_own(claim: str, fine: bool) -> None:
    """What a sentence puts in quotation marks stands in the evidence, word for word."""
    evidence = "Ines Holt told the councillors it was “a bad deal”, and said so twice."
    assert (check_quotations(claim, [Quote(evidence)]) is None) is fine


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("There were no arrests.", "He did not say who had told him."),
        (
            "Gordon Tait, the council's chief executive, said the defences had held.",
            "Gordon Tait, the council's chief executive, resigned.",
        ),
        ("Mayor Hamish Calloway and six councillors marched.", "Mayor Hamish Calloway is guilty."),
        ("The council voted 7-4 to buy a ferry.", "The council voted 4-7 to buy a ferry."),
    ],
)
def test_who_is_spoken_of_does_not_carry_what_is_said(evidence: str, claim: str) -> None:
    """A shared name, or the same digits the other way round, support nothing."""
    assert overlap_verifier().judge(claim, [Quote(evidence)]).label is not Label.SUPPORTED
