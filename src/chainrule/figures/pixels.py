"""Pictures of pixels side by side, as what a generative model draws: a PNG file, or a PNG within an SVG."""

import math
import struct
import zlib
from base64 import b64encode
from collections.abc import Mapping

import torch
from torch import Tensor

from chainrule import svg
from chainrule.svg import QUIET, Svg

WIDTH = 560  # of a picture with grids in it
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, COLOUR = 0, 2  # the types of PNG for one channel and for three


def grid(pictures: Tensor, *, columns: int | None = None, scale: int = 1, border: int = 1) -> Tensor:
    """Pictures (N, C, H, W) in rows of `columns`, as one (C, height, width), with a border of 1 (white) around each.

    Each pixel becomes a square of `scale` pixels. As many columns as rows where none are named.

    >>> grid(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([1, 59, 88])
    """
    if pictures.dim() != 4 or not len(pictures):
        raise ValueError(f"grid: pictures must be (N, C, H, W), at least one, got shape {tuple(pictures.shape)}")
    count, channels, height, width = pictures.shape
    columns = columns or math.ceil(math.sqrt(count))
    rows = -(-count // columns)
    height, width = scale * height, scale * width
    large = pictures.repeat_interleave(scale, 2).repeat_interleave(scale, 3)
    whole = torch.ones(channels, rows * (height + border) + border, columns * (width + border) + border)
    for number, picture in enumerate(large):
        row, column = divmod(number, columns)
        top, left = border + row * (height + border), border + column * (width + border)
        whole[:, top : top + height, left : left + width] = picture
    return whole


def png(picture: Tensor) -> bytes:
    """The file of a picture (C, H, W) of numbers from 0 to 1, grey (C = 1) or red, green, blue (C = 3).

    Numbers outside of 0 to 1 are taken to the nearer of both. Raises ValueError for another shape.

    >>> png(torch.zeros(1, 2, 2))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'

    Source: W3C, Portable Network Graphics, https://www.w3.org/TR/png/, sections 5, 9.2 and 11.2.
    """
    if picture.dim() != 3 or picture.shape[0] not in (1, 3):
        raise ValueError(f"png: picture must be (1, H, W) or (3, H, W), got shape {tuple(picture.shape)}")
    channels, height, width = picture.shape
    pixels = (picture.detach().cpu().float().nan_to_num(0.0).clamp(0, 1) * 255).round().to(torch.uint8)
    lines = pixels.permute(1, 2, 0).reshape(height, width * channels)  # (H, W C)
    lines = torch.cat((torch.zeros(height, 1, dtype=torch.uint8), lines), 1)  # each begins with its filter: none
    header = struct.pack(">IIBBBBB", width, height, 8, GREY if channels == 1 else COLOUR, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.numpy().tobytes(), 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in chunks)


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG file: its length, its kind, what it holds, and the check sum of both."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def shown(grids: Mapping[str, Tensor], *, title: str, description: str, width: float = WIDTH) -> Svg:
    """Grids (C, H, W) below each other, each below its name, as one SVG with a PNG for each.

    >>> svg = shown({"drawn": grid(torch.ones(3, 1, 28, 28))}, title="Digits", description="Three white squares.")
    >>> svg.count("<image")
    1
    """
    parts, y = [svg.text((0, 16), title, anchor="start", bold=True)], 26.0
    for name, picture in grids.items():
        height = width * picture.shape[1] / picture.shape[2]
        data = f"data:image/png;base64,{b64encode(png(picture)).decode()}"
        parts.append(svg.text((0, y + 14), name, anchor="start", fill=QUIET))
        parts.append(
            svg.element("image", href=data, x=0, y=y + 22, width=width, height=height, image_rendering="pixelated")
        )
        y += height + 32
    return svg.picture(width, y, *parts, title=title, description=description)
