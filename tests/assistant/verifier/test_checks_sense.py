"""Denials, opposites, hedges, speakers and roles: lies are caught, honest paraphrases pass."""

import pytest

from assistant.types import Quote
from assistant.verifier.checks import CHECKS, Check
from assistant.verifier.checks.antonyms import check_antonyms
from assistant.verifier.checks.modality import check_modality
from assistant.verifier.checks.negation import check_negation
from assistant.verifier.checks.order import check_order
from assistant.verifier.checks.speakers import check_speakers
from assistant.verifier.checks.verbatim import check_brackets, check_quotations
from assistant.verifier.checks.wording import check_words

NEGATION_LIES = [
    ("The gates did not close in time.", "The gates closed in time."),
    ("The gates closed in time.", "The gates did not close in time."),
    ("Nobody was hurt in the fire.", "People were hurt in the fire."),
    ("The mayor refused to resign.", "The mayor did resign."),
    ("The mayor resigned on Monday.", "The mayor never resigned."),
    ("The firm denied that it had dumped waste.", "The firm had dumped waste."),
    ("The mayor declined to answer the council.", "The mayor did answer the council."),
    ("The plan had no support among farmers.", "The plan had support among farmers."),
    ("The plan had support among farmers.", "The plan had no support among farmers."),
    ("Police ruled out arson in the mill fire.", "It was arson, police said of the mill fire."),
    ("The pumps failed to start.", "The pumps did start."),
    ("The ferry sailed with lights.", "The ferry sailed without lights."),
    ("The agency has not ruled out a fine.", "The agency ruled out a fine."),
    ("The union will not accept the offer.", "The union will accept the offer."),
]
NEGATION_PARAPHRASES = [
    ("Nobody was hurt in the fire.", "There were no injuries: no one was hurt in the fire."),
    ("The mayor refused to resign.", "The mayor did not resign."),
    ("The ferry is unable to sail in fog.", "The ferry can not sail in fog."),
    ("The gates stayed closed all night.", "The gates were not open all night."),
    ("The firm denied that it had dumped waste.", "The firm denied having dumped waste."),
    ("The plan had no support.", "There was no support for the plan."),
    ("The pumps failed to start.", "The pumps did not start."),
    ("Not only farmers but also fishermen object.", "Farmers and also fishermen object."),
    ("About 50 homes lost power.", "Some 50 homes were without power."),
    ("The pool lacks a roof.", "The pool does not have a roof."),
]

ANTONYM_LIES = [
    ("House prices rose sharply in March.", "House prices fell sharply in March."),
    ("The council approved the harbour plan.", "The council rejected the harbour plan."),
    ("Rovers won the final in Tarn.", "Rovers lost the final in Tarn."),
    ("The museum opened in the old mill.", "The museum closed in the old mill."),
    ("The siren sounded before the flood.", "The siren sounded after the flood."),
    ("Fewer trains stop at Tarn.", "More trains stop at Tarn."),
    ("The union accepted the offer.", "The union declined the offer."),
    ("The firm bought the quarry in May.", "The firm sold the quarry in May."),
    ("Farmers support the dam.", "Farmers oppose the dam."),
    ("Police arrested the driver of the van.", "Police released the driver of the van."),
    ("The jury convicted Tolley of theft.", "The jury acquitted Tolley of theft."),
    ("It is the oldest mill on the river.", "It is the youngest mill on the river."),
    ("The eastern bank was flooded.", "The western bank was flooded."),
    ("A woman was rescued from the roof.", "A man was rescued from the roof."),
    ("Sales doubled in the first quarter.", "Sales halved in the first quarter."),
    ("Profit fell 12%, while revenue rose 4%.", "Profit rose 12%."),
    ("The plant was declared safe.", "The plant was declared unsafe."),
]
ANTONYM_PARAPHRASES = [
    ("House prices rose sharply in March.", "House prices increased sharply in March."),
    ("Prices rose in March and fell in May.", "Prices fell in May."),
    ("Rovers beat United in the final.", "United lost the final to Rovers."),
    ("The siren sounded before the flood came.", "The flood came after the siren sounded."),
    ("The firm bought the quarry from Tolley.", "Tolley sold the quarry to the firm."),
    ("The gates were not open.", "The gates were closed."),
    ("South Wharf lies north of the bridge.", "South Wharf is north of the bridge."),
    ("The first train left late.", "The first train was late to leave."),
    ("The mill is older than the bridge.", "The bridge is younger than the mill."),
]

