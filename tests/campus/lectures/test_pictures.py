"""What lectures 7 and 8 cannot run on every machine: torchvision's code, and the numbers that the recipes reached."""

import re
import sys
from types import ModuleType, SimpleNamespace

import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from chainrule.course import find_course
from chainrule.recipes.results import page, read_rows

MEAN, STD = 0.1307, 0.3081


def text_of(number: str) -> str:
    return next(find_course().glob(f"lectures/{number}-*/lecture.md")).read_text()


class Tiny(Dataset):
    """A data set with torchvision's arguments: 300 pictures of bytes (H, W), the numbers of which are their labels."""

    def __init__(self, root, train, download=False, transform=None):
        self.transform = transform

    def __len__(self):
        return 300

    def __getitem__(self, n):
        if n >= 300:
            raise IndexError(n)
        return self.transform(torch.full((28, 28), 255 if n % 2 else 0, dtype=torch.uint8)), n


@pytest.fixture
def torchvision(monkeypatch):
    """The few names of torchvision that the lecture uses, as its documentation describes them."""

    def compose(steps):
        def prepare(x):
            for step in steps:
                x = step(x)
            return x

        return prepare

    def normalize(mean, std):
        return lambda x: (x - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]

    package = ModuleType("torchvision")
    package.datasets = SimpleNamespace(MNIST=Tiny)
    package.transforms = SimpleNamespace(Compose=compose, ToTensor=lambda: lambda x: x[None] / 255, Normalize=normalize)
    monkeypatch.setitem(sys.modules, "torchvision", package)


def test_torchvision_s_code_makes_normalized_batches(torchvision):
    (block,) = re.findall(r"^```python no-run=\"[^\n]*torchvision[^\n]*\n(.*?)^```", text_of("07"), re.M | re.S)
    names = {"DataLoader": DataLoader}
    exec(block, names)
    x, labels = next(iter(names["train_loader"]))
    assert x.shape == (128, 1, 28, 28)
    assert labels.tolist() != list(range(128)), "training batches are shuffled"
    bright = (1 - MEAN) / STD
    assert sorted(set(x.flatten().tolist())) == pytest.approx([-MEAN / STD, bright])
    assert next(iter(names["test_loader"]))[1].tolist() == list(range(300))


def test_the_accuracies_on_mnist_are_those_that_the_recipes_wrote():
    reached = {row[0]: row[2] for row in read_rows(page().read_text())}
    mlp, cnn = reached["mnist-mlp"], reached["mnist-lenet"]
    wrong = [f"{100 * (100 - float(share.rstrip('%'))):.0f}" for share in (mlp, cnn)]
    assert f"recipe `mnist-mlp`) | 784-512-10 | 10 | {mlp} |" in text_of("07")
    assert f"is wrong on {wrong[0]} of 10,000" in text_of("07")
    assert f"brings it down to {wrong[1]}." in text_of("07")
    assert f"| test accuracy | {mlp} | {cnn} |" in text_of("08")
    assert f"| wrong, of 10,000 | {wrong[0]} | {wrong[1]} |" in text_of("08")
    assert f"{wrong[1]} mistakes in place of {wrong[0]}" in text_of("08")


def test_the_accuracy_of_plain_sgd_is_that_of_the_optimizers_table():
    section = page().read_text().partition("\n## optimizers\n")[2].partition("\n## ")[0]
    rate, share = re.search(r"^\| SGD +\| +(0\.\d+) \|[^|]+\| +([\d.]+%) \|$", section, re.M).groups()
    assert f"rate {rate} (recipe `optimizers`) | 784-256-10 | 2 | {share} |" in text_of("07")
