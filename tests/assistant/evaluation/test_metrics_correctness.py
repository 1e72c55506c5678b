"""Nuggets, right articles and short answers, by hand."""

import pytest

from assistant.evaluation.metrics.correctness import overlap_f1
from assistant.evaluation.outcomes import NuggetVerdict, Outcome
from assistant.types import Label
from corpus.article import make_article
from tests.assistant.evaluation.judged import (
    Articles,
    build_case,
    build_nugget,
    build_outcome,
    build_sentence,
    judged,
)
from tests.assistant.evaluation.scoring import score
from tests.doubles import overlap_verifier

NUGGETS = (
    build_nugget("It is alpha.", answers=("alpha",)),
    build_nugget("It is beta.", answers=("beta",), articles=("b",)),
    build_nugget("It is gamma.", answers=("gamma",), vital=False, articles=("a", "b")),
)
CASE = build_case(articles=("a", "b"), nuggets=NUGGETS)


def outcome_of(*said: bool | None) -> Outcome:
    found = tuple(NuggetVerdict(each, "") for each in said)
    return build_outcome(build_sentence(), case=CASE, nuggets=found)


@pytest.mark.parametrize(
    ("said", "vital", "every"),
    [
        ((True, True, True), 1.0, 1.0),
        ((True, False, True), 1 / 2, 2 / 3),
        ((False, False, True), 0.0, 1 / 3),
        ((True, None, False), 1.0, 1 / 2),  # what could not be judged does not count
        ((None, None, None), None, None),
    ],
)
def test_nugget_recall_is_the_share_said(
    said: tuple[bool | None, ...], vital: float | None, every: float | None
) -> None:
    """The strict scores of the TREC 2024 RAG track, by hand."""
    assert score("vital_nugget_recall", outcome_of(*said)) == pytest.approx(vital)
    assert score("nugget_recall", outcome_of(*said)) == pytest.approx(every)


def test_a_refusal_says_no_nugget_and_an_unanswerable_case_has_none() -> None:
    """Declining what can be answered is 0, declining what can not be is no matter of nuggets."""
    refusal = ("The articles do not say.", ())
    assert score("vital_nugget_recall", judged(refusal, case=CASE)) == 0
    unanswerable = build_case(answerable=False)
    assert score("vital_nugget_recall", judged(refusal, case=unanswerable)) is None


@pytest.mark.parametrize(
    ("answers", "said", "recalled"),
    [
        (("£14.6 million",), "The ferry costs 14.6 million pounds.", True),
        (("£14.6 million",), "The ferry costs £14.9 million.", False),
        (("12 March 2024",), "They voted on March 12, 2024.", True),
        (("12 March 2024",), "They voted on March 13, 2024.", False),
        (("7-4",), "They voted seven votes to four.", True),
        (("7-4",), "They voted 4-7.", False),
        (("28 cars",), "It carries 180 cars and 28 passengers.", False),
        (("Tobias Rann", "Rann"), "Cllr Rann said so.", True),
        (("12 March 2024 in Geneva",), "In Geneva they met on 12 March 2024.", True),
        (("12 March 2024 in Geneva",), "In Paris they met on 12 March 2024.", False),
        (("arson",), "Arsonists were not found.", False),
    ],
)
def test_figures_of_a_nugget_are_compared_as_values(
    answers: tuple[str, ...], said: str, recalled: bool
) -> None:
    """By the words alone: the nugget's text shares none with the answer."""
    nugget = build_nugget("Zzz yyy xxx.", answers=answers)
    outcome = judged((said, ["a"]), case=build_case(nuggets=(nugget,)), verifier=overlap_verifier())
    assert outcome.nuggets[0].said is recalled


def test_a_nugget_in_other_words_is_found_by_the_verifier() -> None:
    """Its text is judged against the answer where none of its short answers stands there."""
    nugget = build_nugget("The council approved the ferry.", answers=("approved",))
    outcome = judged(
        ("Approval was given to the ferry by the council.", ["a"]),
        case=build_case(nuggets=(nugget,)),
        verifier=overlap_verifier(),
    )
    assert outcome.nuggets[0] == NuggetVerdict(True, "it says as much in other words")


def test_a_nugget_that_could_not_be_judged_is_neither() -> None:
    """The check's failure is not the answer's."""
    nugget = build_nugget("unreadable", answers=())
    assert judged(("alpha.", ["a"]), case=build_case(nuggets=(nugget,))).nuggets[0].said is None


