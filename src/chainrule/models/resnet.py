"""Residual networks: each block adds what it computed to what came in, so that depth costs no gradient (lecture 13)."""

from collections.abc import Sequence
from typing import Literal

import torch
from torch.nn.functional import pad

from chainrule import nn
from chainrule.models.build import Activation, expect_images, initialize

Shortcut = Literal["pad", "project"]


class BasicBlock(nn.Module):
    """relu(BN(conv(relu(BN(conv(x))))) + shortcut(x)): two 3x3 convolutions and a way around them.

    Where the block halves the side and changes the number of maps, the shortcut does too: "pad" takes every second
    pixel and adds maps of zeros (the paper's option A, no parameters), "project" is a 1x1 convolution (option B).

    Shapes: (N, inputs, H, W) -> (N, outputs, H / stride, W / stride), rounded up.
    """

    def __init__(self, inputs: int, outputs: int, stride: int = 1, shortcut: Shortcut = "project") -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != outputs:
            if shortcut == "project":
                self.downsample = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
                )
            else:
                self.downsample = PadShortcut(stride, outputs - inputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        around = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + around)


class PadShortcut(nn.Module):
    """Every `stride`-th pixel, and as many maps of zeros as are missing, half of them before and half after."""

    def __init__(self, stride: int, missing: int) -> None:
        super().__init__()
        self.stride, self.missing = stride, missing

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        before = self.missing // 2
        return pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, before, self.missing - before))


