"""What is promised of every shown sentence, looked up afresh: without the code that ensures it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.types import Answer, Citation
from corpus.errors import UnknownArticle
from corpus.store import ArticleStore

_SCALES = {"thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_SPELLED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: float(n) for n, word in enumerate(_SPELLED)} | {
    word: 10.0 * n for n, word in enumerate(_TENS, 2)
}
_NUMBER = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>thousand|million|m|billion|bn)?\b"
    rf"|\b(?P<word>{'|'.join(sorted(_VALUES, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May(?= \d)|June"
    r"|July|August|September|October|November|December)\b"
)
_CAPITAL = re.compile(r"(?<![.!?:“”\"‘’(\[]\s)(?<![“”\"‘’(\[])(?<!^)\b[A-Z][\w-]+")


def broken(answer: Answer, articles: ArticleStore) -> list[str]:
    """What a shown sentence has that none may have; empty where every promise is kept.

    That is: no citation, an id that was not retrieved or that no article has, a quote that is not
    the article's words, and a number, day or name that the sentence's quotes do not have.
    """
    return list(_broken(answer, articles))


def _broken(answer: Answer, articles: ArticleStore) -> Iterator[str]:
    retrieved = {hit.passage.article_id for hit in answer.considered}
    for sentence in answer.sentences:
        if answer.text[sentence.start : sentence.end] != sentence.text:
            yield f"not where it says in the answer: {sentence.text}"
        if not sentence.citations:
            yield f"no citation: {sentence.text}"
        for cited in sentence.citations:
            if cited.article_id not in retrieved:
                yield f"an id that was not retrieved: {cited.article_id}"
            yield from _inexact(cited, articles)
        for fact in unfounded(sentence.text, sentence.citations):
            yield f"“{fact}” is in no quote of: {sentence.text}"


def _inexact(cited: Citation, articles: ArticleStore) -> Iterator[str]:
    try:
        text = articles.get(cited.article_id, cited.version).text
    except UnknownArticle:
        yield f"an invented id: {cited.article_id}"
        return
    if text[cited.start : cited.end] != cited.quote or not cited.quote:
        yield f"not the words of {cited.article_id}: {cited.quote}"


def unfounded(text: str, citations: Sequence[Citation]) -> list[str]:
    """The numbers, days and capitalised words of a sentence that none of its quotes has.

    Of a quote's article the date counts too: it says which day its "Tuesday" was. The first word of
    a sentence has a capital letter in any case and is no name here.
    """
    quotes = " ".join(each.quote for each in citations)
    published = [
        date.fromisoformat(each.published[:10])
        for each in citations
        if each.published and len(each.published) >= 10
    ]
    values = set(_values(quotes)) | {float(n) for d in published for n in (d.year, d.day)}
    days = set(_DAY.findall(quotes)) | {each for d in published for each in (f"{d:%B}", f"{d:%A}")}
    words = {each.casefold() for each in re.findall(r"\w+", quotes)}
    found = [match[0].strip() for match in _NUMBER.finditer(text) if _value(match) not in values]
    found += [each for each in _DAY.findall(text) if each not in days]
    found += [
        each
        for each in _CAPITAL.findall(text)
        if not _DAY.fullmatch(each)
        and not all(part.casefold() in words for part in re.findall(r"\w+", each))
    ]
    return found


def _values(text: str) -> Iterator[float]:
    return (_value(match) for match in _NUMBER.finditer(text))


def _value(match: re.Match[str]) -> float:
    if match["word"]:
        return _VALUES[match["word"].lower()]
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
    return round(float(match["digits"].replace(",", "")) * scale, 3)
