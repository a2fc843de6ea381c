"""Augmentation of whole batches: a label is the same for a picture moved, mirrored or partly covered.

Every function takes images (N, C, H, W) of any type and the generator that decides, and returns new ones.
"""

import torch
from torch import Generator, Tensor
from torch.nn import functional as F


def random_crop(x: Tensor, padding: int, generator: Generator) -> Tensor:
    """Each picture with `padding` zeros around it, cut to its old size at a place of its own, each equally likely.

    >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
    >>> random_crop(x, 1, Generator().manual_seed(0)).shape
    torch.Size([1, 1, 3, 3])
    """
    return _crop_flip(x, padding, False, generator)


def random_flip(x: Tensor, generator: Generator) -> Tensor:
    """Each picture mirrored, left to right, with probability 1/2."""
    return _crop_flip(x, 0, True, generator)


def random_crop_flip(x: Tensor, padding: int, generator: Generator) -> Tensor:
    """`random_crop`, then `random_flip`, in one go.

    Source: He et al., Deep Residual Learning for Image Recognition (2016), section 4.2, with padding 4.
    """
    return _crop_flip(x, padding, True, generator)


def _crop_flip(x: Tensor, padding: int, flip: bool, generator: Generator) -> Tensor:
    _check(x)
    if padding < 0:
        raise ValueError(f"padding is a number of pixels, not {padding}")
    n, c, h, w = x.shape
    top, left = (torch.randint(2 * padding + 1, (n, 1), generator=generator) for _ in range(2))
    rows = top + torch.arange(h)  # (N, H)
    columns = left + torch.arange(w)  # (N, W)
    if flip:
        mirrored = torch.randint(2, (n, 1), generator=generator).bool()
        columns = torch.where(mirrored, columns.flip(1), columns)
    padded = F.pad(x, (padding,) * 4).flatten(2)  # (N, C, (H + 2p)(W + 2p))
    pixels = rows[:, :, None] * (w + 2 * padding) + columns[:, None, :]  # (N, H, W)
    return padded.gather(2, pixels.reshape(n, 1, h * w).expand(n, c, h * w)).reshape(n, c, h, w)


def cutout(x: Tensor, size: int, generator: Generator) -> Tensor:
    """Each picture with a square of `size` by `size` pixels set to zero, centred anywhere in it, cut off at its edge.

    Cover after normalizing, so that zero is the mean colour.

    Source: DeVries, Taylor: Improved Regularization of Convolutional Neural Networks with Cutout (2017), section 3.

    >>> x = torch.ones(1, 1, 4, 4)
    >>> int(cutout(x, 1, Generator().manual_seed(0)).sum())
    15
    """
    _check(x)
    if size < 0:
        raise ValueError(f"size is a number of pixels, not {size}")
    n, _, h, w = x.shape
    covered = _near(h, n, size, generator)[:, :, None] & _near(w, n, size, generator)[:, None, :]  # (N, H, W)
    return x.masked_fill(covered[:, None], 0)


def _near(length: int, n: int, size: int, generator: Generator) -> Tensor:
    """Which of `length` places lie in a stretch of `size` around one that is drawn, for each of `n`: (n, length)."""
    start = torch.randint(length, (n, 1), generator=generator) - size // 2
    places = torch.arange(length)
    return (places >= start) & (places < start + size)


def _check(x: Tensor) -> None:
    if x.dim() != 4:
        raise ValueError(f"a batch of pictures has four axes (N, C, H, W), not {tuple(x.shape)}")
