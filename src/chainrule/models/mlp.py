"""The multilayer perceptron: linear layers with an activation between each two (lectures 5 and 6)."""

from collections.abc import Sequence
from itertools import pairwise

import torch

from chainrule import nn
from chainrule.models.build import Activation, initialize


class MLP(nn.Module):
    """h_0 = x, h_l = activation(h_(l-1) W_l^T + b_l), and the last layer linear: its outputs are logits.

    `sizes` are the widths from the input to the output: [784, 100, 10] has two linear layers. What comes is flattened,
    so that images can be handed in as they are. `dropout` is the share of hidden units that are left out in training.

    Shapes: (N, ...) with sizes[0] numbers an example -> (N, sizes[-1]).
    Raises ValueError for fewer than two sizes, and for examples of another size than sizes[0].

    >>> model = MLP([784, 100, 10], generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 10])

    Source: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors".
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Activation = nn.ReLU,
        *,
        dropout: float = 0.0,
        generator: torch.Generator | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__()
        if len(sizes) < 2:
            raise ValueError(f"an MLP needs at least the sizes of its input and its output, not sizes={list(sizes)}")
        self.inputs = sizes[0]
        layers: list[nn.Module] = []
        for inputs, outputs in pairwise(sizes[:-1]):
            layers += [nn.Linear(inputs, outputs), activation()]
            if dropout:
                layers.append(nn.Dropout(dropout))
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))
        initialize(self, activation=activation, generator=generator, fused=fused)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        numbers = x.shape[1:].numel()
        if x.ndim < 2 or numbers != self.inputs:
            raise ValueError(f"MLP takes {self.inputs} numbers an example, (N, {self.inputs}), not {tuple(x.shape)}")
        return self.layers(x.reshape(len(x), numbers))  # (N, sizes[-1])
