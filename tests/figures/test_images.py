"""The figures of lecture 7 show what the library computes."""

import math
import re

import pytest

from chainrule import figures
from chainrule.data import load
from chainrule.figures.images import EPOCHS, SHOWN, trained, untrained_losses


def test_the_table_holds_the_pixels_of_a_3() -> None:
    split = load("digits").train
    assert split.labels[SHOWN] == 3
    shown = [int(word) for word in re.findall(r">(\d+)</text>", figures.draw("images.pixels"))]
    for value in split.images[SHOWN].flatten().tolist():
        assert value in shown
    assert "column <tspan" in figures.draw("images.pixels")


def test_memory_has_the_same_twelve_numbers_in_two_orders() -> None:
    names = re.findall(r">([RGB][01][01])</text>", figures.draw("images.memory"))
    assert len(names) == 24
    assert names[:4] == ["R00", "G00", "B00", "R01"]
    assert names[12:16] == ["R00", "R01", "R10", "R11"]
    assert sorted(names[:12]) == sorted(names[12:])


def test_a_network_that_knows_nothing_costs_more_than_a_guess() -> None:
    losses = untrained_losses()
    assert len(losses) == 1500
    assert losses.mean().item() == pytest.approx(math.log(10), abs=0.5)


def test_the_training_falls_below_a_tenth_of_where_it_began() -> None:
    losses = trained()
    assert len(losses) == 47 * EPOCHS
    assert sum(losses[-47:]) / 47 < losses[0] / 10


def test_the_surprise_of_a_guess_among_ten_is_written() -> None:
    assert "2.303: a guess among ten" in figures.draw("images.surprise")
