"""Examples by the names of what they are."""

import pytest
import torch

from chainrule.data import Points, Records, Split, batches, hold_out, load


def test_records_are_taken_and_held_out_together_and_come_as_dicts() -> None:
    records = Records(source=torch.arange(20).reshape(10, 2), target=torch.arange(10), mask=torch.ones(10))
    train, held = hold_out(records, 3, torch.Generator().manual_seed(0))
    assert (len(train), len(held)) == (7, 3)
    for batch in batches(train, 4, shuffle=False):
        assert set(batch) == {"source", "target", "mask"}
        assert (batch["source"][:, 0] == 2 * batch["target"]).all()


def test_points_have_points() -> None:
    moons = load("moons").train
    assert isinstance(moons, Points)
    assert not hasattr(moons, "images")
    x, y = next(batches(moons, 5, shuffle=False))
    assert x.equal(moons.points[:5])
    assert y.equal(moons.labels[:5])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Records(), "name at least one tensor"),
        (lambda: Records(a=torch.ones(2), b=torch.ones(3)), "Records: there must be as many of each, got 2 a, 3 b"),
        (lambda: Points(torch.ones(2, 2), torch.ones(1)), "Points: there must be as many of each, got 2 points, 1 lab"),
    ],
)
def test_what_does_not_fit_is_refused(make, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        make()


def test_a_digest_is_that_of_every_byte_name_and_type() -> None:
    images, labels = torch.zeros(3, 1, 2, 2, dtype=torch.uint8), torch.arange(3)
    whole = Split(images, labels).digest()
    assert Split(images.clone(), labels.clone()).digest() == whole
    changed = images.clone()
    changed[2, 0, 1, 1] = 1
    others = [Split(changed, labels), Split(images, labels + 1), Points(images, labels), Split(images.float(), labels)]
    assert len({whole, *(other.digest() for other in others)}) == 5
