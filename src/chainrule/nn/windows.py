"""Everything that a kernel sees as it slides over a picture: what cross-correlation and pooling have in common."""

from torch import Tensor

from chainrule.nn.checks import Pair


def windows(layer: str, x: Tensor, kernel: Pair, stride: Pair, dilation: Pair = (1, 1)) -> Tensor:
    """What the kernel sees at every place, as a view: nothing is copied, overlapping windows share their pixels.

    windows[n, c, h, w, i, j] = x[n, c, h * stride + i * dilation, w * stride + j * dilation]

    Shapes: x (N, C, H, W); the result (N, C, H', W', I, J) for a kernel of I x J pixels, where
    H' = (H - dilation (I - 1) - 1) // stride + 1, and W' likewise.
    Raises ValueError where the kernel, spread out by its dilation, is larger than the picture.

    >>> import torch
    >>> x = torch.arange(16.0).view(1, 1, 4, 4)
    >>> windows("example", x, kernel=(2, 2), stride=(2, 2))[0, 0, 1, 0]
    tensor([[ 8.,  9.],
            [12., 13.]])
    """
    down, across = (d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))  # how far the kernel reaches
    if x.shape[2] < down or x.shape[3] < across:
        raise ValueError(
            f"{layer}: kernel_size {kernel} with dilation {dilation} needs an input of at least "
            f"{down} x {across} pixels, got {x.shape[2]} x {x.shape[3]}, padding included"
        )
    seen = x.unfold(2, down, stride[0]).unfold(3, across, stride[1])  # (N, C, H', W', down, across)
    return seen[..., :: dilation[0], :: dilation[1]]  # (N, C, H', W', I, J): without the pixels in between
