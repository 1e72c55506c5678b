"""Whether the answer says what it should, from the right articles."""

import re
import string
from collections import Counter

from assistant.evaluation.claims import plain_claim
from assistant.evaluation.matching import says
from assistant.evaluation.metrics.metric import Parts, mean
from assistant.evaluation.outcomes import Outcome
from assistant.types import Quote


def vital_nugget_recall(outcome: Outcome) -> Parts | None:
    """The share of the vital nuggets that the answer says, and the mean of that over cases.

    (TREC 2024 RAG track, Pradeep et al. 2024, arXiv:2411.09607: the strict vital score.) An answer
    to an answerable question that states nothing says none. An upper estimate, since words that are
    denied are said too (`matching.says`).
    """
    return _recall(outcome, only_vital=True)


def nugget_recall(outcome: Outcome) -> Parts | None:
    """The share of all nuggets that the answer says, vital or not (as above, the strict score)."""
    return _recall(outcome, only_vital=False)


def _recall(outcome: Outcome, *, only_vital: bool) -> Parts | None:
    judged = zip(outcome.case.nuggets, outcome.nuggets, strict=True)
    said = (found.said for nugget, found in judged if nugget.vital or not only_vital)
    return mean([float(each) for each in said if each is not None])


def right_articles(outcome: Outcome) -> Parts | None:
    """Of the articles that an answer cites, each once, the share that carries what is asked.

    That is, something that an answer may say, a figure that was corrected later among it. The mean
    over answers to answerable questions that cite something.
    """
    if not outcome.case.answerable:
        return None
    cited = dict.fromkeys(id for each in outcome.stated for id in each.cited)
    return mean([float(id in outcome.case.carrying) for id in cited])


def vital_articles(outcome: Outcome) -> Parts | None:
    """The share of the vital nuggets one of whose articles is cited, and the mean over cases."""
    cited = {id for each in outcome.stated for id in each.cited}
    vital = (each for each in outcome.case.nuggets if each.vital)
    return mean([float(not cited.isdisjoint(each.articles)) for each in vital])


def answer_f1(outcome: Outcome) -> Parts | None:
    """How far the words that the answer marks as answering are the expected ones.

    F1 = 2pr / (p + r) over words, those in lower case without punctuation and articles; the best of
    the accepted answers counts (SQuAD, Rajpurkar et al. 2016, arXiv:1606.05250). Only where exactly
    one vital nugget has short answers. Judged are the first marked words; a refusal has 0, an
    answer that marks none is not judged.
    """
    expected = [each.answers for each in outcome.case.nuggets if each.vital and each.answers]
    if len(expected) != 1:
        return None
    marked = [words for each in outcome.stated for words in each.highlights]
    if not marked:
        return None if outcome.stated else (0.0, 1.0)
    return max(overlap_f1(marked[0], each) for each in expected[0]), 1.0


def exact_match(predicted: str, expected: str) -> float:
    """1.0 if two short texts are the same words in the same order (SQuAD), else 0.0."""
    return float(_normal(predicted) == _normal(expected))


def overlap_f1(predicted: str, expected: str) -> float:
    """The F1 of two short texts as bags of words, in [0, 1]; 1.0 of two without words."""
    one, other = _normal(predicted), _normal(expected)
    if not one or not other:
        return float(one == other)
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other))


def _normal(text: str) -> list[str]:
    plain = "".join(each for each in text.lower() if each not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", plain).split()


def to_the_point(outcome: Outcome) -> Parts | None:
    """Of the sentences that state something, the share that says one of the nuggets by its words.

    The rest may be of use or not; what an article has word for word can still be off the question.
    The mean over answers whose nuggets all have short answers.
    """
    nuggets = outcome.case.nuggets
    if not nuggets or not all(each.answers for each in nuggets):
        return None
    answers = [answer for each in nuggets for answer in each.answers]
    texts = [Quote(plain_claim(each.judged.text)) for each in outcome.stated]
    return mean([float(any(says(text, each) for each in answers)) for text in texts])
