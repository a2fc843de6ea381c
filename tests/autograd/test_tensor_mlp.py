"""Neurons, layers, the multilayer perceptron and LeNet over Tensors: the scalar engine's numbers, and PyTorch's."""

import random

import numpy as np
import pytest
import torch

from chainrule.autograd import MLP, Layer, Neuron, Tensor, Value, cross_entropy, no_grad, tensor_mlp, zero_grad
from chainrule.autograd.tensor_lenet import Convolution, LeNet, flatten
from chainrule.data import MissingData, load
from chainrule.data.moons import two_moons


@pytest.fixture(params=[False, True], ids=["plain", "fused"])
def fused(request: pytest.FixtureRequest) -> bool:
    return request.param


def test_both_engines_give_the_same_network_the_same_scores_and_gradients(fused: bool) -> None:
    scalar = MLP(2, [5, 4, 3], activation=Value.tanh, generator=random.Random(3))
    model = tensor_mlp.MLP(2, [5, 4, 3], activation=Tensor.tanh, fused=fused, generator=random.Random(3))
    points = [[0.7, -1.2], [0.1, 2.0]]
    scores = model(points)
    twins = [scalar(point) for point in points]
    np.testing.assert_allclose(scores.data, [[value.data for value in row] for row in twins], 1e-12)
    (scores * scores).sum().backward()
    sum(value * value for row in twins for value in row).backward()
    for layer, other in zip(model.layers, scalar.layers, strict=True):
        weights = [[weight.grad for weight in neuron.weights] for neuron in other.neurons]
        np.testing.assert_allclose(layer.weights.grad, weights, 1e-10, 1e-12)
        np.testing.assert_allclose(layer.bias.grad, [neuron.bias.grad for neuron in other.neurons], 1e-10, 1e-12)


def test_a_neuron_and_a_layer_are_those_of_the_scalar_engine(fused: bool) -> None:
    for ours, scalar in (
        (tensor_mlp.Neuron(3, activation=Tensor.relu, fused=fused, generator=random.Random(1)), None),
        (None, Neuron(3, activation=Value.relu, generator=random.Random(1))),
    ):
        result = ours([1.0, 2.0, -0.5]).item() if ours else scalar([1.0, 2.0, -0.5]).data
        assert result == pytest.approx(max(0.0, Neuron(3, generator=random.Random(1))([1.0, 2.0, -0.5]).data))
    layer = tensor_mlp.Layer(3, 2, fused=fused, generator=random.Random(1))
    expected = [value.data for value in Layer(3, 2, generator=random.Random(1))([1.0, 2.0, -0.5])]
    np.testing.assert_allclose(layer([1.0, 2.0, -0.5]).data, expected)
    neuron = tensor_mlp.Neuron(3, fused=fused, generator=random.Random(1))
    assert neuron(np.zeros((4, 3))).shape == (4,)
    assert [parameter.shape for parameter in neuron.parameters()] == [(1, 3), (1,)]


def test_a_layer_names_shapes_that_do_not_fit(fused: bool) -> None:
    with pytest.raises(ValueError, match="2"):
        tensor_mlp.Layer(3, 2, fused=fused, generator=random.Random(0))([[1.0, 2.0]])


def test_a_small_network_learns_two_moons(fused: bool) -> None:
    points, moons = two_moons(40, noise=0.05, generator=random.Random(1))
    signs = 2.0 * np.array(moons) - 1.0
    model = tensor_mlp.MLP(2, [8, 1], activation=Tensor.tanh, fused=fused, generator=random.Random(1))
    for _ in range(80):
        scores = model(points)[:, 0]
        loss = (1 - signs * scores).relu().mean()
        zero_grad(model.parameters())
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= 0.5 * parameter.grad
    assert ((scores > 0) == (signs > 0)).sum() >= 38


def test_lenet_agrees_with_torch_on_scores_loss_and_gradients() -> None:
    model = LeNet(generator=random.Random(0))
    twin = torch.nn.Sequential(
        torch.nn.Conv2d(1, 6, 5, padding=2),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(6, 16, 5),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(400, 120),
        torch.nn.ReLU(),
        torch.nn.Linear(120, 84),
        torch.nn.ReLU(),
        torch.nn.Linear(84, 10),
    ).double()
    for parameter, other in zip(model.parameters(), twin.parameters(), strict=True):
        assert parameter.shape == tuple(other.shape)
        other.data = torch.tensor(parameter.data)
    pictures = np.random.default_rng(0).random((3, 1, 28, 28))
    scores, expected = model(pictures), twin(torch.tensor(pictures))
    np.testing.assert_allclose(scores.data, expected.detach().numpy(), 1e-10, 1e-12)
    cross_entropy(scores, [3, 1, 4]).backward()
    torch.nn.functional.cross_entropy(expected, torch.tensor([3, 1, 4])).backward()
    for parameter, other in zip(model.parameters(), twin.parameters(), strict=True):
        np.testing.assert_allclose(parameter.grad, other.grad.numpy(), 1e-8, 1e-12)


def test_lenet_learns_a_handful_of_pictures() -> None:
    labels = np.arange(4)
    pictures = np.zeros((4, 1, 28, 28), dtype=np.float32)
    for label in labels:
        pictures[label, 0, 6 * label : 6 * label + 6] = 1.0  # a bar, the lower the larger its label
    model = LeNet(generator=random.Random(2))
    for parameter in model.parameters():
        parameter.data = parameter.data.astype(np.float32)
    losses = []
    for _ in range(40):
        loss = cross_entropy(model(pictures), labels)
        zero_grad(model.parameters())
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= 0.2 * parameter.grad
        losses.append(loss.item())
    assert loss.dtype == np.float32
    assert losses[-1] < 0.1 * losses[0]


def test_weights_are_drawn_from_the_generator_alone() -> None:
    state = random.getstate()
    first, second = (Convolution(2, 3, 3, generator=random.Random(7)) for _ in range(2))
    np.testing.assert_array_equal(first.weights.data, second.weights.data)
    assert np.abs(first.weights.data).max() <= 18**-0.5
    assert random.getstate() == state
    assert flatten(Tensor(np.zeros((0, 2, 3)))).shape == (0, 6)


@pytest.mark.slow
def test_lenet_learns_mnist_from_a_third_of_its_pictures() -> None:
    try:
        mnist = load("mnist", download=False)
    except MissingData as error:
        pytest.skip(str(error))
    pictures, labels = (np.asarray(each) for each in (mnist.train.images, mnist.train.labels))
    model = LeNet(generator=random.Random(0))
    parameters = model.parameters()
    for parameter in parameters:
        parameter.data = parameter.data.astype(np.float32)
    velocities = [np.zeros_like(parameter.data) for parameter in parameters]
    order = np.random.default_rng(0).permutation(len(labels))[:20_000]
    for start in range(0, len(order), 64):
        batch = order[start : start + 64]
        loss = cross_entropy(model(pictures[batch].astype(np.float32) / 255), labels[batch])
        zero_grad(parameters)
        loss.backward()
        for parameter, velocity in zip(parameters, velocities, strict=True):
            velocity *= 0.9
            velocity += parameter.grad
            parameter.data -= 0.02 * velocity
    with no_grad():
        scores = model(np.asarray(mnist.test.images, dtype=np.float32)[:5000] / 255)
    assert np.mean(scores.data.argmax(1) == np.asarray(mnist.test.labels)[:5000]) > 0.92
