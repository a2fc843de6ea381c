"""VGG: nothing but 3x3 convolutions, more of them, and half the side at every pooling (lecture 8)."""

import torch

from chainrule import nn
from chainrule.models.build import Activation, expect_images, initialize

CHANNELS = (64, 128, 256, 512, 512)
CONVOLUTIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
"""How many convolutions there are before each of the five poolings, by the number of layers that have weights."""


class VGG(nn.Module):
    """Five stages of [conv 3x3, activation] with a 2x2 maximum pooling at the end of each, then three linear layers.

    Two 3x3 convolutions see as far as one of 5x5, three as far as one of 7x7, with fewer weights and more activations.
    `depth` is 11, 13, 16 or 19, the paper's configurations A, B, D and E; VGG-16 for 1,000 classes at 224 x 224 has
    138,357,544 parameters, VGG-19 143,667,240. `batch_norm`, later than the paper, puts a BatchNorm2d after each
    convolution. `width` multiplies the number of maps. Parameter names are torchvision's.

    Shapes: (N, 3, size, size) -> (N, classes). Raises ValueError for an unknown depth, for a size that is no multiple
    of 32, and for images of another shape.

    >>> model = VGG(11, 10, size=32, hidden=512, width=0.125, generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])

    Source: Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition", table 1.
    """

    def __init__(
        self,
        depth: int = 16,
        classes: int = 1000,
        *,
        size: int = 224,
        hidden: int = 4096,
        width: float = 1.0,
        batch_norm: bool = False,
        activation: Activation = nn.ReLU,
        dropout: float = 0.5,
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        if depth not in CONVOLUTIONS:
            raise ValueError(f"VGG has {', '.join(map(str, CONVOLUTIONS))} layers, not depth={depth}")
        if size < 32 or size % 32:
            raise ValueError(f"VGG halves its images five times: size must be a multiple of 32, not {size}")
        self.size = size
        features: list[nn.Module] = []
        inputs = 3
        for channels, convolutions in zip(CHANNELS, CONVOLUTIONS[depth], strict=True):
            outputs = round(channels * width)
            for _ in range(convolutions):
                features.append(nn.Conv2d(inputs, outputs, 3, padding=1))
                features += [nn.BatchNorm2d(outputs)] if batch_norm else []
                features.append(activation())
                inputs = outputs
            features.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(
            nn.Linear(inputs * (size // 32) ** 2, hidden),
            activation(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            activation(),
            nn.Dropout(dropout),
            nn.Linear(hidden, classes),
        )
        initialize(self, activation=activation, generator=generator, fused=fused)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        expect_images(x, 3, self.size, "VGG")
        maps = self.features(x)  # (N, C, size / 32, size / 32)
        return self.classifier(maps.flatten(1))  # (N, classes)
