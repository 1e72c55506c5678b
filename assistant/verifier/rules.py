"""The verifier by rule, which knows no meaning."""

import re
from collections.abc import Sequence

from assistant.types import Label, Quote, Verdict
from assistant.verifier.checks import CHECKS, check_names, word_share


class RuleVerifier:
    """Compares numbers, dates, names, negations and words; a sentence that is quoted passes.

    `score` is 1.0 for words that stand in the evidence verbatim and otherwise the share of the
    claim's content words found there. It knows no meaning: a claim made of the evidence's own words
    in another order can pass.
    """

    name = "rules-1"

    def judge(self, claim: str, evidence: Sequence[Quote]) -> Verdict:
        text = "\n".join(quote.text for quote in evidence)
        if not text.strip():
            return Verdict(Label.UNSUPPORTED, 0.0, self.name, "it cites nothing")
        quoted = any(_stands_in(claim, quote.text) for quote in evidence)
        # Of a quotation only the names that were added in brackets remain to be checked.
        for check in (check_names,) if quoted else CHECKS:
            objection = check(claim, evidence)
            if objection is not None:
                label = Label.CONTRADICTED if objection.contradicts else Label.UNSUPPORTED
                return Verdict(label, word_share(claim, text), self.name, objection.reason)
        if quoted:
            return Verdict(Label.SUPPORTED, 1.0, self.name, "in the article's own words")
        return Verdict(Label.SUPPORTED, word_share(claim, text), self.name, None)


_BRACKETED = re.compile(r"\s?\[(?:[A-Z][\w’'.-]*|of|the)(?:\s+(?:[A-Z][\w’'.-]*|of|the))*\]")
"""A name added in brackets; nothing else may be added to a quotation."""
_ENDS = re.compile(r"[.!?…:;”\"’')\]]$")


def _stands_in(claim: str, quote: str) -> bool:
    """Whether the claim is whole sentences of the quote, added names and white space aside.

    Part of a sentence may mean the opposite of the whole: "… denied that it had sunk".
    """
    squeezed = " ".join(quote.split())
    plain = _BRACKETED.sub(lambda m: m[0] if m[0].strip() in squeezed else "", claim)
    for words in {" ".join(claim.split()), " ".join(plain.split())}:
        before, found, after = squeezed.partition(words)
        if found and _ends(before) and (_ends(words) or not after):
            return True
    return False


def _ends(text: str) -> bool:
    return not text or bool(_ENDS.search(text.rstrip()))
