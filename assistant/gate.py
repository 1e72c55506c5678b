"""The gate: nothing a writer drafts is shown before its own citations have been judged.

The gate is the same for every writer. It turns a draft into a checked sentence or into a withheld
one, and it alone makes citations.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from assistant.evidence import Evidence, NotRetrieved, adjoin, joined, sentences_of
from assistant.facts import names
from assistant.types import Citation, Label, Notice, Support, Verdict, Withheld
from assistant.verifier import Verifier
from assistant.verifier.checks import word_share
from assistant.verifier.clauses import shortened
from assistant.writers.base import Draft, Source
from corpus.types import Article, Span


class Checked(NamedTuple):
    """A draft that passed: its text, the citations that carry it, and the verdict on them."""

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    highlights: tuple[Span, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Judges drafts by one verifier."""

    verifier: Verifier

    def check(
        self, draft: Draft, evidence: Evidence, *, after_withheld: bool = False
    ) -> Checked | Withheld:
        """Judge a draft against what it cites.

        `after_withheld`: the draft before it was withheld, so a pronoun that opens this one would
        lean on something nobody sees.
        """
        if not any(char.isalnum() for char in draft.text):
            return Withheld(draft.text, "there is nothing in it to check")
        if after_withheld and _leans(draft.text):
            return Withheld(draft.text, "it leans on a sentence that was withheld")
        citations, refused = self._resolve(draft, evidence)
        for text in (draft.text, *shortened(draft.text)):
            found = self._carried(text, citations, evidence)
            if found is not None:
                break
        else:
            return self._withheld(draft, citations, refused)
        notices = [Notice("citation_refused", reason) for reason in refused]
        kept = {each.article_id for each in found.citations}
        cited = {each.article_id for each in citations}
        notices += [
            Notice("citation_dropped", f"{id} adds nothing to the sentence and was dropped")
            for id in sorted(cited - kept)
        ]
        notices += [
            Notice("citation_added", f"the sentence rests on {id}, cited by the gate")
            for id in sorted(kept - cited)
        ]
        highlights = draft.highlights
        if text != draft.text:
            notices.append(Notice("shortened", f"unsupported words were cut from: {draft.text}"))
            highlights = tuple(each for each in highlights if each.end < len(text))
        return Checked(text, found.citations, found.verdict, highlights, tuple(notices))

    def _carried(
        self, claim: str, citations: Sequence[Citation], evidence: Evidence
    ) -> "_Carried | None":
        """What carries the claim: the given citations or, where they do not, a retrieved one."""
        given = self._carry(claim, citations) if citations else None
        return given or self._attach(claim, evidence)

    def _resolve(self, draft: Draft, evidence: Evidence) -> tuple[list[Citation], list[str]]:
        """The draft's sources as citations, one an article, and what was wrong with the rest."""
        spans: dict[str, list[Span]] = {}
        refused: list[str] = []
        for source in dict.fromkeys(draft.sources):
            try:
                span = source.span or _locate(draft.text, source, evidence)
                evidence.cite(source.article_id, span)
                spans.setdefault(source.article_id, []).append(span)
            except NotRetrieved as error:
                refused.append(str(error))
        citations: list[Citation] = []
        for article_id, found in spans.items():
            for span in _merged(found, evidence.article(article_id)):
                try:
                    citations.append(evidence.cite(article_id, span))
                except NotRetrieved as error:  # a part that page furniture cuts off from the rest
                    refused.append(str(error))
        return citations, refused

    def _carry(self, claim: str, citations: Sequence[Citation]) -> "_Carried | None":
        """The citations that carry the claim: all that do alone, else the few that do jointly."""
        alone = [
            (each, verdict)
            for each in citations
            if (verdict := self.verifier.judge(claim, [each.words])).label is Label.SUPPORTED
        ]
        if alone:
            best = max((verdict for _, verdict in alone), key=lambda verdict: verdict.score or 0.0)
            return _Carried(tuple(each for each, _ in alone), best)
        needed = list(citations)
        verdict = self.verifier.judge(claim, [each.words for each in needed])
        if verdict.label is not Label.SUPPORTED:
            return None
        for each in citations:
            rest = [other for other in needed if other is not each]
            without = self.verifier.judge(claim, [other.words for other in rest]) if rest else None
            if without is not None and without.label is Label.SUPPORTED:
                needed, verdict = rest, without
        supports = Support.JOINTLY if len(needed) > 1 else Support.ALONE
        return _Carried(tuple(replace(each, supports=supports) for each in needed), verdict)

    def _attach(self, claim: str, evidence: Evidence) -> "_Carried | None":
        """A retrieved statement that supports the claim alone."""
        ranked = sorted(
            evidence.statements, key=lambda each: word_share(claim, each.text), reverse=True
        )
        for statement in ranked[:_ATTACH_TRIES]:
            citation = evidence.cite(statement.article.id, statement.span)
            verdict = self.verifier.judge(claim, [citation.words])
            if verdict.label is Label.SUPPORTED:
                return _Carried((citation,), verdict)
        return None

    def _withheld(
        self, draft: Draft, citations: Sequence[Citation], refused: Sequence[str]
    ) -> Withheld:
        if not citations:
            return Withheld(draft.text, "; ".join(refused) or "it cites no article")
        verdict = self.verifier.judge(draft.text, [each.words for each in citations])
        reason = verdict.reason or f"what it cites does not support it ({verdict.label})"
        return Withheld(draft.text, reason, verdict.label)


class _Carried(NamedTuple):
    """The citations that carry a claim, and the verdict on them."""

    citations: tuple[Citation, ...]
    verdict: Verdict


_ATTACH_TRIES = 3
_LEANING = re.compile(
    r"(?:he|she|they|it|this|that|these|those|his|her|their|its|such|both|the\s+(?:former|latter))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|they|him|her|his|their)\b(?!\s*\[)", re.IGNORECASE)
_CONJUNCTIONS = re.compile(
    r"[“\"‘']?(?:(?:and|but|so|yet|still|also|then|later|however|instead|meanwhile)\b,?\s+)*",
    re.IGNORECASE,
)


def _leans(text: str) -> bool:
    """Whether a sentence speaks of somebody or something that only the one before it names."""
    opening = _CONJUNCTIONS.match(text)
    if _LEANING.match(text, opening.end() if opening else 0) and "[" not in text[:40]:
        return True
    person = _PERSON.search(text)
    return person is not None and not any(name.start < person.start() for name in names(text))


def _locate(claim: str, source: Source, evidence: Evidence) -> Span:
    """The retrieved sentence of the cited article, or the two, that say most of the claim."""
    statements = evidence.of(evidence.article(source.article_id).id)
    if not statements:
        raise NotRetrieved(f"{source.article_id} has no retrieved sentence")
    singles = [each.span for each in statements]
    pairs = [
        joined([one.span, other.span])
        for one, other in pairwise(statements)
        if adjoin(one.article, one.span, other.span)
    ]
    text = statements[0].article.text
    return max(
        [*singles, *pairs],
        key=lambda span: (
            word_share(claim, text[span.start : span.end]),
            span.start - span.end,  # of two that say as much, the shorter
        ),
    )


def _merged(spans: Sequence[Span], article: Article) -> list[Span]:
    """Neighbouring sentences as one quote, others apart, in reading order."""
    merged: list[Span] = []
    for sentence in sentences_of(article):
        if not any(sentence.overlaps(span) for span in spans):
            continue
        if merged and adjoin(article, merged[-1], sentence):
            merged[-1] = joined([merged[-1], sentence])
        else:
            merged.append(sentence)
    return merged
