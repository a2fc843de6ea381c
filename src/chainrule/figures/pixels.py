"""Small pictures side by side, as what a generative model draws: a sheet of pixels, as PNG or within an SVG."""

import struct
import zlib
from base64 import b64encode
from collections.abc import Mapping

import torch
from torch import Tensor

from chainrule import svg
from chainrule.svg import QUIET, Svg

WIDTH = 560  # of a picture with sheets in it
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def sheet(images: Tensor, columns: int = 10, gap: int = 2) -> Tensor:
    """Images side by side, so many in a row, with `gap` black pixels between: (N, C, H, W) -> uint8 (C, H', W').

    Numbers are brightness from 0 to 1; what lies outside is cut. Raises ValueError unless there are images in grey or
    in colour, C = 1 or 3.

    >>> sheet(torch.ones(12, 1, 28, 28)).shape
    torch.Size([1, 58, 298])
    """
    if images.dim() != 4 or images.shape[1] not in (1, 3) or not len(images):
        raise ValueError(f"sheet: images must be (N, 1 or 3, H, W) with N above 0, got {tuple(images.shape)}")
    count, channels, height, width = images.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    cells = torch.zeros(rows * columns, channels, height + gap, width + gap)
    cells[:count, :, :height, :width] = images.detach().float().cpu().clamp(0, 1)
    cells = cells.view(rows, columns, *cells.shape[1:]).permute(2, 0, 3, 1, 4)  # (C, rows, H + gap, columns, W + gap)
    whole = cells.reshape(channels, rows * (height + gap), columns * (width + gap))
    return (255 * whole[:, : whole.shape[1] - gap, : whole.shape[2] - gap]).round().to(torch.uint8)


def png(picture: Tensor) -> bytes:
    """A picture uint8 (C, H, W), in grey or in colour, as the bytes of a PNG file.

    Raises ValueError for another shape or type. Source: PNG specification (W3C 2003), sections 5, 7 and 11.

    >>> png(torch.zeros(1, 2, 3, dtype=torch.uint8))[:4]
    b'\\x89PNG'
    """
    if picture.dtype != torch.uint8 or picture.dim() != 3 or picture.shape[0] not in (1, 3):
        raise ValueError(f"png: picture must be uint8 (1 or 3, H, W), got {picture.dtype} {tuple(picture.shape)}")
    channels, height, width = picture.shape
    lines = picture.permute(1, 2, 0).reshape(height, width * channels)
    lines = torch.cat((torch.zeros(height, 1, dtype=torch.uint8), lines), 1)  # each begins with its filter: none
    kind = 0 if channels == 1 else 2
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)  # 8 bits a number
    body = zlib.compress(lines.numpy().tobytes(), 9)
    return SIGNATURE + b"".join(_chunk(*each) for each in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))


def _chunk(name: bytes, content: bytes) -> bytes:
    """Length, name, content and a checksum of the latter two."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def shown(sheets: Mapping[str, Tensor], *, title: str, description: str, width: float = WIDTH) -> Svg:
    """Sheets below each other, each below its name. The pixels are a PNG within the SVG.

    >>> svg = shown({"drawn": sheet(torch.ones(3, 1, 28, 28))}, title="Digits", description="Three white squares.")
    >>> svg.count("<image")
    1
    """
    parts, y = [svg.text((0, 16), title, anchor="start", bold=True)], 26.0
    for name, picture in sheets.items():
        height = width * picture.shape[1] / picture.shape[2]
        data = f"data:image/png;base64,{b64encode(png(picture)).decode()}"
        parts.append(svg.text((0, y + 14), name, anchor="start", fill=QUIET))
        parts.append(
            svg.element("image", href=data, x=0, y=y + 22, width=width, height=height, image_rendering="pixelated")
        )
        y += height + 32
    return svg.picture(width, y, *parts, title=title, description=description)