def test_the_echo_of_a_question_in_a_refusal_is_no_nugget() -> None:
    """A refusal that names the expected answer has not said it."""
    outcome = judged(("The articles do not say whether it is alpha.", ()))
    assert outcome.nuggets[0].said is False


def test_right_articles_are_counted_once_an_answer() -> None:
    """Cited are a (twice), x and y; only a answers: 1/3."""
    outcome = build_outcome(
        build_sentence(ids=("a", "x")), build_sentence(ids=("a", "y")), case=build_case()
    )
    assert score("right_articles", outcome) == pytest.approx(1 / 3)


def test_a_vital_nugget_needs_one_of_its_articles() -> None:
    """Of the nuggets of a and of b, only that of a has an article cited; the third is not vital."""
    assert score("vital_articles", build_outcome(build_sentence(), case=CASE)) == pytest.approx(0.5)
    assert score("vital_articles", build_outcome(case=CASE)) == 0


def test_no_citation_is_right_or_wrong_where_nothing_can_be_answered() -> None:
    """That is abstention's matter."""
    outcome = build_outcome(build_sentence(), case=build_case(answerable=False))
    assert score("right_articles", outcome) is None


@pytest.mark.parametrize(
    ("predicted", "expected", "f1"),
    [
        ("Joe Biden", "Joe Biden", 1.0),
        ("President Joe Biden", "Joe Biden", 0.8),  # p 2/3, r 1: 2·2/3 / (5/3)
        ("the ferry", "A ferry!", 1.0),  # articles and punctuation do not count
        ("in the harbour on Tuesday", "Tuesday", 0.4),  # 4 words, 1 common: 2·1 / (4 + 1)
        ("Monday", "Tuesday", 0.0),
        ("to be to", "to to", 0.8),  # common words as often as both have them: 2·2 / 5
    ],
)
def test_answer_f1_is_that_of_squad(predicted: str, expected: str, f1: float) -> None:
    """2 · common words / (words here + words there), by hand."""
    assert overlap_f1(predicted, expected) == pytest.approx(f1)


def test_the_first_marked_words_are_the_answer_and_the_best_expected_one_counts() -> None:
    """Marking everything further on does not help."""
    case = build_case(nuggets=(build_nugget(answers=("Biden", "Joe Biden")),))
    sentence = build_sentence(highlights=("President Joe Biden", "Joe Biden"))
    assert score("answer_f1", build_outcome(sentence, case=case)) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("nuggets", "highlights", "f1"),
    [
        (NUGGETS, ("alpha",), None),  # two vital nuggets: no single short answer
        (NUGGETS[:1], (), None),  # the system marks no words
        (NUGGETS[:1], ("alpha",), 1.0),
    ],
)
def test_answer_f1_is_only_of_short_answers(
    nuggets: tuple[object, ...], highlights: tuple[str, ...], f1: float | None
) -> None:
    """Not applicable where nothing is marked or no single short answer is expected."""
    case = build_case(articles=("a", "b"), nuggets=nuggets)
    outcome = build_outcome(build_sentence(highlights=highlights), case=case)
    assert score("answer_f1", outcome) == f1


def test_a_refusal_has_no_short_answer_right() -> None:
    """As in SQuAD: no words in common with the expected answer."""
    assert score("answer_f1", build_outcome()) == 0


def test_a_verbatim_sentence_can_be_off_the_question() -> None:
    """True to its article, and it says none of the nuggets."""
    outcome = build_outcome(
        build_sentence("It rained.", verbatim=True),
        build_sentence("It is alpha.", label=Label.UNSUPPORTED),
    )
    assert score("to_the_point_verbatim", outcome) == 0
    assert score("to_the_point_composed", outcome) == 1
    assert score("to_the_point", outcome) == pytest.approx(0.5)


def test_a_weekday_is_the_day_that_its_articles_date_makes_of_it() -> None:
    """ "Tuesday" in an answer citing an article of 13 March 2024 is the 12th."""
    article = make_article("a", "They voted on Tuesday.", published="2024-03-13")
    for day, said in (("12 March 2024", True), ("13 March 2024", False)):
        case = build_case(nuggets=(build_nugget("Zzz yyy xxx.", answers=(day,)),))
        outcome = judged(
            ("They voted on Tuesday.", ["a"]),
            case=case,
            articles=Articles(article),
            verifier=overlap_verifier(),
        )
        assert outcome.nuggets[0].said is said
