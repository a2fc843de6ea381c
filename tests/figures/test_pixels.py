"""A PNG file holds the pixels that it was given, as another reader of such files sees them."""

import doctest
import io

import numpy as np
import pytest
import torch
from PIL import Image

from chainrule.figures import pixels
from chainrule.figures.pixels import grid, png, shown


@pytest.mark.parametrize("channels", [1, 3])
def test_another_reader_finds_the_pixels(channels: int) -> None:
    pixels = torch.randint(256, (channels, 5, 7), generator=torch.Generator().manual_seed(0))
    read = torch.from_numpy(np.array(Image.open(io.BytesIO(png(pixels / 255)))))
    assert torch.equal(read.reshape(5, 7, channels).permute(2, 0, 1).long(), pixels)


def test_what_lies_outside_of_0_to_1_is_black_or_white() -> None:
    picture = torch.tensor([[[-1.0, 2.0, torch.nan]]])
    assert np.array(Image.open(io.BytesIO(png(picture)))).tolist() == [[0, 255, 0]]


def test_pictures_stand_in_rows_with_white_between_them() -> None:
    whole = grid(torch.arange(3.0).reshape(3, 1, 1, 1) / 4, columns=2, scale=2)
    assert (4 * whole[0]).tolist() == [
        [4, 4, 4, 4, 4, 4, 4],
        [4, 0, 0, 4, 1, 1, 4],
        [4, 0, 0, 4, 1, 1, 4],
        [4, 4, 4, 4, 4, 4, 4],
        [4, 2, 2, 4, 4, 4, 4],
        [4, 2, 2, 4, 4, 4, 4],
        [4, 4, 4, 4, 4, 4, 4],
    ]


@pytest.mark.parametrize(("make", "shape"), [(png, (2, 3, 3)), (png, (3, 3)), (grid, (0, 1, 3, 3)), (grid, (1, 3, 3))])
def test_what_is_no_picture_is_refused(make, shape: tuple[int, ...]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=rf"got shape \({shape[0]}, "):
        make(torch.zeros(shape))


def test_a_grid_in_an_svg_keeps_its_shape_and_its_name() -> None:
    svg = shown({"a < b": torch.zeros(1, 10, 40)}, title="T", description="D", width=400)
    assert 'width="400" height="100"' in svg
    assert "a &lt; b" in svg


def test_the_examples_are_true() -> None:
    assert doctest.testmod(pixels).failed == 0
