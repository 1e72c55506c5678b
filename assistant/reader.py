"""Does this sentence answer this question, and with which words? The seam, and what ships."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from assistant.facts import dates
from assistant.question import AnswerType, Question, without_years
from assistant.spans import answer_spans
from assistant.words import Word, share, words
from corpus.types import Span

if TYPE_CHECKING:
    from assistant.pairscorer import PairScorer
    from vectorstore.model import Embedder, TokenVectors


class Candidate(NamedTuple):
    """A sentence that might answer, after what stands before it and resolves its pronouns.

    `context` holds the headline, the date in words and the sentence before, where there are any:
    a report rarely repeats the year that it was written in. `article` holds the stems
    of all content words of its article.
    """

    context: tuple[str, ...]
    sentence: str
    article: frozenset[str]


class Judgement(NamedTuple):
    """What a reader says of a candidate.

    `score` is the probability, in [0, 1], that the sentence answers. `words` are those of its
    words that would, None if the reader points at none. `parts` are what the score is made of, by
    name, where the reader says; without `answers` for a candidate that it only compared.
    """

    score: float
    words: Span | None = None
    parts: Mapping[str, float] = MappingProxyType({})


class Reader(Protocol):
    """Judges candidates; deterministic, and no judgement depends on the other candidates."""

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        """One judgement a candidate, in their order."""
        ...


class Features(NamedTuple):
    """What the probability of answering rests on.

    `alike` is the cosine of question and sentence. `told` is the share of the question's terms that
    stand anywhere in its article; `matched` is their mean similarity to the nearest token of
    sentence and context (late interaction, Khattab and Zaharia 2020), in about [0, 1]. `typed` is
    1.0 if the sentence has words of the type the question wants, or it wants none, else 0.0.
    `answers` is the log-odds of the trained cross-encoder (docs/reader-model-card.md), or what is
    taken for them where it does not read the candidate.
    """

    alike: float
    told: float
    matched: float
    typed: float
    answers: float = -4.0


READ_FIRST = Features(alike=1.013, told=1.06, matched=3.828, typed=1.139, answers=0.0)
"""What a candidate is worth reading by: a logistic regression on the statements of development
questions, answering and not (training/fit_reader.py)."""
WEIGHTS = Features(alike=0.771, told=0.791, matched=2.241, typed=0.861, answers=0.9)
BIAS = -3.194
"""Halfway between that and the same on each question's leading statement alone. Words shared with
the question tell its subject from all others, but a near miss shares them too."""

_CONTEXT_WEIGHT = 0.95
_SURE = 1e-4
_SCORED = 10
"""Candidates that the cross-encoder reads, the likeliest by the rest: it is the slow part."""
_KEPT = 2048
"""Texts whose vectors are kept, some 10 kB each: neighbouring questions meet the same sentences."""


class TrainedReader:
    """The shipped reader: a trained cross-encoder and the embedding model, combined.

    The models are loaded on first use. Threads may share one.
    """

    def __init__(self, embedder: "Embedder") -> None:
        self._embedder = embedder
        self._vectors: dict[str, TokenVectors] = {}

    @cached_property
    def _scorer(self) -> "PairScorer":
        from assistant.pairscorer import PairScorer

        return PairScorer.load()

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        timeless = without_years(question) or question
        if timeless is question:
            asked = [question] * len(candidates)
        else:
            asked = [
                question if _is_of_another_year(question, each) else timeless for each in candidates
            ]
        texts = [
            question.text,
            timeless.text,
            *(part for each in candidates for part in (each.sentence, *each.context)),
        ]
        vectors = self._embedded(texts)
        terms = {each.text: _terms(each, vectors[each.text]) for each in (question, timeless)}
        found = [
            _features(own, each, terms[own.text], vectors)
            for own, each in zip(asked, candidates, strict=True)
        ]
        pointed: dict[int, Span | None] = {}
        likely = sorted(range(len(found)), key=lambda n: -_weighed(READ_FIRST, found[n]))[:_SCORED]
        for text in terms:
            own = [n for n in likely if asked[n].text == text]
            pairs = [(" ".join(candidates[n].context), candidates[n].sentence) for n in own]
            for n, scored in zip(own, self._scorer.score(text, pairs), strict=True):
                held = min(max(scored.probability, _SURE), 1 - _SURE)
                found[n] = found[n]._replace(answers=math.log(held / (1 - held)))
                pointed[n] = scored.words
        return [
            Judgement(probability(each), pointed.get(n), _parts(each, read=n in pointed))
            for n, each in enumerate(found)
        ]

    def _embedded(self, texts: Sequence[str]) -> "dict[str, TokenVectors]":
        """The vectors of all texts, from memory where they are known."""
        known = dict(self._vectors)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        made = dict(zip(new, self._embedder.embed_tokens(new), strict=True)) if new else {}
        kept = known | made
        for text in list(kept)[: max(0, len(kept) - _KEPT)]:
            if text not in texts:
                del kept[text]
        self._vectors = kept  # replaced whole, so that another thread never sees half of it
        return kept


def probability(features: Features) -> float:
    """The logistic combination of the features, in (0, 1)."""
    return 1 / (1 + math.exp(-BIAS - _weighed(WEIGHTS, features)))


def _weighed(weights: Features, features: Features) -> float:
    return sum(weight * value for weight, value in zip(weights, features, strict=True))


def is_only_compared(parts: Mapping[str, float]) -> bool:
    """Whether a judgement's parts are those of a candidate that the cross-encoder did not read."""
    return bool(parts) and "answers" not in parts


