"""What fine-tuning changed, as low-rank updates W + B·A small enough to ship.

The form is that of LoRA (Hu et al., https://arxiv.org/abs/2106.09685), but the layers are trained
whole and their change is truncated afterwards to its largest singular values: on a CPU this is
twice as fast as training A and B, whose many small products cost more than they save.
"""

import torch
from torch import Tensor

from assistant import encoder

HEAD = {"head.hidden": (2 * 384, 384), "head.out": (384, 1), "head.bounds": (384, 2)}
"""Inputs and outputs of the layers the base model does not have."""


def trainable(base: encoder.Weights, layers: int, seed: int) -> dict[str, Tensor]:
    """Float32 copies of the uppermost layers' tensors, and a new head."""
    random = torch.Generator().manual_seed(seed)
    upper = tuple(
        f"encoder.layer.{index}." for index in range(encoder.LAYERS - layers, encoder.LAYERS)
    )
    learnt = {
        name: t.detach().clone().float() for name, t in base.items() if name.startswith(upper)
    }
    for name, (inputs, outputs) in HEAD.items():
        learnt[f"{name}.weight"] = torch.randn(outputs, inputs, generator=random) * 0.02
        learnt[f"{name}.bias"] = torch.zeros(outputs)
    return {name: tensor.requires_grad_() for name, tensor in learnt.items()}


def compressed(base: encoder.Weights, learnt: encoder.Weights, rank: int) -> dict[str, Tensor]:
    """For `encoder.merged`: `NAME.a` and `NAME.b` of each matrix, the rest whole; float16."""
    small: dict[str, Tensor] = {}
    for name, tensor in learnt.items():
        value = tensor.detach().float()
        if name in base and value.dim() == 2:
            left, sizes, right = torch.linalg.svd(value - base[name], full_matrices=False)
            root = sizes[:rank].sqrt()
            small[f"{name}.a"] = root[:, None] * right[:rank]
            small[f"{name}.b"] = left[:, :rank] * root
        else:
            small[name] = value
    return {name: tensor.half().contiguous() for name, tensor in small.items()}