ORDER_LIES = [
    ("Rovers beat United 2-1.", "United beat Rovers 2-1."),
    ("United were beaten by Rovers.", "United beat Rovers."),
    ("Holt telephoned Rann.", "Rann telephoned Holt."),
    ("The council sued the harbour company.", "The harbour company sued the council."),
    ("Tolley was sacked by Ines Holt.", "Ines Holt was sacked by Tolley."),
    ("Ines Holt criticised Tobias Rann.", "Tobias Rann criticised Ines Holt."),
    ("Norland invaded Sudria in spring.", "Sudria invaded Norland in spring."),
    ("The mill is older than the bridge.", "The bridge is older than the mill."),
    (
        "Holt finished 23 votes ahead of Rann on Friday.",
        "Rann finished 23 votes ahead of Holt on Friday.",
    ),
    ("Holt was replying to Rann.", "Rann was replying to Holt."),
    ("The minister thanked the nurses.", "The nurses thanked the minister."),
    ("Norland Bank bought Tarn Shipping.", "Tarn Shipping bought Norland Bank."),
    ("A lorry hit a tram on Mill Street.", "A tram hit a lorry on Mill Street."),
    ("Orlov defeated Lund in the last round.", "Lund defeated Orlov in the last round."),
]
ORDER_PARAPHRASES = [
    ("Rovers beat United 2-1.", "United were beaten 2-1 by Rovers."),
    ("Holt telephoned Rann on Monday.", "On Monday, Rann was telephoned by Holt."),
    ("Holt met Rann.", "Rann met Holt."),
    ("Holt and Rann spoke for the ferry.", "Rann and Holt spoke for the ferry."),
    ("Holt left when Rann came.", "When Rann came, Holt left."),
    ("The council sued the harbour company.", "The harbour company was sued by the council."),
    ("Holt thanked Rann, and Rann thanked Holt.", "Rann thanked Holt."),
    ("The council published its plan for the harbour.", "The harbour plan was published."),
    ("In spring Norland invaded Sudria.", "Norland invaded Sudria in spring."),
    ("The book was written in Tarn by Lund.", "Lund wrote the book in Tarn."),
]

MODALITY_LIES = [
    ("The council may close the Sorrel bridge.", "The council closed the Sorrel bridge."),
    ("The council may close the Sorrel bridge.", "The council will close the Sorrel bridge."),
    ("The council voted to buy a second ferry.", "The council bought a second ferry."),
    ("Holt proposed a summit in a third country.", "A summit was held in a third country."),
    ("Tolley is accused of stealing the pump.", "Tolley stole the pump."),
    ("Police allege that Tolley stole the pump.", "Tolley stole the pump."),
    ("Residents called for a public inquiry.", "Residents had a public inquiry."),
    ("The company plans to open a mine at Tarn.", "The company opened a mine at Tarn."),
    ("The firm is considering selling its harbour site.", "The firm sold its harbour site."),
    ("She asked whether the gates had failed.", "The gates had failed."),
    ("The agency expects sales to rise by June.", "The sales rose by June."),
    (
        "Lund is expected to sign it this week, although he dislikes it.",
        "Lund signed it this week.",
    ),
    (
        "Lund, whose contract ends in June, might stay if the club grew.",
        "Lund, whose contract ends in June, will stay if the club grew.",
    ),
    ("The charge was expected to raise £90,000.", "The charge was certain to raise £90,000."),
    ("If the vote passes, the ferry will sail in June.", "The ferry will sail in June."),
    ("The bridge is expected to reopen soon.", "The bridge reopened soon."),
    ("Rann threatened to sue the council.", "Rann sued the council."),
    ("The minister said the dam might burst.", "The minister said the dam burst."),
    ("The thief tried to escape from court.", "The thief escaped from court."),
    ("Holt urged the government to ban the nets.", "The government banned the nets."),
    ("The dam reportedly failed on Monday.", "The dam failed on Monday."),
    ("The mayor denied that he had taken money.", "The mayor had taken money."),
]
MODALITY_PARAPHRASES = [
    ("The council may close the Sorrel bridge.", "The council might close the Sorrel bridge."),
    ("The council may close the bridge.", "The bridge could be closed by the council."),
    ("The company plans to open a mine.", "The company intends to open a mine."),
    ("The company plans to open a mine.", "The company will open a mine."),
    ("Holt proposed a summit in a third country.", "Holt suggested a summit in a third country."),
    ("The council voted to buy a ferry.", "The council decided to buy a ferry."),
    ("Police allege that Tolley stole the pump.", "Tolley stole the pump, according to police."),
    ("The council voted to buy a ferry. The ferry was bought in May.", "The ferry was bought."),
    ("The minister is to visit Tarn.", "The minister is going to visit Tarn."),
    ("Holt, who may stand again, opened the new school.", "Holt opened the new school."),
    ("The ferry, which will carry 180 people, was launched.", "The ferry was launched."),
    ("Residents called for a public inquiry.", "Residents demanded a public inquiry."),
]

