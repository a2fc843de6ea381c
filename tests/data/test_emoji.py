"""Named emoji: each picture is cut out where the list says, and a held-out name has no relatives in training."""

import io
import json

import pytest
import torch

from chainrule.data import MissingData, load
from chainrule.data.emoji import emoji, family, is_held_out

Image = pytest.importorskip("PIL.Image")
NAMES = [f"thing {number}" for number in range(30)]


def files() -> tuple[bytes, bytes]:
    """A list of 30 names, and a sheet of 6 x 5 where picture i is of colour (i, 2 i, 255) but for a clear corner."""
    listed, sheet = [], Image.new("RGBA", (6 * 34, 5 * 34))
    for i, name in enumerate(NAMES):
        column, row = i % 6, i // 6
        picture = Image.new("RGBA", (32, 32), (i, 2 * i, 255, 255))
        picture.putpixel((0, 0), (0, 0, 0, 0))
        sheet.paste(picture, (column * 34 + 1, row * 34 + 1))
        listed.append({"name": name.upper(), "sheet_x": column, "sheet_y": row, "has_img_google": True})
    listed.append({"name": "OF OTHERS", "sheet_x": 0, "sheet_y": 0, "has_img_google": False})
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return json.dumps(listed).encode(), out.getvalue()


def test_each_picture_is_cut_out_with_its_name_on_white_ground() -> None:
    train, test, names = emoji(*files())
    assert names == NAMES
    for part in (train, test):
        assert part.images.shape[1:] == (3, 32, 32)
        for image, label in zip(part.images, part.labels.tolist(), strict=True):
            assert image[:, 5, 7].tolist() == [label, 2 * label, 255]
            assert image[:, 0, 0].tolist() == [255, 255, 255]


def test_all_are_there_once_and_held_out_by_name() -> None:
    train, test, names = emoji(*files())
    assert sorted([*train.labels.tolist(), *test.labels.tolist()]) == list(range(30))
    assert [label for label in range(30) if is_held_out(names[label])] == test.labels.tolist()
    assert 0 < len(test) < len(train)


@pytest.mark.parametrize(
    "names",
    [
        ("woman running", "man running", "person running", "man running facing right"),
        ("family: man, boy", "family: woman, girl, boy", "family"),
        ("mrs claus", "Mr Claus"),
    ],
    ids=str,
)
def test_relatives_are_one_family(names: tuple[str, ...]) -> None:
    assert len({family(name) for name in names}) == 1


def test_what_is_not_there_is_said_with_both_addresses(tmp_path) -> None:
    with pytest.raises(MissingData) as caught:
        load("emoji", folder=tmp_path, download=False)
    assert "emoji-datasource-google@16.0.0/img/google/sheets/32.png" in str(caught.value)
    assert "or https://unpkg.com/" in str(caught.value)


def test_the_real_ones_where_they_are_here() -> None:
    try:
        data = load("emoji", download=False)
    except MissingData:
        pytest.skip("CHAINRULE_DATA holds no emoji")
    assert (len(data.train), len(data.test), len(data.lines)) == (1657, 254, 1911)
    families = {family(data.lines[label]) for label in data.train.labels}
    assert not families & {family(data.lines[label]) for label in data.test.labels}
    assert torch.isin(data.test.labels, data.train.labels).sum() == 0
    assert repr(data) == "<Emoji of Google (Noto), by name: 1,657 + 254>"
