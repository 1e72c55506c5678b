"""What training changed survives being made small."""

import torch

from assistant import encoder
from training import lora
from training.average_reader import mean


def test_a_change_of_low_rank_is_kept_whole() -> None:
    """Truncation loses only what lies beyond the rank."""
    base = encoder.base_weights()
    learnt = {name: tensor.detach().clone() for name, tensor in lora.trainable(base, 1, 0).items()}
    name = "encoder.layer.5.intermediate.dense.weight"
    random = torch.Generator().manual_seed(1)
    learnt[name] += (
        0.01 * torch.randn(1536, 4, generator=random) @ torch.randn(4, 384, generator=random)
    )
    small = lora.compressed(base, learnt, rank=8)
    assert small[f"{name[:-7]}.weight.a"].shape == (8, 384)
    restored = encoder.merged(base, small)
    assert torch.allclose(restored[name], learnt[name], atol=1e-3)
    assert torch.allclose(restored["head.out.weight"], learnt["head.out.weight"], atol=1e-3)


def test_only_the_upper_layers_are_trained() -> None:
    """The lower layers and the embeddings stay those of the packaged model."""
    names = lora.trainable(encoder.base_weights(), 2, 0)
    assert {name.split(".")[2] for name in names if name.startswith("encoder")} == {"4", "5"}
    assert not any(name.startswith("embeddings") for name in names)


def test_the_mean_of_two_readers_is_of_what_differs() -> None:
    """What neither training changed stays the base model's and is not shipped."""
    same, one, other = torch.ones(2), torch.zeros(2), torch.full((2,), 4.0)
    found = mean({"base": same, "layer": one}, {"base": same, "layer": other})
    assert list(found) == ["layer"]
    assert found["layer"].tolist() == [2.0, 2.0]
