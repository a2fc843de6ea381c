"""The loss of a choice among classes: how surprised is the network by the right answer (lectures 5 and 10)?"""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import require_floats, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import known_reduction, reduce
from chainrule.nn.precision import wide_under_autocast
from chainrule.nn.softmax import log_softmax


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """The negative log-likelihood of the labels, -x[n, target[n]], in nats, where x holds log-probabilities.

    Shapes: input (N, C) or (N, C, ...), target (N) or (N, ...) of whole numbers from 0 to C - 1, weight (C) with the
    weight of each class. Examples with the label `ignore_index` do not count. The result is one number, or with
    reduction="none" (N) or (N, ...). The mean is weighted: the sum of the losses over the sum of the weights.

    Raises ValueError for shapes that do not fit, TypeError for labels that are not int64, IndexError for a label that
    is no class.

    >>> nll_loss(torch.tensor([[0.2, 0.8], [0.5, 0.5]]).log(), torch.tensor([1, 0]))
    tensor(0.4581)
    """
    counts = counting_labels("nll_loss", input, target, ignore_index)
    return of_labels(wide_under_autocast(input), target, counts, weight, known_reduction("nll_loss", reduction))


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """-log(softmax(x)[n, target[n]]) in nats, for scores x of any size: `log_softmax`, then `nll_loss`.

    With `label_smoothing` s the right answer is 1 - s sure, and s is spread evenly over all classes:
    (1 - s) * the loss of the label + s * the mean of the losses of all C classes.

    Shapes, weights, `ignore_index` and errors: see `nll_loss`.

    Source of label smoothing: C. Szegedy and others, Rethinking the Inception architecture (2016), section 7.

    >>> cross_entropy(torch.tensor([[0.0, 0.0], [10000.0, 0.0]]), torch.tensor([1, 1]), reduction="none")
    tensor([6.9315e-01, 1.0000e+04])
    """
    counts = counting_labels("cross_entropy", input, target, ignore_index)
    log_p = log_softmax(wide_under_autocast(input), 1)  # (N, C, ...)
    loss = of_labels(log_p, target, counts, weight, known_reduction("cross_entropy", reduction))
    if label_smoothing == 0.0:
        return loss
    return (1 - label_smoothing) * loss + label_smoothing * of_all_classes(log_p, target, counts, weight, reduction)


def of_labels(log_p: Tensor, target: Tensor, counts: Tensor | None, weight: Tensor | None, reduction: str) -> Tensor:
    """-log p of the label of each example, reduced."""
    labels = target if counts is None else target * counts  # 0 where the label does not count
    losses = -log_p.gather(1, labels.unsqueeze(1)).squeeze(1)  # (N, ...)
    return weighted(losses, weights_of(labels, counts, weight, log_p), reduction)


def of_all_classes(
    log_p: Tensor, target: Tensor, counts: Tensor | None, weight: Tensor | None, reduction: str
) -> Tensor:
    """The mean of -log p over all classes for each example, reduced: as if each class were the label, by turns."""
    each = log_p if weight is None else log_p * weight.view(-1, *(1,) * (log_p.dim() - 2))  # (N, C, ...)
    losses = -each.mean(1)  # (N, ...)
    if counts is not None:
        losses = losses * counts
    if reduction != "mean":
        return reduce(losses, reduction)
    weights = weights_of(target if counts is None else target * counts, counts, weight, log_p)
    return losses.mean() if weights is None else losses.sum() / weights.sum()


def weights_of(labels: Tensor, counts: Tensor | None, weight: Tensor | None, log_p: Tensor) -> Tensor | None:
    """How much each example counts, (N, ...); None where each counts 1."""
    if weight is None:
        return None if counts is None else counts.to(log_p.dtype)
    return weight[labels] if counts is None else weight[labels] * counts


def weighted(losses: Tensor, weights: Tensor | None, reduction: str) -> Tensor:
    """The losses times their weights, reduced; the mean is one over the weights."""
    if weights is None:
        return reduce(losses, reduction)
    losses = losses * weights
    return losses.sum() / weights.sum() if reduction == "mean" else reduce(losses, reduction)


def counting_labels(layer: str, input: Tensor, target: Tensor, ignore_index: int) -> Tensor | None:
    """Which labels count, as (N, ...) of True and False, or None where all do. Raises what `nll_loss` says."""
    shape = input.shape[:1] + input.shape[2:]
    if input.dim() < 2:
        raise wrong_shape(layer, "input", "at least 2 dimensions (N, C)", input)
    require_floats(layer, input)
    if target.shape != shape:
        raise wrong_shape(layer, "target", f"shape {tuple(shape)} for an input of shape {tuple(input.shape)}", target)
    if target.dtype != torch.int64:
        raise TypeError(f"{layer}: target must hold labels as torch.int64, got {target.dtype}")
    if target.numel() == 0:
        return None
    classes, (low, high) = input.shape[1], (int(end) for end in target.aminmax())
    if low >= 0 and high < classes and not low <= ignore_index <= high:
        return None
    counts = target != ignore_index
    wrong = target[counts & ((target < 0) | (target >= classes))]
    if len(wrong):
        raise IndexError(f"{layer}: target must hold labels from 0 to {classes - 1}, got {int(wrong[0])}")
    return counts


class NLLLoss(Layer):
    """`nll_loss` as a layer.

    >>> NLLLoss()(torch.tensor([[0.25, 0.75]]).log(), torch.tensor([1]))
    tensor(0.2877)
    """

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
        if self.fused:
            counting_labels("nll_loss", input, target, self.ignore_index)
        loss = F.nll_loss if self.fused else nll_loss
        return loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class CrossEntropyLoss(Layer):
    """`cross_entropy` as a layer.

    >>> CrossEntropyLoss()(torch.zeros(1, 10), torch.tensor([3]))  # a guess among 10 costs log(10) nats
    tensor(2.3026)
    """

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
            raise ValueError(f"CrossEntropyLoss: label_smoothing must be a number from 0 to 1, got {label_smoothing}")
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, known_reduction("CrossEntropyLoss", reduction)
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        if self.fused:
            counting_labels("cross_entropy", input, target, self.ignore_index)
        loss = F.cross_entropy if self.fused else cross_entropy
        return loss(
            input,
            target,
            self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )
