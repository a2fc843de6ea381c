"""A LeNet as a judge of digits: real ones, copies and noise."""

import pytest
import torch
from torch import Generator

from chainrule.data import load
from chainrule.recipes.images import Plan, some
from chainrule.recipes.options import Options
from chainrule.recipes.reader import Reader, judged

pytestmark = pytest.mark.needs("data sets")


def test_copies_are_seen_as_such_and_noise_is_far_from_digits() -> None:
    mnist = load("mnist")
    train, test = some(mnist.train, 2000), some(mnist.test, 1000)
    reader = Reader(Options("test"), train, test, Plan(2, 64, 0.05))
    noise = torch.randint(256, (100, 1, 28, 28), generator=Generator().manual_seed(0), dtype=torch.uint8)
    rows = {
        "copies": reader.judge(train.images[:100], train.labels[:100]),
        "test images": reader.judge(test.images[:100], test.labels[:100]),
        "noise": reader.judge(noise),
    }
    copies, new, none = rows.values()
    assert copies.near == copies.nearest == 0 < new.nearest < new.near < none.near
    assert new.frechet < none.frechet
    assert new.right is not None
    assert new.right > 0.8
    assert none.right is None
    assert judged(rows, reader).count("\n| ") == 4
