"""One answer to one case, judged: every sentence, every citation, every nugget."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.evaluation.case import Case, Nugget
from assistant.evaluation.claims import plain_claim
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.judging import Articles, Extract, Judged, Kind, judge
from assistant.evaluation.matching import says
from assistant.evaluation.outcomes import Conduct, JudgedSentence, NuggetVerdict, Outcome
from assistant.evaluation.passages import places
from assistant.evaluation.replies import Reply, reply_of
from assistant.types import Answer, Label, Quote, Status, Verdict
from assistant.verifier import Verifier
from assistant.verifier.verbatim import stands_in
from corpus.stories import stories
from corpus.types import Article, Span

JUDGES = 2
"""Threads that judge answers: a verdict depends on nothing but its claim and evidence."""


class _Retrieved(NamedTuple):
    """A retrieved part of an article; `whole` where no part of it is told."""

    article: Article
    span: Span
    whole: bool

    def quotes(self, claim: str) -> list[list[Quote]]:
        """What a verifier may see of it, each item by itself enough.

        All of it, or of a whole article the parts that say most of the claim: a verifier reads
        passages.
        """
        spans = places(claim, self.article) if self.whole else [(self.span,)]
        text, published = self.article.text, self.article.published
        return [[Quote(text[a:b], published) for a, b in each] for each in spans]


def judge_answer(
    case: Case, answer: Answer | CitedAnswer, articles: Articles, verifier: Verifier
) -> Outcome:
    """Judge an answer to a case; ours and another system's are judged alike."""
    reply = reply_of(answer)
    context = None if reply.context is None else _context(reply.context, articles)
    sentences = tuple(
        _sentence(sentence, highlights, context, articles, verifier)
        for sentence, highlights in zip(reply.sentences, reply.highlights, strict=True)
    )
    conduct = _conduct(reply, sentences)
    answered = Status.NO_EVIDENCE if conduct is Conduct.DECLINED else Status.ANSWERED
    ids = None if reply.context is None else tuple(each.article_id for each in reply.context)
    return Outcome(
        case=case,
        status=reply.status or answered,
        conduct=conduct,
        text=reply.text,
        sentences=sentences,
        nuggets=tuple(_nugget(each, sentences, verifier) for each in case.nuggets),
        retrieved=None if ids is None else tuple(dict.fromkeys(ids)),
        conflicts=reply.conflicts,
        error=None,
        timings_ms=reply.timings_ms,
    )


def _conduct(reply: Reply, sentences: Iterable[JudgedSentence]) -> Conduct:
    if not any(each.judged.needed for each in sentences):
        return Conduct.DECLINED
    return Conduct.PARTIAL if reply.partial else Conduct.ANSWERED


def _context(sources: Iterable[CitedSource], articles: Articles) -> tuple[_Retrieved, ...]:
    """The parts of articles that were retrieved; of what no article has nothing is known."""
    found = (
        _retrieved(each, article)
        for each in sources
        if (article := articles.find(each.article_id, each.version))
    )
    return tuple(dict.fromkeys(found))


def _retrieved(source: CitedSource, article: Article) -> _Retrieved:
    """Where the words stand, if need be with other white space; else the whole article."""
    span = None
    if source.start is not None and source.end is not None:
        span = Span(source.start, source.end)
        same = source.version in (None, article.version)
        inside = 0 <= span.start < span.end <= len(article.text)
        words = article.text[span.start : span.end]
        if not (same and inside and source.quote in (None, words)):
            span = None
    elif source.quote and source.quote.strip():
        match = re.search(r"\s+".join(map(re.escape, source.quote.split())), article.text)
        span = Span(*match.span()) if match else None
    return _Retrieved(article, span or Span(0, len(article.text)), span is None)


def _sentence(
    sentence: CitedSentence,
    highlights: tuple[str, ...],
    context: Sequence[_Retrieved] | None,
    articles: Articles,
    verifier: Verifier,
) -> JudgedSentence:
    judged = judge(sentence, articles, verifier)
    claim = plain_claim(sentence.text)
    cited = {
        each.article_id: found
        for each in sentence.citations
        if (found := articles.find(each.article_id, each.version))
    }
    quoted = [each for each in sentence.citations if (each.quote, each.start) != (None, None)]
    inexact = sum(each.kind is Kind.INEXACT_QUOTE for each in judged.faults)
    return JudgedSentence(
        judged=judged,
        verbatim=any(stands_in(claim, each.text) for each in cited.values()),
        in_context=_in_context(judged, context, verifier),
        alone=tuple(_alone(judged, each.article_id, verifier) for each in judged.citations),
        quoted=len(quoted),
        exact=sum(each.article_id in cited for each in quoted) - inexact,
        sources=len(stories(cited.values())),
        highlights=highlights,
    )


def _alone(judged: Judged, id: str, verifier: Verifier) -> Label:
    """What one cited article's words make of the sentence."""
    quotes = [each.words for each in judged.extracts if each.article_id == id]
    return verifier.judge(plain_claim(judged.text), quotes).label if quotes else Label.UNSUPPORTED


def _in_context(
    judged: Judged, context: Sequence[_Retrieved] | None, verifier: Verifier
) -> Verdict | None:
    if context is None or not judged.needed:
        return None
    carried = judged.verdict if judged.carried else None
    if carried and all(_inside(each, context) for each in judged.extracts):
        return carried
    claim = plain_claim(judged.text)
    parts = [quotes for each in context for quotes in each.quotes(claim)]
    every = dict.fromkeys(quote for quotes in parts for quote in quotes)
    together = verifier.judge(claim, tuple(every))
    if together.label is Label.SUPPORTED:
        return together
    # One passage that carries it is enough, whatever the others say.
    single = (verifier.judge(claim, quotes) for quotes in parts)
    return next((each for each in single if each.label is Label.SUPPORTED), together)


def _inside(extract: Extract, context: Iterable[_Retrieved]) -> bool:
    return any(
        (extract.article_id, extract.version) == (each.article.id, each.article.version)
        and each.span.start <= extract.start
        and extract.end <= each.span.end
        for each in context
    )


def _nugget(
    nugget: Nugget, sentences: Sequence[JudgedSentence], verifier: Verifier
) -> NuggetVerdict:
    said = [_said(each.judged) for each in sentences if each.judged.needed]
    if not said:
        return NuggetVerdict(False, "the answer states nothing")
    for answer in nugget.answers:
        if any(says(each, answer) for each in said):
            return NuggetVerdict(True, f"it says “{answer}”")
    verdict = verifier.judge(nugget.text, said)
    if verdict.label is Label.UNJUDGED:
        return NuggetVerdict(None, verdict.reason or "the check failed")
    if verdict.label is Label.SUPPORTED:
        return NuggetVerdict(True, "it says as much in other words")
    return NuggetVerdict(False, "the answer does not say it")


def _said(judged: Judged) -> Quote:
    """A sentence as its reader understands it: "Tuesday" is one of the cited article's week."""
    published = next((each.published for each in judged.extracts if each.published), None)
    return Quote(plain_claim(judged.text), published)
