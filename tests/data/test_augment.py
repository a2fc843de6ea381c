"""Augmentation, pixel by pixel against the plain loop, and how often each place is drawn."""

import pytest
import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from chainrule.data import augment, cutout, random_crop, random_crop_flip, random_flip


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def pictures(n: int = 40, dtype: torch.dtype = torch.uint8) -> Tensor:
    return torch.randint(1, 256, (n, 3, 6, 5), generator=seeded(9)).to(dtype)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32, torch.float64])
@pytest.mark.parametrize("padding", [0, 1, 4])
def test_a_crop_is_a_window_of_the_padded_picture_mirrored_or_not(padding: int, dtype: torch.dtype) -> None:
    x = pictures(dtype=dtype)
    out = random_crop_flip(x, padding, seeded())
    assert (out.shape, out.dtype) == (x.shape, dtype)
    padded = F.pad(x, (padding,) * 4)
    for before, after in zip(padded, out, strict=True):
        windows = [
            window
            for top in range(2 * padding + 1)
            for left in range(2 * padding + 1)
            for window in [before[:, top : top + 6, left : left + 5]]
        ]
        assert any(torch.equal(after, seen) for window in windows for seen in (window, window.flip(2)))


def test_each_place_and_each_side_is_equally_likely() -> None:
    n = 18_000
    x = torch.zeros(n, 1, 5, 5)
    x[:, 0, 2, 1] = 1  # off the middle, so that its mirror image is elsewhere
    counts = random_crop_flip(x, 1, seeded()).sum(0)[0]
    assert int(counts.sum()) == n
    expected = torch.zeros(5, 5)
    expected[1:4, 0:3] += 1 / 18
    expected[1:4, 2:5] += 1 / 18
    assert torch.allclose(counts / n, expected, atol=0.01)


def test_crop_alone_never_mirrors_and_flip_alone_never_moves() -> None:
    x = pictures()
    for before, after in zip(x, random_flip(x, seeded()), strict=True):
        assert torch.equal(after, before) or torch.equal(after, before.flip(2))
    x = torch.arange(25.0).reshape(1, 1, 5, 5).expand(50, 1, 5, 5)
    rows = random_crop(x, 1, seeded())[:, 0, 2]
    assert bool((rows.diff(dim=1) > 0).sum(1).ge(3).all())


def test_cutout_covers_a_square_that_may_hang_over_the_edge() -> None:
    x = torch.ones(4000, 2, 6, 6)
    out = cutout(x, 3, seeded())
    assert torch.equal(out[:, 0], out[:, 1])
    holes = 1 - out[:, 0]
    assert set(holes.sum((1, 2)).tolist()) == {4.0, 6.0, 9.0}
    assert holes.amax(2).sum(1).unique().tolist() == [2.0, 3.0]
    inner = holes[:, 2:4, 2:4].mean(0)
    assert torch.allclose(inner, torch.full((2, 2), 9 / 36), atol=0.03)
    assert torch.equal(cutout(x[:3], 0, seeded()), x[:3])
    assert torch.equal(x, torch.ones_like(x))


@pytest.mark.parametrize(
    "augmented",
    [
        lambda x, g: random_crop(x, 2, g),
        lambda x, g: random_crop_flip(x, 2, g),
        random_flip,
        lambda x, g: cutout(x, 2, g),
    ],
)
def test_the_generator_alone_decides_and_the_batch_stays_as_it_was(augmented) -> None:
    x = pictures()
    kept = x.clone()
    torch.manual_seed(1)
    state = torch.get_rng_state()
    assert torch.equal(augmented(x, seeded(4)), augmented(x, seeded(4)))
    assert not torch.equal(augmented(x, seeded(4)), augmented(x, seeded(5)))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(x, kept)
    assert augmented(x[:0], seeded()).shape == (0, 3, 6, 5)


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match=r"four axes \(N, C, H, W\), not \(3, 6, 5\)"):
        random_flip(pictures()[0], seeded())
    with pytest.raises(ValueError, match="padding is a number of pixels, not -1"):
        augment.random_crop(pictures(), -1, seeded())
    with pytest.raises(ValueError, match="size is a number of pixels, not -1"):
        cutout(pictures(), -1, seeded())
