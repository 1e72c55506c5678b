"""Lies in the citing: true words under the wrong article, added to, merged or out of date."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from assistant.evaluation.planting.facts import changeable_numbers, thing_counted
from assistant.evaluation.planting.grounds import (
    Change,
    Ground,
    Surroundings,
    around,
    quote_of,
    same_bearer,
    swapped,
)
from assistant.evaluation.planting.rewording import lowered
from assistant.evidence import sentences_of
from assistant.facts import Number, Unit, dates, numbers
from assistant.words import content_stems, share
from corpus.types import Article

_ALIKE = 6
"""How many of the most alike articles count as being on a similar topic."""


def cite_another_article(ground: Ground, around_it: Surroundings, rng: Random) -> Change | None:
    """A true sentence, cited to an article on something else."""
    alike = {each.id for each in around_it.like(ground.article, _ALIKE)}
    far = [
        each for each in around_it.articles if each.id not in alike and each.id != ground.article.id
    ]
    return _cited_to(ground, rng.choice(far), around_it) if far else None


def cite_similar_article(ground: Ground, around_it: Surroundings, rng: Random) -> Change | None:
    """A true sentence, cited to an article on a similar topic that does not say it."""
    near = around_it.like(ground.article, _ALIKE)
    return _cited_to(ground, rng.choice(near), around_it) if near else None


def _cited_to(ground: Ground, article: Article, around_it: Surroundings) -> Change | None:
    stems = content_stems(ground.text)
    everywhere = around_it.stems[article.id]
    missing = [each for each in stems if each not in everywhere]
    if len(stems) < 6 or len(missing) < 3 or len(missing) < len(stems) / 4:
        return None  # it may say the same in other words
    spans = sentences_of(article)
    if not spans:
        return None
    best = max(
        range(len(spans)),
        key=lambda n: share(
            stems, frozenset(content_stems(article.text[spans[n].start : spans[n].end]))
        ),
    )
    quote = quote_of(article, around(article, best, 1, 1))
    most = 0.6 if _hard_facts(ground.text) - _hard_facts(article.text) else 0.4
    if share(stems, frozenset(content_stems(quote.text))) > most:
        return None
    return Change(ground.text, f"{ground.article.id} → {article.id}", article.id, (quote,))


def _hard_facts(text: str) -> set[object]:
    """A text's numbers and days, without their places in it."""
    days = {(day.month, day.day, day.weekday) for day in dates(text)}
    return {number.value for number in numbers(text)} | days


