"""Citation recall and precision, graded support, faithfulness: by hand and by their laws."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics.citations import GRADES
from assistant.types import Label, Verdict
from tests.assistant.evaluation.judged import build_case, build_outcome, build_sentence, judged
from tests.assistant.evaluation.scoring import score

GOLDEN = json.loads((Path(__file__).parent / "golden" / "citations.json").read_text())["answers"]
GRADED = ("citation_recall", "citation_precision", "weighted_precision", "weighted_recall")


@pytest.mark.parametrize("golden", GOLDEN, ids=[each["name"] for each in GOLDEN])
def test_a_worked_example_comes_out_as_worked(golden: dict[str, Any]) -> None:
    """Judging and metric together give what the definition gives by hand."""
    outcome = judged(*((text, ids) for text, ids in golden["sentences"]))
    for name, expected in golden["expected"].items():
        assert score(name, outcome) == pytest.approx(expected), name


def test_an_empty_answer_to_an_unanswerable_question_has_no_recall() -> None:
    """Saying nothing is then no missing citation."""
    outcome = judged(case=build_case(answerable=False))
    assert [score(name, outcome) for name in GRADED] == [None] * 4


def in_context(label: Label) -> Verdict:
    return Verdict(label, None, "words", None)


def test_faithfulness_is_of_the_context_whatever_is_cited() -> None:
    """An uncited sentence that the passages carry is faithful: 2 of 3; an unjudged one not."""
    outcome = build_outcome(
        build_sentence(ids=(), in_context=in_context(Label.SUPPORTED)),
        build_sentence(label=Label.UNSUPPORTED, in_context=in_context(Label.SUPPORTED)),
        build_sentence(in_context=in_context(Label.PARTLY)),
        build_sentence(in_context=in_context(Label.UNJUDGED)),
    )
    assert score("faithfulness", outcome) == pytest.approx(2 / 3)
    assert score("citation_recall", outcome) == pytest.approx(2 / 4)


def test_faithfulness_is_not_known_without_the_context() -> None:
    """What another system retrieved is not told."""
    assert score("faithfulness", build_outcome(build_sentence())) is None


def test_verbatim_and_composed_sentences_are_scored_apart() -> None:
    """A composed lie shows beside verbatim sentences that support themselves."""
    outcome = build_outcome(
        build_sentence(verbatim=True),
        build_sentence(verbatim=True),
        build_sentence(label=Label.UNSUPPORTED),
    )
    assert score("citation_recall", outcome) == pytest.approx(2 / 3)
    assert score("citation_recall_verbatim", outcome) == 1
    assert score("citation_recall_composed", outcome) == 0
    assert score("verbatim_share", outcome) == pytest.approx(2 / 3)


@pytest.mark.parametrize("kind", ["verbatim", "composed"])
def test_an_empty_answer_has_neither_kind_of_sentence(kind: str) -> None:
    """It is counted once, in the whole, and not again in the parts."""
    assert score(f"citation_recall_{kind}", build_outcome(text="")) is None
    assert score("citation_recall", build_outcome(text="")) == 0


a_sentence = st.builds(
    build_sentence,
    ids=st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True).map(tuple),
    label=st.sampled_from(list(Label)),
    verbatim=st.booleans(),
    in_context=st.none() | st.sampled_from([in_context(each) for each in Label]),
)


@given(st.lists(a_sentence, max_size=6), st.randoms())
def test_scores_are_shares_and_do_not_depend_on_the_order(
    sentences: list[Any], random: Any
) -> None:
    """In [0, 1] or not applicable, the same for any order of the sentences."""
    shuffled = random.sample(sentences, len(sentences))
    for name in (*GRADED, "faithfulness", "uncited", "unknown_ids", "verbatim_share"):
        value = score(name, build_outcome(*sentences))
        assert value is None or 0 <= value <= 1
        assert score(name, build_outcome(*shuffled)) == pytest.approx(value)


@given(st.lists(st.sampled_from(["a", "b", "ab", "invented"]), max_size=6))
def test_citing_an_id_again_changes_nothing(ids: list[str]) -> None:
    """Ids count once a sentence, however often they are written."""
    once, often = (judged(("alpha beta.", each)) for each in (list(dict.fromkeys(ids)), ids))
    for name in GRADED:
        assert score(name, once) == score(name, often)


@given(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=3, unique=True))
def test_an_invented_id_beside_others_only_lowers_precision(ids: list[str]) -> None:
    """It takes nothing from what the others carry and gives nothing."""
    honest, lying = (judged(("alpha beta.", each)) for each in (ids, [*ids, "invented"]))
    assert score("citation_recall", lying) == score("citation_recall", honest)
    for name in ("citation_precision", "weighted_precision"):
        expected = (score(name, honest) or 0) * len(ids) / (len(ids) + 1)
        assert score(name, lying) == pytest.approx(expected)


def test_every_label_but_unjudged_has_a_grade() -> None:
    """A new label must be given one."""
    assert set(GRADES) == set(Label) - {Label.UNJUDGED}
