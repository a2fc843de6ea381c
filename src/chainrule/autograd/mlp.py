"""A multilayer perceptron over scalar Values: neurons in layers, layers in a row."""

import random
from collections.abc import Callable, Sequence

from chainrule.autograd.fused import dot
from chainrule.autograd.real import Number
from chainrule.autograd.value import Value, as_value

Activation = Callable[[Value], Value]


class Neuron:
    """activation(w1 x1 + ... + wn xn + b), or the sum alone where there is no activation.

    The weights are drawn uniformly from [-1, 1], the bias is zero. `fused=True` computes the sum as one node
    (`chainrule.autograd.fused.dot`) instead of one node for every product and every sum: the same numbers, sooner.
    """

    def __init__(
        self, inputs: int, *, activation: Activation | None = None, fused: bool = False, generator: random.Random
    ) -> None:
        self.weights = [Value(generator.uniform(-1.0, 1.0)) for _ in range(inputs)]
        self.bias = Value(0.0)
        self.activation = activation
        self.weighted_sum = dot if fused else dot_by_steps

    def __call__(self, inputs: Sequence[Value | Number]) -> Value:
        total = self.weighted_sum(self.weights, inputs, self.bias)
        return self.activation(total) if self.activation else total

    def parameters(self) -> list[Value]:
        return [*self.weights, self.bias]


def dot_by_steps(weights: Sequence[Value], inputs: Sequence[Value | Number], bias: Value) -> Value:
    """What `dot` computes, as a chain of products and sums."""
    if len(weights) != len(inputs):
        raise ValueError(f"a neuron needs one input for each weight: {len(weights)} weights, {len(inputs)} inputs")
    total = bias
    for weight, value in zip(weights, inputs, strict=True):
        total = total + weight * value
    return total


class Layer:
    """Neurons side by side, each of which sees every input."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        activation: Activation | None = None,
        fused: bool = False,
        generator: random.Random,
    ) -> None:
        self.neurons = [Neuron(inputs, activation=activation, fused=fused, generator=generator) for _ in range(outputs)]

    def __call__(self, inputs: Sequence[Value | Number]) -> list[Value]:
        return [neuron(inputs) for neuron in self.neurons]

    def parameters(self) -> list[Value]:
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP:
    """Layers of the given sizes in a row: an activation after each but the last, which is linear.

    >>> model = MLP(2, [16, 16, 1], generator=random.Random(0))
    >>> len(model.parameters())
    337
    >>> [score] = model([0.5, -1.0])
    >>> score.backward()
    """

    def __init__(
        self,
        inputs: int,
        sizes: Sequence[int],
        *,
        activation: Activation = Value.relu,
        fused: bool = False,
        generator: random.Random,
    ) -> None:
        self.layers = []
        for number, outputs in enumerate(sizes, start=1):
            after = activation if number < len(sizes) else None
            self.layers.append(Layer(inputs, outputs, activation=after, fused=fused, generator=generator))
            inputs = outputs

    def __call__(self, inputs: Sequence[Value | Number]) -> list[Value]:
        """The outputs of the last layer: a list, also where there is only one."""
        outputs = [as_value(value) for value in inputs]
        for layer in self.layers:
            outputs = layer(outputs)
        return outputs

    def parameters(self) -> list[Value]:
        return [parameter for layer in self.layers for parameter in layer.parameters()]
