"""Named pictures: emoji as they are drawn by Google, 32 x 32, from one sheet of all of them, each with its name."""

import hashlib
import io
import json
import re
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from chainrule import install
from chainrule.data.problems import DataProblem
from chainrule.data.splits import Split

SIDE, BORDER = 32, 1  # pixels of a picture, and around it on the sheet
HELD_OUT = 8  # one family of so many
PEOPLE = {"man", "men", "woman", "women", "person", "people", "male", "female", "boy", "girl", "mr", "mrs"}
PEOPLE |= {"mother", "father", "facing", "right"}


def emoji(listing: bytes | bytearray, sheet: bytes | bytearray) -> tuple[Split, Split, list[str]]:
    """Pictures to train on and to test, and all names, from emoji-datasource's list (JSON) and sheet (PNG).

    A picture's label is the number of its name. Held out are the pictures of whole families (see `family`), about an
    eighth of them, told by a digest of the family's name: neither a test name nor its variants are ever trained on.
    Pictures are (N, 3, 32, 32) uint8, on white ground. Raises `DataProblem` where Pillow is missing.
    """
    listed = [each for each in json.loads(listing) if each["has_img_google"]]
    names = [each["name"].lower() for each in listed]
    images = cut_out(sheet, [(each["sheet_x"], each["sheet_y"]) for each in listed])
    held_out = torch.tensor([is_held_out(name) for name in names])
    whole = Split(images, torch.arange(len(names)))
    return whole.take(~held_out), whole.take(held_out), names


def is_held_out(name: str) -> bool:
    """Whether this emoji is for testing: the same for its whole family, on every machine."""
    return hashlib.sha256(family(name).encode()).digest()[0] % HELD_OUT == 0


def family(name: str) -> str:
    """What is left of a name without who is shown: a man, a woman and a person who run are one family.

    >>> family("woman running facing right"), family("family: man, boy"), family("person: bald")
    ('running', 'family', 'person')
    """
    before_colon = re.findall(r"\w+", name.lower().partition(":")[0])
    return " ".join(word for word in before_colon if word not in PEOPLE) or " ".join(before_colon)


def cut_out(sheet: bytes | bytearray, places: Sequence[tuple[int, int]]) -> Tensor:
    """The pictures (N, 3, 32, 32) at these columns and rows of a sheet, on white ground."""
    try:
        from PIL import Image
    except ModuleNotFoundError as error:
        fix = install.command("training")
        raise DataProblem(f"the sheet of emoji is read by Pillow, which is missing\n  fix: {fix}") from error
    with Image.open(io.BytesIO(sheet), formats=["PNG"]) as image:
        drawn = image.convert("RGBA")
        ground = Image.new("RGBA", drawn.size, "white")
        pixels = torch.from_numpy(np.array(Image.alpha_composite(ground, drawn).convert("RGB")))  # (H, W, 3)
    step = SIDE + 2 * BORDER
    corners = [(row * step + BORDER, column * step + BORDER) for column, row in places]
    cells = [pixels[top : top + SIDE, left : left + SIDE] for top, left in corners]  # (32, 32, 3) each
    return torch.stack(cells).permute(0, 3, 1, 2).contiguous()
