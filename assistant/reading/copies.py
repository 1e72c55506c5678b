"""Copies of one story speak with one voice: that of the copy that reads best."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.conflicts import Reading, is_update, other_figure
from assistant.question import AnswerType, Question
from assistant.reading.stance import stance
from assistant.resolve import leans
from assistant.verifier.checks import word_share
from corpus.legibility import legibility
from corpus.stories import retold

_SAID = 0.6
"""Share of a sentence's words that a copy's sentence needs to say all of it."""


def in_one_voice(
    question: Question, readings: Sequence[Reading], threshold: float
) -> list[Reading]:
    """The readings, best first, without those whose part a more readable copy can take.

    It can if its sentence says the same and answers too, by the threshold. It then has the better
    score of both. What tells of a change, or is asked for over time, speaks for itself.
    """
    kept = [
        each
        for _, story in groupby(sorted(readings, key=_story), key=_story)
        for each in _voices(question, list(story), threshold)
    ]
    return sorted(kept, key=lambda each: -each.score)


def told_otherwise(
    question: Question, shown: Reading, readings: Sequence[Reading]
) -> list[Reading]:
    """The readings of its copies that have another figure where a shown one has its own."""
    return [
        each
        for each in readings
        if each.story == shown.story
        and each.statement.article.id != shown.statement.article.id
        and other_figure(question, shown, each)
        and _says(shown, each)
    ]


def _story(reading: Reading) -> str:
    return reading.story


def _voices(question: Question, story: Sequence[Reading], threshold: float) -> Iterator[Reading]:
    """The readings of one story that stay."""
    if len({each.statement.article.id for each in story}) == 1:
        yield from story
        return
    scores = {each.statement.key: each.score for each in story}
    # The worst copy is asked first, so that its score can pass from copy to copy.
    left = sorted(story, key=lambda each: (legibility(each.statement.article), -each.score))
    while left:
        each = left.pop()
        score = scores[each.statement.key]
        voice = next(
            (
                other
                for other in left
                if other.score >= threshold and _takes_the_part(question, other, each)
            ),
            None,
        )
        if voice is None:
            yield each._replace(score=score)
        else:
            scores[voice.statement.key] = max(score, scores[voice.statement.key])


def _takes_the_part(question: Question, voice: Reading, other: Reading) -> bool:
    """Whether a copy's reading answers as another one does, in another article."""
    if voice.statement.article.id == other.statement.article.id or not _says(voice, other):
        return False
    if other.span and not voice.span:
        return False
    if other_figure(question, voice, other) and (question.over_time or is_update([voice, other])):
        return False
    if leans(voice.statement) and not leans(other.statement):
        return False
    if question.wants is AnswerType.YES_NO:
        side = stance(question, other.statement)
        return side in (None, stance(question, voice.statement))
    return True


def _says(voice: Reading, other: Reading) -> bool:
    """Whether the sentences were aligned between the copies, or one has the words of the other."""
    ours, theirs = voice.statement, other.statement
    return (
        any(
            pair.one.overlaps(ours.span) and pair.other.overlaps(theirs.span)
            for pair in retold(ours.article, theirs.article)
        )
        or word_share(theirs.text, ours.text) >= _SAID
    )
