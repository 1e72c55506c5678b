"""One writer at a time: two processes writing one Chroma folder corrupt it without an error."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from corpus.errors import StoreBusy, StoreFault

LOCK = "lock"
HOLDER = "lock.json"
PATIENCE = 0.5
"""Seconds a second writer waits for the first to finish before it is refused."""


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the exclusive right to write under `root`, which is created if it is missing.

    The operating system holds the lock, so that of a killed process is free at once; the file
    beside it only says who has it. Raises StoreBusy, naming the holder, if another process (or
    another thread) is writing, and StoreFault if `root` can not be written at all.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / LOCK)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=PATIENCE, poll_interval=0.05)
    except Timeout:
        raise StoreBusy(_refusal(root)) from None
    except OSError as error:
        raise StoreFault(
            f"{root} can not be written ({error.strerror or error}); choose another --store"
        ) from error
    holder = root / HOLDER
    try:
        _write_holder(holder)
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _write_holder(path: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
    }
    path.write_text(json.dumps(holder), encoding="utf-8")


def _refusal(root: Path) -> str:
    try:
        holder = json.loads((root / HOLDER).read_text(encoding="utf-8"))
        who = (
            f"process {holder['pid']} on {holder['host']} since {holder['since']} "
            f"({holder['command']})"
        )
    except (OSError, ValueError, KeyError, TypeError):  # the holder is just starting or ending
        who = "another process"
    return f"{root} is being written by {who}; wait until it has finished and try again"
