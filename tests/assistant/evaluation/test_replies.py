"""What another system tells of its answer counts as it would in a run of our own."""

import json
from dataclasses import replace
from typing import Any

import pytest

from assistant.evaluation.assessing import judge_answer
from assistant.evaluation.case import Case
from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.external.parsing import parse_answers
from assistant.evaluation.metrics.abstention import Due, by_retrieved
from assistant.evaluation.metrics.citations import citation_recall, faithfulness
from assistant.evaluation.metrics.disagreement import conflict_invented
from assistant.evaluation.metrics.integrity import not_retrieved_ids
from assistant.evaluation.metrics.retrieval import recall_at, reciprocal_rank
from assistant.evaluation.outcomes import Conduct, Outcome
from assistant.evaluation.replies import reply_of
from assistant.types import Answer, Conflict, ConflictKind, Notice, Side, Status
from assistant.wire import to_json
from corpus.article import make_article
from corpus.types import Span
from tests.assistant.builders import build_answer, build_citation, build_hit, build_sentence
from tests.assistant.evaluation.judged import Articles, WordVerifier, build_case

TEXT = "The ferry sank. It had 28 cars.\n\nThe mayor wept. Nobody was hurt."
FERRY = make_article("ferry", TEXT)
OTHER = make_article("other", "The ferry rose.\n\nThe port closed.")
SHELF = Articles(FERRY, OTHER)
CASE = build_case(articles=("ferry",))
REFUSAL = "Nothing in these 66 articles answers this. None of the nearest mentions “Aske”."


def read(line: str) -> CitedAnswer:
    (answer,) = parse_answers([line], {"ferry", "other"})
    return answer


def judged(answer: Answer | CitedAnswer, case: Case = CASE) -> Outcome:
    return judge_answer(case, answer, SHELF, WordVerifier())


def theirs(**fields: Any) -> Outcome:
    return judged(read(json.dumps(fields)))


def ours() -> Answer:
    quote = "It had 28 cars."
    citation = build_citation(quote, FERRY)
    sides = (Side("28", 0, (citation,)), Side("29", 0, (build_citation("The port", OTHER),)))
    return build_answer(
        build_sentence("The ferry had 28 cars.", citation, highlights=(Span(14, 21),)),
        conflicts=(Conflict("the cars", ConflictKind.DISPUTE, sides),),
        considered=(
            build_hit(OTHER, 0, 1, score=0.2),
            build_hit(FERRY, 0, 2, score=0.9),
        ),
    )


@pytest.mark.parametrize(
    "answer",
    [
        ours(),
        replace(ours(), conflicts=()),
        replace(ours(), status=Status.INCOMPLETE),
        replace(ours(), notices=(Notice("partly_answered", "A part is missing."),)),
        build_answer(text=REFUSAL, considered=(build_hit(OTHER, 0, 1),)),
        build_answer(text="66 articles are indexed. Ask a question about them."),
        build_answer(text="No sentence passed the checks.", status=Status.INCOMPLETE),
    ],
)
def test_a_line_of_ours_counts_as_the_answer_itself(answer: Answer) -> None:
    """All but how long it took, which is not another run's."""
    line = json.dumps(to_json(answer, id="1"))
    assert judged(read(line)) == replace(judged(answer), timings_ms={})


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": REFUSAL},
        {"text": REFUSAL, "sentences": []},
        {"answer": REFUSAL, "sentences": []},
        {"sentences": [{"text": REFUSAL, "citations": []}]},
        {"text": REFUSAL, "sentences": [], "status": "no_evidence"},
        {"text": "The archive has only weather reports.", "sentences": [], "status": "no_evidence"},
        {"answer": "The archive has only weather reports.", "status": "no_evidence"},
        {"sentences": [], "status": "no_evidence"},
        {"result": REFUSAL, "source_documents": []},
        {"content": REFUSAL, "annotations": []},
    ],
)
def test_a_refusal_scores_the_same_by_every_path(fields: dict[str, Any]) -> None:
    """It has no citation recall, be it told by a status or plain from its words."""
    outcome = theirs(**fields)
    assert (outcome.status, outcome.conduct) == (Status.NO_EVIDENCE, Conduct.DECLINED)
    assert citation_recall(outcome) is None
    assert outcome.stated == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "The port was sold.", "sentences": []},
        {"text": "The port was sold.", "sentences": [], "status": "answered"},
        {"answer": "The port was sold. [ferry]", "status": "no_evidence"},
        {
            "sentences": [{"text": "The port was sold.", "citations": ["x"]}],
            "status": "no_evidence",
        },
    ],
)
def test_what_states_something_is_no_refusal(fields: dict[str, Any]) -> None:
    """Planted: a claim beside an empty list of sentences, or cited under a false status."""
    outcome = theirs(**fields)
    assert (outcome.status, outcome.conduct) == (Status.ANSWERED, Conduct.ANSWERED)
    assert citation_recall(outcome) == (0.0, 1.0)


