"""Nothing is shown that its own citations do not carry."""

from collections.abc import Sequence

import pytest

from assistant.evidence import NotRetrieved, sentences_of
from assistant.gate import Checked, Gate
from assistant.types import Label, Quote, Support, Verdict, Withheld
from assistant.writers.base import Draft, Source
from corpus.types import Span
from tests.assistant.builders import build_article, build_evidence, build_hit
from tests.doubles import overlap_verifier

FERRY = build_article("ferry")
COPY = build_article(
    "copy", "The council voted 7-4 on Tuesday to buy a second ferry. Fares may rise in May."
)
UNSEEN = build_article("unseen", "The vessel will cost £14.6 million, the Gazette found.")
EVIDENCE = build_evidence(FERRY, COPY)
VOTED = "The council voted 7-4 on Tuesday to buy a second ferry."


def check(text: str, *ids: str, after_withheld: bool = False) -> Checked | Withheld:
    draft = Draft(text, tuple(Source(id) for id in ids))
    return Gate(overlap_verifier()).check(draft, EVIDENCE, after_withheld=after_withheld)


def passed(result: Checked | Withheld) -> Checked:
    assert isinstance(result, Checked), result
    return result


def withheld(result: Checked | Withheld) -> Withheld:
    assert isinstance(result, Withheld), result
    return result


def span_of(position: int, until: int | None = None) -> Span:
    spans = sentences_of(FERRY)
    return Span(spans[position].start, spans[position if until is None else until].end)


def test_a_supported_sentence_is_cited_with_the_exact_words() -> None:
    """The quote is the article's own slice, whole sentences of it."""
    result = passed(check("The vessel will cost £14.6 million.", "ferry"))
    (citation,) = result.citations
    assert FERRY.text[citation.start : citation.end] == citation.quote
    assert citation.quote.startswith("The vessel will cost £14.6 million and carry")
    assert Span(citation.start, citation.end) in sentences_of(FERRY)
    assert (citation.supports, result.verdict.label) == (Support.ALONE, Label.SUPPORTED)
    assert result.notices == ()


@pytest.mark.parametrize("id", ["unseen", "no-such-article", "", "ferry.txt"])
def test_an_id_that_was_not_retrieved_is_never_cited(id: str) -> None:
    """Whatever the draft says: only what was retrieved can become a citation."""
    with pytest.raises(NotRetrieved):
        EVIDENCE.cite(id, Span(0, 10))
    result = check("The Gazette found an iceberg.", id)
    assert withheld(result).reason == f"{id} was not retrieved for this question"
    kept = passed(check(VOTED, id, "copy"))
    assert [each.article_id for each in kept.citations] == ["copy"]
    assert any(id in notice.text for notice in kept.notices)


@pytest.mark.parametrize(
    "span",
    [
        Span(0, 10),
        Span(1, sentences_of(FERRY)[0].end),
        Span(sentences_of(FERRY)[0].start, sentences_of(FERRY)[1].end - 1),
        Span(10_000, 10_001),
    ],
)
def test_a_quote_is_whole_sentences(span: Span) -> None:
    """A part of a sentence, or nothing, can not be cited."""
    with pytest.raises(NotRetrieved):
        EVIDENCE.cite("ferry", span)


def test_a_quote_lies_in_a_hit_or_next_to_it() -> None:
    """One sentence beside a retrieved passage may be quoted, a far one not."""
    evidence = build_evidence(build_hit(FERRY, 0, 0), articles=[FERRY])
    assert evidence.cite("ferry", span_of(1)).quote.startswith("The vessel")
    assert evidence.cite("ferry", span_of(0, 2)).quote.endswith("2049.")
    for far in (span_of(2), span_of(4), span_of(1, 4), span_of(0, 4)):
        with pytest.raises(NotRetrieved, match="not near a retrieved passage"):
            evidence.cite("ferry", far)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The vessel will cost £16.4 million.", "£16.4 million"),
        ("The council did not vote to buy a second ferry.", "not"),
        ("Dev Pramanik said the council would be paying off the loan.", "Dev Pramanik"),
        ("!!", "nothing in it"),
        ("", "nothing in it"),
    ],
)
def test_what_fails_is_withheld_with_a_reason(text: str, reason: str) -> None:
    """The reason is in words and names what differs."""
    result = withheld(check(text, "ferry"))
    assert result.text == text
    assert reason in result.reason


