"""What training learnt, as a file: tensors and text metadata, made for the packaged base model."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.encoder import BASE_SHA256
from corpus.errors import CitewiseError

if TYPE_CHECKING:
    from torch import Tensor

_Learnt = TypeVar("_Learnt")


def content_of(
    path: Path, what: str, fault: type[CitewiseError], pinned: str | None = None
) -> tuple[bytes, str]:
    """The file and its SHA-256; raises `fault` if it can not be read or is not the pinned one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise fault(f"the {what}'s weights can not be read: {error}") from error
    digest = hashlib.sha256(content).hexdigest()
    if pinned is not None and digest != pinned:
        raise fault(
            f"{path} is damaged (sha256 {digest[:12]}…, not {pinned[:12]}…): reinstall citewise"
        )
    return content, digest


def parsed(
    content: bytes,
    path: Path,
    what: str,
    fault: type[CitewiseError],
    made_for: Mapping[str, str],
    parse: Callable[[dict[str, "Tensor"], Mapping[str, str]], _Learnt],
) -> _Learnt:
    """What `parse` makes of the tensors and the metadata, which must hold `made_for`.

    Raises `fault` if the file holds something else, or was made for another base model.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    expected = {**made_for, "base_sha256": BASE_SHA256}
    try:
        learnt = load(content)
        size = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + size])["__metadata__"]
        found = {name: metadata[name] for name in expected}
        made = parse(learnt, metadata)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise fault(f"{path} does not hold a {what}: {error!r}") from error
    if found != expected:
        raise fault(f"{path} was made for another version of citewise")
    return made
