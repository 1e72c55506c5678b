"""What the shipped reader makes of a time in the question, and of other candidates beside."""

import pytest

from assistant.question import analyse
from assistant.reader import (
    Candidate,
    Features,
    Judgement,
    TrainedReader,
    is_only_compared,
    probability,
)
from assistant.words import content_stems
from tests.doubles import FakeEmbedder

SAID = "The ferry carried 214 people when it ran aground off Marlow Island."


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader(FakeEmbedder())


def judged(
    reader: TrainedReader, question: str, *sentences: str, date: str = ""
) -> list[Judgement]:
    candidates = [
        Candidate((date,) if date else (), each, frozenset(content_stems(each)))
        for each in sentences
    ]
    return reader.read(analyse(question), candidates)


def test_a_year_that_a_report_does_not_repeat_says_nothing_against_it(
    reader: TrainedReader,
) -> None:
    """A report of the day has "on Tuesday", seldom the year that is asked about."""
    dated = judged(reader, "How many people were on the ferry in May 2014?", SAID)
    plain = judged(reader, "How many people were on the ferry?", SAID)
    assert dated == plain


@pytest.mark.parametrize(
    ("sentence", "date"), [(SAID, "May 3, 2013"), (SAID[:-1] + " in May 2013.", "")]
)
def test_a_year_that_is_stated_is_compared(reader: TrainedReader, sentence: str, date: str) -> None:
    """The planted lie: the ferry of another year, in the sentence or by the article's date."""
    asked = "How many people were on the ferry in May {}?"
    of_another, of_that = (
        judged(reader, asked.format(year), sentence, date=date)[0].score for year in (2014, 2013)
    )
    assert of_another < of_that


def test_a_judgement_depends_on_no_other_candidate(reader: TrainedReader) -> None:
    """Also where one of them states a year and the other does not; but for rounding."""
    asked = "How many people were on the ferry in 2014?"
    sentences = (SAID, "In 2013 it carried 99 people.", "It rained in Calder.")
    together = judged(reader, asked, *sentences)
    alone = [judged(reader, asked, each)[0] for each in sentences]
    assert [each.score for each in together] == pytest.approx(
        [each.score for each in alone], abs=0.01
    )
    assert [each.words for each in together] == [each.words for each in alone]


def test_the_answering_words_are_pointed_at(reader: TrainedReader) -> None:
    """In the sentence's own offsets."""
    (found,) = judged(reader, "How many people were on the ferry?", SAID)
    assert found.words is not None
    assert "214" in SAID[found.words.start : found.words.end]


def test_what_is_not_read_closely_has_no_log_odds_and_keeps_its_score(
    reader: TrainedReader,
) -> None:
    """Ten are read; what is taken for the others is no finding, and is not shown as one."""
    found = judged(reader, "How many people?", *(f"{n} people came." for n in range(13)))
    compared = [each for each in found if is_only_compared(each.parts)]
    assert len(compared) == 3
    assert all(each.words is None for each in compared)
    assert all("answers" in each.parts for each in found if each not in compared)
    assert [probability(Features(**each.parts)) for each in found] == [each.score for each in found]
