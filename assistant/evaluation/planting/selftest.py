"""The suite tested on itself: its own right answers are broken, and must be found to be.

A lie is planted only in a sentence that is found right as it stands, on the same path and cited in
the same way, so what calls everything wrong has nothing to catch and no score.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from assistant.evaluation.assessing import JUDGES, judge_answer
from assistant.evaluation.case import Case
from assistant.evaluation.estimates import Estimate, estimate
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.judging import Articles
from assistant.evaluation.judging import Kind as FaultKind
from assistant.evaluation.metrics import Better, Metric
from assistant.evaluation.metrics.abstention import by_collection, decline_recall
from assistant.evaluation.metrics.metric import Parts
from assistant.evaluation.outcomes import JudgedSentence, Outcome
from assistant.evaluation.planting.grounds import Ground, Surroundings, survey
from assistant.evaluation.planting.lies import PLANTERS, Kind
from assistant.evidence import joined, sentences_of
from assistant.types import Quote
from assistant.verifier import Verifier
from assistant.verifier.checks import word_share
from assistant.verifier.verbatim import stands_in
from corpus.types import Article, Span

MOST = 40
"""Lies of a kind."""
_SEED = 20240613

_CITING = (Kind.ANOTHER_ARTICLE, Kind.SIMILAR_ARTICLE, Kind.INVENTED_ID)
TEXT_KINDS: tuple[Kind, ...] = tuple(each for each in Kind if each not in _CITING)
SWAPPED = "swapped id"
INVENTED = "invented id"
SHIFTED = "shifted quote"
DROPPED = "dropped citation"
EXTRA = "extra citation"
UNANSWERABLE = "unanswerable answered"
KINDS: tuple[str, ...] = (
    *(each.value for each in TEXT_KINDS),
    SWAPPED,
    INVENTED,
    SHIFTED,
    DROPPED,
    EXTRA,
    UNANSWERABLE,
)
BY_CONSTRUCTION = (DROPPED, UNANSWERABLE)
"""Kinds that are caught by counting alone: that they are says that it is counted, and no more."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A lie: a sentence that was right, and what was made of it, in words ("7 → 9")."""

    kind: str
    case: Case
    original: str
    changed: str
    sentence: CitedSentence


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What came of it.

    `caught` goes with KINDS: the share of the lies of each kind that was found to be wrong, not
    applicable where none could be planted. `missed` were taken for right. `right` is the number of
    sentences that there were to break.
    """

    caught: tuple[Estimate, ...]
    missed: tuple[Planted, ...]
    right: int


def self_test(
    outcomes: Sequence[Outcome], articles: Articles, verifier: Verifier, *, most: int = MOST
) -> SelfTest:
    """Break what these outcomes have right, at most so many times a kind, and judge it again.

    The same outcomes, articles and verifier give the same lies and figures.
    """
    path = _Path(articles, verifier)
    right = [each for outcome in outcomes for each in _right(outcome, path)]
    around = survey(_articles(outcomes, articles))
    lies = [lie for kind in KINDS for lie in _planted(kind, right, outcomes, around, path, most)]
    with ThreadPoolExecutor(JUDGES) as pool:
        judged = list(pool.map(lambda lie: path.outcome(lie.case, lie.sentence), lies))
    found: dict[str, list[Outcome]] = {kind: [] for kind in KINDS}
    for lie, outcome in zip(lies, judged, strict=True):
        found[lie.kind].append(outcome)
    caught = [estimate(_metric(kind), found[kind]) for kind in KINDS]
    missed = [
        lie
        for lie, outcome in zip(lies, judged, strict=True)
        if found_wrong(lie.kind, outcome) is False
    ]
    return SelfTest(tuple(caught), tuple(missed), len(right))


def found_wrong(kind: str, outcome: Outcome) -> bool | None:
    """Whether the suite sees that an answer with a lie of this kind is wrong.

    That is a fault of its sentence, a citation that is not precise, or that a question was answered
    which should have been declined. None where the verifier could not tell.
    """
    if kind == UNANSWERABLE:
        return decline_recall(by_collection)(outcome) == (0.0, 1.0)
    faults = {fault.kind for each in outcome.sentences for fault in each.judged.faults}
    if faults == {FaultKind.UNJUDGED}:
        return None
    cited = [one for each in outcome.sentences for one in each.judged.citations]
    return bool(faults) or any(each.precise is False for each in cited)


def _metric(kind: str) -> Metric:
    def parts(outcome: Outcome) -> Parts | None:
        wrong = found_wrong(kind, outcome)
        return None if wrong is None else (float(wrong), 1.0)

    return Metric(kind, "planted lies", "planted lies that are caught", Better.HIGHER, parts)


class _Right(NamedTuple):
    """A sentence that is found right, as it was cited."""

    case: Case
    sentence: CitedSentence


@dataclass(frozen=True, slots=True)
class _Path:
    """The way that every answer goes, here with one sentence and without what it should say."""

    articles: Articles
    verifier: Verifier

    def outcome(self, case: Case, sentence: CitedSentence) -> Outcome:
        bare = replace(case, nuggets=(), conflict=None)
        answer = CitedAnswer(case.id, case.question, (sentence,))
        return judge_answer(bare, answer, self.articles, self.verifier)

    def finds_right(self, case: Case, sentence: CitedSentence) -> bool:
        return found_wrong("", self.outcome(case, sentence)) is False

    def article(self, id: str) -> Article | None:
        return self.articles.find(id)


def _right(outcome: Outcome, path: _Path) -> Iterator[_Right]:
    if outcome.error is not None or not outcome.case.answerable:
        return
    for each in outcome.sentences:
        sentence = _as_cited(each)
        sound = each.judged.carried and not each.judged.faults and sentence.citations
        if sound and path.finds_right(outcome.case, sentence):
            yield _Right(outcome.case, sentence)


def _as_cited(sentence: JudgedSentence) -> CitedSentence:
    """With the words that it was judged against as its quotes."""
    sources = (
        CitedSource(each.article_id, each.quote, each.start, each.end, each.version)
        for each in sentence.judged.extracts
    )
    return CitedSentence(sentence.judged.text, tuple(dict.fromkeys(sources)))


def _articles(outcomes: Iterable[Outcome], articles: Articles) -> list[Article]:
    """Those that have to do with the cases, however many more there are."""
    ids: dict[str, None] = {}
    for outcome in outcomes:
        cited = [id for each in outcome.sentences for id in each.known]
        for id in (*outcome.case.articles, *outcome.case.near, *cited, *(outcome.retrieved or ())):
            ids.setdefault(id)
    return [found for id in ids if (found := articles.find(id))]


def _planted(
    kind: str,
    right: Sequence[_Right],
    outcomes: Sequence[Outcome],
    around: Surroundings,
    path: _Path,
    most: int,
) -> list[Planted]:
    """Lies of a kind, each another sentence."""
    rng = Random(f"{_SEED}/{kind}")  # noqa: S311 - repeatable, and no secret
    if kind == UNANSWERABLE:
        made = (_answered(each, path) for each in rng.sample(outcomes, len(outcomes)))
    else:
        breaker = _breaker(kind)
        made = (breaker(each, around, path, rng) for each in rng.sample(right, len(right)))
    lies: dict[tuple[str, CitedSentence], Planted] = {}
    for lie in made:
        if len(lies) == most:
            break
        if lie is not None:
            lies.setdefault((lie.case.question, lie.sentence), lie)
    return list(lies.values())


Breaker = Callable[[_Right, Surroundings, _Path, Random], Planted | None]


def _breaker(kind: str) -> Breaker:
    return _BREAKERS.get(kind) or _text_breaker(Kind(kind))


def _text_breaker(kind: Kind) -> Breaker:
    def breaker(right: _Right, around: Surroundings, path: _Path, rng: Random) -> Planted | None:
        ground = _ground(right, path)
        change = PLANTERS[kind](ground, around, rng) if ground else None
        if ground is None or change is None:
            return None
        quotes = (ground.quote,) if change.quotes is None else change.quotes
        if any(stands_in(change.claim, each.text) for each in quotes):
            return None
        sources = tuple(_source(each, [ground.article, *around.articles]) for each in quotes)
        return _lie(kind, right, change.changed, CitedSentence(change.claim, sources))

    return breaker


def _ground(right: _Right, path: _Path) -> Ground | None:
    """Where a sentence stands that rests on neighbouring words of one article."""
    sources = right.sentence.citations
    article = path.article(sources[0].article_id)
    if article is None or article.version != sources[0].version or len(sources) != 1:
        return None
    cited = Span(sources[0].start or 0, sources[0].end or 0)
    inside = [n for n, each in enumerate(sentences_of(article)) if each.overlaps(cited)]
    if not inside:
        return None
    text = right.sentence.text

    def shared(position: int) -> float:
        span = sentences_of(article)[position]
        return word_share(text, article.text[span.start : span.end])

    whole = joined([cited, *(sentences_of(article)[n] for n in inside)])
    return Ground(article, max(inside, key=shared), text, whole)


def _source(quote: Quote, articles: Iterable[Article]) -> CitedSource:
    """A citation of these words in the first article that has them."""
    article = next(each for each in articles if quote.text in each.text)
    start = article.text.index(quote.text)
    return CitedSource(article.id, quote.text, start, start + len(quote.text), article.version)


def _lie(kind: str, right: _Right, changed: str, sentence: CitedSentence) -> Planted:
    return Planted(str(kind), right.case, right.sentence.text, changed, sentence)


def _swap(right: _Right, around: Surroundings, path: _Path, rng: Random) -> Planted | None:
    """Cited to another article as a whole; the true citation of a whole article is found right."""
    other = _other_article(right, around, path, rng)
    bare = tuple(CitedSource(each.article_id) for each in right.sentence.citations)
    honest = CitedSentence(right.sentence.text, bare)
    if other is None or not path.finds_right(right.case, honest):
        return None
    changed = f"{bare[0].article_id} → {other}"
    return _lie(SWAPPED, right, changed, replace(honest, citations=(CitedSource(other),)))


def _invent(right: _Right, around: Surroundings, path: _Path, rng: Random) -> Planted | None:
    ground = _ground(right, path)
    change = PLANTERS[Kind.INVENTED_ID](ground, around, rng) if ground else None
    if change is None or change.article_id is None or path.article(change.article_id):
        return None
    (source,) = right.sentence.citations
    invented = replace(source, article_id=change.article_id)
    return _lie(INVENTED, right, change.changed, replace(right.sentence, citations=(invented,)))


def _shift(right: _Right, _: Surroundings, path: _Path, rng: Random) -> Planted | None:
    """The quote moved by some characters, or without one of its words."""
    first, *rest = right.sentence.citations
    article = path.articles.find(first.article_id, first.version)
    if article is None or first.quote is None or first.start is None or first.end is None:
        return None
    by = rng.choice((-3, -1, 1, 2, 5))
    moved = replace(first, start=first.start + by, end=first.end + by)
    said = first.quote.split(" ")
    at = rng.randrange(len(said))
    fewer = " ".join([*said[:at], *said[at + 1 :]])
    made = [(moved, f"{by:+d} characters")]
    if 0 < at < len(said) - 1 and fewer not in article.text:
        shorter = replace(first, quote=fewer, start=None, end=None)
        made.append((shorter, f"without “{said[at]}”"))
    source, changed = rng.choice(made)
    return _lie(SHIFTED, right, changed, replace(right.sentence, citations=(source, *rest)))


def _drop(right: _Right, _: Surroundings, __: _Path, ___: Random) -> Planted | None:
    return _lie(DROPPED, right, "no citation", replace(right.sentence, citations=()))


def _add(right: _Right, around: Surroundings, path: _Path, rng: Random) -> Planted | None:
    other = _other_article(right, around, path, rng)
    if other is None:
        return None
    citations = (*right.sentence.citations, CitedSource(other))
    return _lie(EXTRA, right, f"+ {other}", replace(right.sentence, citations=citations))


def _other_article(right: _Right, around: Surroundings, path: _Path, rng: Random) -> str | None:
    """One that does not say it, by preference on a similar matter; not one that is cited."""
    ground = _ground(right, path)
    for kind in (Kind.SIMILAR_ARTICLE, Kind.ANOTHER_ARTICLE) if ground else ():
        change = PLANTERS[kind](ground, around, rng) if ground else None
        if change is not None:
            return change.article_id
    return None


_BREAKERS: Mapping[str, Breaker] = {
    SWAPPED: _swap,
    INVENTED: _invent,
    SHIFTED: _shift,
    DROPPED: _drop,
    EXTRA: _add,
}


def _answered(outcome: Outcome, path: _Path) -> Planted | None:
    """A true, rightly cited sentence on the matter, where nothing answers the question."""
    case = outcome.case
    ids = () if case.answerable else (*case.near, *(outcome.retrieved or ()))
    article = next((found for id in ids if (found := path.article(id))), None)
    if article is None or not sentences_of(article):
        return None
    texts = [article.text[span.start : span.end] for span in sentences_of(article)]
    text = max(texts, key=lambda each: word_share(case.question, each))
    sentence = CitedSentence(text, (_source(Quote(text), [article]),))
    return Planted(UNANSWERABLE, case, "", "answered", sentence)
