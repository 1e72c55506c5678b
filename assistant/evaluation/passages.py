"""Where in a cited article a sentence may have come from."""

from collections.abc import Collection, Iterator, Sequence

from assistant.evidence import Statement, adjoin, joined, sentences_of
from assistant.facts import Name, names
from assistant.resolve import people_of, resolve
from assistant.types import Quote
from assistant.verifier.checks import check_names, own_stems, word_share
from assistant.words import content_stems, without_possessive
from corpus.types import Article, Passage, Span
from vectorstore.types import Found, Hit

LONGEST_RUN = 3
"""Sentences."""
_PLACES = 3
_LEAST_NEW_STEMS = 2


def places(claim: str, article: Article) -> list[tuple[Span, ...]]:
    """The parts of an article that say most of what a claim says, the likeliest first.

    Each is one run of up to `LONGEST_RUN` whole sentences, or two where the second says more of it,
    with the sentences that name its people (see `named`). None where the article has no sentence.
    """
    ranked = [*_verbatim(claim, article), *_ranked(claim, article)]
    if not ranked:
        return []
    best = ranked[0]
    said = _said(claim)
    missing = said - _stems(article, best)
    apart = [each for each in ranked[1:] if not each.overlaps(best)]
    more = max(apart, key=lambda span: len(missing & _stems(article, span)), default=best)
    adds = len(missing & _stems(article, more)) >= _LEAST_NEW_STEMS
    least = max(1, len(said & _stems(article, best)) - 1)  # as much as the best, but for one word
    others = _disjoint(each for each in apart if len(said & _stems(article, each)) >= least)
    found = [(best,), *([tuple(sorted((best, more)))] if adds else [])]
    found += [(each,) for each in others[: _PLACES - 1]]
    return [named(claim, article, spans) for spans in found]


def whole_sentences(article: Article, span: Span) -> Span:
    """The span widened to the sentences that it cuts: a part may mean the opposite of the whole."""
    cut = [each for each in sentences_of(article) if each.overlaps(span)]
    return joined([span, *cut])


def named(claim: str, article: Article, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, and the sentence that names whom or what the claim names and they do not.

    "He said" is evidence for what Rann said only beside the sentence that names Rann. A person is
    not brought in to spans that name another one, unless a pronoun there certainly stands for them:
    who said something is what a claim gets wrong.
    """
    found = list(spans)
    quotes = [Quote(_text(article, span)) for span in spans]
    people = people_of(article.text)
    here = {_last(each) for quote in quotes for each in names(quote.text)}
    others = (here & people) - {_last(each) for each in names(claim)}
    for name in names(claim):
        if _names(name, quotes):
            continue
        naming = _resolved(name, article, spans)
        somebody_else = others and _last(name) in people - here
        if naming is None and not somebody_else:
            naming = _nearest(name, article, spans[0])
        if naming is not None and not any(naming.overlaps(span) for span in found):
            found.append(naming)
    return tuple(sorted(found))


def _verbatim(claim: str, article: Article) -> list[Span]:
    """The sentences that the claim's own words stand in, where they do."""
    start = article.text.find(claim)
    return [whole_sentences(article, Span(start, start + len(claim)))] if start >= 0 else []


def _ranked(claim: str, article: Article) -> list[Span]:
    """Every run of neighbouring sentences, those that say most of the claim first.

    Of several that say as much, those of fewest sentences come first, and of these the one that
    shares most names and figures too.
    """
    sentences = sentences_of(article)
    said = _said(claim)
    ranked: list[tuple[int, int, float, Span]] = []
    for first in range(len(sentences)):
        for last in range(first, min(first + LONGEST_RUN, len(sentences))):
            if last > first and not adjoin(article, sentences[last - 1], sentences[last]):
                break
            span = joined(sentences[first : last + 1])
            text = _text(article, span)
            shared = len(said & set(content_stems(text)))
            ranked.append((-shared, last - first, -word_share(claim, text), span))
    return [span for *_, span in sorted(ranked)]


def _said(claim: str) -> set[str]:
    """The stems of what a claim says, besides names and figures.

    Whom and what figures it belongs to is what may be wrong with it, so they do not choose the
    place that it is compared with.
    """
    return {each for each in own_stems(claim) if not any(map(str.isdigit, each))}


def _disjoint(spans: Iterator[Span]) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        if not any(span.overlaps(each) for each in found):
            found.append(span)
    return found


def _resolved(name: Name, article: Article, spans: Collection[Span]) -> Span | None:
    """The sentence that names the "he" of the spans, if he is the person of this name."""
    hit = Hit(
        Passage(article.id, article.version, 0, len(article.text), article.text),
        1.0,
        Found(None, None, None, None),
    )
    for position, sentence in enumerate(sentences_of(article)):
        if any(sentence.overlaps(span) for span in spans):
            resolution = resolve(Statement(article, position, sentence, hit))
            if resolution and _names(name, [Quote(resolution.text)]):
                return resolution.named_in
    return None


def _nearest(name: Name, article: Article, span: Span) -> Span | None:
    """The sentence with the name that stands nearest before a span, else the first after it."""
    naming = [each for each in sentences_of(article) if _names(name, [Quote(_text(article, each))])]
    before = [each for each in naming if each.end <= span.start]
    return before[-1] if before else next(iter(naming), None)


def _names(name: Name, quotes: Sequence[Quote]) -> bool:
    # Not at the beginning, where any word is capitalised.
    return check_names(f"to {name.text}", quotes) is None


def _last(name: Name) -> str:
    return without_possessive(name.text).split()[-1]


def _stems(article: Article, span: Span) -> set[str]:
    return set(content_stems(_text(article, span)))


def _text(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]
