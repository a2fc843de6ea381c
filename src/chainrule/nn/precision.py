"""Half-precision numbers have two or three digits and, in float16, an end at 65504: too little to compute with."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import torch
from torch import Tensor

HALF = (torch.float16, torch.bfloat16)
Function = TypeVar("Function", bound=Callable[..., Tensor])


def floating_point(function: Function) -> Function:
    """Make of a `function` of float32 one of any floating-point numbers: half precision is rounded once, at the end.

    It raises TypeError for an input of whole numbers, as pictures of bytes are.

    >>> @floating_point
    ... def mean_square(input):
    ...     return (input * input).mean()
    >>> mean_square(torch.full((2,), 300.0, dtype=torch.float16) / 2)  # 150 * 150 * 2 would be too much to add up
    tensor(22496., dtype=torch.float16)
    """

    @wraps(function)
    def computed(input: Tensor, *arguments: Any, **options: Any) -> Tensor:
        if not input.is_floating_point():
            raise TypeError(
                f"{function.__name__}: input must hold floating-point numbers, got {input.dtype}; "
                "convert it with input.float()"
            )
        if input.dtype not in HALF:
            return function(input, *arguments, **options)
        return function(input.float(), *arguments, **options).to(input.dtype)

    return cast("Function", computed)


def float32_under_autocast(function: Function) -> Function:
    """The same for a function whose result stays float32 under autocast, as in PyTorch that of losses does."""
    rounded = floating_point(function)

    @wraps(function)
    def computed(input: Tensor, *arguments: Any, **options: Any) -> Tensor:
        if input.dtype in HALF and torch.is_autocast_enabled(input.device.type):
            input = input.float()
        return rounded(input, *arguments, **options)

    return cast("Function", computed)
