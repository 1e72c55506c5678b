"""Plots as inline SVG, without script or style of their own: the page's style sheet colours them.

Every axis runs from 0 to 1, whatever the values, so that a small difference looks small.
"""

from collections.abc import Iterable, Sequence

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.metrics import Unit
from assistant.evaluation.reporting.curves import Bin, Coverage
from assistant.evaluation.reporting.wording import interval_text, some, value_text
from assistant.render.html import escape
from assistant.render.text import printable

_WIDTH = 360
_ROW = 19
_GAP = 8
_LEFT, _RIGHT = 132, 312
"""Where 0 and 1 lie in a forest plot; names stand before, values behind."""
_SIDE = 210
_CORNER = (58, 12)
"""Of a square plot: its left and its top."""
_LONGEST = 17
"""Characters of a row's name."""
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def forest(name: str, sections: Sequence[Sequence[tuple[str, Estimate]]]) -> str:
    """A row for each estimate: its value as a dot, its interval as a line; sections lie apart."""
    height = _ROW * sum(map(len, sections)) + _GAP * (len(sections) - 1) + 30
    bottom = height - 22
    grid = "".join(
        f'<line class="grid" x1="{x}" y1="4" x2="{x}" y2="{bottom}"/>'
        f'<text class="tick" x="{x}" y="{height - 8}" text-anchor="middle">{tick:g}</text>'
        for tick in _TICKS
        for x in [_across(tick)]
    )
    drawn, y = [], 4 + _ROW // 2
    for section in sections:
        for label, estimate in section:
            drawn.append(_forest_row(label, estimate, y))
            y += _ROW
        y += _GAP
    return _svg(f"{name}: value and 95 % interval", _WIDTH, height, grid + "".join(drawn))


def abstention(points: Sequence[Coverage]) -> str:
    """The share of right answers over the share of questions answered."""
    line = " ".join(f"{_x(each.answered)},{_y(each.right)}" for each in points)
    dots = "".join(
        f'<circle class="dot" cx="{_x(each.answered)}" cy="{_y(each.right)}" r="1.8">'
        f"<title>confidence {each.confidence:.3f} or more: {each.answered:.3f} answered, "
        f"{each.right:.3f} of them right</title></circle>"
        for each in points
    )
    return _square(
        "Right answers by share answered",
        "share of questions answered",
        "share of these right",
        f'<polyline class="curve" points="{line}"/>{dots}',
    )


def reliability(bins: Sequence[Bin]) -> str:
    """What people say of sentences over the score they have; on the diagonal the two agree."""
    diagonal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    marks = "".join(
        f'<line class="reach" x1="{_x(each.score)}" y1="{_y(each.low)}" x2="{_x(each.score)}" '
        f'y2="{_y(each.high)}"/><circle class="dot" cx="{_x(each.score)}" '
        f'cy="{_y(each.carried)}" r="3.5"><title>{some(each.ruled, "sentence")}: score '
        f"{each.score:.3f}, {each.carried:.3f} carried ({each.low:.3f} to {each.high:.3f})"
        f"</title></circle>"
        for each in bins
    )
    return _square(
        "Support as people see it by the verifier's score",
        "verifier's score",
        "share that people find carried",
        diagonal + marks,
    )


def bar(estimate: Estimate) -> str:
    """A line as wide as a table's cell: the interval, and the value on it; empty without one."""
    if estimate.value is None:
        return ""
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    return (
        '<svg class="bar" viewBox="-3 0 106 12" aria-hidden="true">'
        '<line class="track" x1="0" y1="6" x2="100" y2="6"/>'
        f'<line class="reach" x1="{_short(low * 100)}" y1="6" x2="{_short(high * 100)}" y2="6"/>'
        f'<circle class="dot" cx="{_short(estimate.value * 100)}" cy="6" r="3"/></svg>'
    )


def _forest_row(label: str, estimate: Estimate, y: int) -> str:
    name = printable(label)
    shown = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    text = (
        f'<text class="name" x="{_LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(shown)}</text>'
    )
    value = value_text(estimate, Unit.SHARE)
    said = f"{escape(name)}: {value} ({interval_text(estimate, Unit.SHARE)}), "
    said += some(estimate.judged, "case")
    if estimate.value is None:
        return (
            f'<g class="none"><title>{escape(name)}: {value}</title>{text}'
            f'<text class="value" x="{_WIDTH}" y="{y + 4}" text-anchor="end">–</text></g>'
        )
    reach = ""
    if estimate.low is not None and estimate.high is not None:
        reach = (
            f'<line class="reach" x1="{_across(estimate.low)}" y1="{y}" '
            f'x2="{_across(estimate.high)}" y2="{y}"/>'
        )
    return (
        f"<g><title>{said}</title>{text}{reach}"
        f'<circle class="dot" cx="{_across(estimate.value)}" cy="{y}" r="3.5"/>'
        f'<text class="value" x="{_WIDTH}" y="{y + 4}" text-anchor="end">'
        f"{escape(value)}</text></g>"
    )


def _square(name: str, across: str, up: str, drawn: str) -> str:
    left, top = _CORNER
    lines = "".join(_grid(_TICKS))
    middle = top + _SIDE / 2
    labels = (
        f'<text class="axis" x="{left + _SIDE / 2}" y="{top + _SIDE + 34}" text-anchor="middle">'
        f"{across}</text>"
        f'<text class="axis" x="12" y="{middle}" text-anchor="middle" '
        f'transform="rotate(-90 12 {middle})">{up}</text>'
    )
    return _svg(name, left + _SIDE + 14, top + _SIDE + 42, lines + labels + drawn)


def _grid(ticks: Iterable[float]) -> Iterable[str]:
    for tick in ticks:
        x, y = _x(tick), _y(tick)
        yield f'<line class="grid" x1="{x}" y1="{_y(0)}" x2="{x}" y2="{_y(1)}"/>'
        yield f'<line class="grid" x1="{_x(0)}" y1="{y}" x2="{_x(1)}" y2="{y}"/>'
        below, left = _short(_y(0) + 16), _short(_x(0) - 6)
        yield f'<text class="tick" x="{x}" y="{below}" text-anchor="middle">{tick:g}</text>'
        yield f'<text class="tick" x="{left}" y="{y + 4}" text-anchor="end">{tick:g}</text>'


def _svg(name: str, width: int, height: int, drawn: str) -> str:
    return (
        f'<svg class="plot" width="{width}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(name)}">{drawn}</svg>'
    )


def _across(value: float) -> float:
    return _short(_LEFT + (_RIGHT - _LEFT) * value)


def _x(value: float) -> float:
    return _short(_CORNER[0] + _SIDE * value)


def _y(value: float) -> float:
    return _short(_CORNER[1] + _SIDE * (1 - value))


def _short(value: float) -> float:
    """A tenth of a pixel is not seen."""
    return round(value, 1)
