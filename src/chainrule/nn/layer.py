"""What the layers have in common: a module of PyTorch, with a switch."""

from typing import TypeVar

from torch import nn

Model = TypeVar("Model", bound=nn.Module)


class Layer(nn.Module):
    """A module that computes the same thing in two ways, as its switch `fused` says.

    Off, as it is at first, `forward` is the formula, written out in tensor operations. On, `forward` calls the one
    kernel that PyTorch has for it, which gives the same numbers up to rounding, sooner. `fuse` turns the switch of
    every layer of a model.

    >>> Layer(fused=True).fused
    True
    """

    def __init__(self, *, fused: bool = False) -> None:
        super().__init__()
        self.fused = fused

    def extra_repr(self) -> str:
        settings = {name: value for name, value in vars(self).items() if isinstance(value, int | float | str | tuple)}
        return ", ".join(f"{name}={settings[name]!r}" for name in settings if name not in ("training", "fused"))


def fuse(model: Model, on: bool = True) -> Model:
    """Turn the switch `fused` of every layer in `model`, and return the model.

    >>> model = fuse(nn.Sequential(Layer(), nn.ReLU(), Layer()))
    >>> [layer.fused for layer in model if isinstance(layer, Layer)]
    [True, True]
    """
    for module in model.modules():
        if isinstance(module, Layer):
            module.fused = on
    return model
