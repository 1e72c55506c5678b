"""The gate of a run: what its figures must reach, read from a TOML file.

name = "release"

[thresholds]
citation_recall = {min = 0.9}                # the lower bound of the interval
"recall@5" = {min = 0.8, on = "value"}       # the value itself
uncited = {max = 0.05}                       # the upper bound of the interval
both_sides = {min = 0.5, allow_missing = true}   # it may have had nothing to judge
decline_recall = {min = 0.5, judged = 20}    # and of no fewer cases than that

[lies]
caught = {min = 0.8}                         # of every kind of planted lie
"shifted quote" = {min = 0.95, judged = 10}  # of this kind, and of no fewer lies
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.metrics import METRICS, Better, Unit, metric_named
from assistant.evaluation.planting.selftest import KINDS
from assistant.evaluation.reporting.summary import Check
from assistant.evaluation.reporting.wording import number_text
from corpus.errors import BadInput

DEFAULT = Path(__file__).with_name("gate.toml")
"""The gate that is shipped."""
EVERY_KIND = "caught"
_ROUNDING = 1e-9
"""A mean of nine tenths may come out as 0.8999999999999999."""


class On(StrEnum):
    """What a threshold looks at."""

    LOW = "low"  # the bound of the 95 % interval on the bad side
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What one figure must reach: at least `limit`, or at most where `at_most`.

    `judged` is how many cases or lies it is of at least. `allow_missing`: it passes where there was
    nothing to judge.
    """

    limit: float
    at_most: bool
    on: On
    judged: int
    allow_missing: bool
    unit: Unit


@dataclass(frozen=True, slots=True)
class Gate:
    """Thresholds by the metric's name, and by the kind of planted lie; one of them at least."""

    name: str
    metrics: Mapping[str, Threshold]
    lies: Mapping[str, Threshold]


def load_gate(path: Path) -> Gate:
    """The gate of a TOML file.

    Raises BadInput, which names the entry that can not be used and what is expected there.
    """
    fields = _toml(path)
    _known(fields, ("name", "thresholds", "lies"), f"{path}: there is no entry")
    name = fields.get("name", path.stem)
    if not isinstance(name, str) or not name.strip():
        raise BadInput(f'{path}: "name" is a text')
    gate = Gate(
        name,
        {
            key: _of_metric(f"{path}: thresholds.{key}", key, entry)
            for key, entry in _table(path, fields, "thresholds").items()
        },
        _of_lies(path, _table(path, fields, "lies")),
    )
    if not gate.metrics and not gate.lies:
        raise BadInput(
            f"{path} holds no threshold, so everything would pass; add such as "
            "[thresholds] citation_recall = {min = 0.9}"
        )
    return gate


def checks(
    gate: Gate, estimates: Iterable[Estimate], caught: Iterable[Estimate] = ()
) -> list[Check]:
    """Each threshold, and where it is not reached what was wanted and what was found.

    `caught` are the self-test's, by kind of lie. A figure that is not there, or had nothing to
    judge, does not pass.
    """
    return [
        *_checks(gate.metrics, estimates, ""),
        *_checks(gate.lies, caught, "planted lies caught: "),
    ]


def failures(
    gate: Gate, estimates: Iterable[Estimate], caught: Iterable[Estimate] = ()
) -> list[str]:
    """A line for each of the `checks` that fails."""
    return [each.failure for each in checks(gate, estimates, caught) if each.failure is not None]


def _checks(
    thresholds: Mapping[str, Threshold], estimates: Iterable[Estimate], before: str
) -> Iterator[Check]:
    found = {each.name: each for each in estimates}
    for name, threshold in thresholds.items():
        title = f"{before}{name}"
        fault = _fault(threshold, found.get(name))
        said = f"{title}: wanted {_wanted(threshold)}, found {fault}"
        yield Check(title, None if fault is None else said)


