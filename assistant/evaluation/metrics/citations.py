"""Whether the cited articles carry the sentences.

Means over answers, as published. An id counts once a sentence, whatever it is called; one that no
article has is not precise and stays in the denominator. An unjudged sentence does not count.
"""

from dataclasses import replace

from assistant.evaluation.metrics.metric import Parts, mean
from assistant.evaluation.outcomes import Outcome
from assistant.types import Label

GRADES = {
    Label.SUPPORTED: 1.0,
    Label.PARTLY: 0.5,
    Label.UNSUPPORTED: 0.0,
    Label.CONTRADICTED: 0.0,
}
"""Full, partial and no support; an unjudged citation has no grade."""


def citation_recall(outcome: Outcome) -> Parts | None:
    """Of the sentences that need a citation, the share that their citations together carry.

    recall = |{s : cited(s) ⊨ s}| / |{s}|, and the mean of that over answers (ALCE, Gao et al. 2023,
    arXiv:2305.14627, section 3). A sentence that cites nothing is not carried. An empty answer to
    an answerable question is one sentence that is not carried; a stated refusal does not count.
    """
    if _is_missing(outcome):
        return 0.0, 1.0
    carried = (each.judged.carried for each in outcome.stated)
    return mean([float(each) for each in carried if each is not None])


def citation_precision(outcome: Outcome) -> Parts | None:
    """Of the citations, the share that is needed: (ALCE, as above)

    precision = |{(s, c) : cited(s) ⊨ s and (c ⊨ s or cited(s) ∖ c ⊭ s)}| / |{(s, c)}|, and the mean
    of that over answers. Several carry s (⊨) together or if one of them does by itself: that one
    that carries is enough departs from ALCE. An answer that states something and cites nothing has
    precision 0, as in the authors' code, and so has an empty one.
    """
    if _is_missing(outcome) or _cites_nothing(outcome):
        return 0.0, 1.0
    precise = (each.precise for one in outcome.stated for each in one.judged.citations)
    return mean([float(each) for each in precise if each is not None])


def weighted_precision(outcome: Outcome) -> Parts | None:
    """The mean grade of the citations: full support 1, partial ½, none 0, each article by itself.

    (TREC 2024 RAG track, Thakur et al. 2025, arXiv:2504.15205; there people grade the first
    citation of a sentence, here a verifier grades all.) Nothing cited: 0, as in
    `citation_precision`.
    """
    if _is_missing(outcome) or _cites_nothing(outcome):
        return 0.0, 1.0
    return mean([GRADES[label] for s in outcome.stated for label in s.alone if label in GRADES])


def weighted_recall(outcome: Outcome) -> Parts | None:
    """The mean grade of the sentences that need a citation; one without citation has 0.

    (TREC 2024 RAG track, as above; here a sentence's grade is that of its citations together.)
    """
    if _is_missing(outcome):
        return 0.0, 1.0
    verdicts = (each.judged.verdict for each in outcome.stated)
    labels = (each.label if each else Label.UNSUPPORTED for each in verdicts)
    return mean([GRADES[label] for label in labels if label in GRADES])


def faithfulness(outcome: Outcome) -> Parts | None:
    """Of the sentences that state something, the share that all retrieved passages carry.

    (RAGAS, Es et al. 2023, arXiv:2309.15217; there a language model splits the answer into
    statements, here a statement is a sentence.) Whether it is cited rightly is not asked. None
    where it is not known what was retrieved.
    """
    labels = (each.in_context.label for each in outcome.stated if each.in_context)
    return mean([float(label is Label.SUPPORTED) for label in labels if label in GRADES])


def composed(outcome: Outcome) -> Outcome:
    """The answer without what is word for word an article's: only these can be unfaithful."""
    return replace(outcome, sentences=tuple(e for e in outcome.sentences if not e.verbatim))


def verbatim(outcome: Outcome) -> Outcome:
    """Only what is word for word an article's: true to it, if not always to the question."""
    return replace(outcome, sentences=tuple(e for e in outcome.sentences if e.verbatim))


def _is_missing(outcome: Outcome) -> bool:
    """Whether an answer that there should be is empty; a stated refusal is not."""
    return outcome.case.answerable and not outcome.text.strip()


def _cites_nothing(outcome: Outcome) -> bool:
    stated = outcome.stated
    return bool(stated) and not any(each.judged.citations for each in stated)
