"""What came of the planted lies, for a terminal and for the page."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.metrics import Unit
from assistant.evaluation.planting.selftest import BY_CONSTRUCTION, KINDS, Planted, SelfTest
from assistant.evaluation.reporting.markup import STAR, shown
from assistant.evaluation.reporting.plots import bar
from assistant.evaluation.reporting.wording import interval_text, some, value_text
from assistant.render.text import printable

_SHOWN = 3
"""Of the lies of a kind that were missed, in a terminal."""
_CERTAIN = "caught by construction"


def render(tested: SelfTest) -> RenderableType:
    """A table of the kinds, then some of the lies that were missed."""
    table = Table("planted lie", "caught", "95 % interval", "planted", "", box=None)
    for each in tested.caught:
        table.add_row(
            each.name,
            value_text(each, Unit.SHARE),
            interval_text(each, Unit.SHARE),
            str(each.judged),
            _CERTAIN if each.name in BY_CONSTRUCTION else "",
        )
    return Group(table, Text(_planted_in(tested)), *_missed_lines(tested))


def _missed_lines(tested: SelfTest) -> Iterator[Text]:
    for kind in KINDS:
        missed = [each for each in tested.missed if each.kind == kind]
        for lie in missed[:_SHOWN]:
            ids = ", ".join(_cited(lie))
            line = f"missed ({kind}): {lie.sentence.text} [{ids}] ({lie.changed})"
            yield Text(printable(" ".join(line.split())))
        if len(missed) > _SHOWN:
            yield Text(f"missed ({kind}): {len(missed) - _SHOWN} more, in report.json")


def lies_html(tested: SelfTest | None) -> str:
    """How many planted lies were caught, by kind, and every one that was not; empty for none."""
    if tested is None:
        return ""
    rows = "".join(map(_row, tested.caught))
    return (
        '<section id="lies"><h2>Planted lies</h2><p>Sentences that were found right, broken on '
        "purpose and judged again: the share that was then found wrong. "
        f"{_planted_in(tested)}</p>"
        '<div class="wide"><table class="scores"><thead><tr><th>lie</th>'
        f'<th class="number">caught{STAR}</th><th>95 % interval</th><th class="chart"></th>'
        f'<th class="number">planted</th><th></th></tr></thead><tbody>{rows}</tbody></table></div>'
        f"{_missed_html(tested)}</section>\n"
    )


def _row(caught: Estimate) -> str:
    dim = ' class="none"' if caught.value is None else ""
    about = _CERTAIN if caught.name in BY_CONSTRUCTION else ""
    return (
        f"<tr{dim}><th scope=row>{caught.name}</th>"
        f'<td class="number value">{shown(value_text(caught, Unit.SHARE))}</td>'
        f'<td class="interval">{shown(interval_text(caught, Unit.SHARE))}</td>'
        f'<td class="chart">{bar(caught)}</td><td class="number">{caught.judged}</td>'
        f'<td class="about">{about}</td></tr>'
    )


def _missed_html(tested: SelfTest) -> str:
    if not tested.missed:
        return "<p>None was missed.</p>"
    rows = "".join(
        f"<tr><th scope=row>{each.kind}</th><td><bdi>{shown(each.case.id)}</bdi></td>"
        f'<td dir="auto">{shown(each.sentence.text)}</td>'
        f'<td dir="auto">{shown(each.changed)}</td>'
        f"<td><bdi>{shown(', '.join(_cited(each)))}</bdi></td></tr>"
        for each in tested.missed
    )
    return (
        f"<p>{some(len(tested.missed), 'lie')} missed, each taken for right:</p>"
        '<div class="wide"><table id="missed"><thead><tr><th>lie</th><th>case</th>'
        "<th>what was said</th><th>what was changed</th><th>cited</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _planted_in(tested: SelfTest) -> str:
    return f"Planted in {some(tested.right, 'sentence')} that are found right."


def _cited(lie: Planted) -> list[str]:
    return [source.article_id for source in lie.sentence.citations]