class ResNet(nn.Module):
    """A first convolution, stages of residual blocks, the mean over all places, one linear layer; outputs are logits.

    `blocks` is how many blocks each stage has, `channels` how many maps; every stage but the first halves the side.
    `stem="cifar"` starts with one 3x3 convolution, `stem="imagenet"` with 7x7 at every second place and a pooling.
    Parameter names are torchvision's. `ResNet.cifar(20)` and `ResNet.resnet18()` are the ones with a name.

    Shapes: (N, 3, H, W) of any size -> (N, classes). Raises ValueError for images of another shape.

    >>> model = ResNet.cifar(20, generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])

    Source: He, Zhang, Ren and Sun 2016, "Deep residual learning for image recognition", table 1 and section 4.2.
    """

    def __init__(
        self,
        blocks: Sequence[int],
        channels: Sequence[int],
        classes: int = 10,
        *,
        stem: Literal["cifar", "imagenet"] = "cifar",
        shortcut: Shortcut = "project",
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        if len(blocks) != len(channels):
            raise ValueError(f"a stage needs blocks and channels: blocks={list(blocks)}, channels={list(channels)}")
        imagenet = stem == "imagenet"
        size, stride, padding = (7, 2, 3) if imagenet else (3, 1, 1)
        self.conv1 = nn.Conv2d(3, channels[0], size, stride, padding=padding, bias=False)
        self.bn1 = nn.BatchNorm2d(channels[0])
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, padding=1) if imagenet else None
        self.stages: list[str] = []
        inputs = channels[0]
        for number, (count, outputs) in enumerate(zip(blocks, channels, strict=True), start=1):
            stride = 1 if number == 1 else 2
            first = BasicBlock(inputs, outputs, stride, shortcut)
            others = (BasicBlock(outputs, outputs) for _ in range(count - 1))
            self.stages.append(f"layer{number}")
            self.add_module(self.stages[-1], nn.Sequential(first, *others))
            inputs = outputs
        self.fc = nn.Linear(inputs, classes)
        initialize(self, generator=generator, fused=fused)

    @classmethod
    def cifar(
        cls,
        depth: int = 20,
        classes: int = 10,
        *,
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> "ResNet":
        """The paper's networks for CIFAR-10: three stages of 16, 32 and 64 maps, depth = 6 n + 2. ResNet-20 has 0.27 M.

        Raises ValueError for another depth.
        """
        n, rest = divmod(depth - 2, 6)
        if rest or n < 1:
            raise ValueError(f"ResNet for CIFAR has 6 n + 2 layers (20, 32, 44, 56, 110), not depth={depth}")
        return cls([n, n, n], [16, 32, 64], classes, shortcut="pad", generator=generator, fused=fused)

    @classmethod
    def resnet18(
        cls,
        classes: int = 1000,
        *,
        stem: Literal["cifar", "imagenet"] = "imagenet",
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> "ResNet":
        """ResNet-18: four stages of two blocks; 11,689,512 parameters for 1,000 classes."""
        return cls([2, 2, 2, 2], [64, 128, 256, 512], classes, stem=stem, generator=generator, fused=fused)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        expect_images(x, 3, None, "ResNet")
        x = self.relu(self.bn1(self.conv1(x)))  # (N, channels[0], H, W)
        if self.maxpool is not None:
            x = self.maxpool(x)
        for stage in self.stages:
            x = self.get_submodule(stage)(x)  # half the side, more maps
        return self.fc(x.mean((2, 3)))  # (N, classes)


class Residual(nn.Module):
    """x + inner(x)."""

    def __init__(self, *inner: nn.Module) -> None:
        super().__init__()
        self.inner = nn.Sequential(*inner)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.inner(x)


class FastResNet(nn.Module):
    """A residual network for 32 x 32 images that is made to learn soon: wide, shallow, pooled early.

    In each stage a 3x3 convolution is pooled at once, and two more stand in a residual block at the smaller size. The
    largest number of each map goes into one linear layer, whose logits are `scale` times its outputs: so that they
    begin small, while the weights learn at the common rate. Convolutions begin as in PyTorch. With `first`, kernels
    (K, 3, I, I) as those of `whitening`, the images go through these before the stages; they are not learned.

    Shapes: (N, 3, 32, 32) -> (N, classes). Raises ValueError for images of another shape.

    >>> model = FastResNet(channels=(8, 16, 32), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])

    Source: after the shallow residual networks that win speed contests on CIFAR-10 (C. Coleman and others, DAWNBench,
    2017; D. Page, How to train your ResNet, 2018); K. Jordan, 94% on CIFAR-10 in 3.29 seconds on a single GPU (2024),
    section 3.2, for `first`.
    """

    def __init__(
        self,
        classes: int = 10,
        *,
        channels: Sequence[int] = (64, 128, 256),
        activation: Activation = nn.ReLU,
        dropout: float = 0.0,
        scale: float = 0.125,
        first: torch.Tensor | None = None,
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        inputs = 3
        if first is not None:
            inputs = len(first)
            stages += [nn.Conv2d(3, inputs, first.shape[2], padding=first.shape[2] // 2), activation()]
        for outputs in channels:
            stages += [*_convolved(inputs, outputs, activation, nn.MaxPool2d(2))]
            stages.append(
                Residual(*_convolved(outputs, outputs, activation), *_convolved(outputs, outputs, activation))
            )
            inputs = outputs
        self.features = nn.Sequential(*stages)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(inputs, classes, bias=False)
        self.scale = scale
        initialize(self, activation=activation, generator=generator, fused=fused)
        for layer in self.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                nn.init.default_(layer.weight, None, generator)
        if first is not None:
            next(self.features.parameters()).requires_grad_(False).copy_(first)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        expect_images(x, 3, 32, "FastResNet")
        maps = self.features(x)  # (N, channels[-1], 4, 4)
        return self.scale * self.fc(self.dropout(maps.amax((2, 3))))  # (N, classes)


def _convolved(inputs: int, outputs: int, activation: Activation, *pool: nn.Module) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    return [convolution, *pool, nn.BatchNorm2d(outputs), activation()]


def whitening(images: torch.Tensor, size: int = 2, eps: float = 5e-4) -> torch.Tensor:
    """Kernels whose outputs over `images` are uncorrelated and of variance 1, as v / √(λ + eps); and their negatives.

    Neighbouring pixels are so alike that a network sees little but their mean; v and λ are the eigenvectors and
    eigenvalues of E[p pᵀ] over all squares p of size x size pixels. A rectifier behind a kernel and its negative loses
    nothing.

    Shapes: (N, C, H, W), normalized -> (2 K, C, size, size) with K = C size².

    >>> kernels = whitening(torch.randn(10, 3, 8, 8, generator=torch.Generator().manual_seed(0)))
    >>> kernels.shape
    torch.Size([24, 3, 2, 2])

    Source: D. Page, How to train your ResNet, part 8 (2019); K. Jordan (2024), section 3.2.
    """
    squares = images.unfold(2, size, 1).unfold(3, size, 1)  # (N, C, H', W', size, size)
    squares = squares.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(0, 2)  # (N H' W', K)
    values, vectors = torch.linalg.eigh(squares.T @ squares / len(squares))  # (K,), (K, K), a column each
    kernels = (vectors / (values + eps).sqrt()).T.unflatten(1, (-1, size, size))  # (K, C, size, size)
    return torch.cat((kernels, -kernels))
