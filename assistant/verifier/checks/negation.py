"""Whether claim and evidence deny the same things."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.types import Quote
from assistant.verifier.checks.alignment import clauses, lemmas, matching, ranked, sentences, tokens
from assistant.verifier.checks.forms import lemma
from assistant.verifier.checks.objection import Objection, joined
from assistant.verifier.checks.opposites import OPPOSITES
from corpus.types import Span

_NEGATORS = re.compile(
    r"\b(?:not|no(?![,”\"’'])|never|none|neither|nor|nobody|nothing|without|cannot)\b|n['’]t\b"
    r"|\b(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|fail(?:s|ed|ing)? to"
    r"|dismiss(?:es|ed|ing)?|ruled? out|declin(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
_UNDENIED = re.compile(
    r"(?:\b(?:not|never)|n['’]t)\s+(?:\w+\s+)?(?:den(?:y|ied|ying)|refus(?:e|ed|ing)|reject(?:ed)?"
    r"|dismiss(?:ed)?|ruled? out|declin(?:e|ed))\b",
    re.IGNORECASE,
)
"""A denial denied, which leaves open what it speaks of."""
_NOT_NEGATION = re.compile(
    r"\b(?:not only|no longer than|no later than|no doubt|not least|no (?:fewer|less|more) than)\b"
    r"|(?<=\bor )not\b|(?<=\bor might )not\b|(?<=\bor may )not\b",
    re.IGNORECASE,
)
_IMPLICIT = re.compile(
    r"\b(?:lack(?:s|ed|ing)?|absen(?:t|ce)|unable|ignor(?:e|es|ed|ing)|avoid(?:s|ed|ing)?"
    r"|prevent(?:s|ed|ing)?|los(?:t|e|es|ing)|hardly|barely|rarely|seldom|yet to|far from"
    r"|pretend(?:s|ed|ing)?|rather than|instead of|only|sole(?:ly)?"
    r"|un(?!der|til|ion|it|iv|iq|less|cle)[a-z]{4,})\b",
    re.IGNORECASE,
)
"""What can make a denial true without being one."""
_ANYBODY = frozenset(map(lemma, ("people", "person", "anybody", "anyone")))
"""Who stands where the evidence says "nobody"."""
_REACH = 4
_ROOT = 5
_LEAST_ALIKE = 0.65
"""Share of a denying clause's words that a sentence must have to be what it speaks of."""
_MOST_OF_SCOPE = 0.75
_MOST_OF_CLAIM = 0.8


def check_negation(claim: str, quotes: Sequence[Quote]) -> Objection | None:
    """Of a statement that both make in nearly the same words, both must deny it or neither.

    Where the words differ more, whether a denial is meant is for a reader of meaning to tell.
    """
    evidence = joined(quotes)
    denied, denying = list(negated(evidence)), list(negated(claim))
    for negator, scope in denying:
        if not any(not scope or not other or scope & other for _, other in denied) and any(
            _is_stated(clause, quotes) for clause in clauses(claim) if _has(negator, clause)
        ):
            return Objection("negation", f"the article does not deny it (“{negator}”)", True)
    if denying or _IMPLICIT.search(claim):
        return None
    said = _roots(claim)
    for sentence in sentences(evidence):
        shared = len(_roots(sentence) & said)
        for negator, scope in negated(sentence):
            stated = len(scope & said) >= _MOST_OF_SCOPE * len(scope) > 0
            if stated and shared >= _MOST_OF_CLAIM * len(said):
                return Objection("negation", f"the article says “{negator}”", True)
        if shared >= _MOST_OF_CLAIM * len(said):
            return None
    return None


def negated(text: str) -> Iterator[tuple[str, set[str]]]:
    """The negators of a text, each with the roots of the content words in its reach."""
    undenied = [Span(*match.span()) for match in _UNDENIED.finditer(text)]
    for match in _NEGATORS.finditer(text):
        if _NOT_NEGATION.match(text, match.start()):
            continue
        if any(Span(*match.span()).overlaps(span) for span in undenied):
            continue
        clause = re.split(r"[,;:.!?]\s", text[match.end() :], maxsplit=1)[0]
        yield match[0], {_root(each) for each in islice(_content(clause), _REACH)}


def _has(negator: str, clause: str) -> bool:
    return any(word == negator for word, _ in negated(clause))


def _is_stated(clause: str, quotes: Sequence[Quote]) -> bool:
    """Whether the sentence most like a denying clause states what the clause denies."""
    said = frozenset(t.lemma for t in tokens(_NEGATORS.sub(" ", clause)) if t.is_content)
    best = next(iter(matching(said, quotes, _LEAST_ALIKE)), None)
    if best is None:
        return False
    best = next(iter(ranked(said, clauses(best), _LEAST_ALIKE)), best)
    opposites = {opposite for word in said for opposite in OPPOSITES.get(word, ())}
    return not (_IMPLICIT.search(best) or any(negated(best)) or opposites & lemmas(best))


def _content(text: str) -> Iterator[str]:
    return (each.lemma for each in tokens(text) if each.is_content)


def _root(stem: str) -> str:
    """The beginning of a stem, in which "injured" and "injuries" agree."""
    return stem[:_ROOT]


def _roots(text: str) -> set[str]:
    return {_root(each) for each in _content(text) if each not in _ANYBODY}
