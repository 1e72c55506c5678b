"""Small cases, answers and outcomes with sane defaults, and a verifier to reckon with by hand."""

import re
from collections.abc import Sequence
from typing import Any

from assistant.evaluation.assessing import judge_answer
from assistant.evaluation.case import Case, Nugget
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.judging import CitedId, Extract, Judged
from assistant.evaluation.outcomes import Conduct, JudgedSentence, NuggetVerdict, Outcome
from assistant.types import Label, Quote, Status, Verdict
from assistant.verifier import Verifier
from corpus.article import make_article
from corpus.types import Article


class WordVerifier:
    """Each word is a fact: all in the evidence is support, some is part of it.

    A claim with the word "unreadable" can not be judged.
    """

    name = "words"

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        facts = _words(claim)
        if "unreadable" in facts:
            return Verdict(Label.UNJUDGED, None, self.name, "it is unreadable")
        there = facts & {word for each in evidence for word in _words(each.text)}
        label = Label.SUPPORTED if there == facts else Label.PARTLY if there else Label.UNSUPPORTED
        return Verdict(label, len(there) / len(facts), self.name, None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


class Articles:
    """Articles in memory, as the judging finds them."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {each.id: each for each in articles}

    def find(self, id: str, version: str | None = None) -> Article | None:
        return self._articles.get(id)


LETTERS = Articles(
    make_article("a", "alpha."), make_article("b", "beta."), make_article("ab", "alpha beta.")
)


def build_case(id: str = "1", **fields: Any) -> Case:
    """An answerable case on the article "a"; an unanswerable one has no articles and nuggets."""
    answerable = fields.pop("answerable", True)
    given: dict[str, Any] = {
        "question": "What is it?",
        "articles": ("a",) if answerable else (),
        "nuggets": (build_nugget(),) if answerable else (),
        "tags": (),
    }
    return Case(id=id, answerable=answerable, **(given | fields))


def build_nugget(text: str = "It is alpha.", **fields: Any) -> Nugget:
    given: dict[str, Any] = {"vital": True, "articles": ("a",), "answers": ("alpha",)}
    return Nugget(text, **(given | fields))


def cited(*sentences: tuple[str, Sequence[str]]) -> CitedAnswer:
    """Another system's answer: each sentence with the ids it cites."""
    return CitedAnswer(
        "1",
        None,
        tuple(CitedSentence(text, tuple(CitedSource(id) for id in ids)) for text, ids in sentences),
    )


def judged(
    *sentences: tuple[str, Sequence[str]],
    case: Case | None = None,
    articles: Articles = LETTERS,
    verifier: Verifier | None = None,
) -> Outcome:
    """The outcome of such an answer, over the articles a ("alpha."), b ("beta.") and ab."""
    return judge_answer(
        case or build_case(), cited(*sentences), articles, verifier or WordVerifier()
    )


def build_sentence(
    text: str = "It is alpha.",
    ids: Sequence[str] = ("a",),
    label: Label | None = Label.SUPPORTED,
    **fields: Any,
) -> JudgedSentence:
    """A sentence whose cited ids are all known and all of one label."""
    known = [] if label is None else ids
    supported = label is Label.SUPPORTED
    verdict = None if label is None or not ids else Verdict(label, None, "words", None)
    made = Judged(
        text,
        True,
        tuple(CitedId(id, supported, supported) for id in ids),
        tuple(Extract(id, "1", 0, 6, "alpha.", None) for id in known),
        verdict,
        (),
    )
    given: dict[str, Any] = {
        "verbatim": False,
        "in_context": None,
        "alone": tuple(label or Label.UNSUPPORTED for _ in ids),
    }
    return JudgedSentence(made, **(given | fields))


def build_outcome(*sentences: JudgedSentence, case: Case | None = None, **fields: Any) -> Outcome:
    """An outcome of these sentences; without any it declines."""
    case = case or build_case()
    given: dict[str, Any] = {
        "status": Status.ANSWERED if sentences else Status.NO_EVIDENCE,
        "conduct": Conduct.ANSWERED if sentences else Conduct.DECLINED,
        "text": " ".join(each.judged.text for each in sentences) or "Nothing here answers this.",
        "nuggets": tuple(NuggetVerdict(bool(sentences), "") for _ in case.nuggets),
        "retrieved": None,
        "conflicts": None,
        "error": None,
        "timings_ms": {},
    }
    return Outcome(case=case, sentences=sentences, **(given | fields))
