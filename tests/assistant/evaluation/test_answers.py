"""Somebody else's cited answers, read into one form."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.claims import needs_citation, plain_claim
from assistant.evaluation.external.answers import CitedSentence, CitedSource
from assistant.evaluation.external.naming import address
from assistant.evaluation.external.parsing import parse_answers
from assistant.wire import to_json
from corpus.errors import BadInput
from tests.assistant.builders import build_answer, build_citation, build_sentence
from tests.assistant.evaluation.lines import KNOWN, annotation, cited, parsed


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It sank. [a-1]", [("It sank.", ["a-1"])]),
        ("It sank [a-1]. It rose. [b.2]", [("It sank.", ["a-1"]), ("It rose.", ["b.2"])]),
        ("It sank. [a-1][b.2] [a-1]", [("It sank.", ["a-1", "b.2"])]),
        ("It sank. [a-1, b.2]", [("It sank.", ["a-1", "b.2"])]),
        ("It sank. [a-1; made-up]", [("It sank.", ["a-1", "made-up"])]),
        ("It sank. [made-up]", [("It sank.", ["made-up"])]),
        ("It sank. [made-up-1, made-up-2]", [("It sank.", ["made-up-1", "made-up-2"])]),
        ("It sank. [3]", [("It sank.", ["3"])]),
        ("It sank. [a-1, p. 3]", [("It sank.", ["a-1"])]),
        ("He met [Biden] there.", [("He met [Biden] there.", [])]),
        ("Say it [about others] too.", [("Say it [about others] too.", [])]),
        ("It sank. [two ferries]", [("It sank. [two ferries]", [])]),
        ("46. [a-1]", [("46.", ["a-1"])]),
        ("How many?\n46 [a-1]", [("How many?", []), ("46", ["a-1"])]),
        ("It sank. [https://news.example/ferry]", [("It sank.", ["a-1"])]),
        ("It sank. [https://other.example/x]", [("It sank.", ["https://other.example/x"])]),
        ("It sank ([news.example](http://www.news.example/ferry/)).", [("It sank.", ["a-1"])]),
        ("The [ferry sank](https://news.example/ferry).", [("The ferry sank.", ["a-1"])]),
        ("It sank [1](https://other.example/x).", [("It sank.", ["https://other.example/x"])]),
        ("See [the rules](#rules) there.", [("See [the rules](#rules) there.", [])]),
        ("", []),
    ],
)
def test_markers_of_a_text_are_read(text: str, sentences: list[tuple[str, list[str]]]) -> None:
    """A marker is an indexed id, or ends a sentence and has no space; addresses are ids too."""
    assert cited(parsed(answer=text)) == sentences


def test_an_answer_without_id_is_named_by_its_line() -> None:
    """Empty lines count; ids may be numbers."""
    lines = ['{"answer": "It sank."}', "", '{"id": 7, "question": "Who?", "answer": "Me."}']
    first, second = parse_answers(lines, KNOWN)
    assert (first.id, first.question) == ("1", None)
    assert (second.id, second.question) == ("7", "Who?")


def test_structured_answers_keep_quotes_and_places() -> None:
    """A citation is an id, or an object with an exact quote, its place, or both."""
    answer = parsed(
        sentences=[
            {
                "text": "It sank.",
                "citations": [
                    "a-1",
                    {
                        "article_id": "https://news.example/ferry",
                        "quote": "sank",
                        "start": 3,
                        "end": 7,
                    },
                    {"article_id": "gone", "version": "1f", "quote": None},
                ],
            },
            {"text": "It rose [sic]."},
        ]
    )
    assert answer.sentences == (
        CitedSentence(
            "It sank.",
            (
                CitedSource("a-1"),
                CitedSource("a-1", "sank", 3, 7),
                CitedSource("gone", version="1f"),
            ),
        ),
        CitedSentence("It rose [sic].", ()),
    )


def test_our_own_answers_are_read_as_they_are() -> None:
    """On one line, as a batch writes them, and indented, as `ask --json` prints them."""
    citation = build_citation("The vessel will cost £14.6 million and carry 28 cars")
    answer = to_json(build_answer(build_sentence("It will cost £14.6 million.", citation)))
    lines = [*json.dumps(answer, indent=2).split("\n"), json.dumps({"id": "b"} | answer)]
    first, second = parse_answers(lines, {"ferry"})
    (sentence,) = first.sentences
    assert sentence.citations == (
        CitedSource("ferry", citation.quote, citation.start, citation.end, citation.version),
    )
    assert (second.id, second.sentences) == ("b", first.sentences)
    assert first.question == answer["question"]


def test_words_beside_an_empty_list_of_sentences_are_read() -> None:
    """Or a lie could hide there; what a told refusal says is about the collection."""
    assert cited(parsed(text="It sank. [a-1]", sentences=[])) == [("It sank.", ["a-1"])]
    assert cited(parsed(text="No luck today.", sentences=[], status="no_evidence")) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"answer": ' + "9" * 5000 + "}", "number is too large"),
        ("[1]", "not a JSON object"),
        ("{}", 'needs an "answer"'),
        ('{"answer": 3}', 'needs an "answer"'),
        ('{"id": "a", "text": "an article"}', 'needs an "answer"'),
        ('{"answer": "\\ud800"}', "surrogate"),
        ('{"sentences": {}}', '"sentences" is a list'),
        ('{"sentences": [{"citations": []}]}', 'needs a "text"'),
        ('{"sentences": [{"text": "x", "citations": "a"}]}', '"citations" is a list'),
        ('{"sentences": [{"text": "x", "citations": [5]}]}', "a citation is an id"),
        ('{"sentences": [{"text": "x", "citations": [{"quote": "x"}]}]}', "a citation is an id"),
        (
            '{"sentences": [{"text": "x", "citations": [{"article_id": "a", "quote": 5}]}]}',
            "are texts",
        ),
        (
            '{"sentences": [{"text": "x", "citations": [{"article_id": "a", "start": 5}]}]}',
            "two whole numbers",
        ),
        ('{"answer": "x", "context": [{"page_content": "y"}]}', "context[0] has no metadata.id"),
        ('{"answer": "x", "retrieved": "a-1"}', '"retrieved" is a list'),
        ('{"answer": "x", "retrieved": [3]}', "was retrieved is an id"),
        ('{"answer": "x", "considered": [{"id": "a-1"}]}', "was considered is an id"),
        ('{"answer": "x", "conflicts": {}}', '"conflicts" is a list'),
        ('{"answer": "x", "conflicts": [{"kind": "quarrel", "sides": []}]}', "dispute or update"),
        ('{"answer": "x", "conflicts": [{"kind": "dispute", "sides": [5]}]}', 'needs an "answer"'),
        ('{"sentences": [{"text": "x", "highlights": [[0, 9]]}]}', "a highlight is a start"),
        ('{"content": "x", "annotations": [{}]}', 'needs a "type"'),
        ('{"content": "x", "annotations": [{"type": "url_citation"}]}', "needs url"),
        (
            '{"content": "x", "annotations": [{"type": "file_citation", "file_id": "f",'
            ' "index": 9}]}',
            "outside the text",
        ),
    ],
)
def test_a_bad_line_is_named(line: str, reason: str) -> None:
    """Its number and what is wrong, on one line."""
    with pytest.raises(BadInput) as refused:
        parse_answers(['{"answer": "It sank."}', line], KNOWN, place="in.jsonl:")
    assert str(refused.value).startswith("in.jsonl:2: ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_broken_indented_object_is_named_by_its_first_line() -> None:
    """It is not taken for something else further down."""
    with pytest.raises(BadInput, match=r"^line 2: not JSON"):
        parse_answers(['{"answer": "x"}', "{", '  "answer": ', "}"], KNOWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a", "http://www.news.example/a/"),
        ("HTTPS://news.example/a#top", "news.example/a"),
    ],
)
def test_two_ways_to_write_an_address(one: str, other: str) -> None:
    """Scheme, "www.", the last slash and the fragment make no other page."""
    assert address(one) == address(other)


def test_a_query_makes_another_page() -> None:
    """`?id=2` can be another article."""
    assert address("https://news.example/a?id=1") != address("https://news.example/a?id=2")


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("The ferry sank.", True),
        ("46.", True),
        ("Ruta Lindqvist", True),
        ("- The ferry sank.", True),
        ("“I do not know where this comes from,” Aske said.", True),
        ("The articles do not say what it cost, but the council paid £4 million.", True),
        ("The report does not say who is to blame.", True),
        ("Hello!", False),
        ("Thanks!", False),
        ("I don't know.", False),
        ("I could not find anything about snow.", False),
        ("The articles do not say who paid for it.", False),
        ("There is no information about this in the articles.", False),
        ("Nothing in these 66 articles answers this.", False),
        ("Nothing in the 1 article answers this.", False),
        ("None of the nearest mentions “Aske” or “Holt”.", False),
        ("None of the passengers was hurt.", True),
        ("## The ferry", False),
        ("**The ferry**", False),
        ("According to the articles:", False),
        ("Would you like to know more?", False),
        ("Here is what I found.", False),
        ("I hope this helps!", False),
        ("Yes.", False),
    ],
)
def test_what_states_something_needs_a_citation(text: str, needed: bool) -> None:
    """Greetings, headings, questions and admissions of ignorance state nothing."""
    assert needs_citation(text) is needed


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("1. The **ferry** sank.", "The ferry sank."),
        ("- It cost `£5`.", "It cost £5."),
        ("> * It *sank*.", "It sank."),
        ("It has 3*4 cabins.", "It has 3*4 cabins."),
        ("46.", "46."),
    ],
)
def test_a_claim_is_read_without_its_markup(text: str, claim: str) -> None:
    """The number of a list item is no figure of the claim."""
    assert plain_claim(text) == claim


pieces = st.one_of(
    st.sampled_from(
        "The council voted 7-4 on Tuesday.|46|It cost £14.6 million|[Biden]|[a-1]|[b.2, a-1]|[9]"
        "|[made-up]|[two words]|\n|\n\n|- |1. |**Bold**|“We know,” she said.|[a](https://x.example)"
        "|([x.example](https://x.example/y))|Mr. Holt|No. 10|…|?|: |【1】|https://x.example".split(
            "|"
        )
    ),
    st.text(max_size=12),
)
A_MARKER = re.compile(r"\(?\[[^\[\]\n]*\]\([^()\s]*\)\)?|\[[^\[\]\n]*\]")


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@given(st.lists(pieces, max_size=12).map(" ".join))
def test_no_word_of_an_answer_is_lost(text: str) -> None:
    """Whatever the text, what is not in brackets stands in a sentence, in order."""
    plain = words_of(" ".join(each.text for each in parsed(answer=text).sentences))
    rest = iter(plain)
    for word in words_of(A_MARKER.sub(" ", text)):
        assert word in rest, (word, plain)


@given(st.lists(pieces, max_size=8).map(" ".join), st.data())
def test_no_word_under_an_annotation_is_lost(text: str, data: st.DataObject) -> None:
    """Unless what it covers is a marker."""
    places = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    found = annotation("url_citation", *places, url="https://news.example/ferry")
    answer = parsed(content=text, annotations=[found])
    rest = iter(words_of(" ".join(each.text for each in answer.sentences)))
    covered = text[slice(*places)]
    marker = re.fullmatch(r"\s*(?:\(.*\)|【.*】|\[.*\])\s*", covered, re.DOTALL)
    plain = text[: places[0]] + " " + text[places[1] :] if marker else text
    for word in words_of(A_MARKER.sub(" ", plain)):
        assert word in rest
