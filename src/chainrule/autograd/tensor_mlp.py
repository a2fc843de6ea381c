"""The multilayer perceptron of `mlp.py` over Tensors: a layer is one matrix, and takes whole batches.

The names, the arguments and the numbers are those of the scalar engine: from the same generator both draw the same
weights.
"""

import random
from collections.abc import Callable, Sequence

import numpy as np

from chainrule.autograd.operations import linear
from chainrule.autograd.tensor import Operand, Tensor, as_tensor

Activation = Callable[[Tensor], Tensor]


class Layer:
    """activation(x W' + b), or the sum alone where there is no activation: neurons side by side, one to a row of W.

    `x` is (..., inputs), W (outputs, inputs), b (outputs,). The weights are drawn uniformly from [-scale, scale], the
    biases are zero. `fused=True` computes the sum as one node (`chainrule.autograd.linear`) instead of three.

    Attributes: `weights`, the Tensor W; `bias`, the Tensor b; `activation` and `fused`, as they were given.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        activation: Activation | None = None,
        fused: bool = False,
        scale: float = 1.0,
        generator: random.Random,
    ) -> None:
        drawn = [[generator.uniform(-scale, scale) for _ in range(inputs)] for _ in range(outputs)]
        self.weights = Tensor(np.array(drawn).reshape(outputs, inputs), requires_grad=True)
        self.bias = Tensor(np.zeros(outputs), requires_grad=True)
        self.activation = activation
        self.fused = fused

    def __call__(self, inputs: Operand) -> Tensor:
        x = as_tensor(inputs)
        total = linear(x, self.weights, self.bias) if self.fused else x @ self.weights.T + self.bias
        return self.activation(total) if self.activation else total

    def parameters(self) -> list[Tensor]:
        return [self.weights, self.bias]


class Neuron(Layer):
    """activation(w1 x1 + ... + wn xn + b): a layer of one, whose result has no axis for it."""

    def __init__(
        self, inputs: int, *, activation: Activation | None = None, fused: bool = False, generator: random.Random
    ) -> None:
        super().__init__(inputs, 1, activation=activation, fused=fused, generator=generator)

    def __call__(self, inputs: Operand) -> Tensor:
        return super().__call__(inputs)[..., 0]


class MLP:
    """Layers of the given sizes in a row: an activation after each but the last, which is linear.

    The attribute `layers` is the list of them, the one that sees the inputs first.

    >>> model = MLP(2, [16, 16, 1], generator=random.Random(0))
    >>> sum(parameter.size for parameter in model.parameters())
    337
    >>> scores = model([[0.5, -1.0], [2.0, 1.0], [0.0, 0.0]])
    >>> scores.shape
    (3, 1)
    """

    def __init__(
        self,
        inputs: int,
        sizes: Sequence[int],
        *,
        activation: Activation = Tensor.relu,
        fused: bool = False,
        generator: random.Random,
    ) -> None:
        self.layers = []
        for number, outputs in enumerate(sizes, start=1):
            after = activation if number < len(sizes) else None
            self.layers.append(Layer(inputs, outputs, activation=after, fused=fused, generator=generator))
            inputs = outputs

    def __call__(self, inputs: Operand) -> Tensor:
        """The outputs of the last layer, (..., outputs): the last axis is there also where there is only one."""
        outputs = as_tensor(inputs)
        for layer in self.layers:
            outputs = layer(outputs)
        return outputs

    def parameters(self) -> list[Tensor]:
        """The weights and the bias of each layer, one layer after the other: what a step of training changes."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]
