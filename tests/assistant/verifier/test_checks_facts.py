"""Numbers, dates and names: planted lies are caught, honest paraphrases pass every check."""

import pytest

from assistant.types import Quote
from assistant.verifier.checks import CHECKS, Check
from assistant.verifier.checks.dates import check_dates
from assistant.verifier.checks.names import check_names
from assistant.verifier.checks.numbers import check_numbers
from assistant.verifier.checks.wording import check_words

STORM = (
    "At least 12 people were hurt and up to 40 homes were flooded when the surge reached 3.40 "
    "metres at 5.20 a.m. Nearly 1.2 million litres were pumped out within 90 minutes."
)
BUDGET = (
    "The fee rises by 3 percentage points to 15 percent. The council will spend £10 million, more "
    "than 1,200 dollars a head, on two bridges; turnout was two-thirds."
)
CROWD = "Exactly 1,214 people marched for 3 kilometres. The bill doubled within a year."

NUMBER_LIES = [
    (STORM, "At most 12 people were hurt."),
    (STORM, "12 people were hurt."),
    (STORM, "At least 40 homes were flooded."),
    (STORM, "More than 40 homes were flooded."),
    (STORM, "The surge reached 3.40 feet."),
    (STORM, "The surge reached its height at 5.20 p.m."),
    (STORM, "The water was pumped out within 90 hours."),
    (STORM, "More than 1.2 million litres were pumped out."),
    (STORM, "Nearly 1.2 billion litres were pumped out."),
    (BUDGET, "The fee rises by 3 percent."),
    (BUDGET, "The council will spend £1 million."),
    (BUDGET, "The council will spend $10 million."),
    (BUDGET, "The cost is less than 1,200 dollars a head."),
    (BUDGET, "The council will spend £10 million on a dozen bridges."),
    (BUDGET, "The council will spend £10 million on one bridge."),
    (BUDGET, "Turnout was half."),
    (CROWD, "Over 1,300 people marched."),
    (CROWD, "About 1,500 people marched."),
    (CROWD, "Thousands marched for 3 miles."),
    (CROWD, "They marched for 30 metres."),
    ("Prices fell by almost a fifth in July.", "Prices fell by almost a quarter in July."),
    ("The ferry sails twice a day.", "The ferry sails three times a day."),
    ("The price fell by $14 million.", "The price fell for 14 million people."),
]
NUMBER_PARAPHRASES = [
    (STORM, "No fewer than 12 people were hurt."),
    (STORM, "The surge reached its height of 340 centimetres at 5:20 a.m."),
    (STORM, "The water was pumped out within an hour and a half, some 90 minutes."),
    (STORM, "As many as 40 homes were flooded."),
    (BUDGET, "The fee rises by three percentage points to 15%."),
    (BUDGET, "The council will spend 10,000,000 pounds."),
    (BUDGET, "The council will spend £10m on both bridges."),
    (CROWD, "About 1,200 people marched."),
    (CROWD, "Over 1,200 people marched for 3,000 metres."),
    (CROWD, "At least 1,000 people marched."),
    (CROWD, "The bill was twice as high within 12 months."),
    ("Prices fell by almost a fifth in July.", "Prices fell by nearly 20% in July."),
    ("The film lasts 90 minutes.", "The hour-and-a-half film lasts 90 minutes."),
    ("A dozen eggs were thrown.", "Twelve eggs were thrown."),
    ("The council voted by seven votes to four.", "The council voted 7-4."),
    ("The river peaked at 3.40 a.m.", "The river peaked at 3.40."),
    ("The sirens sounded at 9.30 p.m.", "The sirens sounded at 21:30."),
    ("Some 24,000 people were moved.", "Thousands of people were moved."),
]

CALL = "The minister called the mayor on Tuesday and will travel on Friday."
OPENING = "The bridge opened on April 13, 2021, a year after the flood of May 2020."
SHORT = "The bridge opened on April 13. It closed last month and reopened yesterday."
PUBLISHED = "2021-04-15"  # a Thursday

DATE_LIES = [
    (CALL, None, "The minister called the mayor on Wednesday."),
    (CALL, None, "The minister called the mayor on April 13."),
    (CALL, PUBLISHED, "The minister called the mayor on April 14."),
    (CALL, PUBLISHED, "The minister called the mayor on April 6."),
    (CALL, PUBLISHED, "The minister called the mayor last month."),
    (OPENING, None, "The bridge opened on Wednesday."),
    (OPENING, None, "The bridge opened on 14 April 2021."),
    (OPENING, None, "The bridge opened in April 2020."),
    (OPENING, None, "The bridge opened in the 1990s."),
    (OPENING, None, "The bridge opened last week."),
    (SHORT, None, "The bridge opened on April 13, 2021."),
    (SHORT, None, "The bridge opened on a Tuesday."),
    (SHORT, None, "The bridge reopened on April 14."),
    (SHORT, PUBLISHED, "The bridge closed in April 2021 and reopened on April 15."),
    (SHORT, PUBLISHED, "The bridge closed in February."),
]
DATE_PARAPHRASES = [
    (CALL, PUBLISHED, "The minister called the mayor on April 13."),
    (CALL, PUBLISHED, "The minister called the mayor on Tuesday, 13 April 2021."),
    (CALL, PUBLISHED, "The minister will travel on April 16."),
    (OPENING, None, "The bridge opened on Tuesday, 13 April 2021."),
    (OPENING, None, "The bridge opened in 2021."),
    (SHORT, PUBLISHED, "The bridge opened on 13 April 2021."),
    (SHORT, PUBLISHED, "The bridge closed in March and reopened on April 14."),
    (SHORT, PUBLISHED, "The bridge reopened on Wednesday."),
    (SHORT, PUBLISHED + "T08:00:00Z", "The bridge closed in March 2021."),
    (OPENING, "2024-01-01", "The flood was in May 2020."),
]

