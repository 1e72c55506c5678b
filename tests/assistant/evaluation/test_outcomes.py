"""Outcomes: what is judged of an answer, and that a saved one is the same."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.evaluation.assessing import judge_answer
from assistant.evaluation.case import ExpectedConflict, ExpectedSide
from assistant.evaluation.outcomes import (
    Conduct,
    Outcome,
    StatedConflict,
    StatedSide,
    failed,
    from_json,
    to_json,
)
from assistant.types import (
    Conflict,
    ConflictKind,
    Label,
    Notice,
    Quote,
    Side,
    Status,
    Turn,
    Verdict,
)
from corpus.errors import BadInput
from corpus.types import Span
from tests.assistant.builders import (
    build_answer,
    build_article,
    build_citation,
    build_hit,
    build_sentence,
)
from tests.assistant.evaluation.judged import (
    Articles,
    WordVerifier,
    build_case,
    build_nugget,
    judged,
)
from tests.doubles import overlap_verifier

FERRY = build_article(published="2024-03-13")
OTHER = build_article("other", "Seagulls are birds. They eat chips.")
SHELF = Articles(FERRY, OTHER)
COST = "The vessel will cost £14.6 million and carry 28 cars and 180 passengers."
CASE = build_case(
    "cost",
    question="What will the ferry cost?",
    history=(Turn("Which ferry?", "The second."),),
    articles=("ferry", "other"),
    nuggets=(build_nugget("It costs £14.6m.", articles=("ferry",), answers=("£14.6m",)),),
    conflict=ExpectedConflict(
        ConflictKind.UPDATE, (ExpectedSide("1", ("ferry",)), ExpectedSide("2", ("other",)))
    ),
    tags=("number",),
)
GOLDEN = Path(__file__).parent / "golden" / "outcome.json"


def judged_answer() -> Outcome:
    citation = build_citation(COST, FERRY)
    sentence = build_sentence(COST, citation, highlights=(Span(21, 34),))
    side = Side("£14.6 million", 0, (citation, citation))
    return judge_answer(
        CASE,
        build_answer(
            sentence,
            conflicts=(Conflict("cost", ConflictKind.DISPUTE, (side, side)),),
            considered=(
                build_hit(OTHER, score=0.5),
                build_hit(FERRY, 0, 1, score=0.9),
                build_hit(FERRY, 2, 4, score=0.7),
            ),
            timings_ms={"search": 2.25, "total": 10.0},
        ),
        SHELF,
        overlap_verifier(),
    )


def test_an_answer_of_ours_is_judged_with_all_it_tells() -> None:
    """Sentence, highlight, retrieved ids best first and each once, conflict, timings."""
    outcome = judged_answer()
    (sentence,) = outcome.sentences
    assert outcome.retrieved == ("ferry", "other")
    assert sentence.highlights == ("£14.6 million",)
    assert sentence.verbatim
    assert (sentence.quoted, sentence.exact, sentence.sources) == (1, 1, 1)
    assert sentence.in_context is not None
    assert sentence.in_context.label is Label.SUPPORTED
    assert outcome.nuggets[0].said
    assert (outcome.status, outcome.conduct) == (Status.ANSWERED, Conduct.ANSWERED)


def test_the_saved_form_is_the_golden_one() -> None:
    """Runs that were saved before must stay readable."""
    outcome = judged_answer()
    assert to_json(outcome) == GOLDEN.read_text(encoding="utf-8").rstrip("\n")
    assert from_json(GOLDEN.read_text(encoding="utf-8"), "golden") == outcome


@pytest.mark.parametrize(
    "outcome",
    [
        judged(("alpha.", ["a", "invented"]), ("“Ω” unreadable.", ["a"]), ("beta.", [])),
        judged(),
        failed(CASE, "the model can not be reached"),
    ],
)
def test_a_saved_outcome_is_the_same_when_read_again(outcome: Outcome) -> None:
    """Law: from_json(to_json(outcome)) == outcome, in one line."""
    line = to_json(outcome)
    assert "\n" not in line
    assert from_json(line, "x") == outcome


@pytest.mark.parametrize("line", ["", "{", "[]", '{"case": 1}', to_json(judged())[:-20]])
def test_a_broken_line_is_named(line: str) -> None:
    """Such as one that was cut off."""
    with pytest.raises(BadInput, match=r"^run\.jsonl:7: not a judged case"):
        from_json(line, "run.jsonl:7")


@pytest.mark.parametrize(
    ("status", "notices", "conduct"),
    [
        (Status.ANSWERED, (), Conduct.ANSWERED),
        (Status.INCOMPLETE, (), Conduct.PARTIAL),
        (Status.ANSWERED, (Notice("partly_answered", "…"),), Conduct.PARTIAL),
        (Status.ANSWERED, (Notice("rewritten", "…"),), Conduct.ANSWERED),
    ],
)
def test_an_answer_is_partial_if_it_says_so_or_was_cut(
    status: Status, notices: tuple[Notice, ...], conduct: Conduct
) -> None:
    """What a system did, by its own words."""
    sentence = build_sentence(COST, build_citation(COST, FERRY))
    answer = build_answer(sentence, status=status, notices=notices)
    assert judge_answer(CASE, answer, SHELF, overlap_verifier()).conduct is conduct


@pytest.mark.parametrize("status", [Status.NO_EVIDENCE, Status.INCOMPLETE])
def test_an_answer_that_shows_nothing_declines(status: Status) -> None:
    """Also where all that was drafted is withheld."""
    outcome = judge_answer(CASE, build_answer(status=status), SHELF, overlap_verifier())
    assert (outcome.status, outcome.conduct) == (status, Conduct.DECLINED)


def test_another_systems_answer_is_judged_alike_without_what_it_does_not_tell() -> None:
    """Retrieval, conflicts and the context are not known; its conduct is by what it states."""
    outcome = judged(("alpha.", ["a"]))
    assert (outcome.retrieved, outcome.conflicts) == (None, None)
    assert outcome.sentences[0].in_context is None
    assert (outcome.status, outcome.conduct) == (Status.ANSWERED, Conduct.ANSWERED)
    refusal = judged(("I could not find an answer.", []))
    assert (refusal.status, refusal.conduct) == (Status.NO_EVIDENCE, Conduct.DECLINED)


def test_a_sentence_that_a_passage_beside_its_citation_carries_is_faithful() -> None:
    """The wrong article is cited and the right one was retrieved: faithful, and wrongly cited."""
    gulls = "They eat chips."
    answer = build_answer(
        build_sentence(gulls, build_citation(COST, FERRY)),
        considered=(build_hit(FERRY), build_hit(OTHER)),
    )
    (sentence,) = judge_answer(CASE, answer, SHELF, WordVerifier()).sentences
    assert sentence.judged.carried is False
    assert sentence.in_context is not None
    assert sentence.in_context.label is Label.SUPPORTED
    assert not sentence.verbatim


class Vetoing(WordVerifier):
    """Supports nothing where the evidence has a denial, whatever else it has."""

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        if any("denied" in each.text for each in evidence):
            return Verdict(Label.CONTRADICTED, 0.0, self.name, None)
        return super().judge(claim, evidence)


def test_one_passage_that_carries_a_sentence_is_enough() -> None:
    """A passage that denies it does not take that back."""
    denial = build_article("denial", "The council denied everything.")
    answer = build_answer(
        build_sentence("They eat chips.", build_citation(COST, FERRY)),
        considered=(build_hit(denial), build_hit(OTHER)),
    )
    (sentence,) = judge_answer(CASE, answer, SHELF, Vetoing()).sentences
    assert sentence.in_context is not None
    assert sentence.in_context.label is Label.SUPPORTED


def test_a_sentence_carried_by_what_was_not_retrieved_is_not_faithful() -> None:
    """Its citation lies outside of the passages."""
    answer = build_answer(
        build_sentence(COST, build_citation(COST, FERRY)), considered=(build_hit(OTHER),)
    )
    (sentence,) = judge_answer(CASE, answer, SHELF, WordVerifier()).sentences
    assert sentence.judged.carried
    assert sentence.in_context is not None
    assert sentence.in_context.label is Label.UNSUPPORTED


def test_a_stated_conflict_keeps_its_sides_and_their_articles() -> None:
    """Each article once."""
    outcome = from_json(GOLDEN.read_text(encoding="utf-8"), "golden")
    side = StatedSide("£14.6 million", ("ferry",))
    assert outcome.conflicts == (StatedConflict("cost", ConflictKind.DISPUTE, (side, side)),)
