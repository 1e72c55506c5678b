"""A cited sentence against the articles it cites: what is found wrong, and what is not."""

from collections.abc import Callable, Sequence

import pytest

from assistant.evaluation.external.answers import CitedSentence, CitedSource
from assistant.evaluation.judging import CitedId, Judged, Kind, judge
from assistant.evaluation.passages import named, places
from assistant.evidence import sentences_of
from assistant.types import Label, Quote, Verdict
from assistant.verifier import Verifier
from corpus.types import Article
from tests.assistant.builders import FERRY, build_article
from tests.doubles import overlap_verifier

SHIP = build_article(
    "ship",
    "The ferry Kittiwake sailed on Monday. Her final cost was £18.6 million, the council said. "
    "Stuart Veitch, the managing director, disputed the number of days. "
    "He said the yard was responsible for 31 at most. The Sorrel Maid will share the timetable.",
    published="2025-10-07",
)
TREE = build_article(
    "tree",
    "The council says the tree came from Upper Pell Farm. "
    '"It was marked for felling in 2023," said Gordon Tait, the chief executive. '
    "The farmer, Hester Blackwood, said on Monday that the tree had stood on a strip owned by the "
    "council. She said she had written twice and had been refused.",
)


class Shelf:
    """Articles in memory, each of one version."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {each.id: each for each in articles}

    def find(self, id: str, version: str | None = None) -> Article | None:
        return self._articles.get(id)


SHELF = Shelf(build_article("ferry"), SHIP, TREE)


class Says:
    """A verifier that is told what to say: supported where `holds`, else `otherwise`."""

    name = "told"

    def __init__(
        self,
        holds: Callable[[str, str], bool],
        otherwise: Label = Label.UNSUPPORTED,
    ) -> None:
        self._holds = holds
        self._otherwise = otherwise

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        held = self._holds(claim, " ".join(each.text for each in evidence))
        label = Label.SUPPORTED if held else self._otherwise
        return Verdict(label, 0.9 if held else 0.2, self.name, None)


def judged(text: str, *cited: str | CitedSource, verifier: Verifier | None = None) -> Judged:
    sources = tuple(CitedSource(each) if isinstance(each, str) else each for each in cited)
    result = judge(CitedSentence(text, sources), SHELF, verifier or overlap_verifier())
    for each in result.extracts:
        article = SHELF.find(each.article_id)
        assert article is not None
        assert article.text[each.start : each.end] == each.quote
    return result


def kinds(result: Judged) -> list[Kind]:
    return [each.kind for each in result.faults]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Pellwick Harbour Council voted 7-4 to buy a second ferry.", "ferry"),
        ("1. The vessel will **cost £14.6 million**.", "ferry"),
        ("The Kittiwake's final cost was £18.6 million.", "ship"),
        ("Stuart Veitch said the yard was responsible for 31 days at most.", "ship"),
        ("Hester Blackwood said she had written twice and had been refused.", "tree"),
        ("The vessel will carry 28 cars and the council will be paying off the loan.", "ferry"),
        ("He had proposed a new engine instead.", "ferry"),
    ],
)
def test_a_right_sentence_has_no_fault(text: str, id: str) -> None:
    """A name from elsewhere in the article is brought in; a quote is the article's own slice."""
    result = judged(text, id)
    assert kinds(result) == []
    assert result.carried
    assert result.citations == (CitedId(id, True, True),)


