"""Lecture 7: two small pictures as a tensor, and the order in which their numbers lie in memory."""

from collections.abc import Callable, Sequence

import numpy as np

from chainrule import svg
from chainrule.figures.cells import CELL, cells
from chainrule.svg import BLUE, QUIET, Svg

Operation = Callable[[np.ndarray], np.ndarray]


def _last(x: np.ndarray) -> np.ndarray:
    return x.transpose(0, 2, 3, 1)


def _normalized(x: np.ndarray) -> np.ndarray:
    mean, deviation = x.mean((0, 2, 3), keepdims=True), x.std((0, 2, 3), keepdims=True)
    return np.asarray((x - mean) / np.where(deviation == 0, 1.0, deviation))


# By their Python for PyTorch; NumPy has the same shapes and strides. The one that fails there shows what it was given.
OPERATIONS: dict[str, Operation] = {
    "x": lambda x: x,
    "x.permute(0, 2, 3, 1)": _last,
    "x.permute(0, 2, 3, 1).contiguous()": lambda x: np.ascontiguousarray(_last(x)),
    "x.contiguous(memory_format=torch.channels_last)": lambda x: np.ascontiguousarray(_last(x)).transpose(0, 3, 1, 2),
    "x.transpose(2, 3)": lambda x: x.swapaxes(2, 3),
    "x[:, 1]": lambda x: x[:, 1],
    "x[..., ::2]": lambda x: x[..., ::2],
    "x.view(len(x), -1)": lambda x: x.reshape(len(x), -1),
    "x.permute(0, 2, 3, 1).view(len(x), -1)": _last,
    "x.permute(0, 2, 3, 1).reshape(len(x), -1)": lambda x: _last(x).reshape(len(x), -1),
    "(x - mean) / std": _normalized,
}


def pictures(images: int, height: int, width: int) -> np.ndarray:
    """(N, 3, H, W) from 0 to 255: first the lecture's photograph, whatever its size, then another picture.

    In the photograph red falls and blue grows downwards, and green grows to the right. In the other one red grows to
    the right, green downwards, and blue is everywhere.
    """
    x = np.zeros((images, 3, height, width))
    down, right = share(height)[:, None], share(width)
    x[0, 0], x[0, 1], x[0, 2] = 255 - down, share(width, 128), down
    x[1:, 0], x[1:, 1], x[1:, 2] = right, down, 220
    return x


def share(size: int, most: int = 255) -> np.ndarray:
    """Whole numbers from 0 to `most` in `size` steps of one length."""
    return np.floor(most * np.arange(size) / max(size - 1, 1) + 0.5)


def laid_out(operation: str, images: int, height: int, width: int, index: Sequence[int]) -> Svg:
    """The numbers of the result in the order of its memory, a picture's row of channels to a line; one is framed."""
    result = OPERATIONS[operation](pictures(images, height, width))
    strides = [step // result.itemsize for step in result.strides]
    owner = result if result.base is None else result.base
    while owner.base is not None:
        owner = owner.base
    start = (result.__array_interface__["data"][0] - owner.__array_interface__["data"][0]) // result.itemsize
    at = [min(i, size - 1) for i, size in zip((*index, 0, 0, 0, 0), result.shape, strict=False)]
    place = start + sum(i * step for i, step in zip(at, strides, strict=True))
    columns = height * width
    lines = owner.ravel(order="K").round(1).reshape(-1, columns)
    parts = cells((0.0, 24.0), lines, framed={divmod(place, columns)}, colour=BLUE)
    title = f"{operation}: memory, line by line"
    room = max(CELL * columns, svg.text_width(title, 14)) + 2  # of few columns the title is wider
    parts.append(svg.text((0, 16), title, anchor="start", size=14, fill=QUIET))
    said = f"Shape {result.shape}, strides {tuple(strides)}. {tuple(at)} lies at {place}."
    height_of_all = 24 + CELL * len(lines) + 2
    return svg.picture(room, height_of_all, *parts, title="A tensor in memory", description=said, scale=1.2)
