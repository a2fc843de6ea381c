"""Average pooling to a given size: the last pictures of a network become one vector, however large they are."""

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import Size, pair, require_dimensions
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def adaptive_avg_pool2d(input: Tensor, output_size: Size) -> Tensor:
    """The means of `output_size` windows that together cover the picture.

    y[.., h, w] is the mean of the rows from floor(h H / H') to ceil((h + 1) H / H'), and of the columns likewise.

    Shapes: input (N, C, H, W); the result (N, C, H', W') of the given size.

    Source: M. Lin, Q. Chen, S. Yan, Network in network (2014), section 3.2, for the size 1: global average pooling.

    >>> adaptive_avg_pool2d(torch.arange(16.0).view(1, 1, 4, 4), 1)
    tensor([[[[7.5000]]]])
    """
    require_dimensions("adaptive_avg_pool2d", input, "N, C, H, W")
    height, width = pair("adaptive_avg_pool2d", "output_size", output_size, 1)
    x = torch.stack([input[:, :, rows].mean(2) for rows in parts(input.shape[2], height)], 2)  # (N, C, H', W)
    return torch.stack([x[..., columns].mean(3) for columns in parts(input.shape[3], width)], 3)  # (N, C, H', W')


def parts(size: int, count: int) -> list[slice]:
    """`count` slices that cover `size` pixels; where they do not fit, neighbours overlap.

    >>> parts(5, 2)
    [slice(0, 3, None), slice(2, 5, None)]
    """
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


class AdaptiveAvgPool2d(Layer):
    """`adaptive_avg_pool2d` as a layer.

    >>> AdaptiveAvgPool2d(1)(torch.zeros(32, 512, 7, 7)).shape
    torch.Size([32, 512, 1, 1])
    """

    def __init__(self, output_size: Size, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return (F.adaptive_avg_pool2d if self.fused else adaptive_avg_pool2d)(input, self.output_size)
