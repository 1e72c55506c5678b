"""The ground a lie is planted in: a true sentence, the words cited for it, and who is around."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.evidence import adjoin, joined, sentences_of
from assistant.facts import TITLES, Name, names
from assistant.types import Quote
from assistant.words import content_stems, without_possessive
from corpus.types import Article, Span


class Ground(NamedTuple):
    """A sentence of an article as it stands, the text a lie starts from, and what is cited.

    `text` is the sentence or an honest rewording of it; `cited` is a span of the article, whole
    sentences, that holds the sentence.
    """

    article: Article
    position: int
    text: str
    cited: Span

    @property
    def sentence(self) -> str:
        span = sentences_of(self.article)[self.position]
        return self.article.text[span.start : span.end]

    @property
    def quote(self) -> Quote:
        return quote_of(self.article, self.cited)


class Change(NamedTuple):
    """What a kind of lie makes of a ground.

    `changed` is "before → after"; `article_id` and `quotes` are what the lie cites where that is
    not the ground's own article and quote.
    """

    claim: str
    changed: str
    article_id: str | None = None
    quotes: tuple[Quote, ...] | None = None


def swapped(text: str, start: int, end: int, other: str) -> Change:
    """`text` with other words in the place of some."""
    if start == 0:
        other = other[:1].upper() + other[1:]
    return Change(text[:start] + other + text[end:], f"{text[start:end]} → {other}")


def quote_of(article: Article, span: Span) -> Quote:
    return Quote(article.text[span.start : span.end], article.published)


def around(article: Article, position: int, before: int, after: int) -> Span:
    """The sentence with up to so many neighbours, as far as only white space parts them."""
    spans = sentences_of(article)
    first = last = position
    while first > max(0, position - before) and adjoin(article, spans[first - 1], spans[first]):
        first -= 1
    while last < min(len(spans) - 1, position + after) and adjoin(
        article, spans[last], spans[last + 1]
    ):
        last += 1
    return joined([spans[first], spans[last]])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a collection of articles offers to lie with; built once by `survey`."""

    articles: tuple[Article, ...]
    people: Mapping[str, tuple[str, ...]]
    """The full names of the people each article speaks of, by its id."""
    places: Mapping[str, tuple[str, ...]]
    institutions: Mapping[str, tuple[str, ...]]
    """Names that speak in the collection and are no people; each article's own."""
    stems: Mapping[str, frozenset[str]]
    _ranked: dict[str, list[Article]] = field(default_factory=dict)

    def like(self, article: Article, count: int) -> list[Article]:
        """The other articles that share most content words with one, most alike first."""
        if article.id not in self._ranked:
            own = self.stems[article.id]
            shares = {
                id: len(own & other) / (len(own | other) or 1) for id, other in self.stems.items()
            }
            others = [each for each in self.articles if each.id != article.id]
            others.sort(key=lambda each: (-shares[each.id], each.id))
            self._ranked[article.id] = others
        return self._ranked[article.id][:count]

    def full_name(self, article: Article, name: str) -> str | None:
        """The person of an article whom a full name or a surname means, if just one."""
        plain = without_possessive(name)
        meant = [
            each
            for each in self.people[article.id]
            if each == plain or each.rsplit(maxsplit=1)[-1] == plain
        ]
        return meant[0] if len(meant) == 1 else None


_SPOKE = r"(?:said|says|told|added|warned|denied|argued|asked|called|replied|wrote|accepted)\b"
_AS_A_PERSON = re.compile(rf"(?:, \d\d\b|,? (?:who\b|{_SPOKE})|, [^,.]{{3,60}}, {_SPOKE})")
_AFTER_SPEECH = re.compile(rf"{_SPOKE} (?:\w+ )?$")
_AFTER_TITLE = re.compile(rf"\b(?:{'|'.join(TITLES)})\.? $", re.IGNORECASE)
_AFTER_PREPOSITION = re.compile(r"\b(?:in|at|near|outside|reach|across) $")
_SPEAKING_BODY = re.compile(
    r" (?:Board|Council|Trust|Service|Party|Alliance|Ministry|Union|Rovers)$"
)
_INSTITUTION = re.compile(
    r"\b(?:Board|Council|Trust|Club|Company|Bank|Party|Alliance|Association|Service|Ministry"
    r"|Department|University|Academy|Hospital|School|Police|Union|Court|Museum|Street|Road|Bridge"
    r"|Hall|Quay|Hill|Head|Sea|House|League|Town|Rovers|Athletic|Rooms|Pier|Farm|Times|Post"
    r"|Treaty|Marine|Engineering|Seafoods|START|States|Nations|Kingdom|River|Lake|County|City"
    r"|Interest|Affairs|Plan|Act|Twitter|Cup|Shore)\b"
)


