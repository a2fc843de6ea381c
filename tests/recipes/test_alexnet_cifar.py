"""The table of AlexNet's ideas: every network of it can be built and timed, and each differs from the whole."""

from dataclasses import replace

import pytest
import torch

from chainrule.data import Split
from chainrule.recipes import Options, alexnet_cifar


def test_each_network_of_the_table_is_timed_and_differs_from_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(alexnet_cifar, "TURNS", 4)
    options = Options("alexnet-cifar")
    images = torch.randint(256, (8, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    plan = replace(alexnet_cifar.PLAN, batch=4)
    took = alexnet_cifar.milliseconds(options, Split(images, torch.arange(8)), plan, 0)
    assert list(took) == list(alexnet_cifar.WITHOUT)
    assert min(took.values()) > 0

    networks = {name: alexnet_cifar.built(name, options, torch.Generator().manual_seed(0)) for name in took}
    whole = repr(networks["all ideas"])
    same = [name for name, network in networks.items() if repr(network) == whole]
    assert same == ["all ideas", "no augmentation"]  # that one has the same network, and other images
