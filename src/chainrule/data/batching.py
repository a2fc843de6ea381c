"""Batches of a split, a part held out, and pixels as numbers that a network likes."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import torch
from torch import Generator, Tensor

from chainrule.data.splits import Examples

Part = TypeVar("Part", bound=Examples)


def batches(
    split: Examples,
    size: int,
    *,
    generator: Generator | None = None,
    shuffle: bool = True,
    transform: Callable[[Any], Any] | None = None,
    drop_last: bool = False,
    shard: tuple[int, int] = (0, 1),
) -> Iterator[Any]:
    """One epoch of `split` in batches of at most `size` examples: pairs (x, y) of pictures or points, dicts of records.

    `shuffle` draws one permutation from `generator` (None is PyTorch's own, which `torch.manual_seed` sets) when the
    first batch is asked for. `transform` takes the first of a pair, whole, and all of a dict. The last batch may be
    smaller, unless `drop_last`.

    `shard` = (rank, processes) gives each of several processes its part of the same batches: all of them draw the same
    permutation from equal generators, and a process takes every `processes`-th example of a batch, from `rank` on.

    Raises ValueError for a size below 1 or a shard that is not among the processes.

    >>> from chainrule.data import load
    >>> x, y = next(batches(load("digits").train, 64, generator=Generator().manual_seed(0)))
    >>> x.shape, x.dtype, y.shape
    (torch.Size([64, 1, 8, 8]), torch.uint8, torch.Size([64]))
    """
    rank, processes = shard
    if size < 1:
        raise ValueError(f"a batch holds at least one example, not size={size}")
    if not 0 <= rank < processes:
        raise ValueError(f"shard=(rank, processes) needs 0 <= rank < processes, not {shard}")
    return _batches(split, size, generator, shuffle, transform, drop_last, rank, processes)


def _batches(
    split: Examples,
    size: int,
    generator: Generator | None,
    shuffle: bool,
    transform: Callable[[Any], Any] | None,
    drop_last: bool,
    rank: int,
    processes: int,
) -> Iterator[Any]:
    """What `batches` says, one batch after the other: `rank` and `processes` are its shard.

    `split.batch(index)` is the batch of the examples whose numbers are in the tensor `index`.
    """
    order = torch.randperm(len(split), generator=generator) if shuffle else torch.arange(len(split))
    end = len(split) - len(split) % size if drop_last else len(split)
    for start in range(0, end, size):
        index = order[start : start + size][rank::processes]
        batch = split.batch(index)
        if transform:
            batch = (transform(batch[0]), *batch[1:]) if isinstance(batch, tuple) else transform(batch)
        yield batch


def hold_out(split: Part, count: int, generator: Generator) -> tuple[Part, Part]:
    """`split` without `count` examples drawn by `generator`, and those examples: for training and for validation.

    Raises ValueError for a count below zero or above the number of examples.

    >>> from chainrule.data import load
    >>> train, validation = hold_out(load("digits").train, 300, Generator().manual_seed(0))
    >>> len(train), len(validation)
    (1200, 300)
    """
    if not 0 <= count <= len(split):
        raise ValueError(f"of {len(split)} examples, {count} cannot be held out")
    order = torch.randperm(len(split), generator=generator)
    return split.take(order[count:]), split.take(order[:count])


def to_float(images: Tensor) -> Tensor:
    """Pixels 0 to 255 as float32 from 0 to 1: x / 255.

    >>> to_float(torch.tensor([0, 51, 255], dtype=torch.uint8))
    tensor([0.0000, 0.2000, 1.0000])
    """
    return images.float() / 255


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation (C,) of each channel of uint8 `images` (N, C, H, W), of pixels as `to_float` gives.

    They are exact: a pixel has 256 values, so counting those is enough. The deviation is the root of the mean squared
    distance from the mean, over all pixels of the channel. Raises ValueError for anything but uint8 (N, C, H, W).

    >>> mean, std = channel_statistics(torch.tensor([0, 255], dtype=torch.uint8).reshape(2, 1, 1, 1))
    >>> mean, std
    (tensor([0.5000]), tensor([0.5000]))
    """
    if images.dtype != torch.uint8 or images.dim() != 4 or not images.numel():
        raise ValueError(
            f"channel_statistics takes uint8 images (N, C, H, W), not {images.dtype} {tuple(images.shape)}"
        )
    values = torch.arange(256, dtype=torch.float64) / 255
    counts = torch.stack([torch.bincount(images[:, c].reshape(-1), minlength=256) for c in range(images.shape[1])])
    shares = counts.double() / counts.sum(1, keepdim=True)  # (C, 256)
    mean = shares @ values
    variance = (shares * (values - mean[:, None]) ** 2).sum(1)
    return mean.float(), variance.sqrt().float()


def normalize(x: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """(x / 255 - mean) / std by channel, as float32, of uint8 pixels; float pixels are taken as they are, not over 255.

    `mean` and `std` are (C,), as `channel_statistics` computes them. Raises ValueError for another shape than
    (N, C, H, W), and for another number of means or deviations than C.

    >>> x = torch.tensor([0, 255], dtype=torch.uint8).reshape(1, 1, 1, 2)
    >>> normalize(x, torch.tensor([0.5]), torch.tensor([0.5])).flatten()
    tensor([-1.,  1.])
    """
    if x.dim() != 4:
        raise ValueError(f"a batch of pictures has four axes (N, C, H, W), not {tuple(x.shape)}")
    if mean.shape != (x.shape[1],) or std.shape != (x.shape[1],):
        raise ValueError(f"{x.shape[1]} channels need as many means and deviations, not {mean.shape} and {std.shape}")
    whole = 255.0 if x.dtype == torch.uint8 else 1.0
    scale = 1.0 / (whole * std)
    scaled = x.float() * scale[:, None, None]  # (N, C, H, W)
    return scaled.sub_((mean / std)[:, None, None])