CHESS = (
    "Garry Kasparov met Senator Ines Holt and Dmitry Orlov of the European Space Agency in the "
    "Netherlands. Kasparov praised the Dutch organisers, and Benjamin Tait thanked Marie Lund."
)
NAME_LIES = [
    (CHESS, "Anatoly Kasparov met Holt."),
    (CHESS, "Garry Karpov met Holt."),
    (CHESS, "Garry Orlov met Holt."),
    (CHESS, "Dmitry Holt met Kasparov."),
    (CHESS, "Governor Ines Holt met Kasparov."),
    (CHESS, "Mayor Holt met Kasparov."),
    (CHESS, "Maria Lund was thanked."),
    (CHESS, "Bernard Tait thanked Lund."),
    (CHESS, "Kasparov praised the Danish organisers."),
    (CHESS, "Kasparov met Holt in Norway."),
    (CHESS, "Orlov is of the UN."),
    (CHESS, "Orlov is of the European Research Agency."),
    (CHESS, "Mikhail Lund was thanked."),
]
NAME_PARAPHRASES = [
    (CHESS, "Gary Kasparov met Holt."),
    (CHESS, "Kasparov met Sen. Holt."),
    (CHESS, "Dmitri Orlov met Kasparov."),
    (CHESS, "Ms Holt met Mr Kasparov."),
    (CHESS, "The ESA was there with Orlov."),
    (CHESS, "Ben Tait thanked Lund."),
    (CHESS, "Kasparov praised the organisers from the Netherlands."),
    (CHESS, "Tait’s thanks went to Marie Lund."),
    ("Volodymyr Zelenskyy spoke in Kyiv.", "Volodymyr Zelensky spoke in Kyiv."),
]


@pytest.mark.parametrize(
    ("check", "evidence", "published", "claim"),
    [
        *((check_numbers, evidence, None, claim) for evidence, claim in NUMBER_LIES),
        *((check_dates, *lie) for lie in DATE_LIES),
        *((check_names, evidence, None, claim) for evidence, claim in NAME_LIES),
    ],
)
def test_a_wrong_fact_is_objected_to(
    check: Check, evidence: str, published: str | None, claim: str
) -> None:
    """Each lie is wrong in one fact, and the check of such facts says so."""
    objection = check(claim, [Quote(evidence, published)])
    assert objection is not None
    assert objection.reason


@pytest.mark.parametrize(
    ("evidence", "published", "claim"),
    [
        *((evidence, None, claim) for evidence, claim in NUMBER_PARAPHRASES + NAME_PARAPHRASES),
        *DATE_PARAPHRASES,
    ],
)
@pytest.mark.parametrize("check", [each for each in CHECKS if each is not check_words])
def test_the_same_fact_in_another_form_passes(
    check: Check, evidence: str, published: str | None, claim: str
) -> None:
    """No check of facts or of sense objects; how many words agree is another matter."""
    assert check(claim, [Quote(evidence, published)]) is None


@pytest.mark.parametrize(
    ("check", "evidence", "claim", "reason"),
    [
        (
            check_numbers,
            "It cost 1 million dollars.",
            "It cost 10 million dollars.",
            "the article says 1 million dollars, the sentence says 10 million dollars",
        ),
        (
            check_numbers,
            "At least 12 people were hurt.",
            "At most 12 people were hurt.",
            "the article says At least 12 people, the sentence says At most 12 people",
        ),
        (
            check_dates,
            "They met on Wednesday.",
            "They met on Tuesday.",
            "the article says Wednesday, the sentence says Tuesday",
        ),
        (check_names, "Ann Holt spoke.", "Ann Lund spoke.", "the article does not name Ann Lund"),
    ],
)
def test_a_reason_says_what_differs(check: Check, evidence: str, claim: str, reason: str) -> None:
    """In words that a reader can check at once."""
    objection = check(claim, [Quote(evidence)])
    assert objection is not None
    assert objection.reason == reason


def test_each_quote_is_dated_by_its_own_article() -> None:
    """ "On Tuesday" in two articles is two days."""
    quotes = [
        Quote("The mayor spoke on Tuesday.", "2021-04-15"),
        Quote("The mayor left on Tuesday.", "2021-05-20"),
    ]
    assert check_dates("The mayor left on 18 May.", quotes) is None
    assert check_dates("The mayor spoke on 20 April.", quotes) is not None
