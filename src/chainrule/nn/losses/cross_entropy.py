"""The loss of a choice among classes."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.activations import log_softmax
from chainrule.nn.checks import wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import known_reduction, reduce


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """-x[n, target[n]], for log-probabilities x."""
    require_labels("nll_loss", input, target, ignore_index)
    return smoothed(input, target, weight, ignore_index, known_reduction("nll_loss", reduction), 0.0)


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """-log softmax(x)[n, target[n]]."""
    require_labels("cross_entropy", input, target, ignore_index)
    known_reduction("cross_entropy", reduction)
    return smoothed(log_softmax(input, 1), target, weight, ignore_index, reduction, label_smoothing)


def smoothed(
    log_p: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, label_smoothing: float
) -> Tensor:
    counts = target != ignore_index
    labels = torch.where(counts, target, 0)
    losses = -log_p.gather(1, labels.unsqueeze(1)).squeeze(1)
    weights = counts.to(log_p.dtype)
    if weight is not None:
        weights = weights * weight[labels]
    losses = losses * weights
    if label_smoothing:
        shape = [1, -1] + [1] * (log_p.dim() - 2)
        spread = -log_p if weight is None else -log_p * weight.view(shape)
        spread = (spread * counts.unsqueeze(1)).sum(1)
        losses = (1 - label_smoothing) * losses + label_smoothing / log_p.shape[1] * spread
    if reduction == "mean":
        return losses.sum() / weights.sum()
    return reduce(losses, reduction)


def require_labels(layer: str, input: Tensor, target: Tensor, ignore_index: int) -> None:
    if input.dim() < 2 or target.shape != input.shape[:1] + input.shape[2:]:
        raise wrong_shape(
            layer, "target", f"shape {tuple(input.shape[:1] + input.shape[2:])} for input {tuple(input.shape)}", target
        )
    if target.dtype != torch.int64:
        raise TypeError(f"{layer}: target must hold class indices of torch.int64, got {target.dtype}")
    wrong = ((target < 0) | (target >= input.shape[1])) & (target != ignore_index)
    if wrong.any():
        raise IndexError(
            f"{layer}: target must hold labels from 0 to {input.shape[1] - 1}, got {int(target[wrong][0])}"
        )


class NLLLoss(Layer):
    """The negative log-likelihood."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, known_reduction("NLLLoss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_labels("NLLLoss", input, target, self.ignore_index)
        loss = F.nll_loss if self.fused else nll_loss
        return loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class CrossEntropyLoss(Layer):
    """The cross-entropy."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        if not 0.0 <= label_smoothing <= 1.0:
            raise ValueError(f"CrossEntropyLoss: label_smoothing must be from 0 to 1, got {label_smoothing}")
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, known_reduction("CrossEntropyLoss", reduction)
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_labels("CrossEntropyLoss", input, target, self.ignore_index)
        loss = F.cross_entropy if self.fused else cross_entropy
        return loss(
            input,
            target,
            self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )
