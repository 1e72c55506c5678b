"""One evaluation, from its cases to its report."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from assistant.ask import Assistant
from assistant.evaluation.case import check_articles
from assistant.evaluation.external.parsing import read_answers
from assistant.evaluation.external.rulings import Ruling
from assistant.evaluation.external.shelf import Shelf
from assistant.evaluation.gating import Gate, checks
from assistant.evaluation.planting.selftest import self_test
from assistant.evaluation.reporting.summary import CaseFile, Report, outcomes_of, summarise
from assistant.evaluation.runfile import run_key
from assistant.evaluation.running import Answerer, asking, looking_up, run_cases
from assistant.evaluation.shipped import NamedCases
from assistant.verifier import Verifier
from corpus.errors import BadInput
from corpus.store import ArticleStore

RUN = "run.jsonl"
"""The file of a run, in the folder of its reports."""


class Subject(NamedTuple):
    """What is evaluated: what answers and its name, over which articles.

    `checked_before`: every answer has passed the verifier before it is given. `setup` is what else
    the answers depend on.
    """

    answer: Answerer
    name: str
    articles: ArticleStore
    checked_before: bool
    setup: tuple[str | None, ...] = ()


def of_assistant(assistant: Assistant, setup: tuple[str | None, ...] = ()) -> Subject:
    """Our own answers."""
    return Subject(asking(assistant), assistant.model, assistant.library.articles, True, setup)


def of_answers(
    path: Path, articles: ArticleStore, files: Sequence[NamedCases], say: Callable[[str], None]
) -> Subject:
    """Another system's answers, in a file. `say` is told of cases without one.

    Raises BadInput where the file can not be used, no answer has the id of a case, or one has no id
    or that of another.
    """
    answers, digest = read_answers(path, Shelf(articles))
    ids = [case.id for file in files for case in file.cases]
    missing = set(ids) - {each.id for each in answers}
    if len(missing) == len(ids):
        raise BadInput(f'{path}: no answer has the "id" of a case, such as {ids[0]}')
    answer = looking_up(answers)
    if missing:
        say(f"{len(missing)} of {len(ids)} cases have no answer in {path}; they count as empty")
    return Subject(answer, f"{path.name} ({digest})", articles, False)


def evaluate(
    files: Sequence[NamedCases],
    subject: Subject,
    verifier: Verifier,
    *,
    agreement: str,
    gate: Gate | None,
    lies: bool = True,
    rulings: Mapping[str, Ruling],
    folder: Path,
    workers: int,
    step: Callable[[], None],
    say: Callable[[str], None],
) -> Report:
    """Answer and judge every case, and put it to the gate.

    Saved in `folder` as it goes, so that a run that was stopped goes on until its file is
    `finish`ed; `step` is called after each case. Unless told not to, plants `lies` in what these
    answers have right. Raises BadInput where a case names an article that is not there.
    """
    shelf = Shelf(subject.articles)
    for file in files:
        _check(file, shelf)
    cases = [case for file in files for case in file.cases]
    key = run_key(cases, subject.articles.articles(), subject.name, verifier, subject.setup)
    outcomes = iter(
        run_cases(
            cases,
            subject.answer,
            shelf,
            verifier,
            path=folder / RUN,
            key=key,
            workers=workers,
            step=step,
            say=say,
        )
    )
    judged = tuple(CaseFile(each.name, tuple(islice(outcomes, len(each.cases)))) for each in files)
    summary = summarise(judged, key, agreement, checked_before=subject.checked_before)
    tested = self_test(outcomes_of(judged), shelf, verifier) if lies else None
    caught = tested.caught if tested else ()
    checked = None if gate is None else tuple(checks(gate, summary.estimates, caught))
    return Report(summary, judged, tested, checked, rulings)


def _check(file: NamedCases, shelf: Shelf) -> None:
    try:
        check_articles(file.cases, shelf.ids)
    except BadInput as error:
        raise BadInput(f"{file.name}: {error}") from None
