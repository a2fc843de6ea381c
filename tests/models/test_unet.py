"""The U-Net: what it refuses, how it begins, and that what is small keeps its laws."""

import pytest
import torch
from torch import Generator

from chainrule import nn
from chainrule.models.diffusion_blocks import Attention, Downsample2D, ResnetBlock2D
from chainrule.models.unet import UNet, UNetConfig, sinusoids

SMALL = UNetConfig(channels=(8, 16), layers=1, attention=(False, True), groups=4)
LABELLED = UNetConfig(channels=(8, 16), layers=1, attention=(False, True), groups=4, classes=3)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def trained(config: UNetConfig) -> UNet:
    """As after some training, where nothing is zero any more."""
    model = UNet(config, seeded())
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3, generator=seeded(parameter.numel()))
    return model


@pytest.mark.parametrize("config", [SMALL, LABELLED])
def test_written_out_and_fused_agree_in_outputs_and_gradients(config: UNetConfig) -> None:
    model, x, t = trained(config).double(), torch.randn(2, 1, 8, 12, dtype=torch.float64), torch.tensor([0, 999])
    labels = None if config.classes is None else torch.tensor([0, 2])
    found = []
    for fused in (False, True):
        nn.fuse(model, on=fused)
        model.zero_grad()
        y = model(x, t, labels)
        y.square().sum().backward()
        found.append((y, {name: parameter.grad.clone() for name, parameter in model.named_parameters()}))
    torch.testing.assert_close(*found, rtol=1e-9, atol=1e-9)
    assert all(gradient.abs().sum() > 0 for gradient in found[0][1].values())


def test_it_begins_with_zero_and_its_residual_blocks_with_their_shortcut() -> None:
    model = UNet(LABELLED, seeded())
    x = torch.randn(2, 1, 8, 8, generator=seeded())
    assert model(x, torch.tensor([1, 2]), torch.tensor([0, 1])).abs().max() == 0
    block = model.down_blocks[0].resnets[0]
    maps = torch.randn(2, 8, 8, 8)
    assert block(maps, torch.randn(2, 32)).equal(maps)


def test_time_and_label_change_what_it_says() -> None:
    model, x = trained(LABELLED), torch.randn(1, 1, 8, 8, generator=seeded())
    said = [model(x, torch.tensor([t]), torch.tensor([y])) for t, y in ((0, 0), (1, 0), (0, 1))]
    assert not said[0].allclose(said[1])
    assert not said[0].allclose(said[2])


def test_the_same_generator_gives_the_same_weights() -> None:
    weights = [UNet(LABELLED, seeded(seed)).state_dict() for seed in (0, 0, 1)]
    assert all(weights[0][name].equal(weights[1][name]) for name in weights[0])
    assert not weights[0]["conv_in.weight"].equal(weights[2]["conv_in.weight"])
    assert not weights[0]["class_embedding.weight"].equal(weights[2]["class_embedding.weight"])


@pytest.mark.parametrize(
    ("config", "shape", "labels", "words"),
    [
        (SMALL, (2, 3, 8, 8), None, "images of shape"),
        (SMALL, (2, 1, 9, 8), None, "multiples of 2"),
        (SMALL, (2, 1, 8, 8), torch.tensor([0, 1]), "takes no labels"),
        (LABELLED, (2, 1, 8, 8), None, "needs labels"),
    ],
)
def test_wrong_arguments_are_named(config: UNetConfig, shape: tuple[int, ...], labels: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        UNet(config)(torch.zeros(shape), torch.tensor([0, 1]), labels)


def test_sizes_that_do_not_fit_are_named() -> None:
    for settings, words in (({"attention": (True,)}, "3 levels"), ({"groups": 7}, "groups=7")):
        with pytest.raises(ValueError, match=words):
            UNetConfig(**settings)
    with pytest.raises(ValueError, match="dim_head"):
        Attention(12, dim_head=5, groups=4)
    with pytest.raises(ValueError, match="temb"):
        ResnetBlock2D(8, 8, temb_channels=4, groups=4)(torch.zeros(1, 8, 2, 2))
    with pytest.raises(ValueError, match="even"):
        sinusoids(torch.zeros(1), 5)


def test_attention_gives_each_place_what_it_would_anywhere() -> None:
    """Without positions it is equivariant: pixels in another order give the same in that order."""
    layer, x = Attention(8, dim_head=4, groups=2), torch.randn(2, 8, 3, 4)
    order = torch.randperm(12)
    moved = x.flatten(2)[:, :, order].view(x.shape)
    torch.testing.assert_close(layer(moved).flatten(2), layer(x).flatten(2)[:, :, order])


def test_halving_rounds_up_with_zeros_around_and_down_with_zeros_behind() -> None:
    x = torch.randn(1, 4, 7, 8)
    assert Downsample2D(4)(x).shape == (1, 4, 4, 4)
    assert Downsample2D(4, padding=0)(x).shape == (1, 4, 3, 4)


def test_nearby_times_look_alike_and_distant_ones_do_not() -> None:
    s = sinusoids(torch.arange(1000), 32)
    alike = torch.cosine_similarity(s[:1], s, dim=1)
    assert alike[1] > 0.9
    assert alike[100:].max() < 0.8
