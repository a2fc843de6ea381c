"""The linear layer: every output is a weighted sum of all inputs, and a bias."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import positive, require_type, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y = x W^T + b.

    Shapes: input (..., I), weight (O, I), bias (O,); the result (..., O). Raises ValueError where they do not fit.

    >>> linear(torch.tensor([1.0, 2.0]), weight=torch.tensor([[3.0, 4.0]]), bias=torch.tensor([0.5]))
    tensor([11.5000])
    """
    if weight.dim() != 2 or input.shape[-1:] != weight.shape[1:]:
        raise wrong_shape("linear", "input", f"a last dimension of {weight.shape[-1]}", input)
    require_type("linear", input, "weight", weight)
    y = input @ weight.to(input.dtype).t()  # (..., O)
    return y if bias is None else y + bias.to(y.dtype)


class Linear(Layer):
    """y = x W^T + b, with a weight (out_features, in_features) and a bias (out_features,) to be learned.

    Both start out uniform between -1/sqrt(in_features) and 1/sqrt(in_features), as in PyTorch, drawn from `generator`.

    >>> layer = Linear(784, 10)
    >>> layer(torch.zeros(32, 784)).shape
    torch.Size([32, 10])
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        self.in_features = positive("Linear", "in_features", in_features)
        self.out_features = positive("Linear", "out_features", out_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.bias = nn.Parameter(torch.empty(out_features)) if bias else None
        init.default_(self.weight, self.bias, generator)

    def forward(self, input: Tensor) -> Tensor:
        return (F.linear if self.fused else linear)(input, self.weight, self.bias)
