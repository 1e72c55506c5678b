"""Cases proposed from the user's own articles, for a person to accept or to strike.

By rule and repeatable: questions that one sentence answers (see `asking`), and questions on
somebody or something of the collection that no article answers. A few that are mostly good are
worth more than many, since each is read by a person.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from assistant.evaluation.case import Case, Nugget, parse_case
from assistant.evaluation.external.records import Record, read_lines, records
from assistant.evaluation.matching import says
from assistant.evaluation.planting.grounds import Surroundings, survey
from assistant.evaluation.proposing.asking import Asked, is_specific, questions_from
from assistant.evidence import sentences_of
from assistant.facts import TITLES
from assistant.types import Quote
from assistant.words import content_stems, share, words
from corpus.errors import BadInput
from corpus.types import Article

_ALIKE = 0.75
"""A sentence with so much of what a question says, by content words, may be about the same."""
_AN_ARTICLE = 3
"""Questions from one article at most."""
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case, and what it was made from: a sentence, or why nothing should answer it."""

    case: Case
    reason: str


def propose(
    articles: Iterable[Article], *, answerable: int, unanswerable: int
) -> tuple[Proposal, ...]:
    """At most so many cases of either kind, the same for the same articles.

    One question of each article comes before a second of any.
    """
    around = survey(articles)
    collection = _Collection.of(around.articles)
    asked = [
        list(islice(_answerable(each, around, collection), _AN_ARTICLE)) for each in around.articles
    ]
    lacking = [list(_unanswerable(each, collection)) for each in _entities(around)]
    return (*_spread(asked, answerable), *_spread(lacking, unanswerable))


def _spread(groups: Sequence[Sequence[Proposal]], most: int) -> Iterator[Proposal]:
    """The first of each group, then the second of each, each question once."""
    found: dict[str, Proposal] = {}
    for row in zip_longest(*groups):
        for each in row:
            if each is not None:
                found.setdefault(each.case.question, each)
    yield from islice(found.values(), most)


class _Said(NamedTuple):
    """A sentence of an article, and its stems."""

    article: Article
    quote: Quote
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Collection:
    articles: tuple[Article, ...]
    sentences: tuple[_Said, ...]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> "_Collection":
        said = []
        for article in articles:
            for span in sentences_of(article):
                text = article.text[span.start : span.end]
                quote = Quote(text, article.published)
                said.append(_Said(article, quote, frozenset(content_stems(text))))
        return cls(tuple(articles), tuple(said))

    def on_the_same(self, question: str) -> list[_Said]:
        """The sentences that may be about what a question asks."""
        stems = content_stems(question)
        return [each for each in self.sentences if share(stems, each.stems) >= _ALIKE]


def _answerable(
    article: Article, around: Surroundings, collection: _Collection
) -> Iterator[Proposal]:
    """The questions that an article answers, at most one of a kind."""
    kinds: set[str] = set()
    for span in sentences_of(article):
        sentence = article.text[span.start : span.end]
        for asked in questions_from(sentence, around.people[article.id], around.places[article.id]):
            case = _case(asked, article, sentence, collection) if asked.kind not in kinds else None
            if case is not None:
                kinds.add(asked.kind)
                yield Proposal(case, sentence)


def _case(asked: Asked, article: Article, sentence: str, collection: _Collection) -> Case | None:
    """None where the question is not clear by itself, or gives its answer away.

    Nor where another article says something else on what may be the same.
    """
    own = {each.stem for each in words(asked.answers[0]) if each.is_content}
    if not is_specific(asked.question) or own <= {e.stem for e in words(asked.question)}:
        return None
    alike = collection.on_the_same(asked.question)
    answering = {
        each.article.id
        for each in alike
        if any(says(each.quote, answer) for answer in asked.answers)
    }
    if not {each.article.id for each in alike} <= answering | {article.id}:
        return None
    ids = tuple(sorted(answering | {article.id}))
    nugget = Nugget(sentence, vital=True, articles=ids, answers=asked.answers)
    id = f"{article.id}/{asked.kind}"
    return Case(id, asked.question, True, ids, (nugget,), (asked.kind, "made"))


class _Attribute(NamedTuple):
    """What may be asked of anybody, and the words of which none may stand near its name."""

    kind: str
    question: str
    stated_by: re.Pattern[str]


def _attribute(kind: str, question: str, stated_by: str) -> _Attribute:
    return _Attribute(kind, question, re.compile(rf"\b(?:{stated_by})", re.IGNORECASE))


_OF_A_PERSON = (
    _attribute("birthplace", "Where was {} born?", r"born|birth|native|grew up|hometown|from a"),
    _attribute("studies", "Which university did {} attend?",
               r"universit|college|degree|graduat|stud(?:y|ie)|doctor|profess"),
    _attribute("marriage", "Who is {} married to?",
               r"wife|husband|married|marry|spouse|partner|wedding|widow|fianc"),
    _attribute("children", "How many children does {} have?",
               r"child|daughter|son\b|sons\b|father|mother|parent|grand"),
    _attribute("age", "How old is {}?", r"aged?\b|old\b|born|birthday|\d\d,"),
)  # fmt: skip
_OF_A_BODY = (
    _attribute("founding", "When was {} founded?",
               r"found|establish|set up|creat|form(?:ed|ation)|since|began|start|open"),
    _attribute("staff", "How many people does {} employ?",
               r"employ|staff|work|jobs?\b|posts?\b|people"),
    _attribute("seat", "In which street are the offices of {}?",
               r"street|offices?\b|headquart|based|road|premises|building"),
)  # fmt: skip


class _Entity(NamedTuple):
    """A name as a question says it, its attributes, and the words that mean it in an article."""

    name: str
    attributes: Sequence[_Attribute]
    called: Collection[str]


