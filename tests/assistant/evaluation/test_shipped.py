"""The shipped cases: what they expect is what the sample articles say."""

from dataclasses import replace
from functools import cache

import pytest

from assistant.evaluation.case import Case
from assistant.evaluation.matching import says
from assistant.evaluation.shipped import SAMPLE, read_cases, shipped
from assistant.types import ConflictKind, Quote
from corpus.reading import Record, read_articles
from corpus.sentences import sentence_spans

HALVES = {each.name: each.cases for each in read_cases(shipped("all"))}
CASES = [case for cases in HALVES.values() for case in cases]


@cache
def sentences() -> dict[str, tuple[Quote, ...]]:
    """Of each sample article, by its id."""
    found = (each.article for each in read_articles([SAMPLE]) if isinstance(each, Record))
    return {
        each.id: tuple(
            Quote(each.text[span.start : span.end], each.published)
            for span in sentence_spans(each.text)
        )
        for each in found
    }


def states(id: str, words: tuple[str, ...]) -> bool:
    """Whether one sentence of an article says one of these."""
    return any(says(sentence, each) for sentence in sentences()[id] for each in words)


def unsaid_sides(case: Case) -> list[tuple[str, str]]:
    sides = case.conflict.sides if case.conflict else ()
    return [(s.answer, id) for s in sides for id in s.articles if not states(id, s.wordings)]


def unsaid_nuggets(case: Case) -> list[str]:
    return [
        each.text
        for each in case.nuggets
        if each.answers and not any(states(id, each.answers) for id in each.articles)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_is_expected_is_said_by_the_articles_named_for_it(case: Case) -> None:
    """Each side by each of its articles, each nugget by one of them: else none could pass."""
    assert unsaid_sides(case) == []
    assert unsaid_nuggets(case) == []


@pytest.mark.parametrize("kind", ConflictKind)
def test_a_side_and_a_nugget_that_no_article_says_are_found(kind: ConflictKind) -> None:
    """The check above can fail: planted words, and words of another article."""
    case = next(each for each in CASES if each.conflict and each.conflict.kind is kind)
    assert case.conflict
    first, *others = case.conflict.sides
    planted = replace(first, answers=("a whale in the harbour",))
    conflict = replace(case.conflict, sides=(planted, *others))
    assert unsaid_sides(replace(case, conflict=conflict))
    nugget = replace(case.nuggets[0], answers=("a whale in the harbour",))
    assert unsaid_nuggets(replace(case, nuggets=(nugget,))) == [nugget.text]


def test_what_is_called_a_disagreement_is_one() -> None:
    """With its sides stated; every dispute is, and an update may be."""
    tagged = {case.id for case in CASES if "disagreement" in case.tags}
    kinds = {case.id: case.conflict.kind for case in CASES if case.conflict}
    disputes = {id for id, kind in kinds.items() if kind is ConflictKind.DISPUTE}
    assert disputes <= tagged <= set(kinds)


def test_no_expected_answer_is_a_bare_figure() -> None:
    """A lone number is said by too many sentences: it stands with its noun or its unit."""
    bare = [
        (case.id, answer)
        for case in CASES
        for each in case.nuggets
        for answer in each.answers
        if answer.replace(",", "").replace(".", "").isdigit()
    ]
    assert bare == []


def test_each_half_has_questions_of_every_answerability() -> None:
    """Answered, in part, and not; and the halves share no article that answers."""
    for cases in HALVES.values():
        assert {case.answerable for case in cases} == {True, False, "partly"}
        assert sum(case.answerable == "partly" for case in cases) >= 6
    one, other = ({id for case in cases for id in case.carrying} for cases in HALVES.values())
    assert one.isdisjoint(other)
