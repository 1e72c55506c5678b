"""Cited answers in your own test suite: one pytest item a case.

    @pytest.mark.citewise(cases="cases.jsonl", store=".citewise")
    def test_every_case(citewise_outcome):
        assert not citewise_outcome.faults

    @pytest.mark.citewise(cases="cases.jsonl", store=".citewise", gate="gate.toml")
    def test_the_gate(citewise_failures):
        assert citewise_failures == []

Paths are relative to pytest's root. What answers is our own assistant over `store`; a fixture
`citewise_system` of your own puts another system in its place, and then `store` is not needed.

Nothing but pytest is imported until one of the fixtures is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from assistant.evaluation.case import Case
    from assistant.evaluation.judging import Articles
    from assistant.evaluation.outcomes import Outcome
    from assistant.evaluation.running import Answerer
    from assistant.verifier import Verifier

T = TypeVar("T")
_MARK = "citewise"
_PER_CASE = "citewise_outcome"


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """What answers a case, the articles that it may cite, and what judges whether they carry it.

    An answer is asked for once of the same object, so a fixture should be of `session` scope.
    """

    answer: "Answerer"
    articles: "Articles"
    verifier: "Verifier"


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """A case, answered and judged; `faults` say in words why it fails, none if it does not."""

    outcome: "Outcome"
    faults: tuple[str, ...]


@dataclass(slots=True)
class _Session:
    """What is kept between the items of one process."""

    systems: dict[Path, System] = field(default_factory=dict)
    outcomes: "dict[tuple[System, Case], Outcome]" = field(default_factory=dict)


_SESSION = pytest.StashKey[_Session]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{_MARK}(cases, store=None, gate=None): the cases that {_PER_CASE} and citewise_failures "
        "are about, where the articles are indexed, and the thresholds to be reached",
    )
    config.stash[_SESSION] = _Session()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if _PER_CASE in metafunc.fixturenames:
        cases = _cases(metafunc.config, metafunc.definition)
        ids = [each.id for each in cases]
        metafunc.parametrize(_PER_CASE, cases, ids=ids, indirect=True, scope="function")


@pytest.fixture
def citewise_system(request: pytest.FixtureRequest) -> System:
    """Our own assistant over the mark's `store`, opened once; override it to test another."""
    store = _path(request.config, request.node, "store")
    if store is None:
        raise _usage(f'{_MARK} needs store="FOLDER", or a fixture citewise_system of your own')
    session = request.config.stash[_SESSION]
    if store not in session.systems:
        session.systems[store] = _usable(lambda: _open(store, request.config))
    return session.systems[store]


@pytest.fixture
def citewise_outcome(request: pytest.FixtureRequest, citewise_system: System) -> CaseOutcome:
    """One case, answered and judged."""
    from assistant.evaluation.reporting.findings import findings

    (outcome,) = _outcomes(request, citewise_system, [request.param])
    faults = (f"{each.kind}: {each.reason}" for each in findings(outcome) if each.fails)
    return CaseOutcome(outcome, tuple(faults))


@pytest.fixture
def citewise_failures(request: pytest.FixtureRequest, citewise_system: System) -> list[str]:
    """What of the mark's `gate` (by default the shipped one) the cases together do not reach."""
    from assistant.evaluation.estimates import estimate
    from assistant.evaluation.gating import DEFAULT, failures, load_gate
    from assistant.evaluation.metrics import METRICS
    from assistant.evaluation.planting.selftest import self_test
    from assistant.evaluation.remembering import Remembering

    gate = _usable(lambda: load_gate(_path(request.config, request.node, "gate") or DEFAULT))
    outcomes = _outcomes(request, citewise_system, _cases(request.config, request.node))
    estimates = [estimate(each, outcomes) for each in METRICS if each.name in gate.metrics]
    system = citewise_system
    verifier = Remembering(system.verifier)
    tested = self_test(outcomes, system.articles, verifier) if gate.lies else None
    return failures(gate, estimates, tested.caught if tested else ())


def _outcomes(
    request: pytest.FixtureRequest, system: System, cases: "list[Case]"
) -> "list[Outcome]":
    """Each case is answered once in a process, whatever asks for it."""
    from assistant.evaluation.case import check_articles
    from assistant.evaluation.remembering import Remembering
    from assistant.evaluation.running import answer_cases

    named = {id for each in cases for id in (*each.carrying, *each.near)}
    there = {id for id in named if system.articles.find(id) is not None}
    place = _path(request.config, request.node, "cases")
    _usable(lambda: check_articles(cases, there), f"{place}: ")
    known = request.config.stash[_SESSION].outcomes
    new = [each for each in cases if (system, each) not in known]
    for outcome in answer_cases(new, system.answer, system.articles, Remembering(system.verifier)):
        known[system, outcome.case] = outcome
    return [known[system, each] for each in cases]


def _open(store: Path, config: pytest.Config) -> System:
    from assistant.ask import Assistant
    from assistant.evaluation.external.shelf import Shelf
    from assistant.evaluation.running import asking
    from assistant.verifier import load_verifier

    assistant = Assistant.open(store)
    config.add_cleanup(assistant.close)
    return System(asking(assistant), Shelf(assistant.library.articles), load_verifier())


def _cases(config: pytest.Config, node: pytest.Item) -> "list[Case]":
    from assistant.evaluation.case import load_cases

    path = _path(config, node, "cases")
    if path is None:
        raise _usage(f'{node.nodeid}: mark it with @pytest.mark.{_MARK}(cases="FILE.jsonl", …)')
    return list(_usable(lambda: load_cases(path)))


def _path(config: pytest.Config, node: pytest.Item, name: str) -> Path | None:
    mark = node.get_closest_marker(_MARK)
    given: dict[str, Any] = dict(mark.kwargs) if mark else {}
    if mark and (mark.args or set(given) - {"cases", "store", "gate"}):
        raise _usage(f"{node.nodeid}: {_MARK} takes cases=, store= and gate=, all by name")
    value = given.get(name)
    return None if value is None else config.rootpath / value


def _usable(make: Callable[[], T], place: str = "") -> T:
    """What is made, or the user's mistake in one line instead of a traceback."""
    from corpus.errors import CitewiseError

    try:
        return make()
    except CitewiseError as error:
        raise _usage(f"{place}{error}") from None


def _usage(said: str) -> BaseException:
    return pytest.fail.Exception(said, pytrace=False)