BORDER = (
    "The Kremlin said the drone had crossed the border. The White House said it knew of no "
    "drone at the border."
)
TALKS = (
    "Kremlin spokesman Dmitry Peskov arrived at noon. “The talks have failed over grain,” Peskov "
    "said. Ines Holt said the talks would go on in Tarn next spring."
)
LOAN = (
    "Tobias Rann said the loan was too dear. Mayor Hamish Calloway said the ferry was worth "
    "every penny."
)
HARBOUR = (
    "The harbour would silt up within a decade, according to the port authority. Residents said "
    "the noise was unbearable at night."
)
SPEAKER_LIES = [
    (BORDER, "The White House said the drone had crossed the border."),
    (BORDER, "According to the White House, the drone had crossed the border."),
    (BORDER, "The drone had crossed the border, the White House said on Monday."),
    (TALKS, "Holt said the talks have failed over grain."),
    (TALKS, "“The talks have failed over grain,” said Ines Holt."),
    (TALKS, "The Kremlin said the talks would go on in Tarn next spring."),
    (LOAN, "Hamish Calloway said the loan was too dear."),
    (LOAN, "The mayor’s claim that the loan was too dear was noted."),
    (LOAN, "The ferry was worth every penny, according to Rann."),
    (LOAN, "The ferry was worth every penny, Tobias Rann said."),
    (LOAN, "Rann told the council the ferry was worth every penny."),
    (
        "Voss said the tax would not rise in spring, but Jan Kolar said he did not believe her.",
        "Jan Kolar said the tax would not rise in spring.",
    ),
    ("Rann said the council had a plan for it.", "The council said Rann had a plan for it."),
    (
        "Ines Varga, the harbour master, said the council had no report on the fire.",
        "Ines Varga had no report on the fire, according to the council.",
    ),
    (HARBOUR, "Residents said the harbour would silt up within a decade."),
    (HARBOUR, "The noise was unbearable at night, according to the port authority."),
]
SPEAKER_PARAPHRASES = [
    (BORDER, "The drone had crossed the border, according to the Kremlin."),
    (BORDER, "The Kremlin’s claim was that the drone had crossed the border."),
    (TALKS, "The Kremlin said the talks have failed over grain."),
    (TALKS, "“The talks have failed over grain,” said Dmitry Peskov."),
    (TALKS, "The Kremlin spokesman said the talks have failed over grain."),
    (LOAN, "Calloway said the ferry was worth every penny."),
    (LOAN, "The mayor said the ferry was worth every penny."),
    (LOAN, "The loan was too dear, Rann said."),
    (HARBOUR, "The port authority said the harbour would silt up within a decade."),
    ("Rann spoke next. He said the loan was too dear.", "Rann said the loan was too dear."),
]

SPEECH = "Holt called it “a bad deal [for Tarn] … and a worse one for us”. She ‘never’ signed."
QUOTATION_LIES = [
    (SPEECH, "Holt called it “a good deal”."),
    (SPEECH, "Holt called it “a bad bargain”."),
    (SPEECH, 'Holt called it "a very bad deal".'),
    (SPEECH, "Holt called it “bad”, and “worst”."),
    (SPEECH, "She ‘always’ signed."),
    (SPEECH, "Holt called it “a deal, bad”."),
    (SPEECH, "Holt said “us”, “Tarn” and “them”."),
    (SPEECH, "Holt called it “a bad deal … and a better one”."),
    (SPEECH, "Holt said “Lund never signed”."),
    (SPEECH, "Holt said “a worse one for them”."),
    (SPEECH, "Holt spoke of “bad deals”."),
    (SPEECH, "“We will pay,” she called it."),
]
QUOTATION_PARAPHRASES = [
    (SPEECH, "Holt called it “a bad deal”."),
    (SPEECH, 'Holt called it "a bad deal".'),
    (SPEECH, "Holt called it ‘a bad deal’."),
    (SPEECH, "Holt called it “A bad deal”."),
    (SPEECH, "Holt called it “a bad deal … and a worse one for us”."),
    (SPEECH, "Holt called it “a bad deal” and “a worse one”."),
    (SPEECH, "She “never” signed."),
    ("Holt said it ‘won’t do’.", "Holt said it “won't do”."),
]

