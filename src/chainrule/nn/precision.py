"""Half-precision numbers have two or three digits and, in float16, an end at 65504: too little to compute with."""

import torch
from torch import Tensor

HALF = (torch.float16, torch.bfloat16)


def wide(x: Tensor) -> Tensor:
    """`x` in float32 where it is in half precision, else itself: what is computed from it is rounded once, at the end.

    >>> wide(torch.ones(1, dtype=torch.bfloat16)).dtype, wide(torch.ones(1, dtype=torch.float64)).dtype
    (torch.float32, torch.float64)
    """
    return x.float() if x.dtype in HALF else x


def wide_under_autocast(x: Tensor) -> Tensor:
    """The same under autocast, and only there: losses are then float32, as PyTorch's are."""
    return wide(x) if torch.is_autocast_enabled(x.device.type) else x
