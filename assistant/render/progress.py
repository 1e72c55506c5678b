"""Progress bars on stderr for long work, and the report of an indexing run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from vectorstore.indexing import IndexProgress, IndexReport


def _bars() -> Progress:
    # Article text and paths never pass through here, so rich's markup is safe to leave on.
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,  # it would end with an empty line
    )


@contextmanager
def indexing_progress() -> Iterator[Callable[[IndexProgress], None]]:
    """A callback for `index_paths` that draws one bar a stage; silent without a terminal."""
    with _bars() as bars:
        tasks = {}

        def show(progress: IndexProgress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(progress.stage, total=None)
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield show


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A callback that counts one step of `total`."""
    with _bars() as bars:
        task = bars.add_task(what, total=total)
        yield lambda: bars.advance(task)


def report_lines(report: IndexReport) -> Iterator[str]:
    """What an indexing run did, each failed file by name."""
    total = len(report.added) + len(report.changed) + len(report.unchanged)
    yield (
        f"{total} {'article' if total == 1 else 'articles'}: {len(report.added)} added, "
        f"{len(report.changed)} changed, {len(report.unchanged)} unchanged"
        f" ({report.passages} passages, {report.seconds:.1f} s)"
    )
    if report.removed:
        yield f"removed: {', '.join(report.removed)}"
    if report.missing:
        yield (
            f"no longer in the folder, still indexed: {', '.join(report.missing)}; "
            "run with --prune to remove"
        )
    for failure in report.failures:
        yield f"skipped {failure.where}: {failure.reason}"
