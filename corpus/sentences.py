"""Sentences as exact spans of a text, found by syntok and mended where news text defeats it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from syntok import segmenter
from syntok.tokenizer import Tokenizer

from corpus.lines import gaps, has_letter, logical_lines, stripped
from corpus.patterns import Kind, kind_of
from corpus.types import Article, Span

_TOKENIZER = Tokenizer(replace_not_contraction=False)
# Titles and measures of English news after which syntok ends a sentence: "Gov. Holt", "No. 10".
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"‘'])(?:Mr|Mrs|Ms|Dr|Prof|Const|Dep|Cllr|Gov|Rep|Reps|Sens|Gens|Govs|Lt|Sgt|Cpl|Pvt|Adm|Maj|Capt|Cmdr|Supt|Det|Insp"
    r"|Rev|Hon|Pres|Amb|Atty|Messrs|Mmes|No|Nos|Jr|Sr|Sept|Feb|Jan|Mar|Apr|Aug|Oct|Nov|Dec|Ala"
    r"|Ariz|Calif|Colo|Conn|Fla|Mass|Mich|Minn|Miss|Okla|Penn|Tenn|Tex|Wash|Wis|Bros|Ft|Mt|St"
    r"|Ave|Blvd|Rd|approx|est|dept|Dept|[A-Z])\.$"
)
# Of those, the ones that also end sentences: "Harold Ames Jr. The council", "Smith St. It".
_NEW_START = re.compile(r"(?:The|A|An|It|He|She|They|In|On|At|But|And|This|That|We|I)\b")
# What can not begin a sentence: a lower-case letter, or punctuation that closes something.
_CONTINUATION = re.compile(r"[\s\"“”‘’'(\[]*[a-zà-öø-ÿ]|[,;:.!?…)\]}»”’%\"'](?:\s|$|[,.;])")
# A capitalised word after a time of day, unless it goes on with the date: "at 9 p.m. Friday".
_TIME_OF_DAY = re.compile(
    r"(?<=[ap]\.m\.)(\s+)(?=[A-Z][a-z])(?!Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug"
    r"|Sep|Oct|Nov|Dec|Eastern|Central|Mountain|Pacific|Greenwich)"
)
# A capital after an ellipsis in one character, which syntok does not know.
_AFTER_ELLIPSIS = re.compile(r"(?<=…)[”\"’')\]]*(\s+)(?=[“\"‘']?[^\W\d_a-z])")
# A number after a full stop, which syntok takes for "No. 345" whatever word stands before.
_NUMBER_START = re.compile(r"(?<=[a-z]{4})[.!?][”\"’')\]]*(\s+)(?=\d{3,}\b[\s,])")


def sentence_spans(text: str, within: Span | None = None) -> tuple[Span, ...]:
    """The sentences of `text` (or of that part of it), in order, disjoint, stripped.

    A sentence holds at least one letter and crosses a newline only where a line was wrapped.
    """
    found: list[Span] = []
    for line in logical_lines(text, within):
        found.extend(_sentences_of_line(text, line.span))
    return tuple(found)


def article_sentences(article: Article) -> tuple[Span, ...]:
    """All sentences of the article that lie outside its page furniture."""
    return tuple(
        span
        for part in gaps(len(article.text), article.furniture)
        for span in sentence_spans(article.text, part)
        # "(Photo: RT)" at the end of a caption's line.
        if kind_of(article.text[span.start : span.end]) is not Kind.CREDIT
    )


def _sentences_of_line(text: str, line: Span) -> Iterator[Span]:
    starts = [line.start]
    for start, end in pairwise([*_proposed_starts(text, line), line.end]):
        if not _goes_on(text[starts[-1] : start], text[start:end]):
            starts.append(start)
    for start, end in zip(starts, [*starts[1:], line.end], strict=True):
        span = stripped(text, start, end)
        if span and has_letter(text[span.start : span.end]):
            yield span


def _proposed_starts(text: str, line: Span) -> list[int]:
    """Where syntok, or our own rule for numbers, begins a sentence, the line's own start aside."""
    part = text[line.start : line.end]
    starts = {
        match.end(1)
        for rule in (_NUMBER_START, _TIME_OF_DAY, _AFTER_ELLIPSIS)
        for match in rule.finditer(part)
    }
    for sentence in segmenter.segment(_TOKENIZER.tokenize(part)):
        # An empty token carries trailing space only.
        starts.update([token.offset for token in sentence if token.value][:1])
    return sorted(line.start + start for start in starts - {0})


def _goes_on(before: str, after: str) -> bool:
    """Whether the sentence `before` was ended too early, and goes on with `after`."""
    before = before.rstrip()
    if not has_letter(after):
        return True
    if before.endswith((";", ":", ",")) or not has_letter(before):
        return True
    if _CONTINUATION.match(after):
        return True
    return bool(_ABBREVIATION.search(before)) and not _NEW_START.match(after)
