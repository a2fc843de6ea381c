"""Each network beside the same one built from `torch.nn`, with its state dict: outputs and all gradients agree."""

import pytest
import torch

from chainrule import nn
from chainrule.models.lenet import LeNet
from chainrule.models.mlp import MLP
from chainrule.models.resnet import ResNet
from chainrule.models.vgg import VGG

TOLERANCE = 1e-9


class LeNetTwin(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = torch.nn.Sequential(
            torch.nn.Conv2d(1, 6, 5, padding=2),
            torch.nn.Tanh(),
            torch.nn.AvgPool2d(2),
            torch.nn.Conv2d(6, 16, 5),
            torch.nn.Tanh(),
            torch.nn.AvgPool2d(2),
        )
        self.classifier = torch.nn.Sequential(
            torch.nn.Linear(400, 120),
            torch.nn.Tanh(),
            torch.nn.Linear(120, 84),
            torch.nn.Tanh(),
            torch.nn.Linear(84, 10),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(x).flatten(1))


class BlockTwin(torch.nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(outputs)
        self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(outputs)
        self.downsample = torch.nn.Identity()
        if stride != 1 or inputs != outputs:
            self.downsample = torch.nn.Sequential(
                torch.nn.Conv2d(inputs, outputs, 1, stride, bias=False), torch.nn.BatchNorm2d(outputs)
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + self.downsample(x))


class ResNetTwin(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 4, 7, 2, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(4)
        self.layer1 = torch.nn.Sequential(BlockTwin(4, 4, 1), BlockTwin(4, 4, 1))
        self.layer2 = torch.nn.Sequential(BlockTwin(4, 6, 2))
        self.fc = torch.nn.Linear(6, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(torch.nn.functional.adaptive_avg_pool2d(self.layer2(self.layer1(x)), 1).flatten(1))


def vgg_twin() -> torch.nn.Module:
    layers: list[torch.nn.Module] = []
    inputs = 3
    for outputs, count in ((4, 1), (8, 1), (16, 2), (32, 2), (32, 2)):
        for _ in range(count):
            layers += [torch.nn.Conv2d(inputs, outputs, 3, padding=1), torch.nn.ReLU()]
            inputs = outputs
        layers.append(torch.nn.MaxPool2d(2))
    head = [torch.nn.Linear(32, 16), torch.nn.ReLU(), torch.nn.Identity()]
    head += [torch.nn.Linear(16, 16), torch.nn.ReLU(), torch.nn.Identity(), torch.nn.Linear(16, 10)]
    parts = {
        "features": torch.nn.Sequential(*layers),
        "flatten": torch.nn.Flatten(),
        "classifier": torch.nn.Sequential(*head),
    }
    twin = torch.nn.Sequential()
    for name, part in parts.items():
        twin.add_module(name, part)
    return twin


def mlp_twin() -> torch.nn.Module:
    twin = torch.nn.Sequential(torch.nn.Flatten())
    layers = [torch.nn.Linear(12, 7), torch.nn.ReLU(), torch.nn.Linear(7, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3)]
    twin.add_module("layers", torch.nn.Sequential(*layers))
    return twin


PAIRS = {
    "mlp": (lambda: MLP([12, 7, 5, 3]), mlp_twin, (3, 2, 2)),
    "lenet": (LeNet, LeNetTwin, (1, 28, 28)),
    "vgg": (lambda: VGG(11, 10, size=32, hidden=16, width=0.0625, dropout=0.0), vgg_twin, (3, 32, 32)),
    "resnet": (lambda: ResNet([2, 1], [4, 6], stem="imagenet"), ResNetTwin, (3, 23, 20)),
}


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize("name", list(PAIRS))
def test_outputs_gradients_and_buffers_agree_with_the_twin(name: str, mode: str) -> None:
    build, build_twin, shape = PAIRS[name]
    torch.manual_seed(0)
    model, twin = build().double(), build_twin().double()
    for module in twin.modules():  # as after some training, so that nothing is hidden by ones and zeros
        if isinstance(module, torch.nn.BatchNorm2d):
            for tensor in (module.weight.data, module.bias.data, module.running_mean, module.running_var):
                tensor.uniform_(0.5, 1.5)
    model.load_state_dict(twin.state_dict())
    x = torch.randn(5, *shape, dtype=torch.float64)
    results = []
    for network in (model, twin):
        network.train(mode == "train")
        inputs = x.clone().requires_grad_()
        outputs = network(inputs)
        torch.manual_seed(1)
        outputs.backward(torch.randn_like(outputs))
        gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
        results.append((outputs, inputs.grad, gradients, dict(network.named_buffers())))
    (outputs, by_input, gradients, buffers), (twins, by_twins_input, twins_gradients, twins_buffers) = results
    torch.testing.assert_close(outputs, twins, rtol=TOLERANCE, atol=TOLERANCE)
    torch.testing.assert_close(by_input, by_twins_input, rtol=TOLERANCE, atol=TOLERANCE)
    torch.testing.assert_close(gradients, twins_gradients, rtol=TOLERANCE, atol=TOLERANCE)
    torch.testing.assert_close(buffers, twins_buffers, rtol=TOLERANCE, atol=TOLERANCE)
    assert all(gradient.abs().sum() > 0 for gradient in gradients.values())


def test_every_layer_is_the_librarys_own() -> None:
    for build, _, _ in PAIRS.values():
        for layer in build().modules():
            own = type(layer).__module__.startswith("chainrule.")
            assert own or isinstance(layer, nn.Sequential), type(layer)
