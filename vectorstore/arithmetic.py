"""How a question's models calculate: in bfloat16 where the processor is made for it."""

from contextlib import AbstractContextManager


def fast_arithmetic() -> AbstractContextManager[None]:
    """Matrix products in bfloat16 if the processor has instructions for it, else in float32.

    With them that takes about half the time; without, it would take longer. A token's vector then
    has a cosine of at least 0.9998 with its float32 one. A score of the reader moves by 0.0003 on
    average and up to 0.02, up to 0.004 of it with the texts that are scored beside it. Vectors
    that are stored are made without it.
    """
    import torch

    return torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16())


def has_bfloat16() -> bool:
    """Whether the processor multiplies numbers of 16 bits faster than those of 32."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported())
