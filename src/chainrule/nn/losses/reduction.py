"""From the losses of many examples to one number."""

from torch import Tensor

from chainrule.nn.precision import wide

REDUCTIONS = ("none", "mean", "sum")


def reduce(losses: Tensor, reduction: str) -> Tensor:
    """The losses themselves ("none"), their mean or their sum."""
    if reduction == "mean":
        return (wide(losses).sum() / losses.numel()).to(losses.dtype)  # back goes one number, divided once
    return losses.sum() if reduction == "sum" else losses


def known_reduction(layer: str, reduction: str) -> str:
    """`reduction`, if it is one. ValueError if not."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"{layer}: reduction must be 'none', 'mean' or 'sum', got {reduction!r}")
    return reduction
