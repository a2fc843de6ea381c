"""The figures of lecture 8's networks show what the lecture's own code computes."""

import re

import pytest
import torch

from chainrule import figures
from chainrule.course import find_course
from chainrule.figures.convnet import SHIFTS, bars, read_after_shifts, trained

LECTURE = next(find_course().glob("lectures/08-*/lecture.md"))


@pytest.fixture(scope="module")
def lecture() -> dict:
    """The names that the blocks of the lecture leave behind, up to the comparison under shifts."""
    names: dict = {}
    for block in re.findall(r"^```python\n(.*?)^```", LECTURE.read_text(), re.M | re.S):
        if any(word in block for word in ("def bars", "def fit", "def ready", "train(mlp, draw)")):
            exec(block, names)
    return names


def test_the_bars_are_those_of_the_lecture(lecture: dict) -> None:
    for left, seed in ((True, 1), (False, 2)):
        for here, there in zip(bars(200, left, seed), lecture["bars"](200, left, seed), strict=True):
            assert torch.equal(here, there)


def test_a_bar_of_each_class_is_shown_in_each_half() -> None:
    words = re.findall(r">([^<>]+)</text>", figures.draw("convnet.halves"))
    assert words.count("lying: 0") == words.count("standing: 1") == 2


def test_the_columns_are_the_accuracies_that_the_lecture_prints(lecture: dict, capsys) -> None:
    for name, model in (("MLP", lecture["mlp"]), ("CNN", lecture["cnn"])):
        test = lecture["digits"].test
        moved = [lecture["ready"](test.images.roll(by, dims=3)) for by in SHIFTS.values()]
        assert read_after_shifts(name) == pytest.approx([lecture["accuracy"](model, x, test.labels) for x in moved])


def test_the_curve_has_a_loss_per_batch_and_ends_far_below_a_guess() -> None:
    _, losses = trained("CNN")
    assert len(losses) == 5 * 47
    assert sum(losses[-47:]) / 47 < 0.5
    assert "The loss of 235 batches." in figures.draw("convnet.training")