def _parts(features: Features, *, read: bool) -> dict[str, float]:
    return {name: value for name, value in features._asdict().items() if read or name != "answers"}


def _is_of_another_year(question: Question, candidate: Candidate) -> bool:
    """Whether a candidate states years, and none of them is one that is asked about.

    Else the time says nothing against it: a report rarely repeats the year of what it tells, or has
    it in its date alone.
    """
    asked = {each.year for each in question.dates if each.year}
    texts = (candidate.sentence, *candidate.context)
    stated = {each.year for text in texts for each in dates(text) if each.year}
    return bool(stated) and not stated & asked


_Terms = list[list[int]]
"""For each term of the question the rows of its tokens."""


def _terms(question: Question, asked: "TokenVectors") -> _Terms:
    found = [
        word for word in words(question.text) if word.is_content and word.stem in question.terms
    ]
    return [rows for word in found if (rows := _rows(word, asked))]


def _rows(word: Word, asked: "TokenVectors") -> list[int]:
    return [
        row
        for row, (start, end) in enumerate(asked.offsets.tolist())
        if start < word.end and end > word.start
    ]


def _features(
    question: Question, candidate: Candidate, terms: _Terms, vectors: "dict[str, TokenVectors]"
) -> Features:
    """All but the cross-encoder's."""
    asked = vectors[question.text]
    here = _nearest(asked, vectors[candidate.sentence])
    before = [_nearest(asked, vectors[text]) for text in candidate.context]
    matches = [
        max(_mean(here, rows), *(_CONTEXT_WEIGHT * _mean(each, rows) for each in before), 0.0)
        for rows in terms
    ]
    typed = question.wants not in (AnswerType.ANY, AnswerType.YES_NO, AnswerType.REASON)
    return Features(
        alike=float(asked.pooled @ vectors[candidate.sentence].pooled),
        told=share(question.terms, candidate.article),
        matched=sum(matches) / len(matches) if matches else 0.8,
        typed=float(not typed or bool(answer_spans(question, candidate.sentence))),
    )


def _nearest(asked: "TokenVectors", other: "TokenVectors") -> list[float]:
    """For each token of the question the cosine of the nearest token of the other text."""
    if not len(other.vectors) or not len(asked.vectors):
        return [0.0] * len(asked.vectors)
    nearest: list[float] = (asked.vectors @ other.vectors.T).max(axis=1).tolist()
    return nearest


def _mean(values: Sequence[float], rows: Sequence[int]) -> float:
    return sum(values[row] for row in rows) / len(rows)
