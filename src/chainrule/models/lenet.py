"""LeNet-5: two convolutions that share their weights over the image, two poolings, three linear layers (lecture 8)."""

from collections.abc import Sequence

import torch

from chainrule import nn
from chainrule.models.build import Activation, expect_images, initialize

KERNEL = 5


class LeNet(nn.Module):
    """[conv 5x5 -> activation -> pool 2x2] twice, then linear layers with activations between; the outputs are logits.

    The defaults are LeNet-5 as it is taught, 61,706 parameters: 6 and 16 kernels, tanh, average pooling, 120 and 84
    hidden units, 28 x 28 images with a border of 2. What differs from the paper of 1998: every kernel of the second
    layer sees all six maps, pooling has no weights of its own, and the last layer is linear, not radial.
    `LeNet.modern` takes what was learned since: ReLU and maximum pooling.

    `batch_norm` puts a BatchNorm2d after each convolution, which then needs no bias. `dropout` is the share of the
    hidden units that are left out in training.

    Shapes: (N, in_channels, size, size) -> (N, classes). Raises ValueError for images of another shape, and for a
    size that leaves nothing after both poolings.

    >>> model = LeNet(generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 10])

    Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition", figure 2.
    """

    def __init__(
        self,
        classes: int = 10,
        *,
        in_channels: int = 1,
        size: int = 28,
        channels: Sequence[int] = (6, 16),
        hidden: Sequence[int] = (120, 84),
        activation: Activation = nn.Tanh,
        pool: type[nn.AvgPool2d] | type[nn.MaxPool2d] = nn.AvgPool2d,
        padding: int = 2,
        batch_norm: bool = False,
        dropout: float = 0.0,
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        self.in_channels, self.size = in_channels, size
        first = (size + 2 * padding - KERNEL + 1) // 2  # after the first pooling
        side = (first - KERNEL + 1) // 2  # after the second
        if side < 1:
            raise ValueError(f"LeNet needs larger images than size={size}: nothing is left after the second pooling")
        features: list[nn.Module] = []
        for inputs, outputs, border in ((in_channels, channels[0], padding), (channels[0], channels[1], 0)):
            features.append(nn.Conv2d(inputs, outputs, KERNEL, padding=border, bias=not batch_norm))
            features += [nn.BatchNorm2d(outputs)] if batch_norm else []
            features += [activation(), pool(2)]
        self.features = nn.Sequential(*features)
        classifier: list[nn.Module] = []
        inputs = channels[1] * side * side
        for units in hidden:
            classifier += [nn.Linear(inputs, units), activation()]
            classifier += [nn.Dropout(dropout)] if dropout else []
            inputs = units
        self.classifier = nn.Sequential(*classifier, nn.Linear(inputs, classes))
        initialize(self, activation=activation, generator=generator, fused=fused)

    @classmethod
    def modern(cls, classes: int = 10, **options: object) -> "LeNet":
        """LeNet with ReLU and maximum pooling; every other option as above."""
        return cls(classes, **{"activation": nn.ReLU, "pool": nn.MaxPool2d, **options})  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        expect_images(x, self.in_channels, self.size, "LeNet")
        maps = self.features(x)  # (N, channels[1], side, side)
        return self.classifier(maps.flatten(1))  # (N, classes)
