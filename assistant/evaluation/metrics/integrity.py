"""Faults that are no matter of degree, as shares of all that could have one."""

from assistant.evaluation.metrics.metric import Parts, share
from assistant.evaluation.outcomes import Outcome
from assistant.types import Label


def unknown_ids(outcome: Outcome) -> Parts | None:
    """Of the cited ids, each once a sentence, the share that no article has."""
    unknown = sum(len(each.cited) - len(each.known) for each in outcome.stated)
    return share(unknown, _cited(outcome))


def not_retrieved_ids(outcome: Outcome) -> Parts | None:
    """Of the cited ids the share that an article has and that was not retrieved for the question.

    None where it is not known what was retrieved.
    """
    if outcome.retrieved is None:
        return None
    retrieved = set(outcome.retrieved)
    strange = sum(id not in retrieved for each in outcome.stated for id in each.known)
    return share(strange, _cited(outcome))


def quote_exactness(outcome: Outcome) -> Parts | None:
    """Of the citations that give words or a place, the share whose article has them, there."""
    sentences = outcome.sentences
    return share(sum(each.exact for each in sentences), sum(each.quoted for each in sentences))


def uncited(outcome: Outcome) -> Parts | None:
    """Of the sentences that need a citation, the share that has none."""
    stated = outcome.stated
    return share(sum(not each.judged.citations for each in stated), len(stated))


def unjudged(outcome: Outcome) -> Parts | None:
    """Of the sentences that cite an article, the share that the verifier could not judge."""
    verdicts = [each.judged.verdict for each in outcome.stated if each.judged.verdict]
    return share(sum(each.label is Label.UNJUDGED for each in verdicts), len(verdicts))


def failed_cases(outcome: Outcome) -> Parts | None:
    """The share of cases that ended in an error instead of an answer."""
    return share(outcome.error is not None, 1)


def verbatim_share(outcome: Outcome) -> Parts | None:
    """Of the sentences that state something, the share that is word for word an article's."""
    stated = outcome.stated
    return share(sum(each.verbatim for each in stated), len(stated))


def independent_sources(outcome: Outcome) -> Parts | None:
    """Of the articles behind sentences that cite several, the share that is left if copies of one
    text count once."""
    several = [each for each in outcome.stated if len(each.known) > 1]
    return share(sum(each.sources for each in several), sum(len(each.known) for each in several))


def _cited(outcome: Outcome) -> int:
    return sum(len(each.cited) for each in outcome.stated)
