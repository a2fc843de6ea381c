"""From the losses of many examples to one number."""

from torch import Tensor


def reduce(loss: str, losses: Tensor, reduction: str) -> Tensor:
    """The losses themselves ("none"), their mean or their sum. ValueError for any other word."""
    if reduction == "mean":
        return losses.mean()
    if reduction == "sum":
        return losses.sum()
    if reduction == "none":
        return losses
    raise ValueError(f"{loss}: reduction must be 'none', 'mean' or 'sum', got {reduction!r}")


def require_same_shape(loss: str, input: Tensor, target: Tensor) -> None:
    """ValueError unless every prediction has its target: of other shapes PyTorch would make pairs that nobody meant."""
    if input.shape != target.shape:
        raise ValueError(
            f"{loss}: target must have the shape of input, {tuple(input.shape)}, got shape {tuple(target.shape)}"
        )