def _fault(threshold: Threshold, estimate: Estimate | None) -> str | None:
    """What was found instead, None where the threshold is reached."""
    if estimate is None or estimate.value is None:
        nothing = "nothing to judge" if estimate else "no measurement"
        return None if threshold.allow_missing else nothing
    said = f"{number_text(estimate.value, threshold.unit)} in {estimate.judged} judged"
    if estimate.judged < threshold.judged:
        return said
    bound = estimate.value
    if threshold.on is On.LOW:
        if estimate.low is None or estimate.high is None:
            return f'{said}, too few articles for an interval (on = "value" asks for none)'
        bound = estimate.high if threshold.at_most else estimate.low
        said = f"{number_text(bound, threshold.unit)} (value {said})"
    short = bound - threshold.limit if threshold.at_most else threshold.limit - bound
    return None if short <= _ROUNDING else said


def _wanted(threshold: Threshold) -> str:
    most = "at most" if threshold.at_most else "at least"
    bound = "upper" if threshold.at_most else "lower"
    of = f" for the {bound} bound" if threshold.on is On.LOW else ""
    judged = f" in at least {threshold.judged} judged" if threshold.judged else ""
    return f"{most} {number_text(threshold.limit, threshold.unit)}{of}{judged}"


def _of_metric(where: str, name: str, entry: Any) -> Threshold:
    metric = metric_named(name)
    if metric is None:
        raise BadInput(f"{where}: {_no_such('metric', name, [each.name for each in METRICS])}")
    threshold = _threshold(where, entry, metric.unit)
    if metric.better is Better.LOWER and not threshold.at_most:
        raise BadInput(f'{where}: lower is better, so it has a "max"')
    if metric.better is Better.HIGHER and threshold.at_most:
        raise BadInput(f'{where}: higher is better, so it has a "min"')
    return threshold


def _of_lies(path: Path, entries: Mapping[str, Any]) -> dict[str, Threshold]:
    """By kind: its own entry, else that of every kind."""
    found = {}
    for name, entry in entries.items():
        if name not in (EVERY_KIND, *KINDS):
            fault = _no_such("kind of lie", name, (EVERY_KIND, *KINDS))
            raise BadInput(f"{path}: lies.{name}: {fault}")
        found[name] = _threshold(f"{path}: lies.{name}", entry, Unit.SHARE)
        if found[name].at_most:
            raise BadInput(f'{path}: lies.{name}: more caught is better, so it has a "min"')
    of_every = found.pop(EVERY_KIND, None)
    return {kind: of_every for kind in KINDS if of_every} | found


def _threshold(where: str, entry: Any, unit: Unit) -> Threshold:
    if not isinstance(entry, dict):
        raise BadInput(f"{where}: is a table such as {{min = 0.9}}")
    _known(entry, ("min", "max", "on", "judged", "allow_missing"), f"{where}: there is no entry")
    limits = [each for each in ("min", "max") if each in entry]
    if len(limits) != 1:
        raise BadInput(f'{where}: needs "min" or "max", and not both')
    on, missing = entry.get("on", On.LOW), entry.get("allow_missing", False)
    if on not in tuple(On):
        raise BadInput(f'{where}: "on" is "low" (the bound on the bad side) or "value"')
    if not isinstance(missing, bool):
        raise BadInput(f'{where}: "allow_missing" is true or false')
    judged = entry.get("judged", 0)
    if isinstance(judged, bool) or not isinstance(judged, int) or judged < 0:
        raise BadInput(f'{where}: "judged" is how many at least, 0 or more')
    if judged and missing:
        raise BadInput(f'{where}: "judged" asks for some, "allow_missing" for none; leave one out')
    limit = _limit(f"{where}: {limits[0]}", entry[limits[0]], unit)
    return Threshold(limit, limits == ["max"], On(on), judged, missing, unit)


def _limit(where: str, value: Any, unit: Unit) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadInput(f"{where} is a number")
    if value < 0 or (unit is Unit.SHARE and value > 1):
        raise BadInput(f"{where} is {'from 0 to 1' if unit is Unit.SHARE else '0 or more'}")
    return float(value)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path}: not TOML ({error})") from None


def _table(path: Path, fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = fields.get(name, {})
    if not isinstance(found, dict):
        raise BadInput(f"{path}: [{name}] is a table")
    return found


def _known(fields: Mapping[str, Any], names: Collection[str], said: str) -> None:
    strange = next((each for each in fields if each not in names), None)
    if strange is not None:
        raise BadInput(f"{said} {strange!r}; there are {', '.join(names)}")


def _no_such(what: str, name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.0)
    return f"there is no {what} of this name; the nearest is {near[0]}"
