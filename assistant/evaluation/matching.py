"""Whether a text says an expected answer, by its words and the values of its figures."""

from collections.abc import Sequence

from assistant.facts import dates, numbers
from assistant.types import Quote
from assistant.verifier.checks import check_dates, check_numbers
from assistant.words import content_stems, without_possessive, words
from corpus.types import Span


def says(sentence: Quote, answer: str) -> bool:
    """Whether one sentence says an answer.

    Numbers and dates are compared as values: "£14.6m" is "14.6 million pounds", and a Tuesday is
    the day that the sentence's date makes of it. The content words beside them must all stand in
    the sentence; an answer without figures must stand in it word for word.

    An upper estimate: that a sentence denies what it says ("not 2-1"), or says it of somebody else,
    is not seen. An answer with its noun or unit ("171 letters", not "171") is mistaken less often.
    """
    facts = [Span(each.start, each.end) for each in dates(answer)]
    facts += [Span(each.start, each.end) for each in numbers(answer)]
    if not facts:
        return _stands_in(_plain(answer), _plain(sentence.text))
    if check_numbers(answer, [sentence]) or check_dates(answer, [sentence]):
        return False
    return set(content_stems(_without(answer, facts))) <= set(content_stems(sentence.text))


def _plain(text: str) -> list[str]:
    return [without_possessive(each.word).casefold() for each in words(text)]


def _stands_in(run: Sequence[str], text: Sequence[str]) -> bool:
    starts = range(len(text) - len(run) + 1)
    return bool(run) and any(text[at : at + len(run)] == run for at in starts)


def _without(text: str, spans: Sequence[Span]) -> str:
    return "".join(
        " " if any(span.start <= at < span.end for span in spans) else char
        for at, char in enumerate(text)
    )
