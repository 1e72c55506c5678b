"""A run's file: its key, an outcome a line in the order of the cases, and that it is finished."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pydantic import TypeAdapter, ValidationError

from assistant.evaluation.case import Case
from assistant.evaluation.outcomes import Outcome, from_json, to_json
from assistant.verifier import Verifier
from corpus.errors import BadInput
from corpus.types import Article

WEIGHTS = Path(__file__).parents[1] / "weights"
_FINISHED = '{"finished": true}'


@dataclass(frozen=True, slots=True)
class RunKey:
    """What a run's outcomes depend on; another of any of these is another run.

    `cases` and `store` are hashes of what is in them, `citewise` of its own code and `weights` of
    the files of weights that come with it. `model` is what answers, `setup` a hash of how it is set
    up. An older file of a run has neither `weights` nor `setup`.
    """

    cases: str
    store: str
    model: str
    verifier: str
    citewise: str
    weights: str = ""
    setup: str = ""


class Run(NamedTuple):
    """The outcomes of a run, in the order of its cases; not all of them if it was stopped."""

    key: RunKey
    outcomes: tuple[Outcome, ...]


def run_key(
    cases: Sequence[Case],
    articles: Iterable[Article],
    model: str,
    verifier: Verifier,
    setup: Sequence[str | None] = (),
) -> RunKey:
    """The key of a run over these articles; `setup` is what else the answers depend on."""
    return RunKey(
        cases=_hash(asdict(each) for each in cases),
        store=_hash(asdict(each) | {"text": each.version} for each in articles),
        model=model,
        verifier=verifier.name,
        citewise=_hash(each.read_text(encoding="utf-8") for each in _sources()),
        weights=weights_hash(),
        setup=_hash(setup),
    )


def weights_hash(folder: Path = WEIGHTS) -> str:
    """Of the names and bytes of all files of weights in a folder."""
    files = sorted(folder.glob("*.safetensors"))
    return _hash([each.name, sha256(each.read_bytes()).hexdigest()] for each in files)


def read_run(path: Path) -> Run:
    """A saved run. Raises BadInput, which names the first bad line."""
    key, lines = _opened(path)
    return Run(key, _outcomes(path, lines[1:-1]))


def finish(path: Path) -> None:
    """Note in a run's file that its report is written: a run after this one starts anew."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(_FINISHED + "\n")


class RunFile(NamedTuple):
    """A run's file, open at its end, and the outcomes that it holds already.

    `restarted` says in words why outcomes that were there are not used; None where none are lost.
    """

    file: BinaryIO
    outcomes: tuple[Outcome, ...]
    restarted: str | None

    def add(self, outcome: Outcome) -> None:
        """Write an outcome so that a killed run keeps it."""
        self.file.write(to_json(outcome).encode() + b"\n")
        self.file.flush()


@contextmanager
def saving(path: Path, key: RunKey) -> Iterator[RunFile]:
    """Open a run's file, which goes on where a run with the same key was stopped.

    One that is finished starts anew. Raises BadInput where the file can not be opened, or holds
    something else than a run.
    """
    kept = _resumable(path, key)
    try:
        file = path.open("r+b" if kept.size else "wb")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    with file:
        file.truncate(kept.size)
        file.seek(kept.size)
        if not kept.size:
            file.write(json.dumps(asdict(key), ensure_ascii=False).encode() + b"\n")
            file.flush()
        yield RunFile(file, kept.outcomes, kept.restarted)


class _Kept(NamedTuple):
    """Of a file that is there already: what can be used, its size in bytes, and why no more is."""

    outcomes: tuple[Outcome, ...] = ()
    size: int = 0
    restarted: str | None = None


def _resumable(path: Path, key: RunKey) -> _Kept:
    if not path.exists() or not path.stat().st_size:
        return _Kept()
    found, lines = _opened(path)
    # What follows the last line feed was cut off while it was written.
    whole = lines[:-1]
    other = [name for name, value in asdict(key).items() if getattr(found, name) != value]
    if other:
        return _Kept(restarted=f"{path} is of another {' and '.join(other)}; starting anew")
    if _FINISHED in whole:
        return _Kept()
    size = sum(len(line.encode()) + 1 for line in whole)
    return _Kept(_outcomes(path, whole[1:]), size)


def _outcomes(path: Path, lines: Sequence[str]) -> tuple[Outcome, ...]:
    """Those of a file's lines after its key."""
    return tuple(
        from_json(line, f"{path}:{number}")
        for number, line in enumerate(lines, start=2)
        if line != _FINISHED
    )


_KEY = TypeAdapter(RunKey)


def _opened(path: Path) -> tuple[RunKey, list[str]]:
    """A file's key, and its lines; the last one is empty unless it was cut off."""
    try:
        lines = path.read_bytes().decode(errors="replace").split("\n")
        return _KEY.validate_json(lines[0]), lines
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except ValidationError:
        raise BadInput(f"{path} is no saved evaluation; name another file") from None


_PACKAGES = ("assistant", "corpus", "vectorstore")


def _sources() -> Iterator[Path]:
    home = Path(__file__).parents[2]
    return (file for name in _PACKAGES for file in sorted((home / name).rglob("*.py")))


def _hash(values: Iterable[object]) -> str:
    """16 hexadecimal digits."""
    digest = sha256()
    for value in values:
        digest.update(json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()[:16]
