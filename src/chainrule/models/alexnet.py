"""AlexNet: the network of 2012, in one tower or in the paper's two, with a switch for each of its ideas (lecture 8)."""

from dataclasses import dataclass

import torch

from chainrule import nn
from chainrule.models.build import Activation, expect_images, initialize


@dataclass(frozen=True)
class Plan:
    """The sizes of an AlexNet: images, first convolution, kernels of all five layers, hidden layers."""

    size: int
    kernel: int
    stride: int
    channels: tuple[int, int, int, int, int]
    hidden: int
    pool_padding: int
    """So that overlapping and plain pooling give maps of one size: 0 where sides are odd (55, 27, 13), 1 where even."""


IMAGENET = Plan(224, kernel=11, stride=4, channels=(96, 256, 384, 384, 256), hidden=4096, pool_padding=0)
CIFAR = Plan(32, kernel=5, stride=1, channels=(32, 64, 96, 96, 64), hidden=512, pool_padding=1)


class AlexNet(nn.Module):
    """Five convolutions, of which the first, second and fifth are pooled, then three linear layers; outputs are logits.

    Each idea of the paper has its switch: `activation` (section 3.1), `towers` (3.2), `response_norm` (3.3: divide by
    what the neighbouring maps say at the same place), `overlapping` (3.4: pool 3 x 3 at every second place, or 2 x 2),
    `dropout` (4.2: the share of hidden units left out in training; 0 for none).

    In two towers the second, fourth and fifth convolution see only the maps of their own tower, as when each tower
    lived on a card of its own: that is `groups=2`. Both see everything in the third and in the linear layers.
    With `plan=IMAGENET` and 1,000 classes there are 60,965,224 parameters in two towers, 62,378,344 in one.
    The weights are drawn by `chainrule.models.build.initialize`: the paper's N(0, 0.01) learns nothing at CIFAR's size.

    Shapes: (N, 3, plan.size, plan.size) -> (N, classes). Raises ValueError for images of another shape, and for
    `towers` other than 1 and 2.

    >>> model = AlexNet(10, plan=CIFAR, towers=2, generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])

    Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks",
    section 3 and figure 2. 224 pixels come to the paper's 55 x 55 maps only with a border of 2, which it does not name.
    """

    def __init__(
        self,
        classes: int = 1000,
        *,
        plan: Plan = IMAGENET,
        towers: int = 1,
        activation: Activation = nn.ReLU,
        response_norm: bool = True,
        overlapping: bool = True,
        dropout: float = 0.5,
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        if towers not in (1, 2):
            raise ValueError(f"AlexNet has one tower or two, not towers={towers}")
        self.size = plan.size

        def normalize() -> list[nn.Module]:
            # The paper adds alpha = 1e-4 for each of five maps; PyTorch's layer divides alpha by their number.
            return [nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2.0)] if response_norm else []

        def pool() -> nn.Module:
            return nn.MaxPool2d(3, 2, padding=plan.pool_padding) if overlapping else nn.MaxPool2d(2, 2)

        one, two, three, four, five = plan.channels
        self.features = nn.Sequential(
            nn.Conv2d(3, one, plan.kernel, plan.stride, padding=2),
            activation(),
            *normalize(),
            pool(),
            nn.Conv2d(one, two, 5, padding=2, groups=towers),
            activation(),
            *normalize(),
            pool(),
            nn.Conv2d(two, three, 3, padding=1),
            activation(),
            nn.Conv2d(three, four, 3, padding=1, groups=towers),
            activation(),
            nn.Conv2d(four, five, 3, padding=1, groups=towers),
            activation(),
            pool(),
        )
        side = ((plan.size + 4 - plan.kernel) // plan.stride + 1) // 8  # each pooling halves it, overlapping or not
        self.classifier = nn.Sequential(
            *_hidden(five * side * side, plan.hidden, activation, dropout),
            *_hidden(plan.hidden, plan.hidden, activation, dropout),
            nn.Linear(plan.hidden, classes),
        )
        initialize(self, activation=activation, generator=generator, fused=fused)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        expect_images(x, 3, self.size, "AlexNet")
        maps = self.features(x)  # (N, channels[4], side, side)
        return self.classifier(maps.flatten(1))  # (N, classes)


def _hidden(inputs: int, outputs: int, activation: Activation, dropout: float) -> list[nn.Module]:
    return [nn.Linear(inputs, outputs), activation(), *([nn.Dropout(dropout)] if dropout else [])]
