"""Sheets of small pictures: each image lies in its place, and the PNG is what Pillow reads."""

import io

import pytest
import torch

from chainrule.figures.pixels import png, sheet, shown


def test_images_lie_row_by_row_with_black_between() -> None:
    images = torch.arange(5).reshape(5, 1, 1, 1).expand(5, 1, 2, 2) / 5
    assert sheet(images, columns=3, gap=1)[0].tolist() == [
        [0, 0, 0, 51, 51, 0, 102, 102],
        [0, 0, 0, 51, 51, 0, 102, 102],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [153, 153, 0, 204, 204, 0, 0, 0],
        [153, 153, 0, 204, 204, 0, 0, 0],
    ]


def test_brightness_outside_of_its_range_is_cut() -> None:
    assert sheet(torch.tensor([-1.0, 2.0]).reshape(2, 1, 1, 1), gap=0).flatten().tolist() == [0, 255]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_png_is_read_by_others_as_the_pixels_that_it_was_made_of(channels: int) -> None:
    image = pytest.importorskip("PIL.Image")
    picture = torch.randint(256, (channels, 5, 7), generator=torch.Generator().manual_seed(0)).to(torch.uint8)
    read = image.open(io.BytesIO(png(picture)))
    assert (read.size, read.mode) == ((7, 5), "L" if channels == 1 else "RGB")
    expected = picture.permute(1, 2, 0).flatten().tolist()
    assert list(read.tobytes()) == expected


def test_a_sheet_in_an_svg_keeps_its_shape_and_its_name() -> None:
    svg = shown({"a < b": torch.zeros(1, 10, 40, dtype=torch.uint8)}, title="T", description="D", width=400)
    assert 'width="400" height="100"' in svg
    assert "a &lt; b" in svg


@pytest.mark.parametrize("shape", [(0, 1, 2, 2), (3, 2, 2, 2), (1, 2, 2)])
def test_what_is_no_image_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="sheet: images must be"):
        sheet(torch.zeros(shape))
