"""What articles said of one matter at different times, oldest first."""

from collections.abc import Sequence

from assistant.conflicts import (
    Reading,
    can_be_sides,
    current,
    disagreeing,
    has_one_matter,
    is_update,
    same_value,
)
from assistant.facts import numbers
from assistant.question import AnswerType, Question
from assistant.reading.frames import Said, framed_alike
from assistant.reading.stance import Stance, stance

_MOST_GROWTH = 100
"""What differs by more than this factor is hardly the same thing at two times."""
_FIGURES = frozenset({AnswerType.NUMBER, AnswerType.MONEY})


def chronicle(question: Question, readings: Sequence[Reading], most: int) -> list[Reading]:
    """Of readings best first, at most `most`: the best of each dated article, oldest first.

    Where a figure is asked for, each has one, and what repeats the figure before it is left out.
    Empty where fewer than two dates remain: nothing is compared then.
    """
    best: dict[str, Reading] = {}
    for each in readings:
        article = each.statement.article
        if article.published and (each.span or question.wants not in _FIGURES):
            best.setdefault(article.id, current(each))
    kept: list[Reading] = []
    for each in in_order(list(best.values())):
        if not (kept and each.answer and same_value(kept[-1].answer, each.answer)):
            kept.append(each)
    leading = readings[0].answer if readings else ""
    kept = [each for each in kept if _comparable(each.answer, leading)]
    chosen = sorted(kept, key=lambda each: -each.score)[:most]
    days = {each.statement.article.published for each in chosen}
    return in_order(chosen) if len(days) > 1 else []


def at_two_times(question: Question, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Of readings best first, different answers so far apart in time that each may have been right.

    Neither took the place of the other by its own words and nothing says that they dispute: only
    their dates can be told. All else must be said alike, since much happens in months. Empty if
    there is nothing of the kind, or the question names its time.
    """
    if question.dates or not has_one_matter(question):
        return ()
    if question.wants is AnswerType.YES_NO:
        sides = _opposed(question, readings)
    else:
        sides = disagreeing(question, readings)
        said = [Said(each.statement, each.answer) for each in sides]
        sides = tuple(e for e, its in zip(sides, said, strict=True) if framed_alike(said[0], its))
    apart = [each for each in sides[1:] if is_update([sides[0], each]) is None]
    return (*sides[:1], *apart) if apart else ()


def _comparable(one: str, other: str) -> bool:
    """Whether two figures can be steps of one development: in one unit, of like magnitude."""
    ours, theirs = numbers(one), numbers(other)
    if not ours or not theirs:
        return True
    low, high = sorted((abs(ours[0].value), abs(theirs[0].value)))
    return ours[0].unit is theirs[0].unit and high <= _MOST_GROWTH * low


def in_order(readings: Sequence[Reading]) -> list[Reading]:
    """In the order of events: by the article's date, then by place in it; undated ones last."""
    return sorted(
        readings,
        key=lambda each: (
            each.statement.article.published or "9999",
            each.statement.article.id,
            each.statement.position,
        ),
    )


def _opposed(question: Question, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The best reading that takes a side on a yes/no question, and the best of the other side."""
    sides: list[tuple[Reading, Stance]] = []
    for each in readings:
        side = stance(question, each.statement)
        if side and all(side is not other and can_be_sides(each, one) for one, other in sides):
            sides.append((each, side))
    return tuple(each for each, _ in sides)
