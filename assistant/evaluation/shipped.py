"""The cases that come with citewise, over the sample articles that come with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.evaluation.case import Case, load_cases
from corpus import reading
from corpus.errors import BadInput

SAMPLE = Path(reading.__file__).parent / "sample"
"""The folder of the articles."""
HALVES = ("development", "test")
_CASES = Path(__file__).parent / "cases"


class NamedCases(NamedTuple):
    """The cases of a file; `name` is the file's, without its ending."""

    name: str
    cases: tuple[Case, ...]


def shipped(split: str) -> tuple[Path, ...]:
    """The files of a split: one to work with, and one to judge by, which nothing is tuned on.

    Raises BadInput for another name than development, test or all.
    """
    if split not in (*HALVES, "all"):
        raise BadInput(f"--split is {', '.join(HALVES)} or all, not {split}")
    return tuple(_CASES / f"{half}.jsonl" for half in HALVES if split in (half, "all"))


def read_cases(paths: Sequence[Path], limit: int | None = None) -> tuple[NamedCases, ...]:
    """The cases of several files, of all together the first `limit`.

    Raises BadInput where a file has a fault, or two files share a name or the id of a case.
    """
    files = [NamedCases(each.stem, load_cases(each)) for each in paths]
    home: dict[str, Path] = {}
    names: dict[str, Path] = {}
    for path, file in zip(paths, files, strict=True):
        if names.setdefault(file.name, path) is not path:
            raise BadInput(f"{names[file.name]} and {path} have one name; give each its own")
        for case in file.cases:
            if home.setdefault(case.id, path) is not path:
                raise BadInput(
                    f"the id {case.id!r} stands in {home[case.id]} and in {path}; each case has "
                    "its own"
                )
    left = sum(len(each.cases) for each in files) if limit is None else limit
    kept = []
    for file in files:
        kept.append(NamedCases(file.name, file.cases[:left]))
        left -= len(kept[-1].cases)
    return tuple(each for each in kept if each.cases)
