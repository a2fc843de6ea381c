"""The loss of a choice among classes: how surprised is the network by the right answer (lectures 7 and 10)?"""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.activations import log_softmax
from chainrule.nn.checks import wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import reduce
from chainrule.nn.precision import float32_under_autocast


@float32_under_autocast
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
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError(f"cross_entropy: label_smoothing must be a number from 0 to 1, got {label_smoothing}")
    require_labels("cross_entropy", input, target)
    surprisal = -log_softmax(input, 1)  # (N, C, ...)
    return loss_of_labels("cross_entropy", surprisal, target, weight, ignore_index, reduction, label_smoothing)


def loss_of_labels(
    loss: str,
    surprisal: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int,
    reduction: str,
    smoothing: float = 0.0,
) -> Tensor:
    """The surprisal -log p of each label, weighted and reduced, from the `surprisal` of every class (N, C, ...)."""
    counts = target != ignore_index  # (N, ...)
    label = torch.where(counts, target, 0)
    weight = surprisal.new_ones(surprisal.shape[1]) if weight is None else weight  # (C,)
    weighted = surprisal * weight.view(-1, *(1,) * (target.dim() - 1))  # (N, C, ...)
    losses = at_label(loss, weighted, label)  # (N, ...)
    if smoothing > 0:
        losses = (1 - smoothing) * losses + smoothing * weighted.mean(1)
    losses = torch.where(counts, losses, 0.0)
    if reduction == "mean":
        return losses.sum() / torch.where(counts, weight[label], 0.0).sum()
    return reduce(loss, losses, reduction)


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
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = F.cross_entropy if self.fused else cross_entropy
        return loss(
            *(input, target, self.weight),
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


@float32_under_autocast
def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """The negative log-likelihood of the labels, -x[n, target[n]], in nats, where x holds log-probabilities.

    Shapes: input (N, C) or (N, C, ...), target (N) or (N, ...) of whole numbers from 0 to C - 1, weight (C) with the
    weight of each class. Examples with the label `ignore_index` do not count. The result is one number, or with
    reduction="none" (N) or (N, ...). The mean is weighted: the sum of the losses over the sum of the weights, which
    is NaN where no example counts.

    Raises ValueError for shapes that do not fit, TypeError for labels that are not int64, IndexError for a label that
    is no class.

    >>> nll_loss(torch.tensor([[0.2, 0.8], [0.5, 0.5]]).log(), torch.tensor([1, 0]))
    tensor(0.4581)
    """
    require_labels("nll_loss", input, target)
    return loss_of_labels("nll_loss", -input, target, weight, ignore_index, reduction)


class NLLLoss(Layer):
    """`nll_loss` as a layer.

    >>> NLLLoss()(torch.tensor([[0.25, 0.75]]).log(), torch.tensor([1]))
    tensor(0.2877)
    """

    weight: Tensor | None

    def __init__(
        self, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean", fused: bool = False
    ) -> None:
        super().__init__(fused=fused)
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = F.nll_loss if self.fused else nll_loss
        return loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


def at_label(loss: str, x: Tensor, label: Tensor) -> Tensor:
    """x[n, label[n]] of each example, or of each place in it: (N, C, ...) and (N, ...) -> (N, ...).

    Raises IndexError for a label that is no class, negative ones too, and names it.
    """
    try:
        return x.gather(1, label.unsqueeze(1)).squeeze(1)
    except RuntimeError:
        wrong = label[(label < 0) | (label >= x.shape[1])]
        if len(wrong) == 0:
            raise
        raise IndexError(f"{loss}: target must hold labels from 0 to {x.shape[1] - 1}, got {int(wrong[0])}") from None


def require_labels(loss: str, input: Tensor, target: Tensor) -> None:
    """ValueError unless there is a label for each example, TypeError unless they are whole numbers."""
    if input.dim() < 2:
        raise wrong_shape(loss, "input", "at least 2 dimensions (N, C)", input)
    shape = input.shape[:1] + input.shape[2:]
    if target.shape != shape:
        raise wrong_shape(loss, "target", f"shape {tuple(shape)} for an input of shape {tuple(input.shape)}", target)
    if target.dtype != torch.int64:
        raise TypeError(f"{loss}: target must hold labels as torch.int64, got {target.dtype}")
