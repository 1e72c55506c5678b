"""What ships in the package stays small."""

from collections.abc import Sequence
from pathlib import Path

from assistant import pairscorer

FOLDER = pairscorer.WEIGHTS.parent
MOST = 50_000_000
"""Bytes of all weights together."""


def fits(files: Sequence[Path]) -> bool:
    return sum(each.stat().st_size for each in files) < MOST


def test_the_weights_are_small_together() -> None:
    """The reader's and the verifier's, and whatever else should come to lie there."""
    files = [each for each in FOLDER.iterdir() if each.suffix != ".md"]
    assert {each.name for each in files} == {"reader.safetensors", "verifier.safetensors"}
    assert fits(files)


def test_weights_that_are_too_large_are_found(tmp_path: Path) -> None:
    """The planted lie: two files, each of which alone would do."""
    files = [tmp_path / "one.safetensors", tmp_path / "other.safetensors"]
    for each in files:
        with each.open("wb") as sparse:
            sparse.truncate(MOST // 2)
    assert fits(files[:1])
    assert not fits(files)
