"""The figures of lecture 8 show what the library computes."""

import re

import torch

from chainrule import figures
from chainrule.figures.convolution import KERNEL, PICTURE, lenet_layers, slid
from chainrule.models.lenet import LeNet


def words(name: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", figures.draw(name))


def test_one_sum_is_that_of_the_lecture() -> None:
    assert slid(PICTURE, KERNEL) == [[3.0, 4.0], [2.0, -2.0]]
    assert "(2 + 4 + 0) − (1 + 0 + 2) = 3" in words("convolution.one_sum")


def test_as_many_places_are_drawn_as_the_formula_says() -> None:
    picture = figures.draw("convolution.places")
    assert "7 places" in picture
    assert "4 places" in picture
    assert picture.count("<path") == 7 + 4


def test_an_upright_edge_is_seen_by_the_kernel_for_it_alone() -> None:
    half = torch.tensor([[0.0, 0.0, 1.0, 1.0]] * 4)
    upright, level = torch.tensor(KERNEL), torch.tensor(KERNEL).T.contiguous()
    assert slid(half, upright) == [[3.0, 3.0], [3.0, 3.0]]
    assert slid(half, level) == [[0.0, 0.0], [0.0, 0.0]]


def test_lenet_s_layers_hold_all_its_parameters() -> None:
    rows = lenet_layers()
    assert sum(count for _, _, count in rows) == sum(p.numel() for p in LeNet().parameters()) == 61_706
    assert [shape for _, shape, _ in rows][:5] == [(1, 28, 28), (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5)]
    assert "48,120" in words("convolution.lenet")