def test_a_statement_keeps_every_article_that_carries_it_alone() -> None:
    """Two articles that say the same are both cited."""
    result = passed(check(VOTED, "ferry", "copy"))
    assert [(each.article_id, each.supports) for each in result.citations] == [
        ("ferry", Support.ALONE),
        ("copy", Support.ALONE),
    ]


def test_an_article_that_does_not_carry_the_statement_is_dropped_and_said_so() -> None:
    """A merged statement keeps only what supports it by itself."""
    result = passed(check("The vessel will cost £14.6 million.", "copy", "ferry"))
    assert [each.article_id for each in result.citations] == ["ferry"]
    assert [(notice.code, "copy" in notice.text) for notice in result.notices] == [
        ("citation_dropped", True)
    ]


def test_two_articles_carry_a_statement_jointly_only_where_both_are_needed() -> None:
    """`jointly` stays only where leaving a citation out loses the support."""
    claim = "Tobias Rann said the loan would be paid off in 2049; fares may rise in May."
    result = passed(check(claim, "ferry", "copy"))
    assert [(each.article_id, each.supports) for each in result.citations] == [
        ("ferry", Support.JOINTLY),
        ("copy", Support.JOINTLY),
    ]
    third = build_article("third", "An unrelated meeting was held.")
    evidence = build_evidence(FERRY, COPY, third)
    draft = Draft(claim, (Source("third"), Source("ferry"), Source("copy")))
    result = passed(Gate(overlap_verifier()).check(draft, evidence))
    assert {each.article_id for each in result.citations} == {"ferry", "copy"}


def test_a_sentence_with_a_wrong_id_gets_the_right_one_with_a_notice() -> None:
    """What another retrieved article carries is cited there, and that is said."""
    result = passed(check("Fares may rise in May.", "ferry"))
    assert [each.article_id for each in result.citations] == ["copy"]
    assert any("copy, cited by the gate" in notice.text for notice in result.notices)
    assert {notice.code for notice in result.notices} == {"citation_added", "citation_dropped"}


def test_a_sentence_without_an_id_gets_one_or_is_withheld() -> None:
    """A writer that forgets to cite is helped; one that invents is not."""
    assert passed(check("Fares may rise in May.")).citations[0].article_id == "copy"
    assert withheld(check("Whales were seen off Saltholm.")).reason == "it cites no article"


@pytest.mark.parametrize(
    "text",
    [
        "He had proposed a new engine instead.",
        "But he had proposed a new engine instead.",
        "Instead, he had proposed a new engine.",
        "This will cost £14.6 million.",
        "A new engine was what he had proposed.",
    ],
)
def test_a_sentence_that_leans_on_a_withheld_one_is_withheld(text: str) -> None:
    """Its "he" would be somebody whom nobody has read of."""
    result = check(text, "ferry", after_withheld=True)
    assert withheld(result).reason == "it leans on a sentence that was withheld"


@pytest.mark.parametrize(
    "text",
    [
        "He [Tobias Rann] had proposed a new engine instead.",
        "Tobias Rann said the council would be paying off the loan until 2049.",
        "Tenders will be invited in April.",
    ],
)
def test_a_sentence_that_stands_by_itself_may_follow_a_withheld_one(text: str) -> None:
    """A name, in brackets or not, is all it needs."""
    draft = Draft(text, (Source("ferry", span_of(2, 3)), Source("ferry", span_of(4))))
    passed(Gate(overlap_verifier()).check(draft, EVIDENCE, after_withheld=True))


def test_a_bracketed_name_must_stand_in_the_cited_span() -> None:
    """The span reaches back to the sentence that names the speaker, or the sentence is withheld."""
    text = "He [Tobias Rann] had proposed a new engine instead."
    gate = Gate(overlap_verifier())
    (citation,) = passed(
        gate.check(Draft(text, (Source("ferry", span_of(2, 3)),)), EVIDENCE)
    ).citations
    assert "Tobias Rann" in citation.quote
    result = gate.check(Draft(text, (Source("ferry", span_of(3)),)), EVIDENCE)
    assert "does not name Tobias Rann" in withheld(result).reason


