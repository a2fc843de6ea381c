"""The loss of a yes-or-no question: logistic regression, and the discriminator of a GAN."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.elementwise import elementwise
from chainrule.nn.layer import Layer
from chainrule.nn.losses.reduction import known_reduction, reduce
from chainrule.nn.losses.regression import pairs, require_same_shape


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
    name = "binary_cross_entropy_with_logits"
    input, target = pairs(name, input, target)
    surprise = minus_log_sigmoid(input)
    if pos_weight is not None:
        surprise = surprise * (1 + (pos_weight - 1) * target)
    losses = (1 - target) * input + surprise
    return reduce(losses if weight is None else losses * weight, known_reduction(name, reduction))


def minus_log_sigmoid(input: Tensor) -> Tensor:
    """y = -log sigmoid(x) = log(1 + e**-x); its slope is sigmoid(x) - 1 = e**-y - 1."""
    return elementwise(
        input,
        lambda x: torch.logaddexp(-x, x.new_zeros(())),  # log(e**-x + e**0)
        slope=lambda x, y: torch.expm1(-y),
    )


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
        self.reduction = known_reduction("BCEWithLogitsLoss", reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        require_same_shape("BCEWithLogitsLoss", input, target)
        loss = F.binary_cross_entropy_with_logits if self.fused else binary_cross_entropy_with_logits
        return loss(input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight)