BRACKET_LIES = [
    ("He resigned.", "He [Rann] resigned."),
    *(
        ("Rann spoke. He had a plan for the ferry.", f"He [{words}] had a plan for the ferry.")
        for words in (
            "Holt",
            "never",
            "Mayor Rann",
            "secretly",
            "Tolley",
            "the minister",
            "Rann Senior",
            "and Lund",
            "Rannoch",
            "Dev Pramanik",
            "a thief",
        )
    ),
]
BRACKET_PARAPHRASES = [
    ("Rann spoke. He had a plan for the ferry.", f"He [{words}] had a plan for the ferry.")
    for words in ("Rann", "rann", "the Rann", "Rann’s", "plan", "he", "Rann spoke", "for the ferry")
]

LIES = [
    (check, evidence, claim)
    for check, lies in (
        (check_negation, NEGATION_LIES),
        (check_antonyms, ANTONYM_LIES),
        (check_order, ORDER_LIES),
        (check_modality, MODALITY_LIES),
        (check_speakers, SPEAKER_LIES),
        (check_quotations, QUOTATION_LIES),
        (check_brackets, BRACKET_LIES),
    )
    for evidence, claim in lies
]
PARAPHRASES = (
    *NEGATION_PARAPHRASES,
    *ANTONYM_PARAPHRASES,
    *ORDER_PARAPHRASES,
    *MODALITY_PARAPHRASES,
    *SPEAKER_PARAPHRASES,
    *QUOTATION_PARAPHRASES,
)


@pytest.mark.parametrize(("check", "evidence", "claim"), LIES)
def test_a_turned_sense_is_objected_to(check: Check, evidence: str, claim: str) -> None:
    """Each lie uses the evidence's own words, and the check of its kind says why it is one."""
    objection = check(claim, [Quote(evidence)])
    assert objection is not None
    assert objection.reason


@pytest.mark.parametrize(("evidence", "claim"), PARAPHRASES)
@pytest.mark.parametrize("check", [each for each in CHECKS if each is not check_words])
def test_the_same_sense_in_other_words_passes(check: Check, evidence: str, claim: str) -> None:
    """No check of facts or of sense objects; how many words agree is another matter."""
    assert check(claim, [Quote(evidence)]) is None


@pytest.mark.parametrize(("evidence", "claim"), BRACKET_PARAPHRASES)
def test_what_the_evidence_says_may_stand_in_brackets(evidence: str, claim: str) -> None:
    """A name or a word of the evidence, in any form of the word."""
    assert check_brackets(claim, [Quote(evidence)]) is None


@pytest.mark.parametrize(
    ("check", "evidence", "claim", "reason"),
    [
        (
            check_antonyms,
            "Prices rose in Tarn.",
            "Prices fell in Tarn.",
            "the article says “rose”, the sentence says “fell”",
        ),
        (
            check_modality,
            "The council may close the bridge.",
            "The council closed the bridge.",
            "the article says “may”, the sentence states it as a fact",
        ),
        (
            check_speakers,
            LOAN,
            "Rann said the ferry was worth every penny.",
            "the article gives it as the word of Mayor Hamish Calloway, the sentence of Rann",
        ),
        (
            check_order,
            "Rovers beat United.",
            "United beat Rovers.",
            "the article says “beat” the other way round",
        ),
        (check_negation, "It did not sink.", "It sank.", "the article says “not”"),
    ],
)
def test_a_reason_is_in_words(check: Check, evidence: str, claim: str, reason: str) -> None:
    """A reader sees what the article says instead."""
    objection = check(claim, [Quote(evidence)])
    assert objection is not None
    assert objection.reason == reason
    assert objection.contradicts
