"""Tables for a terminal that keep their figures whole where there is little room."""

from rich.box import SIMPLE_HEAD
from rich.table import Table


def columns(name: str, *numbers: str) -> Table:
    """A table of names and figures.

    Only the names give way where there is little room: at a space, or with an ellipsis.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(name, overflow="ellipsis", vertical="bottom")
    for each in numbers:
        table.add_column(each, justify="right", no_wrap=True, vertical="bottom")
    return table