def cite_invented_id(ground: Ground, around_it: Surroundings, rng: Random) -> Change | None:
    """A true sentence, cited to an id like the others that no article has."""
    own = ground.article.id
    parts = re.split(r"(\d+)", own)
    turned = [n for n, part in enumerate(parts) if part.isdigit()]
    made = [f"{own}-2", f"{own}.txt", own[: max(1, len(own) * 2 // 3)], own.upper()]
    if turned:
        at = rng.choice(turned)
        other = str(int(parts[at]) + rng.randint(1, 9)).zfill(len(parts[at]))
        made.append("".join([*parts[:at], other, *parts[at + 1 :]]))
    taken = {each.id for each in around_it.articles}
    free = [id for id in dict.fromkeys(made) if id not in taken and id]
    if not free:
        return None
    id = rng.choice(free)
    return Change(ground.text, f"{own} → {id}", id, ())


_TAIL = re.compile(
    r"(?:, | )(?P<tail>(?:because|after|although|while|when|before|but|with) [^“”\"]+)\.$"
)
_PHRASE = re.compile(
    r" (?P<tail>(?:in|at|on|for|from|near|during|outside|under|behind) "
    r"(?:\w[\w’'-]* ){1,6}\w[\w’'-]*)\.$"
)
_QUOTED = re.compile(r"[“”\"]")
_LEANS = re.compile(r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|But|And|So|Both)\b")


def add_detail(ground: Ground, around_it: Surroundings, rng: Random) -> Change | None:
    """A clause of a sentence that is not cited is appended to a true one."""
    if not ground.text.endswith(".") or _QUOTED.search(ground.text):
        return None
    sources = [ground.article, *around_it.like(ground.article, _ALIKE)]
    cited = frozenset(content_stems(ground.quote.text))
    article = rng.choice([ground.article, rng.choice(sources)])
    tails = []
    for span in sentences_of(article):
        sentence = article.text[span.start : span.end]
        if article.id == ground.article.id and span.overlaps(ground.cited):
            continue
        for tail in _tails(sentence):
            stems = content_stems(tail)
            if 2 <= len(stems) <= 9 and share(stems, cited) <= 0.34:
                tails.append(tail)
    if not tails:
        return None
    tail = rng.choice(tails)
    return Change(f"{ground.text[:-1]}{tail}.", f"added:{tail}")


def _tails(sentence: str) -> Iterator[str]:
    if _QUOTED.search(sentence) or not sentence.endswith("."):
        return
    if match := _TAIL.search(sentence):
        yield f", {match['tail']}"
    elif match := _PHRASE.search(sentence):
        yield f" {match['tail']}"
    if not _LEANS.match(sentence) and " — " not in sentence:
        yield f", and {lowered(sentence[:-1])}"


_UNRELATED = 0.25
"""Two sentences that share no more of their content words tell of two things."""


_CAUSAL = 0.15
"""How often a merge is tried as one fact because of the other, which almost always can be made."""


def merge_two(ground: Ground, around_it: Surroundings, rng: Random) -> Change | None:
    """Facts of two sentences as one: a figure or date of the other, or the one because of it.

    Both sentences are cited, so that every word of the lie stands in a quote.
    """
    near = around_it.like(ground.article, _ALIKE)
    if not near:
        return None
    article = rng.choice(near)
    own = content_stems(ground.quote.text)
    causal = rng.random() < _CAUSAL
    made: list[Change] = []
    for position, span in enumerate(sentences_of(article)):
        other = article.text[span.start : span.end]
        stems = content_stems(other)
        if len(stems) < 5 or share(stems, frozenset(own)) > _UNRELATED:
            continue
        quotes = (ground.quote, quote_of(article, around(article, position, 0, 0)))
        if causal:
            merged = [*_because(ground.text, other)]
        else:
            merged = [*_grafted(ground, other), *_acting(ground, article, other, around_it)]
        made += [change._replace(quotes=quotes) for change in merged]
    return rng.choice(made) if made else None


def _grafted(ground: Ground, other: str) -> Iterator[Change]:
    text, quote = ground.text, ground.quote.text
    stated = {number.value for number in numbers(quote)}
    for number in changeable_numbers(text):
        for foreign in changeable_numbers(other):
            alike = (foreign.unit, foreign.of) == (number.unit, number.of)
            said = other[foreign.start : foreign.end]
            if (
                alike
                and foreign.value not in stated
                and said[0].isdigit() == text[number.start].isdigit()
                and _comparable(foreign, number)
            ):
                change = swapped(text, number.start, number.end, said)
                yield change._replace(changed=f"figure: {change.changed}")
    for own in dates(text):
        for day in dates(other):
            if own.contradicts(day) and own.day and day.day and not own.weekday:
                said = other[day.start : day.end]
                if said not in quote:
                    change = swapped(text, own.start, own.end, said)
                    yield change._replace(changed=f"date: {change.changed}")


_ACTS = r"(?:, [^,“”\"]{3,60},)? (?P<act>(?:said|told|has|had|was|will|would|\w{3,}ed)\b.*)$"


def _acting(
    ground: Ground, article: Article, other: str, around_it: Surroundings
) -> Iterator[Change]:
    """What one did, said of the other; each opens a sentence of his own."""
    for own in around_it.people[ground.article.id]:
        act = re.match(rf"(?:\w+\.? )?(?:{own}|{own.rsplit(maxsplit=1)[-1]}){_ACTS}", ground.text)
        for name in around_it.people[article.id] if act else ():
            if (
                act
                and re.match(rf"(?:\w+\.? )?{name}\b", other)
                and not same_bearer(own, name)
                and name.rsplit(maxsplit=1)[-1] not in ground.quote.text
            ):
                yield Change(f"{name} {act['act']}", f"actor: {own} → {name}")


def _comparable(one: Number, other: Number) -> bool:
    """Whether two numbers differ, and not by so much that nobody would mistake them."""
    return one.value != other.value and 0.2 < abs(one.value / (other.value or 1e-9)) < 5


def _because(text: str, other: str) -> Iterator[Change]:
    both = f"{text} {other}"
    if (
        "according to" in text
        or _QUOTED.search(both)
        or _LEANS.match(other)
        or " — " in both
        or len(both.split()) > 45
    ):
        return
    if text.endswith(".") and other.endswith(".") and " because " not in both:
        clause = lowered(other[:-1])
        yield Change(f"{text[:-1]} because {clause}.", f"joined: because {clause}")


def keep_stale_figure(ground: Ground, around_it: Surroundings, rng: Random) -> Change | None:
    """An earlier article's figure for the same thing, under this later article's citation."""
    published, text = ground.article.published, ground.text
    if published is None:
        return None
    own = frozenset(content_stems(text))
    stated = {number.value for number in numbers(ground.quote.text)}
    made: list[Change] = []
    for article in around_it.like(ground.article, 2 * _ALIKE):
        if article.published is None or article.published[:10] >= published[:10]:
            continue
        for span in sentences_of(article):
            earlier = article.text[span.start : span.end]
            stems = content_stems(earlier)
            if not _on_the_same(own, stems):
                continue
            made += _stale(ground, earlier, stated)
    return rng.choice(made) if made else None


def _on_the_same(own: frozenset[str], stems: Sequence[str]) -> bool:
    return len(own & set(stems)) >= max(3, 0.3 * min(len(own), len(stems)))


def _stale(ground: Ground, earlier: str, stated: set[float]) -> Iterator[Change]:
    """The figure in this sentence's place, or the earlier sentence whole."""
    text = ground.text
    for old in changeable_numbers(earlier):
        for number in changeable_numbers(text):
            same = thing_counted(earlier, old) == thing_counted(text, number)
            alike = old.unit is not Unit.ORDINAL and _comparable(old, number)
            if same and alike and old.value not in stated:
                figure = earlier[old.start : old.end]
                yield swapped(text, number.start, number.end, figure)
                if not _LEANS.match(earlier) and not _QUOTED.search(earlier):
                    changed = f"{text[number.start : number.end]} → {figure} (earlier sentence)"
                    yield Change(earlier, changed)
