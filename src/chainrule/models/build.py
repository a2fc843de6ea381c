"""What every network here does: draw its weights, set its fused switch, look at what comes in."""

from collections.abc import Callable, Collection
from functools import partial

import torch

from chainrule import nn

Activation = type[nn.Module]

# What configurations of transformers call what stands between two linear layers.
ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "gelu": nn.GELU,
    "gelu_tanh": partial(nn.GELU, "tanh"),
    "silu": nn.SiLU,
}


def initialize(
    model: nn.Module, *, activation: Activation = nn.ReLU, generator: torch.Generator | None, fused: bool
) -> None:
    """Draw the weights of a new model, layer by layer in the order of its definition, and set the switch of its layers.

    Weights of linear and convolutional layers are normal with mean 0 and variance gain^2 / fan_in; biases are zero.
    The gain is sqrt(2) for rectifiers (He et al. 2015) and 1 for tanh and sigmoid (LeCun et al. 1998, "Efficient
    BackProp", section 4.6). `generator=None` draws from PyTorch's global generator.
    """
    nonlinearity = "linear" if activation in (nn.Tanh, nn.Sigmoid) else "relu"
    for layer in model.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity=nonlinearity, generator=generator)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    nn.fuse(model, on=fused)


def expect_images(x: torch.Tensor, channels: int, size: int | None, model: str, multiple: int = 1) -> None:
    """ValueError, with both shapes, unless x is (N, channels, size, size).

    Where size is None height and width may be any multiples of `multiple`.
    """
    fits = x.ndim == 4 and x.shape[1] == channels and (size is None or tuple(x.shape[2:]) == (size, size))
    if not fits:
        wanted = f"(N, {channels}, {size or 'H'}, {size or 'W'})"
        raise ValueError(f"{model} takes images of shape {wanted}, not {tuple(x.shape)}")
    if any(side % multiple for side in x.shape[2:]):
        raise ValueError(f"{model}: height and width must be multiples of {multiple}, got {tuple(x.shape)}")


def expect_sizes(config: object, *names: str) -> None:
    """ValueError, which names the first that is not, unless these numbers of a configuration are at least 1."""
    for name in names:
        if getattr(config, name) < 1:
            raise ValueError(f"{type(config).__name__}: {name} must be at least 1, got {getattr(config, name)}")


def expect_one_of(config: object, **choices: Collection[str]) -> None:
    """ValueError, which names the first that is not, unless each setting is one of its choices."""
    for name, choice in choices.items():
        if getattr(config, name) not in choice:
            words = " or ".join(map(repr, choice))
            raise ValueError(f"{type(config).__name__}: {name} must be {words}, got {getattr(config, name)!r}")


def expect_heads(config: object, heads: int, width: int) -> None:
    """ValueError unless so many heads divide the width."""
    if heads < 1 or width % heads:
        raise ValueError(f"{type(config).__name__}: heads must divide width, got {heads} for {width}")


def expect_patches(config: object, patch: int, size: int) -> None:
    """ValueError unless patches of `patch` pixels a side fill a picture of `size`."""
    if patch < 1 or size % patch:
        raise ValueError(f"{type(config).__name__}: patches of {patch} pixels do not fill a picture of {size}")


def count_parameters(model: nn.Module) -> int:
    """How many numbers the model learns."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def expect_tokens(tokens: torch.Tensor, model: str) -> None:
    """ValueError, with the shape, unless tokens are (N, T), and TypeError unless they are whole numbers."""
    if tokens.dtype not in (torch.int64, torch.int32):
        raise TypeError(f"{model} takes tokens as torch.int64, not {tokens.dtype}")
    if tokens.ndim != 2:
        raise ValueError(f"{model} takes tokens of shape (N, T), not {tuple(tokens.shape)}")
