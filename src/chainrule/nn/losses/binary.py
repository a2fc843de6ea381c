"""The loss of a yes-or-no question."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import known_reduction, reduce
from chainrule.nn.losses.regression import require_same_shape


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """-(t log sigmoid(x) + (1 - t) log(1 - sigmoid(x)))."""
    name = "binary_cross_entropy_with_logits"
    require_same_shape(name, input, target)
    softplus = torch.logaddexp(-input, torch.zeros_like(input))  # log(1 + e**-x)
    if pos_weight is None:
        losses = (1 - target) * input + softplus
    else:
        losses = (1 - target) * input + (1 + (pos_weight - 1) * target) * softplus
    if weight is not None:
        losses = losses * weight
    return reduce(losses, known_reduction(name, reduction))


class BCEWithLogitsLoss(Layer):
    """Binary cross-entropy."""

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = known_reduction("BCEWithLogitsLoss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("BCEWithLogitsLoss", input, target)
        loss = F.binary_cross_entropy_with_logits if self.fused else binary_cross_entropy_with_logits
        return loss(input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight)
