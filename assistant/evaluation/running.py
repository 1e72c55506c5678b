"""A run over many cases: answered, judged, and saved as it goes, so that it can be resumed."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from assistant.ask import Assistant
from assistant.evaluation.assessing import JUDGES, judge_answer
from assistant.evaluation.case import Case
from assistant.evaluation.external.answers import CitedAnswer
from assistant.evaluation.judging import Articles
from assistant.evaluation.outcomes import Outcome, failed
from assistant.evaluation.runfile import RunKey, saving
from assistant.types import Answer
from assistant.verifier import Verifier
from corpus.errors import BadInput, CitewiseError

Answerer = Callable[[Case], Answer | CitedAnswer]
"""Answers a case. A CitewiseError that it raises becomes the case's `error`."""


def asking(assistant: Assistant) -> Answerer:
    """Answers each case with the assistant."""
    return lambda case: assistant.ask(case.question, history=case.history)


def looking_up(answers: Iterable[CitedAnswer]) -> Answerer:
    """Finds another system's answer to each case by its id; there being none is an empty answer.

    Raises BadInput, which names the first answer without an id or with that of another one.
    """
    found: dict[str, CitedAnswer] = {}
    for each in answers:
        if not each.named:
            raise BadInput(f'{each.where}: needs an "id", that of the case it answers')
        first = found.setdefault(each.id, each)
        if first is not each:
            raise BadInput(f"{each.where}: the id {each.id!r} stands twice, first in {first.where}")
    return lambda case: found.get(case.id) or CitedAnswer(case.id, case.question, ())


def run_cases(
    cases: Sequence[Case],
    answer: Answerer,
    articles: Articles,
    verifier: Verifier,
    *,
    path: Path,
    key: RunKey,
    workers: int,
    step: Callable[[], None],
    say: Callable[[str], None],
) -> tuple[Outcome, ...]:
    """The outcome of every case, in order, saved in the file `path` as they come.

    A run that was stopped goes on where it was; if the file is of another run, `say` is told that
    it starts anew. `step` is called after each case, done now or before. Raises BadInput if the
    file can not be used.
    """
    with saving(path, key) as saved:
        if saved.restarted:
            say(saved.restarted)
        outcomes = list(saved.outcomes)
        for _ in outcomes:
            step()
        rest = cases[len(outcomes) :]
        for outcome in answer_cases(rest, answer, articles, verifier, workers=workers):
            saved.add(outcome)
            outcomes.append(outcome)
            step()
    return tuple(outcomes)


def answer_cases(
    cases: Iterable[Case],
    answer: Answerer,
    articles: Articles,
    verifier: Verifier,
    *,
    workers: int = 1,
) -> Generator[Outcome]:
    """The outcome of each case in order, each as soon as it and all before it are there.

    `workers` are threads that answer, which share what answers; others judge meanwhile what has
    been answered. With one, the cases are answered in their order. Few cases are begun before the
    first of them is given, so that a run that is stopped loses little.
    """

    def outcome(case: Case, answered: Future[Answer | CitedAnswer]) -> Outcome:
        try:
            found = answered.result()
        except CitewiseError as error:
            return failed(case, str(error))
        return judge_answer(case, found, articles, verifier)

    begun: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(workers) as asking, ThreadPoolExecutor(JUDGES) as judging:
        try:
            for case in cases:
                begun.append(judging.submit(outcome, case, asking.submit(answer, case)))
                if len(begun) > workers + JUDGES:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            asking.shutdown(wait=False, cancel_futures=True)
            judging.shutdown(wait=False, cancel_futures=True)
