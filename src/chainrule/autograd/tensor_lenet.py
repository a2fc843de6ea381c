"""LeNet over Tensors: what `tensor_mlp` has, and layers for pictures in front of it."""

import math
import random
from itertools import pairwise

import numpy as np

from chainrule.autograd.cross_correlation import cross_correlate2d
from chainrule.autograd.pooling import max_pool2d
from chainrule.autograd.tensor import Operand, Tensor, as_tensor
from chainrule.autograd.tensor_mlp import Activation, Layer
from chainrule.autograd.windows import Pair


class Convolution:
    """activation(b + the cross-correlation of x (N, inputs, H, W) with `outputs` square kernels).

    The weights are drawn uniformly between -1 and 1, by the square root of the number of pixels that a kernel sees in
    all inputs; the biases are zero.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: Pair = 1,
        padding: Pair = 0,
        activation: Activation | None = None,
        generator: random.Random,
    ) -> None:
        shape = (outputs, inputs, kernel, kernel)
        scale = 1.0 / math.sqrt(inputs * kernel * kernel)
        drawn = [generator.uniform(-scale, scale) for _ in range(math.prod(shape))]
        self.weights = Tensor(np.reshape(drawn, shape), requires_grad=True)
        self.bias = Tensor(np.zeros(outputs), requires_grad=True)
        self.stride, self.padding = stride, padding
        self.activation = activation

    def __call__(self, inputs: Operand) -> Tensor:
        x = as_tensor(inputs)
        total = cross_correlate2d(x, self.weights, self.bias, stride=self.stride, padding=self.padding)
        return self.activation(total) if self.activation else total

    def parameters(self) -> list[Tensor]:
        return [self.weights, self.bias]


def flatten(x: Tensor) -> Tensor:
    """(N, ...) as (N, everything else), also for N = 0.

    >>> flatten(Tensor(np.zeros((5, 16, 2, 3)))).shape
    (5, 96)
    """
    return x.reshape(x.shape[0], math.prod(x.shape[1:]))


class LeNet:
    """Two convolutions of 5 x 5 with pooling, and three layers of neurons: scores of 10 classes for (N, 1, 28, 28).

    As LeNet-5, but for what became usual since: ReLU, the largest of each window, and softmax for the last layer.

    Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86 (1998), section II.

    >>> model = LeNet(generator=random.Random(0))
    >>> sum(parameter.size for parameter in model.parameters())
    61706
    >>> model(np.zeros((2, 1, 28, 28))).shape
    (2, 10)
    """

    def __init__(self, *, activation: Activation = Tensor.relu, generator: random.Random) -> None:
        self.convolutions = [
            Convolution(1, 6, 5, padding=2, activation=activation, generator=generator),
            Convolution(6, 16, 5, activation=activation, generator=generator),
        ]
        sizes = [16 * 5 * 5, 120, 84, 10]
        self.layers = [
            Layer(
                inputs,
                outputs,
                activation=activation if outputs != sizes[-1] else None,
                fused=True,
                scale=1.0 / math.sqrt(inputs),
                generator=generator,
            )
            for inputs, outputs in pairwise(sizes)
        ]

    def __call__(self, inputs: Operand) -> Tensor:
        x = as_tensor(inputs)  # (N, 1, 28, 28)
        for convolution in self.convolutions:
            x = max_pool2d(convolution(x), 2)  # (N, 6, 14, 14), then (N, 16, 5, 5)
        x = flatten(x)  # (N, 400)
        for layer in self.layers:
            x = layer(x)
        return x  # (N, 10)

    def parameters(self) -> list[Tensor]:
        layers: list[Convolution | Layer] = [*self.convolutions, *self.layers]
        return [parameter for layer in layers for parameter in layer.parameters()]
