"""One cited sentence against the articles it cites."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.evaluation.claims import needs_citation, plain_claim
from assistant.evaluation.external.answers import CitedSentence, CitedSource
from assistant.evaluation.passages import named, places, whole_sentences
from assistant.types import Label, Quote, Verdict
from assistant.verifier import Verifier
from assistant.verifier.checks import first_objection
from corpus.types import Article, Span

MISMATCHES = frozenset(("numbers", "dates", "names"))
"""The checks whose objection is no matter of opinion."""


class Kind(StrEnum):
    """What can be wrong with a sentence."""

    UNKNOWN_ID = "unknown_id"  # no article of this id is in the store
    INEXACT_QUOTE = "inexact_quote"  # the article does not have these words, or not there
    CONTRADICTED = "contradicted"  # the article says otherwise
    MISMATCH = "mismatch"  # a number, a date or a name that the cited words do not have
    DOUBT = "doubt"  # not carried, as far as the verifier can tell
    UNCITED = "uncited"
    UNJUDGED = "unjudged"  # the check itself failed


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in words."""

    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Extract:
    """Words of an article that a sentence was judged against.

    Law: `article.text[start:end] == quote` for the article with this id and version.
    """

    article_id: str
    version: str
    start: int
    end: int
    quote: str
    published: str | None

    @property
    def words(self) -> Quote:
        return Quote(self.quote, self.published)


@dataclass(frozen=True, slots=True)
class CitedId:
    """One cited id of a sentence.

    `alone`: it carries the sentence by itself. `precise`: it does, or the sentence is carried and
    by the rest without this one no longer (ALCE, Gao et al. 2023, arXiv:2305.14627). Of all and of
    the rest alike, one that carries is enough, whatever the others say; there this departs from
    ALCE, which only asks what they say together. An unknown id is neither; None where the verifier
    could not tell.
    """

    article_id: str
    alone: bool | None
    precise: bool | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence, what it was judged against and what came of it.

    `verdict` is on all cited words together; None where there was nothing to judge: it cites no
    known article. `needed`: it states something, or cites.
    """

    text: str
    needed: bool
    citations: tuple[CitedId, ...]
    extracts: tuple[Extract, ...]
    verdict: Verdict | None
    faults: tuple[Fault, ...]

    @property
    def carried(self) -> bool | None:
        """Whether its cited words support it (recall, 0 or 1); None where that is not known."""
        if not self.needed or (self.verdict and self.verdict.label is Label.UNJUDGED):
            return None
        return self.verdict is not None and self.verdict.label is Label.SUPPORTED


class Articles(Protocol):
    """Where cited articles are found."""

    def find(self, id: str, version: str | None = None) -> Article | None: ...


def judge(sentence: CitedSentence, articles: Articles, verifier: Verifier) -> Judged:
    """Judge a sentence against the words it quotes, and where it quotes none, against the parts of
    the cited article that share most of its words."""
    claim = plain_claim(sentence.text)
    needed = bool(sentence.citations) or needs_citation(sentence.text)
    if not sentence.citations:
        uncited = [Fault(Kind.UNCITED, "it cites no article")] if needed else []
        return Judged(sentence.text, needed, (), (), None, tuple(uncited))
    faults: list[Fault] = []
    evidence: dict[str, list[Extract]] = {}
    for id, sources in _by_article(sentence.citations).items():
        found, wrong = _evidence(claim, id, sources, articles, verifier)
        faults += wrong
        if found:
            evidence[id] = found
    if not evidence:
        lost = tuple(CitedId(id, False, False) for id in _by_article(sentence.citations))
        return Judged(sentence.text, True, lost, (), None, tuple(faults))
    weighed = _weigh(claim, evidence, verifier)
    verdict = weighed.verdict
    extracts = tuple(each for found in evidence.values() for each in found)
    faults += _faults(claim, verdict, _words(extracts))
    citations = tuple(
        weighed.cited(id) if id in evidence else CitedId(id, False, False)
        for id in _by_article(sentence.citations)
    )
    return Judged(sentence.text, True, citations, extracts, verdict, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The verdict on all evidence, on each article's own, and on the rest without it."""

    verdict: Verdict
    alone: dict[str, Verdict]
    without: dict[str, Verdict]

    def cited(self, id: str) -> CitedId:
        alone = _supports(self.alone[id])
        carried = _supports(self.verdict)
        if carried is None or alone is None:
            return CitedId(id, alone, None)
        if not carried or alone:
            return CitedId(id, alone, carried)
        rest = _supports(self.without[id]) if id in self.without else False
        return CitedId(id, alone, None if rest is None else not rest)


