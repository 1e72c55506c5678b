"""What was said at different times, oldest first."""

from collections.abc import Sequence

from assistant.conflicts import Reading
from assistant.question import analyse
from assistant.reading.chronicle import chronicle, in_order
from assistant.spans import answer_spans
from tests.assistant.builders import build_article, build_evidence

TOLL = "How has the toll changed?"


def read(question: str, *stated: tuple[str, str, str | None]) -> list[Reading]:
    """Readings of (article id, sentence, date), best first."""
    asked = analyse(question)
    found = []
    for rank, (id, text, published) in enumerate(stated):
        article = build_article(id, text, title="News", published=published)
        statement = build_evidence(article).statements[0]
        span = next(iter(answer_spans(asked, statement.text)), None)
        found.append(Reading(statement, 1 / (rank + 1), span, id))
    return found


def ids(readings: Sequence[Reading]) -> list[str]:
    return [each.statement.article.id for each in readings]


def chronicled(*stated: tuple[str, str, str | None], most: int = 4) -> list[str]:
    return ids(chronicle(analyse(TOLL), read(TOLL, *stated), most))


FIRST = ("a", "The toll stood at 12.", "2025-03-01")
SECOND = ("b", "The toll rose to 30.", "2025-03-02")
THIRD = ("c", "The toll was put at 41.", "2025-03-05")


def test_statements_stand_in_the_order_of_their_dates() -> None:
    """Oldest first, whichever answers best."""
    assert chronicled(SECOND, THIRD, FIRST) == ["a", "b", "c"]


def test_a_figure_that_did_not_change_is_told_once() -> None:
    """A repetition is no step, and rounding is none either."""
    again = ("d", "The toll remained 30.", "2025-03-03")
    assert chronicled(SECOND, THIRD, FIRST, again) == ["a", "b", "c"]


def test_what_has_no_date_or_no_figure_is_no_step() -> None:
    """A step is dated, and has a figure where one is asked for."""
    undated = ("d", "The toll was 20.", None)
    without = ("e", "The toll was not known.", "2025-03-01")
    assert chronicled(SECOND, THIRD, undated, without) == ["b", "c"]
    assert chronicled(SECOND, undated) == []


def test_a_figure_of_another_kind_is_no_step() -> None:
    """A percentage, or what is a thousand times as much, is about something else."""
    percent = ("d", "The toll is 8 percent of the village.", "2025-03-03")
    far = ("e", "The toll road carried 90,000 cars.", "2025-03-04")
    assert chronicled(SECOND, THIRD, percent, far) == ["b", "c"]


def test_the_best_are_kept_where_there_are_too_many() -> None:
    """At most so many, in order."""
    assert chronicled(SECOND, THIRD, FIRST, most=2) == ["b", "c"]


def test_one_article_is_read_in_its_own_order() -> None:
    """By date first, then by place in the article; undated ones last."""
    readings = read(TOLL, ("z", "The toll rose to 9.", None), SECOND, FIRST)
    assert ids(in_order(readings)) == ["a", "b", "z"]