def _entities(around: Surroundings) -> list[_Entity]:
    """People and bodies, those of most articles first; a name that two bear is left out."""
    people = Counter(name for found in around.people.values() for name in found)
    bodies = Counter(name for found in around.institutions.values() for name in found)
    surnames = Counter(name.split()[-1] for name in people)
    found = [
        (count, _Entity(name, _OF_A_PERSON, (name.split()[-1],)))
        for name, count in people.items()
        if surnames[name.split()[-1]] == 1 and _is_a_person(name, around.articles)
    ]
    found += [
        (count, _Entity(_with_article(name, around.articles), _OF_A_BODY, (name.split()[-1],)))
        for name, count in bodies.items()
        if len(name.split()) > 1 and _is_a_body(name, around.articles)
    ]
    return [entity for _, entity in sorted(found, key=lambda each: (-each[0], each[1].name))]


_TITLED = rf"(?:{'|'.join(each.capitalize() for each in sorted(TITLES))})"


def _is_a_person(name: str, articles: Iterable[Article]) -> bool:
    """Spoken of as people are, and never as a team, a place or a church is."""
    last = re.escape(name.split()[-1])
    whole = re.escape(name)
    text = "\n".join(each.text for each in articles if name in each.text)
    as_a_person = (
        rf"{whole}, (?:\d\d,|who )|\b{_TITLED}\.? (?:{whole}|{last})\b|(?<!\w ){last} said"
    )
    otherwise = rf"\b(?:[Tt]he|[Ii]n|[Aa]t|[Nn]ear) (?:{whole}|{last})\b(?! (?:said|told))"
    return bool(
        re.search(as_a_person, text)
        and not re.search(otherwise, text)
        and not re.search(rf"\bthe {last.lower()}\b", text)
    )


def _is_a_body(name: str, articles: Iterable[Article]) -> bool:
    """Called "the council" too, where it is the Pellwick Harbour Council."""
    last = re.escape(name.split()[-1].lower())
    return any(name in each.text and re.search(rf"\bthe {last}\b", each.text) for each in articles)


def _with_article(name: str, articles: Iterable[Article]) -> str:
    """ "the Norrin Health Board", if most articles call it so."""
    standing = Counter[bool]()
    for article in articles:
        for match in re.finditer(rf"(\b[Tt]he )?\b{re.escape(name)}\b", article.text):
            standing[bool(match[1])] += 1
    return f"the {name}" if standing[True] > standing[False] else name


def _unanswerable(entity: _Entity, collection: _Collection) -> Iterator[Proposal]:
    """What no sentence near the name says anything about, first what fewest would guess at."""
    named = Counter[str]()
    near: list[str] = []
    for number, said in enumerate(collection.sentences):
        if any(re.search(rf"\b{re.escape(each)}\b", said.quote.text) for each in entity.called):
            named[said.article.id] += 1
            beside = collection.sentences[max(0, number - 1) : number + 2]
            near += [each.quote.text for each in beside if each.article.id == said.article.id]
    first = sum(map(ord, entity.name)) % len(entity.attributes)
    for attribute in (*entity.attributes[first:], *entity.attributes[:first]):
        if named and not any(attribute.stated_by.search(each) for each in near):
            id = f"{re.sub(r'[^a-z0-9]+', '-', entity.name.lower())}/{attribute.kind}"
            case = Case(
                id,
                attribute.question.format(entity.name),
                answerable=False,
                articles=(),
                nuggets=(),
                tags=("unanswerable", "made"),
                near=tuple(id for id, _ in named.most_common(_NEAR)),
            )
            yield Proposal(case, f"no article states this ({attribute.kind}) near the name")


def write_proposals(path: Path, proposals: Iterable[Proposal]) -> int:
    """Write a line to be filled in for each: "accept" true or false; how many.

    Raises BadInput where the file has lines that are filled in: somebody's work would be lost.
    """
    if path.exists() and any(_ruling(each) is not None for each in _lines(path)):
        raise BadInput(f"{path} has lines that were ruled on; name another file")
    lines = [
        json.dumps(
            {"accept": "", "made_from": each.reason, **_fields(each.case)}, ensure_ascii=False
        )
        for each in proposals
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def accepted(path: Path) -> tuple[Case, ...]:
    """The cases that a person accepted, as they stand: they may have been edited.

    Raises BadInput, which names the first bad line.
    """
    found: dict[str, Case] = {}
    for record in _lines(path):
        if not _ruling(record):
            continue
        fields = {name: each for name, each in record.fields.items() if name not in _OUR_OWN}
        case = parse_case(Record(record.where, fields))
        if found.setdefault(case.id, case) is not case:
            raise BadInput(f"{record.where}: the id {case.id!r} stands twice")
    return tuple(found.values())


def write_cases(path: Path, cases: Sequence[Case]) -> int:
    """Write cases as `load_cases` reads them; how many."""
    lines = [json.dumps(_fields(case), ensure_ascii=False) for case in cases]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


_OUR_OWN = ("accept", "made_from")


def _lines(path: Path) -> Iterator[Record]:
    return records(read_lines(path), f"{path}:")


def _ruling(record: Record) -> bool | None:
    """None where nobody filled it in."""
    ruling = record.fields.get("accept")
    if ruling in (None, ""):
        return None
    if not isinstance(ruling, bool):
        raise BadInput(f'{record.where}: "accept" is true, false or empty')
    return ruling


def _fields(case: Case) -> dict[str, Any]:
    """The fields of a case that are not empty, besides those that every case has."""
    every = asdict(case)
    optional = ("history", "conflict", "near")
    return {name: each for name, each in every.items() if each or name not in optional}
