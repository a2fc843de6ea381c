"""The loss of a yes-or-no question: logistic regression, and the discriminator of a GAN."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import reduce, require_same_shape
from chainrule.nn.precision import float32_under_autocast


@float32_under_autocast
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """-(t log p + (1 - t) log(1 - p)) in nats, where p = sigmoid(x) is how sure the network is of "yes".

    As log(1 - p) = log p - x, that is (1 - t) x - log p, in which nothing overflows. `weight` multiplies the losses,
    `pos_weight` those of "yes" only; both are broadcast to input.

    Shapes: input and target the same, any, with targets from 0 to 1; the result is one number, or with
    reduction="none" of this shape. Raises ValueError for different shapes.

    >>> binary_cross_entropy_with_logits(torch.tensor([0.0, 1000.0]), torch.tensor([1.0, 0.0]), reduction="none")
    tensor([6.9315e-01, 1.0000e+03])
    """
    require_same_shape("binary_cross_entropy_with_logits", input, target)
    minus_log_p = torch.logaddexp(-input, torch.zeros_like(input))  # log(e**-x + e**0)
    if pos_weight is not None:
        minus_log_p = minus_log_p * (1 + (pos_weight - 1) * target)
    losses = (1 - target) * input + minus_log_p
    return reduce("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


class BCEWithLogitsLoss(Layer):
    """`binary_cross_entropy_with_logits` as a layer.

    >>> BCEWithLogitsLoss()(torch.zeros(4), torch.tensor([0.0, 1.0, 1.0, 1.0]))
    tensor(0.6931)
    """

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
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        loss = F.binary_cross_entropy_with_logits if self.fused else binary_cross_entropy_with_logits
        return loss(input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight)