@pytest.mark.parametrize(
    "fields", [{"answer": ""}, {"sentences": []}, {"text": "", "sentences": []}]
)
def test_an_empty_answer_is_counted(fields: dict[str, Any]) -> None:
    """Saying nothing is no refusal."""
    assert citation_recall(theirs(**fields)) == (0.0, 1.0)


def document(id: str, words: str) -> dict[str, Any]:
    return {"page_content": words, "metadata": {"id": id}}


SANK = document("ferry", "The ferry sank.  It had 28 cars.")
ROSE = document("other", "The ferry rose.")


@pytest.mark.parametrize(
    ("text", "documents", "faithful", "strange"),
    [
        ("The ferry sank. [ferry]", [SANK], 1.0, 0.0),
        ("The ferry sank. [ferry]", [ROSE], 0.0, 1.0),
        ("The ferry sank. [other]", [SANK, ROSE], 1.0, 0.0),
        ("The mayor wept. [ferry]", [SANK], 0.0, 0.0),
        ("The mayor wept. [ferry]", [document("ferry", "no words of it")], 1.0, 0.0),
        ("The mayor wept. [ferry]", [document("gone", "The mayor wept.")], 0.0, 1.0),
        ("The mayor wept. [ferry]", [], 0.0, 1.0),
    ],
)
def test_what_langchain_retrieved_is_judged(
    text: str, documents: list[dict[str, Any]], faithful: float, strange: float
) -> None:
    """By the words of the article: those retrieved, or all of it if they are not known.

    Planted: a truth from a part that was not retrieved, an id that was not, and a document whose
    words no article has.
    """
    outcome = theirs(answer=text, context=documents)
    assert faithfulness(outcome) == (faithful, 1.0)
    assert not_retrieved_ids(outcome) == (strange, 1.0)


@pytest.mark.parametrize(
    ("retrieved", "rank", "due"),
    [
        (["ferry", "other"], 1.0, Due.ANSWER),
        (["other", "gone", "ferry"], 1 / 3, Due.ANSWER),
        (["other"], 0.0, Due.DECLINE),
        ([], 0.0, Due.DECLINE),
    ],
)
def test_a_told_search_is_judged(retrieved: list[str], rank: float, due: Due) -> None:
    """Its order counts, with the ids that no article has."""
    case = build_case(articles=("ferry",), nuggets=())
    line = json.dumps({"answer": "The ferry sank. [ferry]", "retrieved": retrieved})
    outcome = judged(read(line), case)
    assert reciprocal_rank(outcome) == (rank, 1.0)
    assert recall_at(5)(outcome) == (float("ferry" in retrieved), 1.0)
    assert by_retrieved(outcome) is due
    assert faithfulness(outcome) == (float("ferry" in retrieved), 1.0)


def test_what_is_not_told_is_not_judged() -> None:
    """No search, no conflicts: not applicable, and not a fault."""
    outcome = theirs(answer="The ferry sank. [ferry]")
    for metric in (faithfulness, not_retrieved_ids, reciprocal_rank, conflict_invented):
        assert metric(outcome) is None
    assert by_retrieved(outcome) is None


def test_an_invented_conflict_is_found() -> None:
    """Planted: a dispute where there is none."""
    sides = [{"answer": "1", "citations": ["ferry"]}, {"answer": "2", "citations": ["other"]}]
    stated = [{"about": "it", "kind": "dispute", "sides": sides}]
    assert conflict_invented(theirs(answer="x. [ferry]", conflicts=stated)) == (1.0, 1.0)
    assert conflict_invented(theirs(answer="x. [ferry]", conflicts=[])) == (0.0, 1.0)


def test_a_place_that_is_not_in_the_article_stands_for_all_of_it() -> None:
    """Of a version that is not kept, or beyond the text, the words are not known."""
    for wrong in ({"start": 5, "end": 9000}, {"start": 0, "end": 15, "version": "gone"}):
        hit = {"article_id": "ferry", **wrong}
        found = theirs(answer="The mayor wept. [ferry]", considered=[hit])
        assert faithfulness(found) == (1.0, 1.0)


def test_our_own_context_has_the_place_of_every_passage() -> None:
    """Best first."""
    best, other = reply_of(ours()).context or ()
    assert (best.article_id, best.quote) == ("ferry", TEXT[best.start : best.end])
    assert other.article_id == "other"
