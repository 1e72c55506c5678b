"""Cases proposed from articles: grammatical, answered by their article, a person's to accept."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.case import load_cases
from assistant.evaluation.matching import says
from assistant.evaluation.proposing.asking import questions_from
from assistant.evaluation.proposing.making import Proposal, accepted, propose, write_proposals
from assistant.evidence import sentences_of
from assistant.types import Quote
from corpus.errors import BadInput
from corpus.reading import Record, read_articles
from corpus.types import Article
from tests.assistant.builders import build_article

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
PEOPLE = ("Tobias Rann", "Ines Holt")
PLACES = ("Aldern", "Kiln Street")


@pytest.fixture(scope="module")
def sample() -> dict[str, Article]:
    records = [each for each in read_articles([SAMPLE]) if isinstance(each, Record)]
    return {each.article.id: each.article for each in records}


@pytest.fixture(scope="module")
def proposals(sample: dict[str, Article]) -> tuple[Proposal, ...]:
    return propose(sample.values(), answerable=60, unanswerable=30)


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Tobias Rann said the rate rise was a ferry tax.",
            "Who said the rate rise was a ferry tax?",
            "Tobias Rann",
        ),
        (
            "Mayor Ines Holt, who chairs the trust, said that the pier would reopen in May.",
            "Who said the pier would reopen in May?",
            None,  # a clause beside the name: left alone
        ),
        (
            "Rann opposed the sale of the lighthouse to a hotel company.",
            "Who opposed the sale of the lighthouse to a hotel company?",
            "Tobias Rann",
        ),
        (
            "Ines Holt, who collected 11,870 signatures against the closure, said no.",
            "Who collected 11,870 signatures against the closure?",
            "Ines Holt",
        ),
        (
            "The Norrin Health Board approved the closure of two wards on May 3.",
            "When did the Norrin Health Board approve the closure of two wards?",
            "May 3",
        ),
        (
            "The old Ropewalk library will close on March 31, 2025.",
            "When will the old Ropewalk library close?",
            "March 31, 2025",
        ),
        (
            "The harbour council bought 12 electric buses from a yard in May.",
            "How many electric buses did the harbour council buy from a yard in May?",
            "12 electric buses",
        ),
        (
            "The new ferry can carry 28 cars and 180 passengers.",
            "How many cars can the new ferry carry?",
            "28 cars",
        ),
        (
            "Two engines were sent to the fire at the old cannery.",
            "How many engines were sent to the fire at the old cannery?",
            "Two engines",
        ),
        (
            "The second ferry will cost about £14.6 million.",
            "How much will the second ferry cost?",
            "£14.6 million",
        ),
        (
            "The department had offered £1.1 million a year for night staff.",
            "How much had the department offered for night staff?",
            "£1.1 million",
        ),
        (
            "The long protest march began in Aldern.",
            "Where did the long protest march begin?",
            "Aldern",
        ),
        (
            "Tobias Rann, 54, has lived on the island since 1990.",
            "How old was Tobias Rann?",
            "54",
        ),
    ],
)
def test_a_plain_sentence_is_turned_into_a_question(
    sentence: str, question: str, answer: str | None
) -> None:
    """In its own words, with the words that answer."""
    found = {each.question: each.answers[0] for each in questions_from(sentence, PEOPLE, PLACES)}
    assert found.get(question) == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "He said the rate rise was a ferry tax.",
        "Rann said it was a tax on everybody who lives there.",
        "The council said the figure would be published last week in full.",
        "A company called Heritage Properties picked the old buildings up in 1997.",
        "The police ordered a recount of all the votes for 10 a.m. on Saturday.",
        "A peace deal ended the war and the south became a country in July.",
        "The recordings were part of the documents seized in a raid in 2008.",
        "Tenders for the new pier, and for the wall (see page 3), will be invited in April.",
        "“The ferry will cost £14.6 million,” Tobias Rann said on Monday.",
        "It will cost £3 million.",
        "The yard has been charged with theft of two boats at a shop in Aldern.",
        "The vote that Tobias Rann lost was held on May 3",
        "Was the ferry bought by the council in May 2024?",
    ],
)
def test_a_sentence_that_leans_or_is_not_plain_is_left_alone(sentence: str) -> None:
    """Better no question than one that nobody would ask."""
    assert list(questions_from(sentence, PEOPLE, PLACES)) == []


def test_every_answer_stands_in_its_article(
    proposals: Sequence[Proposal], sample: dict[str, Article]
) -> None:
    """In one sentence of each article that is said to answer."""
    made = [each.case for each in proposals if each.case.answerable]
    assert len(made) >= 20
    for case in made:
        [nugget] = case.nuggets
        assert nugget.articles == case.articles
        for id in case.articles:
            article = sample[id]
            quotes = [
                Quote(article.text[span.start : span.end], article.published)
                for span in sentences_of(article)
            ]
            assert any(says(quote, each) for quote in quotes for each in nugget.answers)
        assert nugget.answers[0].lower() not in case.question.lower()


def test_every_question_reads_as_one(proposals: Sequence[Proposal]) -> None:
    """One question, asked in a line, with a question word first."""
    questions = [each.case.question for each in proposals]
    assert len(set(questions)) == len(questions)
    for question in questions:
        assert question.split()[0] in ("Who", "When", "Where", "How", "What", "Which", "In")
        assert question.endswith("?")
        assert question.count("?") == 1
        assert "  " not in question
        assert len(question.split()) <= 24


def test_unanswerable_questions_are_about_somebody_of_the_collection(
    proposals: Sequence[Proposal], sample: dict[str, Article]
) -> None:
    """They name the articles that come near, and these do name whom they ask about."""
    vain = [each.case for each in proposals if not each.case.answerable]
    assert len(vain) >= 20
    for case in vain:
        assert case.near
        assert case.articles == case.nuggets == ()
        surname = case.question.removesuffix("?").removesuffix(" born").split()
        assert any(word in sample[case.near[0]].text for word in surname if word[0].isupper())


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("Tobias Rann, 54, spoke for an hour.", "age"),
        ("Tobias Rann was born in Aldern.", "birthplace"),
        ("Tobias Rann and his wife left early.", "marriage"),
        ("Tobias Rann left. His daughter stayed.", "children"),
        ("Tobias Rann studied law.", "studies"),
    ],
)
def test_what_an_article_states_is_not_called_unanswerable(stated: str, kind: str) -> None:
    """Planted attributes: none is asked for as if nobody had said it."""
    said = "Councillor Tobias Rann said the ferry was late. Rann said no more."
    articles = [build_article("one", said), build_article("two", stated)]
    found = propose(articles, answerable=0, unanswerable=9)
    kinds = {each.case.id.split("/")[1] for each in found if "Rann" in each.case.question}
    assert kinds
    assert kind not in kinds


def test_two_articles_that_answer_differently_make_no_question() -> None:
    """It would have two right answers."""
    one = build_article("one", "The Norrin Health Board closed 12 hospital wards for the winter.")
    other = build_article("two", "The Norrin Health Board closed 19 hospital wards for the winter.")
    assert len(propose([one], answerable=9, unanswerable=0)) == 1
    assert propose([one, other], answerable=9, unanswerable=0) == ()


def test_two_articles_that_answer_alike_both_answer() -> None:
    """A copy is as right as the article it copies."""
    text = "The Norrin Health Board closed 12 hospital wards for the winter."
    articles = [build_article("one", text), build_article("two", f"{text} Nobody was told.")]
    [found] = propose(articles, answerable=9, unanswerable=0)
    assert found.case.articles == ("one", "two")


def test_the_same_articles_make_the_same_cases(sample: dict[str, Article]) -> None:
    """Whatever their order, and no more than were asked for."""
    once = propose(sample.values(), answerable=7, unanswerable=3)
    again = propose(reversed(sample.values()), answerable=7, unanswerable=3)
    assert once == again
    assert [each.case.answerable for each in once] == [True] * 7 + [False] * 3
    assert propose([], answerable=9, unanswerable=9) == ()


def filled_in(path: Path, rulings: Sequence[Any]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line, ruling in zip(lines, rulings, strict=True):
        line["accept"] = ruling
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def test_only_what_a_person_accepted_becomes_a_case(
    proposals: Sequence[Proposal], tmp_path: Path
) -> None:
    """Struck and untouched lines are left out; what is accepted can be loaded as a case."""
    path = tmp_path / "proposed.jsonl"
    assert write_proposals(path, proposals[:4]) == 4
    assert accepted(path) == ()
    filled_in(path, [True, False, "", True])
    assert accepted(path) == (proposals[0].case, proposals[3].case)


def test_an_accepted_unanswerable_case_keeps_what_comes_near(
    proposals: Sequence[Proposal], tmp_path: Path
) -> None:
    path = tmp_path / "proposed.jsonl"
    write_proposals(path, proposals[-1:])
    filled_in(path, [True])
    assert accepted(path) == (proposals[-1].case,)
    assert accepted(path)[0].near


def test_an_edited_line_is_taken_as_edited(proposals: Sequence[Proposal], tmp_path: Path) -> None:
    """The person has the last word."""
    path = tmp_path / "proposed.jsonl"
    write_proposals(path, proposals[:1])
    text = path.read_text(encoding="utf-8").replace('"accept": ""', '"accept": true')
    question = proposals[0].case.question
    path.write_text(text.replace(question, "What did it cost?"), encoding="utf-8")
    assert accepted(path)[0].question == "What did it cost?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"accept": "yes"}', '"accept" is true, false or empty'),
        ('{"accept": 1}', '"accept" is true, false or empty'),
        ('{"accept": true, "id": "1"}', "is missing"),
        ('{"accept": true', "not JSON"),
    ],
)
def test_a_bad_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "proposed.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        accepted(path)
    assert str(refused.value).startswith(f"{path}:2: ")
    assert said in str(refused.value)


def test_an_id_that_stands_twice_is_refused(proposals: Sequence[Proposal], tmp_path: Path) -> None:
    path = tmp_path / "proposed.jsonl"
    write_proposals(path, [proposals[0], proposals[0]])
    filled_in(path, [True, True])
    with pytest.raises(BadInput, match="stands twice"):
        accepted(path)


def test_a_file_that_was_ruled_on_is_not_written_over(
    proposals: Sequence[Proposal], tmp_path: Path
) -> None:
    """Somebody's work would be lost; a file that nobody touched may be."""
    path = tmp_path / "proposed.jsonl"
    write_proposals(path, proposals[:2])
    write_proposals(path, proposals[:3])
    filled_in(path, ["", False, ""])
    with pytest.raises(BadInput, match="were ruled on"):
        write_proposals(path, proposals[:3])


def test_the_lines_without_our_own_fields_are_a_case_file(
    proposals: Sequence[Proposal], tmp_path: Path
) -> None:
    """Law: a proposal's fields are those of `Case`."""
    path = tmp_path / "proposed.jsonl"
    write_proposals(path, proposals)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    bare = [
        {name: value for name, value in line.items() if name not in ("accept", "made_from")}
        for line in lines
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, bare)), encoding="utf-8")
    assert load_cases(tmp_path / "cases.jsonl") == tuple(each.case for each in proposals)