@pytest.mark.parametrize(
    ("text", "id", "kind"),
    [
        ("The vessel will cost £14.9 million.", "ferry", Kind.MISMATCH),
        ("Pellwick Harbour Council voted 6-5 to buy a second ferry.", "ferry", Kind.MISMATCH),
        ("The council voted on Thursday to buy a second ferry.", "ferry", Kind.MISMATCH),
        ("Magnus Rann said the council would be paying off the loan.", "ferry", Kind.MISMATCH),
        ("Ines Varga said the yard was responsible for 31 days at most.", "ship", Kind.MISMATCH),
        ("Gordon Tait said the tree had stood on a council strip.", "tree", Kind.MISMATCH),
        ("The vessel will not carry 28 cars.", "ferry", Kind.CONTRADICTED),
        ("The vessel will be painted in a shade of green.", "ferry", Kind.DOUBT),
        ("The vessel will cost £14.6 million.", "ferries", Kind.UNKNOWN_ID),
        ("The vessel will cost £14.6 million.", "ship", Kind.MISMATCH),
    ],
)
def test_a_planted_fault_is_found(text: str, id: str, kind: Kind) -> None:
    """Number, vote, day, first name, speaker, negation, invention, id, article."""
    result = judged(text, id)
    assert kinds(result) == [kind]
    assert not result.carried
    assert result.citations[0].precise is False


def test_a_speaker_is_not_brought_in_beside_another_one() -> None:
    """Who said something is what a claim gets wrong."""
    claim = "Gordon Tait said the tree had stood on a strip owned by the council."
    (first, *_) = places(claim, TREE)
    assert [TREE.text[span.start : span.end][:24] for span in first] == ["The farmer, Hester Black"]


def test_a_name_is_brought_in_from_the_nearest_sentence() -> None:
    """It is added once, in reading order."""
    sentences = sentences_of(SHIP)
    found = named("The Kittiwake's final cost was £18.6 million.", SHIP, [sentences[1]])
    assert found == sentences[:2]
    assert named("Her final cost was £18.6 million.", SHIP, [sentences[1]]) == sentences[1:2]


def test_nothing_is_located_in_an_article_of_nothing_but_furniture() -> None:
    """Its whole text is judged instead."""
    bare = build_article("bare", "Share this article\n")
    assert places("The ferry sank.", bare) == []
    result = judge(
        CitedSentence("The ferry sank.", (CitedSource("bare"),)), Shelf(bare), overlap_verifier()
    )
    assert kinds(result) == [Kind.DOUBT]
    assert result.extracts[0].quote == bare.text


QUOTE = "The vessel will cost £14.6 million and carry 28 cars and 180 passengers."
AT = FERRY.index(QUOTE)


@pytest.mark.parametrize(
    ("source", "exact"),
    [
        (CitedSource("ferry", QUOTE), True),
        (CitedSource("ferry", QUOTE, AT, AT + len(QUOTE)), True),
        (CitedSource("ferry", None, AT, AT + len(QUOTE)), True),
        (CitedSource("ferry", "The vessel will cost £14.6 million"), True),
        (CitedSource("ferry", QUOTE, AT + 1, AT + 1 + len(QUOTE)), False),
        (CitedSource("ferry", QUOTE.replace("14.6", "14.7")), False),
        (CitedSource("ferry", QUOTE.replace("The", "the")), False),
        (CitedSource("ferry", " "), False),
        (CitedSource("ferry", ""), False),
        (CitedSource("ferry", None, 5, 5), False),
        (CitedSource("ferry", None, -9, -1), False),
        (CitedSource("ferry", None, 0, 10_000), False),
    ],
)
def test_a_quote_is_exact_or_a_fault(source: CitedSource, exact: bool) -> None:
    """To the character, and at the place that is given for it."""
    result = judged("The vessel will cost £14.6 million.", source)
    assert kinds(result) == ([] if exact else [Kind.INEXACT_QUOTE])
    assert result.extracts[0].quote == QUOTE
    assert result.carried


def test_a_sentence_is_judged_against_the_words_it_quotes() -> None:
    """Elsewhere in the article would not do."""
    result = judged("The vessel will cost £14.6 million.", CitedSource("ferry", "Tenders will be"))
    assert kinds(result) == [Kind.MISMATCH]
    assert [each.quote for each in result.extracts] == ["Tenders will be invited in April."]


