"""The networks for images: sizes as the papers give them, clear errors, and what a generator and a switch decide."""

from collections.abc import Callable

import pytest
import torch

from chainrule import nn
from chainrule.models.alexnet import CIFAR, IMAGENET, AlexNet
from chainrule.models.build import count_parameters
from chainrule.models.lenet import LeNet
from chainrule.models.mlp import MLP
from chainrule.models.resnet import FastResNet, ResNet, whitening
from chainrule.models.vgg import VGG

Build = Callable[..., nn.Module]

SMALL: dict[str, tuple[Build, tuple[int, ...]]] = {
    "mlp": (lambda **o: MLP([784, 20, 10], dropout=0.1, **o), (1, 28, 28)),
    "lenet": (LeNet, (1, 28, 28)),
    "lenet, modern": (lambda **o: LeNet.modern(batch_norm=True, dropout=0.5, **o), (1, 28, 28)),
    "lenet in colour": (lambda **o: LeNet(in_channels=3, size=32, padding=0, **o), (3, 32, 32)),
    "alexnet": (lambda **o: AlexNet(10, plan=CIFAR, **o), (3, 32, 32)),
    "alexnet without its ideas": (
        lambda **o: AlexNet(
            10, plan=CIFAR, activation=nn.Tanh, response_norm=False, overlapping=False, dropout=0.0, **o
        ),
        (3, 32, 32),
    ),
    "alexnet, two towers": (lambda **o: AlexNet(10, plan=CIFAR, towers=2, **o), (3, 32, 32)),
    "vgg": (lambda **o: VGG(11, 10, size=32, hidden=32, width=0.125, **o), (3, 32, 32)),
    "vgg, batch norm": (lambda **o: VGG(13, 10, size=32, hidden=32, width=0.125, batch_norm=True, **o), (3, 32, 32)),
    "resnet-20": (ResNet.cifar, (3, 32, 32)),
    "resnet, projections": (lambda **o: ResNet([1, 2], [8, 12], **o), (3, 9, 11)),
    "resnet, imagenet stem": (lambda **o: ResNet([1, 1], [8, 16], stem="imagenet", **o), (3, 64, 64)),
    "fast resnet": (lambda **o: FastResNet(channels=(8, 16, 16), **o), (3, 32, 32)),
}

PAPERS: list[tuple[str, Build, int]] = [
    ("LeNet-5", LeNet, 61_706),
    ("AlexNet, one tower: 62.4 M", AlexNet, 62_378_344),
    ("AlexNet, two towers: 60 M in the paper", lambda: AlexNet(towers=2), 60_965_224),
    ("VGG-11: 133 M", lambda: VGG(11), 132_863_336),
    ("VGG-16: 138 M", lambda: VGG(16), 138_357_544),
    ("VGG-19: 144 M", lambda: VGG(19), 143_667_240),
    ("ResNet-20: 0.27 M", lambda: ResNet.cifar(20), 269_722),
    ("ResNet-56: 0.85 M", lambda: ResNet.cifar(56), 853_018),
    ("ResNet-110: 1.7 M", lambda: ResNet.cifar(110), 1_727_962),
    ("ResNet-18: 11.7 M", ResNet.resnet18, 11_689_512),
]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(params=list(SMALL))
def small(request: pytest.FixtureRequest) -> tuple[Build, tuple[int, ...]]:
    return SMALL[request.param]


@pytest.mark.parametrize(("name", "build", "count"), PAPERS, ids=[name for name, _, _ in PAPERS])
def test_the_parameters_are_as_many_as_in_the_papers(name: str, build: Build, count: int) -> None:
    with torch.device("meta"):  # shapes without numbers: 138 million of them need half a gigabyte
        assert count_parameters(build()) == count


def test_the_maps_of_alexnet_are_those_of_the_paper() -> None:
    with torch.device("meta"):
        x = torch.zeros(1, 3, 224, 224)
        for overlapping in (True, False):
            sides = []
            maps = x
            for layer in AlexNet(plan=IMAGENET, overlapping=overlapping).features:
                maps = layer(maps)
                sides.append(maps.shape[-1])
            assert sorted(set(sides), reverse=True) == [55, 27, 13, 6]


def test_each_network_gives_one_row_of_logits_an_image_for_no_image_one_and_many(
    small: tuple[Build, tuple[int, ...]],
) -> None:
    build, shape = small
    model = build(generator=generator()).eval()
    for count in (0, 1, 3):
        assert model(torch.zeros(count, *shape)).shape == (count, 10)


