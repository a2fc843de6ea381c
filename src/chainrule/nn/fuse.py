"""The switch between the written-out form and PyTorch's kernels, for a whole model."""

from typing import TypeVar

from torch import nn

from chainrule.nn.layer import Layer

Model = TypeVar("Model", bound=nn.Module)


def fuse(model: Model, on: bool = True) -> Model:
    """Turn the switch `fused` of every layer in `model`, and return the model.

    >>> from chainrule.nn import Linear, ReLU, Sequential
    >>> model = fuse(Sequential(Linear(2, 3), ReLU()))
    >>> [layer.fused for layer in model]
    [True, True]
    """
    for module in model.modules():
        if isinstance(module, Layer):
            module.fused = on
    return model
