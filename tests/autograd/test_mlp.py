"""Neurons, layers and the multilayer perceptron over Values."""

import random

import pytest
import torch

from chainrule.autograd import MLP, Layer, Neuron, Value, zero_grad
from chainrule.data.moons import two_moons


@pytest.fixture(params=[False, True], ids=["plain", "fused"])
def fused(request: pytest.FixtureRequest) -> bool:
    return request.param


def test_a_neuron_is_an_activation_of_a_weighted_sum(fused: bool) -> None:
    neuron = Neuron(2, activation=Value.tanh, fused=fused, generator=random.Random(0))
    w1, w2, b = neuron.parameters()
    assert all(-1.0 <= w.data <= 1.0 for w in (w1, w2))
    assert b.data == 0.0
    b.data = 0.25
    expected = (0.25 + w1 * 2.0 + w2 * -3.0).tanh()
    assert neuron([2.0, -3.0]).data == pytest.approx(expected.data)


def test_a_neuron_without_activation_is_linear(fused: bool) -> None:
    neuron = Neuron(1, fused=fused, generator=random.Random(0))
    assert neuron([Value(-2.0)]).data == -2.0 * neuron.weights[0].data


def test_the_same_generator_gives_the_same_network_and_the_global_one_is_left_alone(fused: bool) -> None:
    state = random.getstate()
    first = MLP(3, [4, 2], fused=fused, generator=random.Random(5))
    second = MLP(3, [4, 2], generator=random.Random(5))
    assert [p.data for p in first.parameters()] == [p.data for p in second.parameters()]
    assert random.getstate() == state


def test_parameters_come_neuron_by_neuron_weights_before_bias() -> None:
    model = MLP(2, [3, 1], generator=random.Random(0))
    hidden, last = model.layers
    assert len(hidden.neurons) == 3
    assert model.parameters() == [*hidden.parameters(), *last.parameters()]
    assert len(model.parameters()) == 3 * (2 + 1) + (3 + 1)
    assert hidden.parameters()[:3] == [*hidden.neurons[0].weights, hidden.neurons[0].bias]


def test_it_agrees_with_torch_on_outputs_and_gradients(fused: bool) -> None:
    model = MLP(2, [5, 4, 3], fused=fused, generator=random.Random(3))
    sizes = [2, 5, 4, 3]
    twin = torch.nn.Sequential(
        torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 4), torch.nn.ReLU(), torch.nn.Linear(4, 3)
    ).double()
    with torch.no_grad():
        for layer, linear in zip(model.layers, twin[::2], strict=True):
            for row, neuron in enumerate(layer.neurons):
                linear.bias[row] = neuron.bias.data
                for column, weight in enumerate(neuron.weights):
                    linear.weight[row, column] = weight.data
    x = [0.7, -1.2]
    outputs = model([Value(number) for number in x])
    expected = twin(torch.tensor(x, dtype=torch.float64))
    assert [output.data for output in outputs] == pytest.approx(expected.tolist())
    sum(output * output for output in outputs).backward()
    (expected * expected).sum().backward()
    gradients = [parameter.grad for parameter in model.parameters()]
    twins = []
    for linear, size in zip(twin[::2], sizes[1:], strict=True):
        for row in range(size):
            twins += [*linear.weight.grad[row].tolist(), linear.bias.grad[row].item()]
    assert gradients == pytest.approx(twins)
    assert any(gradients)


def test_a_layer_needs_as_many_inputs_as_weights(fused: bool) -> None:
    layer = Layer(3, 2, fused=fused, generator=random.Random(0))
    with pytest.raises(ValueError, match="3 weights, 2 inputs"):
        layer([1.0, 2.0])


def test_a_small_network_learns_two_moons(fused: bool) -> None:
    points, moons = two_moons(40, noise=0.05, generator=random.Random(1))
    model = MLP(2, [8, 1], activation=Value.tanh, fused=fused, generator=random.Random(1))
    for _ in range(80):
        scores = [model(point)[0] for point in points]
        margins = [(1 - (2 * moon - 1) * score).relu() for moon, score in zip(moons, scores, strict=True)]
        loss = sum(margins) / len(margins)
        zero_grad(model.parameters())
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= 0.5 * parameter.grad
    right = sum((score.data > 0) == bool(moon) for score, moon in zip(scores, moons, strict=True))
    assert right >= 38