def test_the_same_generator_gives_the_same_network_and_the_global_one_is_left_alone(
    small: tuple[Build, tuple[int, ...]],
) -> None:
    build, _ = small
    first, second = build(generator=generator(3)), build(generator=generator(3))
    other = build(generator=generator(4))
    pairs = list(zip(first.parameters(), second.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(a, b) for a, b, _ in pairs)
    assert all(not torch.equal(a, c) for a, _, c in pairs if a.ndim > 1)


def test_the_fused_switch_changes_the_way_and_not_the_numbers(small: tuple[Build, tuple[int, ...]]) -> None:
    build, shape = small
    plain, fused = build(generator=generator()).double(), build(generator=generator(), fused=True).double()
    switches = [layer.fused for layer in fused.modules() if hasattr(layer, "fused")]
    assert switches
    assert all(switches)
    assert not any(layer.fused for layer in plain.modules() if hasattr(layer, "fused"))
    x = torch.randn(4, *shape, dtype=torch.float64, generator=generator())
    for mode in (True, False):
        outputs = []
        for model in (plain, fused):
            model.train(mode)
            for layer in model.modules():
                if isinstance(layer, nn.Dropout):
                    layer.eval()  # what is dropped is drawn anew each time
            outputs.append(model(x))
        assert torch.allclose(*outputs, rtol=1e-9, atol=1e-9)


def test_every_parameter_is_learned(small: tuple[Build, tuple[int, ...]]) -> None:
    build, shape = small
    model = build(generator=generator())
    x = torch.randn(6, *shape, generator=generator())
    model(x).logsumexp(1).sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
    assert all(p.grad.abs().sum() > 0 for p in model.parameters() if p.ndim > 1)


WRONG: list[tuple[str, Callable[[], object], str]] = [
    ("channels", lambda: LeNet()(torch.zeros(2, 3, 28, 28)), r"LeNet takes .*\(N, 1, 28, 28\), not \(2, 3, 28, 28\)"),
    ("no batch", lambda: LeNet()(torch.zeros(1, 28, 28)), r"\(N, 1, 28, 28\), not \(1, 28, 28\)"),
    ("side", lambda: AlexNet(10, plan=CIFAR)(torch.zeros(2, 3, 28, 28)), r"AlexNet .*\(N, 3, 32, 32\), not"),
    ("side of VGG", lambda: VGG(11, size=32, width=0.1)(torch.zeros(2, 3, 64, 64)), r"VGG .*\(N, 3, 32, 32\), not"),
    ("channels of ResNet", lambda: ResNet.cifar()(torch.zeros(2, 1, 32, 32)), r"\(N, 3, H, W\), not \(2, 1, 32, 32\)"),
    ("small for FastResNet", lambda: FastResNet()(torch.zeros(2, 3, 16, 16)), r"FastResNet .*\(N, 3, 32, 32\), not"),
    ("numbers", lambda: MLP([784, 10])(torch.zeros(2, 10)), r"784 numbers an example, \(N, 784\), not \(2, 10\)"),
    ("one size", lambda: MLP([784]), "at least the sizes of its input and its output"),
    ("tiny images", lambda: LeNet(size=8), "larger images than size=8"),
    ("towers", lambda: AlexNet(10, plan=CIFAR, towers=3), "towers=3"),
    ("depth of VGG", lambda: VGG(17), "depth=17"),
    ("size of VGG", lambda: VGG(11, size=40), "multiple of 32, not 40"),
    ("depth of ResNet", lambda: ResNet.cifar(21), "depth=21"),
    ("stages", lambda: ResNet([2, 2], [16]), r"blocks=\[2, 2\], channels=\[16\]"),
]


@pytest.mark.parametrize(("name", "wrong", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_does_not_fit_is_refused_in_words(name: str, wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()


def test_two_towers_see_only_their_own_maps_in_the_grouped_layers() -> None:
    model = AlexNet(10, plan=CIFAR, towers=2, generator=generator()).eval()
    grouped = [layer for layer in model.features if isinstance(layer, nn.Conv2d) and layer.groups == 2]
    assert len(grouped) == 3
    for layer in grouped:
        maps = torch.randn(2, 2 * layer.weight.shape[1], 8, 8, generator=generator(), requires_grad=True)
        outputs = layer(maps)
        half = outputs.shape[1] // 2
        [gradient] = torch.autograd.grad(outputs[:, :half].sum(), maps)
        first, second = gradient.chunk(2, dim=1)
        assert first.abs().sum() > 0
        assert second.abs().sum() == 0


def test_whitened_squares_are_uncorrelated_and_of_variance_one() -> None:
    draw = torch.Generator().manual_seed(0)
    images = torch.nn.functional.avg_pool2d(torch.randn(50, 3, 20, 20, generator=draw), 3, stride=1)  # neighbours alike
    images = (images - images.mean()) / images.std()
    kernels = whitening(images, eps=0.0)
    seen = torch.nn.functional.conv2d(images, kernels)[:, :12].transpose(0, 1).flatten(1)  # (12, N H W)
    torch.testing.assert_close(seen @ seen.T / seen.shape[1], torch.eye(12), rtol=0, atol=1e-2)
    torch.testing.assert_close(kernels[12:], -kernels[:12])


def test_first_kernels_that_are_given_stay_as_they_are() -> None:
    draw = torch.Generator().manual_seed(0)
    first = torch.randn(24, 3, 2, 2, generator=draw)
    model = FastResNet(channels=(8, 8, 16), first=first, generator=draw)
    model(torch.randn(4, 3, 32, 32, generator=draw)).square().sum().backward()
    assert model.features[0].weight.equal(first)
    assert model.features[0].weight.grad is None
    assert model.features[0].bias.grad is not None
