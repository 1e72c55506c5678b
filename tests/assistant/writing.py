"""What the embedded writer writes for a question, with the probabilities that a test gives."""

from collections.abc import Mapping, Sequence

from assistant.question import Question, analyse
from assistant.reader import Candidate, Judgement
from assistant.reading.opened import Opened
from assistant.writers.base import Disagreement, Proposal, Read, Task
from assistant.writers.quoting import QuotingWriter
from corpus.types import Article
from tests.assistant.builders import build_article, build_evidence


class GivenReader:
    """Gives each sentence the probability that a test wrote down for words in it, else 0.01."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.scores = scores

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        return [
            Judgement(
                max(
                    (score for words, score in self.scores.items() if words in each.sentence),
                    default=0.01,
                )
            )
            for each in candidates
        ]


def article(id: str, text: str, published: str | None = None, title: str = "News") -> Article:
    return build_article(id, text, title=title, published=published)


def proposed(
    question: str, scores: Mapping[str, float], *articles: Article, copies: Sequence[str] = ()
) -> list[Proposal]:
    """What is written; the articles whose ids are `copies` tell one story."""
    task = Task(analyse(question), build_evidence(*articles, copies=copies))
    read, *every = QuotingWriter(GivenReader(scores)).write(task)
    assert isinstance(read, Read)  # first of all, also where nothing is drafted
    return every


def written(
    question: str, scores: Mapping[str, float], *articles: Article
) -> tuple[list[str], list[Disagreement]]:
    """The drafts in their order, each after its opening, and the disagreements."""
    every = proposed(question, scores, *articles)
    drafts = [each for each in every if isinstance(each, Opened)]
    return (
        [" ".join(part for part in (each.opening, each.text) if part) for each in drafts],
        [each for each in every if isinstance(each, Disagreement)],
    )