def _weigh(claim: str, evidence: dict[str, list[Extract]], verifier: Verifier) -> _Weighed:
    alone = {id: verifier.judge(claim, _words(found)) for id, found in evidence.items()}

    def of(ids: Sequence[str]) -> Verdict:
        """On these articles together; one that carries it is enough, whatever the others say."""
        if len(ids) == 1:
            return alone[ids[0]]
        joint = verifier.judge(claim, _words([each for id in ids for each in evidence[id]]))
        if _supports(joint):
            return joint
        return next((alone[id] for id in ids if _supports(alone[id])), joint)

    together = of(list(evidence))
    without = {
        id: of([each for each in evidence if each != id])
        for id in evidence
        if len(evidence) > 1 and _supports(together) and not _supports(alone[id])
    }
    return _Weighed(together, alone, without)


def _faults(claim: str, verdict: Verdict, quotes: Sequence[Quote]) -> list[Fault]:
    if verdict.label is Label.SUPPORTED:
        return []
    # A figure that differs needs no model to be seen.
    found = first_objection(claim, quotes)
    if found and found.check in MISMATCHES:
        return [Fault(Kind.MISMATCH, found.reason)]
    reason = verdict.reason or f"the verifier says {verdict.label}"
    if verdict.label is Label.UNJUDGED:
        return [Fault(Kind.UNJUDGED, reason)]
    if found and found.contradicts:
        return [Fault(Kind.CONTRADICTED, reason)]
    # What the model alone takes for a contradiction is its opinion.
    return [Fault(Kind.DOUBT, reason)]


def _by_article(sources: Iterable[CitedSource]) -> dict[str, list[CitedSource]]:
    found: dict[str, list[CitedSource]] = {}
    for source in sources:
        found.setdefault(source.article_id, []).append(source)
    return found


def _evidence(
    claim: str,
    id: str,
    sources: Sequence[CitedSource],
    articles: Articles,
    verifier: Verifier,
) -> tuple[list[Extract], list[Fault]]:
    """What a sentence is judged against of one article, and what is wrong with how it is cited."""
    faults: list[Fault] = []
    quoted: list[Extract] = []
    current = articles.find(id, sources[0].version)
    if current is None:
        return [], [Fault(Kind.UNKNOWN_ID, f"there is no article {id}")]
    for source in sources:
        article = articles.find(id, source.version) or current
        if source.quote is None and source.start is None:
            continue
        span = _quoted(article, source)
        if span is None:
            faults.append(Fault(Kind.INEXACT_QUOTE, _inexact(article, source)))
        else:
            spans = named(claim, article, [whole_sentences(article, span)])
            quoted += [_extract(article, each) for each in spans]
    if quoted:
        return list(dict.fromkeys(quoted)), faults
    return _located(claim, current, verifier), faults


def _located(claim: str, article: Article, verifier: Verifier) -> list[Extract]:
    """The first part of the article that carries the claim, else the one that says most of it."""
    found = [[_extract(article, each) for each in spans] for spans in places(claim, article)]
    for extracts in found:
        if verifier.judge(claim, _words(extracts)).label is Label.SUPPORTED:
            return extracts
    if not found:
        return [_extract(article, Span(0, len(article.text)))]
    return next(each for each in reversed(found) if set(found[0]) <= set(each))


def _words(extracts: Sequence[Extract]) -> list[Quote]:
    return [each.words for each in extracts]


def _supports(verdict: Verdict) -> bool | None:
    return None if verdict.label is Label.UNJUDGED else verdict.label is Label.SUPPORTED


def _quoted(article: Article, source: CitedSource) -> Span | None:
    """Where the article has what is quoted, exactly; None where it has not."""
    text, quote = article.text, source.quote
    if source.start is None or source.end is None:
        start = text.find(quote) if quote and quote.strip() else -1
        return Span(start, start + len(quote or "")) if start >= 0 else None
    span = Span(source.start, source.end)
    if not (0 <= span.start < span.end <= len(text) and text[span.start : span.end].strip()):
        return None
    return span if quote is None or text[span.start : span.end] == quote else None


def _inexact(article: Article, source: CitedSource) -> str:
    if source.quote is None:
        return f"{article.id} has no words from {source.start} to {source.end}"
    if source.start is not None and source.quote.strip() and source.quote in article.text:
        return f"the quote stands elsewhere in {article.id} than from {source.start}"
    return f"{article.id} does not have the words “{' '.join(source.quote.split())}”"


def _extract(article: Article, span: Span) -> Extract:
    quote = article.text[span.start : span.end]
    return Extract(article.id, article.version, span.start, span.end, quote, article.published)