def survey(articles: Iterable[Article]) -> Surroundings:
    """Who and what the articles speak of, by rule: a person speaks, has a title or an age."""
    every = tuple(sorted(articles, key=lambda each: each.id))
    found = {each.id: [*_named(each)] for each in every}
    people, places = _people(found), _places(found)
    surnames = {name.rsplit(maxsplit=1)[-1] for name in people}
    speaking = _speaking(found) - people - surnames - places
    return Surroundings(
        every,
        {id: _those(found[id], people) for id in found},
        {id: _those(found[id], places - people - surnames) for id in found},
        {id: _those(found[id], speaking) for id in found},
        {each.id: frozenset(content_stems(each.text)) for each in every},
    )


class _Named(NamedTuple):
    text: str
    before: str
    after: str


def _named(article: Article) -> Iterator[_Named]:
    for span in sentences_of(article):
        sentence = article.text[span.start : span.end]
        for name in names(sentence):
            yield _Named(
                without_possessive(name.text),
                sentence[max(0, name.start - 20) : name.start],
                sentence[name.end : name.end + 80],
            )


def _people(found: Mapping[str, Sequence[_Named]]) -> frozenset[str]:
    return frozenset(
        each.text
        for named in found.values()
        for each in named
        if _is_full_name(each.text)
        and (
            _AS_A_PERSON.match(each.after)
            or _AFTER_TITLE.search(each.before)
            or _AFTER_SPEECH.search(each.before)
        )
    )


def _speaking(found: Mapping[str, Sequence[_Named]]) -> frozenset[str]:
    return frozenset(
        each.text
        for named in found.values()
        for each in named
        if re.match(rf" {_SPOKE}", each.after) or _SPEAKING_BODY.search(each.text)
    )


def _is_full_name(name: str) -> bool:
    parts = name.split()
    return (
        len(parts) in (2, 3)
        and all(part[0].isupper() and part[1:].islower() for part in parts)
        and not _INSTITUTION.search(name)
    )


def _places(found: Mapping[str, Sequence[_Named]]) -> frozenset[str]:
    """Names that stand after "in" or "at" at least as often as they open or own something."""
    every: Counter[str] = Counter()
    placed: dict[str, int] = defaultdict(int)
    for named in found.values():
        for each in named:
            every[each.text] += 1
            placed[each.text] += bool(_AFTER_PREPOSITION.search(each.before))
    return frozenset(
        name
        for name, times in placed.items()
        # "St Mary's Hospital" is no place of that name.
        if times and 4 * times >= every[name] and not name.startswith("St ")
    )


def _those(named: Sequence[_Named], among: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({each.text for each in named} & among))


_METONYMS = (
    frozenset(("Kremlin", "Moscow", "Russia", "Russian")),
    frozenset(("White House", "Washington", "United States", "America", "American", "US", "U.S.")),
    frozenset(("Kyiv", "Ukraine", "Ukrainian")),
    frozenset(("Beijing", "China", "Chinese")),
    frozenset(("London", "Britain", "United Kingdom", "UK", "British", "Downing Street")),
    frozenset(("Brussels", "European Union", "EU", "Europe")),
)


def same_bearer(one: str, other: str) -> bool:
    """Whether two names may mean the same: a word in common, initials, or a seat of government."""
    parts = [
        {part.casefold() for part in re.findall(r"\w{3,}", without_possessive(name))}
        for name in (one, other)
    ]
    initials = ["".join(re.findall(r"\b[A-Z]", name)) for name in (one, other)]
    return (
        bool(parts[0] & parts[1])
        or initials[0] == other.replace(".", "")
        or initials[1] == one.replace(".", "")
        or any(one in group and other in group for group in _METONYMS)
    )


def names_in(text: str) -> tuple[Name, ...]:
    """The names of a sentence without a possessive ending."""
    return tuple(
        Name(name.start, name.start + len(plain), plain)
        for name in names(text)
        if (plain := without_possessive(name.text))
    )
