"""What a layer says where an argument is wrong: its name, the argument, what was expected and what came."""

from collections.abc import Sequence

import torch
from torch import Tensor

Pair = tuple[int, int]
Size = int | Pair


def wrong_shape(layer: str, argument: str, expected: str, x: Tensor) -> ValueError:
    """The error to raise where `argument`, a tensor, has not the `expected` shape.

    >>> print(wrong_shape("linear", "input", "a last dimension of 3", torch.zeros(8, 4)))
    linear: input must have a last dimension of 3, got shape (8, 4)
    """
    return ValueError(f"{layer}: {argument} must have {expected}, got shape {tuple(x.shape)}")


def require_dimensions(layer: str, x: Tensor, names: str, channels: int | None = None) -> None:
    """ValueError unless `x` has dimensions of these names, as "N, C, H, W", and `channels` where that is given."""
    dimensions = names.count(",") + 1
    if x.dim() != dimensions:
        raise wrong_shape(layer, "input", f"{dimensions} dimensions ({names})", x)
    if channels is not None and x.shape[1] != channels:
        noun = "channel" if channels == 1 else "channels"
        raise wrong_shape(layer, "input", f"{channels} {noun} ({names.replace('C', str(channels))})", x)


def require_parameters(layer: str, x: Tensor, shape: Sequence[int], **parameters: Tensor | None) -> None:
    """ValueError unless each parameter, if it is there, has this shape; TypeError unless it fits x's type."""
    for name, parameter in parameters.items():
        if parameter is None:
            continue
        if parameter.shape != tuple(shape):
            raise wrong_shape(layer, name, f"shape {tuple(shape)} for an input of shape {tuple(x.shape)}", parameter)
        require_type(layer, x, name, parameter)


def require_type(layer: str, x: Tensor, name: str, parameter: Tensor) -> None:
    """TypeError where one holds float64 and the other does not, but for autocast, which converts."""
    one_is_double = (x.dtype == torch.float64) != (parameter.dtype == torch.float64)
    if one_is_double and not torch.is_autocast_enabled(x.device.type):
        raise TypeError(f"{layer}: input must hold {parameter.dtype}, as the {name} does, got {x.dtype}")


def require_last(layer: str, x: Tensor, shape: Sequence[int]) -> None:
    """ValueError unless x's last dimensions are these."""
    if tuple(x.shape[x.dim() - len(shape) :]) != tuple(shape):
        raise wrong_shape(layer, "input", f"last dimensions {tuple(shape)}", x)


def pair(layer: str, argument: str, value: Size, least: int = 0) -> Pair:
    """`value` for both height and width: one number for the two, or two. ValueError below `least`.

    >>> pair("conv2d", "stride", 2), pair("conv2d", "stride", (2, 1))
    ((2, 2), (2, 1))
    """
    both = (value, value) if isinstance(value, int) else tuple(value)
    if len(both) != 2 or not all(isinstance(one, int) and one >= least for one in both):
        raise ValueError(f"{layer}: {argument} must be one or two whole numbers of at least {least}, got {value!r}")
    return both[0], both[1]


def positive(layer: str, argument: str, value: object) -> int:
    """`value`, if it is a whole number of at least 1. ValueError if not."""
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{layer}: {argument} must be a whole number of at least 1, got {value!r}")
    return value
