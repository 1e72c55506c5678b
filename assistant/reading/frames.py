"""Answers in words, where only one can be right and two articles say the same around each."""

import re
from typing import NamedTuple

from assistant.evidence import Statement
from assistant.facts import names
from assistant.question import AnswerType, Question
from assistant.words import content_stems, share, without_possessive


class Said(NamedTuple):
    """A statement and the words in it that answer."""

    statement: Statement
    answer: str


_ONE_ONLY = re.compile(
    r"\b(?:who|which \w+|what \w+)\s+(?:won|wins|founded|wrote|invented|discovered|designed"
    r"|directed|composed|painted|killed|shot|succeeded|replaced|heads|leads|chairs|became"
    r"|(?:is|was)\s+(?:the|elected|named|appointed|declared|chosen))\b"
    r"|\bwhere\s+(?:is|was|were|will|did|does)\b.*\b(?:held|born|found|killed|buried|signed"
    r"|built|based|located|take place|took place|happen(?:ed)?|begin|start(?:ed)?|crash(?:ed)?)\b"
    r"|\b(?:first|last|largest|oldest|youngest|winner|author|owner|mayor of|president of)\b",
    re.IGNORECASE,
)
"""What only one person or place can be the answer to."""
_ONE_THING = re.compile(
    r"\bwhat\s+(?:caused|sparked|triggered|started|set off)\b|\bwhose\b"
    r"|\b(?:what|which)\s+(?:party|side|team|club)\s+won\b"
    r"|\b(?:what|which)\s+(?:colou?r|nationality|language|nickname|breed)\s+(?:is|was|are|were|did)\b"
    r"|\bwhat\s+(?:is|was)\s+the\s+(?:colou?r|cause|nationality|nickname|breed)\s+of\b",
    re.IGNORECASE,
)
"""What has one answer that is no name of a person or a place."""
_NOT_STATED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|den(?:y|ies|ied)|ruled out|may|might|could|possibl[ey]"
    r"|probabl[ey]|perhaps|suspect\w*|believe[ds]?|whether|if|alleged\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_FRAME = 0.6
"""Share of the words around two answers from which the statements say the same of both."""
_LEAST_FRAMED = 2
"""Words around an answer that are needed to say the same."""


def differ_in_words(question: Question, one: Said, other: Said) -> bool:
    """Whether two statements say the same of two answers, where only one can be right.

    A place can lie within another, and a cause or an owner have two names: if either article has
    both answers, they are no contradiction. Nor are a name and a description ("Ada Holt" may be
    "the skipper"), or what is denied or only thought possible.
    """
    named = question.wants in (AnswerType.PERSON, AnswerType.PLACE)
    one_thing = _ONE_THING.search(question.text)
    if question.plural or not (one_thing or (named and _ONE_ONLY.search(question.text))):
        return False
    first, second = (set(content_stems(without_possessive(e.answer))) for e in (one, other))
    if not first or not second or first & second:
        return False
    if (one_thing or question.wants is AnswerType.PLACE) and (
        _has(other.statement, first) or _has(one.statement, second)
    ):
        return False
    if one_thing and bool(names(one.answer)) != bool(names(other.answer)):
        return False
    if one_thing and any(_NOT_STATED.search(each.statement.text) for each in (one, other)):
        return False
    if one_thing and min(len(_around(each)) for each in (one, other)) < _LEAST_FRAMED:
        return False
    return framed_alike(one, other)


def framed_alike(one: Said, other: Said) -> bool:
    """Whether two statements say most of the same around their answers."""
    ours, theirs = _around(one), _around(other)
    return min(share(ours, theirs), share(theirs, ours)) >= _FRAME


def _around(said: Said) -> list[str]:
    answer = content_stems(without_possessive(said.answer))
    return [each for each in content_stems(said.statement.text) if each not in answer]


def _has(statement: Statement, answer: set[str]) -> bool:
    return answer <= set(content_stems(statement.article.text))