def test_neighbouring_sentences_are_one_quote_and_distant_ones_two() -> None:
    """Quotes of one article are merged where nothing lies between them."""
    text = "Tobias Rann said the council would be paying off the loan; he proposed a new engine."
    sources = (Source("ferry", span_of(3)), Source("ferry", span_of(2)))
    result = passed(Gate(overlap_verifier()).check(Draft(text, sources), EVIDENCE))
    assert [Span(each.start, each.end) for each in result.citations] == [span_of(2, 3)]


def test_a_quote_never_runs_across_page_furniture() -> None:
    """Two sentences with a prompt between them are quoted apart."""
    article = build_article(
        "page",
        "The council voted on Tuesday to buy a ferry.\n\nShare this news for help others\n\n"
        "The vessel will carry 28 cars.\n\nIt will sail from Pellwick in June.\n",
    )
    evidence = build_evidence(article)
    assert len(evidence.statements) == 3
    sources = tuple(Source("page", each.span) for each in evidence.statements[:2])
    draft = Draft("The council voted on Tuesday to buy a ferry; it will carry 28 cars.", sources)
    result = passed(Gate(overlap_verifier()).check(draft, evidence))
    assert all("Share" not in each.quote for each in result.citations)


def test_what_page_furniture_cuts_off_from_what_was_retrieved_is_refused_not_a_fault() -> None:
    """A span may reach back over a prompt to a sentence that lies too far by itself."""
    article = build_article(
        "page",
        "Ada Holt bought a ferry.\n\nShare this news for help others\n\n"
        "The vessel will carry 28 cars. It will sail from Pellwick in June.\n",
    )
    spans = sentences_of(article)
    assert len(spans) == 3
    evidence = build_evidence(build_hit(article, 2), articles=[article])
    span = Span(spans[0].start, spans[2].end)
    evidence.cite("page", span)
    with pytest.raises(NotRetrieved):
        evidence.cite("page", spans[0])
    draft = Draft("The vessel will carry 28 cars.", (Source("page", span),))
    result = passed(Gate(overlap_verifier()).check(draft, evidence))
    assert [Span(each.start, each.end) for each in result.citations] == [
        Span(spans[1].start, spans[2].end)
    ]
    assert any("page" in each.text for each in result.notices)


class Unwell:
    """A verifier whose check fails to run."""

    name = "unwell"

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        return Verdict(Label.UNJUDGED, None, "unwell", "the model could not be loaded")


def test_an_unjudged_sentence_is_not_shown_as_supported() -> None:
    """A check that failed to run is no pass; the reason says what happened."""
    result = Gate(Unwell()).check(Draft(VOTED, (Source("ferry"),)), EVIDENCE)
    assert withheld(result).reason == "the model could not be loaded"


def test_two_versions_of_one_article_are_not_both_evidence() -> None:
    """Only the version of the first hit is cited."""
    old, new = build_article("ferry", "The ferry sank."), FERRY
    evidence = build_evidence(build_hit(new), build_hit(old), articles=[new])
    assert {hit.passage.version for hit in evidence.hits} == {new.version}


def test_a_partly_supported_sentence_is_cut_to_what_stands() -> None:
    """What was cut is said, and nothing of it is shown."""
    result = passed(check(f"{VOTED[:-1]}, and the mayor wept for joy in the gallery.", "ferry"))
    assert result.text == VOTED
    assert result.verdict.label is Label.SUPPORTED
    assert [(notice.code, "wept" in notice.text) for notice in result.notices] == [
        ("shortened", True)
    ]


def test_a_withheld_sentence_carries_its_label() -> None:
    """Denied and merely absent are told apart."""
    assert withheld(check("The vessel will cost £99 million.", "ferry")).label is Label.CONTRADICTED
    assert withheld(check("The mayor wept for joy.", "ferry")).label is Label.UNSUPPORTED
    unwell = Gate(Unwell()).check(Draft(VOTED, (Source("ferry"),)), EVIDENCE)
    assert withheld(unwell).label is Label.UNJUDGED
