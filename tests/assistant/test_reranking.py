from dataclasses import replace

import pytest

from assistant.conflicts import Reading
from assistant.evidence import Evidence
from assistant.reranking import WEIGHT, reranked
from tests.assistant.builders import build_article, build_evidence, build_hit

TOPIC = build_article("topic", "The council debated the ferry on Monday. It was loud.")
ANSWER = build_article("answer", "The ferry cost £14.6 million. It was paid on Tuesday.")
ELSEWHERE = build_article("elsewhere", "A cat was found on the pier. Nobody knows whose it is.")


@pytest.fixture
def evidence() -> Evidence:
    """Three articles, found in this order with narrow differences."""
    articles = (TOPIC, ANSWER, ELSEWHERE)
    hits = (build_hit(each, score=1.0 - n / 20) for n, each in enumerate(articles))
    return build_evidence(*hits, articles=articles)


def readings(evidence: Evidence, **scores: float) -> list[Reading]:
    """Of the first sentence of each article that is named."""
    firsts = {each.article.id: each for each in evidence.statements if each.position == 0}
    return [Reading(firsts[id], score, None, id) for id, score in scores.items()]


@pytest.mark.parametrize(
    ("scores", "order"),
    [
        ({}, ["topic", "answer", "elsewhere"]),
        ({"topic": 0.05, "answer": 0.9}, ["answer", "topic", "elsewhere"]),
        ({"topic": 0.50, "answer": 0.55}, ["topic", "answer", "elsewhere"]),
        ({"elsewhere": 0.9}, ["elsewhere", "topic", "answer"]),
        ({"topic": 0.0, "answer": 1.0}, ["answer", "topic", "elsewhere"]),
    ],
)
def test_the_article_that_has_the_answer_comes_first(
    evidence: Evidence, scores: dict[str, float], order: list[str]
) -> None:
    """A sure answer beats a better place in the search; nearly equal ones leave it as it was."""
    found = reranked(evidence.hits, readings(evidence, **scores))
    assert [hit.passage.article_id for hit in found] == order


def test_only_scores_change_and_they_are_in_order(evidence: Evidence) -> None:
    """Each passage comes out once, with the text and the way it was found."""
    found = reranked(evidence.hits, readings(evidence, answer=0.8))
    assert {replace(hit, score=0) for hit in found} == {
        replace(hit, score=0) for hit in evidence.hits
    }
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_an_article_has_the_odds_of_its_best_sentence(evidence: Evidence) -> None:
    """Even odds leave a hit's score alone, and a worse sentence takes nothing away."""
    (first, *rest) = [each for each in evidence.statements if each.article.id == "answer"]
    read = [Reading(first, 0.5, None, "answer"), Reading(rest[0], 0.01, None, "answer")]
    score = {hit.passage.article_id: hit.score for hit in reranked(evidence.hits, read)}
    assert score["answer"] == pytest.approx(0.95)
    assert score["topic"] < 1.0 - 5 * WEIGHT
