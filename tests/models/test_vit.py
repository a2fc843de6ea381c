"""The vision transformer: patches by a convolution or by hand, and what it knows of places."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import count_parameters
from chainrule.models.vit import PatchEmbedding, ViT, ViTConfig, patches

SMALL = ViTConfig(size=12, channels=3, patch=4, classes=5, width=16, depth=2, heads=2, dropout=0.1)


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def vit(seed: int = 0, fused: bool = False, **options: object) -> ViT:
    """With positions and biases as after some training."""
    model = ViT(replace(SMALL, **options), generator=chance(seed), fused=fused).double().eval()
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=chance(seed + 1), dtype=torch.float64)
    return model


def pictures() -> Tensor:
    return torch.randn(4, 3, 12, 12, generator=chance(2), dtype=torch.float64)


def with_patches_in(order: Tensor, x: Tensor) -> Tensor:
    """The pictures with their nine patches in another order."""
    cut = patches(x, 4)[:, order]  # (N, 9, 48)
    grid = cut.unflatten(2, (3, 4, 4)).unflatten(1, (3, 3))  # (N, row, column, C, 4, 4)
    return grid.permute(0, 3, 1, 4, 2, 5).flatten(4).flatten(2, 3)


def test_the_embedding_is_a_linear_layer_of_the_patches() -> None:
    layer, x = PatchEmbedding(3, 4, 16, generator=chance()).double(), pictures()
    weight = layer.projection.weight.flatten(1)  # (D, C P P)
    expected = nn.functional.linear(patches(x, 4), weight, layer.projection.bias)
    torch.testing.assert_close(layer(x), expected, rtol=1e-12, atol=1e-12)


def test_without_positions_it_is_permutation_equivariant() -> None:
    order = torch.randperm(9, generator=chance())
    token, mean = vit(positions=False), vit(positions=False, pool="mean")
    x, moved = pictures(), with_patches_in(order, pictures())
    close = {"rtol": 1e-9, "atol": 1e-9}
    torch.testing.assert_close(mean.tokens(moved), mean.tokens(x)[:, order], **close)
    torch.testing.assert_close(token.tokens(moved)[:, 1:], token.tokens(x)[:, 1:][:, order], **close)
    for model in (token, mean):
        torch.testing.assert_close(model(moved), model(x), **close)


def test_positions_tell_it_where_a_patch_is() -> None:
    moved = with_patches_in(torch.randperm(9, generator=chance()), pictures())
    assert not torch.allclose(vit()(moved), vit()(pictures()), atol=1e-3)


@pytest.mark.parametrize("pool", ["token", "mean"])
def test_fused_gives_the_same_and_every_parameter_learns(pool: str) -> None:
    plain, fused, x = vit(pool=pool), vit(pool=pool, fused=True), pictures()
    torch.testing.assert_close(plain(x), fused(x), rtol=1e-9, atol=1e-9)
    plain(x).logsumexp(1).sum().backward()
    assert all(float(parameter.grad.abs().sum()) > 0 for parameter in plain.parameters())


def test_it_gives_logits_for_no_picture_one_and_many() -> None:
    assert [tuple(vit()(pictures()[:count]).shape) for count in (0, 1, 4)] == [(0, 5), (1, 5), (4, 5)]


def test_the_generator_decides_weights_and_dropout() -> None:
    state = torch.get_rng_state()
    first, second = (ViT(SMALL, generator=chance(3)).train()(pictures().float()) for _ in range(2))
    assert torch.equal(first, second)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.slow
def test_it_is_compiled_in_one_graph() -> None:
    compiled = torch.compile(vit(), fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(pictures()), vit()(pictures()), rtol=1e-9, atol=1e-9)
    torch.compiler.reset()


def test_the_base_model_has_the_parameters_of_the_paper() -> None:
    with torch.device("meta"):
        base = ViT(ViTConfig(size=224, channels=3, patch=16, classes=1000, width=768, depth=12, heads=12))
    assert count_parameters(base) == 86_567_656  # 86M in table 1


WRONG: list[tuple[str, Callable[[], object], str]] = [
    ("patches", lambda: ViTConfig(size=28, patch=5), "patches of 5 pixels do not fill a picture of 28"),
    ("no patches", lambda: ViTConfig(patch=0), "patches of 0 pixels do not fill a picture of 28"),
    ("heads", lambda: ViTConfig(width=64, heads=3), "ViTConfig: heads must divide width, got 3 for 64"),
    ("no heads", lambda: ViTConfig(width=64, heads=0), "ViTConfig: heads must divide width, got 0 for 64"),
    ("pool", lambda: ViTConfig(pool="last"), "ViTConfig: pool must be 'token' or 'mean', got 'last'"),
    ("picture", lambda: vit()(torch.zeros(1, 3, 16, 16)), r"ViT takes .*\(N, 3, 12, 12\), not \(1, 3, 16, 16\)"),
]


@pytest.mark.parametrize(("name", "wrong", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_does_not_fit_is_refused_in_words(name: str, wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()
