"""Interpolation: a picture in another size, each new pixel made of those that lay around its place."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule.nn.checks import require_dimensions
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point

Factor = float | Sequence[float]


@floating_point
def interpolate(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: Factor | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """Pictures of `size`, or `scale_factor` times as large (rounded down): height, and then width, by one of two modes.

    New pixel i lies at i * scale among the old ones, where scale is their number by that of the new ones, or 1 by the
    given factor. "nearest" takes the old pixel at or before that place. "bilinear" takes pixels as small squares: the
    middle of the new one, (i + 1/2) * scale - 1/2, lies between the middles of two old ones, whose mean it is, weighted
    by nearness; beyond the outermost it is that one. With `align_corners` pixels are points and the outermost coincide.

    Shapes: input (N, C, H, W); the result (N, C, H', W'). Raises ValueError unless there is either a size or a factor,
    each at least one pixel, for a mode that is not there, and for `align_corners` with "nearest".

    >>> interpolate(torch.tensor([[[[0.0, 4.0]]]]), scale_factor=2, mode="bilinear")[0, 0, 0]
    tensor([0., 1., 3., 4.])
    """
    require_dimensions("interpolate", input, "N, C, H, W")
    if mode not in ("nearest", "bilinear"):
        raise ValueError(f"interpolate: mode must be 'nearest' or 'bilinear', got {mode!r}")
    if mode == "nearest" and align_corners is not None:
        raise ValueError("interpolate: align_corners is for mode='bilinear': 'nearest' knows no corners")
    y = input
    for dim, (count, scale) in zip((2, 3), new_sizes(input, size, scale_factor, mode), strict=True):
        new, last = torch.arange(count, dtype=torch.float32, device=input.device), input.shape[dim] - 1
        if mode == "nearest":
            y = y.index_select(dim, (new * scale).long().clamp(max=last))
            continue
        new = new.to(input.dtype)
        place = new * (last / max(1, count - 1)) if align_corners else ((new + 0.5) * scale - 0.5).clamp(min=0)
        low = place.long().clamp(max=last)
        share = (place - low).view(-1, *(1,) * (3 - dim))  # of the pixel above: (H', 1) or (W',)
        y = torch.lerp(y.index_select(dim, low), y.index_select(dim, (low + 1).clamp(max=last)), share)
    return y  # (N, C, H', W')


def new_sizes(
    x: Tensor, size: int | Sequence[int] | None, scale_factor: Factor | None, mode: str
) -> list[tuple[int, float]]:
    """For height and for width: how many pixels there will be, and how many old ones come for each of them.

    The second is old by new for a given size, and 1 by a given factor, which is not the same where it was rounded. As
    PyTorch's kernels do, a factor is forgotten where the number of pixels stays, and where "nearest" doubles it.
    """
    if (size is None) == (scale_factor is None):
        raise ValueError(f"interpolate: give either size or scale_factor, got {size} and {scale_factor}")
    given = scale_factor if size is None else size
    both = [given, given] if isinstance(given, int | float) else list(given or ())
    if len(both) != 2:
        raise ValueError(f"interpolate: size or scale_factor must be one number or two, got {given}")
    sizes = []
    for old, new in zip(x.shape[2:], both, strict=True):
        count = int(new if size is not None else old * new)
        if count < 1:
            raise ValueError(f"interpolate: the result needs at least one pixel, got {count} for {given}")
        as_if_by_size = size is not None or count == old or (mode == "nearest" and count == 2 * old)
        sizes.append((count, old / count if as_if_by_size else 1 / new))
    return sizes


class Upsample(Layer):
    """`interpolate` as a layer.

    >>> Upsample(scale_factor=2)(torch.zeros(2, 16, 7, 7)).shape
    torch.Size([2, 16, 14, 14])
    """

    def __init__(
        self,
        size: int | tuple[int, int] | None = None,
        scale_factor: float | tuple[float, float] | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        *,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.size, self.scale_factor, self.mode, self.align_corners = size, scale_factor, mode, align_corners

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.size, self.scale_factor, self.mode, self.align_corners)
        return F.interpolate(input, *settings) if self.fused else interpolate(input, *settings)
