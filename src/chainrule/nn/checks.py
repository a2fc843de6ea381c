"""What a layer says where an argument is wrong: its name, the argument, what was expected and what came."""

from collections.abc import Sequence

import torch
from torch import Tensor

from chainrule.nn.precision import HALF

Size = int | Sequence[int]


def wrong_shape(layer: str, argument: str, expected: str, x: Tensor) -> ValueError:
    """The error to raise where `argument`, a tensor, has not the `expected` shape.

    >>> print(wrong_shape("Linear", "input", "a last dimension of 3", torch.zeros(8, 4)))
    Linear: input must have a last dimension of 3, got shape (8, 4)
    """
    return ValueError(f"{layer}: {argument} must have {expected}, got shape {tuple(x.shape)}")


def require_floats(layer: str, x: Tensor) -> None:
    """TypeError unless `x` holds floating-point numbers, as pictures of bytes do not."""
    if not x.is_floating_point():
        raise TypeError(
            f"{layer}: input must hold floating-point numbers, got {x.dtype}; convert it with input.float()"
        )


def require_images(layer: str, x: Tensor, channels: int | None = None) -> None:
    """ValueError unless `x` has four dimensions (N, C, H, W), with `channels` channels where that is given."""
    if x.dim() != 4:
        raise wrong_shape(layer, "input", "4 dimensions (N, C, H, W)", x)
    if channels is not None and x.shape[1] != channels:
        raise wrong_shape(layer, "input", f"{counted(channels, 'channel')} (N, {channels}, H, W)", x)
    require_floats(layer, x)


def same_type(layer: str, x: Tensor, weight: Tensor) -> Tensor:
    """`weight` in x's type, which under autocast may be another. TypeError for two types outside of autocast."""
    if x.dtype != weight.dtype and not torch.is_autocast_enabled(x.device.type):
        raise TypeError(f"{layer}: input must hold {weight.dtype}, as the weight does, got {x.dtype}")
    return weight.to(x.dtype)


def require_parameters(layer: str, x: Tensor, shape: Sequence[int], **parameters: Tensor | None) -> None:
    """ValueError unless each parameter, if it is there, has this shape; TypeError unless it fits x's type.

    It fits if it is the same, or float32 beside numbers in half precision.
    """
    for name, parameter in parameters.items():
        if parameter is None:
            continue
        if parameter.shape != tuple(shape):
            raise wrong_shape(layer, name, f"shape {tuple(shape)}", parameter)
        if parameter.dtype != x.dtype and not (x.dtype in HALF and parameter.dtype == torch.float32):
            raise TypeError(f"{layer}: input must hold {parameter.dtype}, as the {name} does, got {x.dtype}")


def require_last(layer: str, x: Tensor, shape: Sequence[int]) -> None:
    """ValueError unless x's last dimensions are these, TypeError unless it holds floating-point numbers."""
    if tuple(x.shape[x.dim() - len(shape) :]) != tuple(shape):
        raise wrong_shape(layer, "input", f"last dimensions {tuple(shape)}", x)
    require_floats(layer, x)


def pair(layer: str, argument: str, value: Size, least: int = 0) -> tuple[int, int]:
    """`value` for both height and width: one number for the two, or two. ValueError below `least`.

    >>> pair("Conv2d", "stride", 2), pair("Conv2d", "stride", (2, 1))
    ((2, 2), (2, 1))
    """
    both = (value, value) if isinstance(value, int) else tuple(value)
    if len(both) != 2 or not all(isinstance(one, int) and one >= least for one in both):
        raise ValueError(f"{layer}: {argument} must be one or two whole numbers of at least {least}, got {value!r}")
    return both[0], both[1]


def positive(layer: str, argument: str, value: int) -> int:
    """`value`, if it is a whole number of at least 1. ValueError if not."""
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{layer}: {argument} must be a whole number of at least 1, got {value!r}")
    return value


def counted(number: int, noun: str) -> str:
    """The number with its noun: 1 channel, 3 channels."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