def test_part_of_a_sentence_is_judged_as_the_whole() -> None:
    """Or "failed" would stand in "denied that any pump had failed"."""
    pumps = build_article("pumps", "Gordon Tait denied that any pump had failed.")
    source = CitedSource("pumps", "any pump had failed")
    result = judge(
        CitedSentence("Any pump had failed.", (source,)), Shelf(pumps), overlap_verifier()
    )
    assert result.extracts[0].quote == pumps.text
    assert not result.carried


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (Label.UNSUPPORTED, Kind.DOUBT),
        (Label.PARTLY, Kind.DOUBT),
        (Label.CONTRADICTED, Kind.DOUBT),
        (Label.UNJUDGED, Kind.UNJUDGED),
    ],
)
def test_what_only_the_model_says_is_no_mismatch(label: Label, kind: Kind) -> None:
    """Doubt, contradiction, or a check that failed to run."""
    never = Says(lambda claim, evidence: False, label)
    result = judged("The vessel will carry 28 cars.", "ferry", verifier=never)
    assert kinds(result) == [kind]


def test_a_figure_that_differs_is_seen_though_the_model_failed() -> None:
    """The deterministic checks need no model."""
    never = Says(lambda claim, evidence: False, Label.UNJUDGED)
    assert kinds(judged("The vessel will carry 29 cars.", "ferry", verifier=never)) == [
        Kind.MISMATCH
    ]


@pytest.mark.parametrize("text", ["The ferry sank.", "46."])
def test_a_statement_without_citation_is_uncited(text: str) -> None:
    """There is nothing to judge it by."""
    result = judged(text)
    assert kinds(result) == [Kind.UNCITED]
    assert (result.verdict, result.carried) == (None, False)


def test_what_states_nothing_needs_no_citation() -> None:
    """It does not count at all."""
    result = judged("Hello!")
    assert (result.faults, result.needed, result.carried) == ((), False, None)


def both(*needed: str) -> Callable[[str, str], bool]:
    return lambda claim, evidence: all(each in evidence for each in needed)


@pytest.mark.parametrize(
    ("holds", "precise"),
    [
        (both("vessel", "Kittiwake"), [True, True]),  # together only
        (both("vessel"), [True, False]),  # the first alone
        (lambda claim, evidence: True, [True, True]),  # each alone
        (lambda claim, evidence: False, [False, False]),  # not at all
    ],
)
def test_a_citation_is_precise_if_it_carries_or_is_needed(
    holds: Callable[[str, str], bool], precise: list[bool]
) -> None:
    """ALCE: it supports alone, or without it the support is lost."""
    result = judged("The vessel is the ferry Kittiwake.", "ferry", "ship", verifier=Says(holds))
    assert [each.precise for each in result.citations] == precise
    assert result.carried is any(precise)


def test_one_article_that_carries_is_enough() -> None:
    """A verifier may lose sight of it among the words of another."""
    only = Says(lambda claim, evidence: "vessel" in evidence and "Kittiwake" not in evidence)
    result = judged("The vessel is a ferry.", "ferry", "ship", verifier=only)
    assert result.carried
    assert [each.precise for each in result.citations] == [True, False]


def test_an_invented_id_beside_a_right_one_is_not_precise() -> None:
    """The sentence stands; the id stays in the denominator."""
    result = judged("The vessel will cost £14.6 million.", "ferry", "no-such", "no-such")
    assert result.carried
    assert result.citations == (CitedId("ferry", True, True), CitedId("no-such", False, False))
    assert kinds(result) == [Kind.UNKNOWN_ID]


def test_what_was_not_judged_does_not_count() -> None:
    """Neither for the sentence nor for its citations; an invented id counts still."""
    never = Says(lambda claim, evidence: False, Label.UNJUDGED)
    result = judged("The vessel will carry 28 cars.", "ferry", "no-such", verifier=never)
    assert result.carried is None
    assert [each.precise for each in result.citations] == [None, False]
