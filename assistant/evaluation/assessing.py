"""One answer to one case, judged: every sentence, every citation, every nugget."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.evaluation.case import Case, Nugget
from assistant.evaluation.claims import plain_claim
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence
from assistant.evaluation.judging import Articles, Extract, Judged, Kind, judge
from assistant.evaluation.matching import says
from assistant.evaluation.outcomes import Conduct, JudgedSentence, NuggetVerdict, Outcome
from assistant.evaluation.replies import Reply, reply_of
from assistant.types import Answer, Label, Quote, Status, Verdict
from assistant.verifier import Verifier
from assistant.verifier.verbatim import stands_in
from corpus.stories import stories
from corpus.types import Passage


class _Context(NamedTuple):
    """The retrieved passages, and the same as a verifier sees them."""

    passages: tuple[Passage, ...]
    quotes: tuple[Quote, ...]


def judge_answer(
    case: Case, answer: Answer | CitedAnswer, articles: Articles, verifier: Verifier
) -> Outcome:
    """Judge an answer to a case; ours and another system's are judged alike."""
    reply = reply_of(answer)
    context = _context(reply.passages, articles)
    sentences = tuple(
        _sentence(sentence, highlights, context, articles, verifier)
        for sentence, highlights in zip(reply.sentences, reply.highlights, strict=True)
    )
    conduct = _conduct(reply, sentences)
    answered = Status.NO_EVIDENCE if conduct is Conduct.DECLINED else Status.ANSWERED
    ids = None if reply.passages is None else tuple(each.article_id for each in reply.passages)
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


def _context(passages: tuple[Passage, ...] | None, articles: Articles) -> _Context | None:
    if passages is None:
        return None
    found = ((each, articles.find(each.article_id, each.version)) for each in passages)
    quotes = (Quote(each.text, article.published if article else None) for each, article in found)
    return _Context(passages, tuple(quotes))


def _sentence(
    sentence: CitedSentence,
    highlights: tuple[str, ...],
    context: _Context | None,
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


def _in_context(judged: Judged, context: _Context | None, verifier: Verifier) -> Verdict | None:
    if context is None or not judged.needed:
        return None
    carried = judged.verdict if judged.carried else None
    if carried and all(_inside(each, context.passages) for each in judged.extracts):
        return carried
    claim = plain_claim(judged.text)
    together = verifier.judge(claim, context.quotes)
    if together.label is Label.SUPPORTED:
        return together
    # One passage that carries it is enough, whatever the others say.
    single = (verifier.judge(claim, [each]) for each in context.quotes)
    return next((each for each in single if each.label is Label.SUPPORTED), together)


def _inside(extract: Extract, passages: Iterable[Passage]) -> bool:
    return any(
        (extract.article_id, extract.version) == (each.article_id, each.version)
        and each.start <= extract.start
        and extract.end <= each.end
        for each in passages
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
