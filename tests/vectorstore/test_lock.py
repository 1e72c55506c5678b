import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import StoreBusy
from vectorstore.lock import writing

HOLD = "import sys, time, pathlib; from vectorstore.lock import writing\n"
HOLD += "with writing(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def holder(root: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_refused_at_once_and_told_who_writes(tmp_path: Path) -> None:
    """In under 2 seconds; and the lock of a killed process is free."""
    process = holder(tmp_path)
    try:
        started = time.monotonic()
        with pytest.raises(StoreBusy) as refusal, writing(tmp_path):
            pass
        assert time.monotonic() - started < 2
        assert f"process {process.pid} on {os.uname().nodename} since 20" in str(refusal.value)
        assert "(-c " in str(refusal.value)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with writing(tmp_path):
        pass


def test_one_process_can_not_write_twice_at_once(tmp_path: Path) -> None:
    """A web server has threads."""
    with writing(tmp_path), pytest.raises(StoreBusy, match=str(os.getpid())), writing(tmp_path):
        pass


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    """And nobody is named as its holder any more."""
    with pytest.raises(ZeroDivisionError), writing(tmp_path):
        raise ZeroDivisionError
    assert not (tmp_path / "lock.json").exists()
    with writing(tmp_path):
        pass
