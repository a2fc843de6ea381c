"""From pictures to vectors: the seam between convolutions and linear layers."""

from torch import Tensor, nn

from chainrule.nn.checks import wrong_shape


class Flatten(nn.Module):
    """Make one dimension of those from `start_dim` to `end_dim`, both included.

    Shapes: input (N, C, H, W); the result (N, C * H * W), as it stands by default.

    >>> import torch
    >>> Flatten()(torch.zeros(32, 16, 5, 5)).shape
    torch.Size([32, 400])
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        dims = range(-input.dim(), input.dim())
        if self.start_dim not in dims or self.end_dim not in dims:
            raise wrong_shape("Flatten", "input", f"dimensions {self.start_dim} to {self.end_dim}", input)
        first, last = self.start_dim % input.dim(), self.end_dim % input.dim()
        if first > last:
            raise ValueError(f"Flatten: start_dim {self.start_dim} must not come after end_dim {self.end_dim}")
        flat = input.shape[first : last + 1].numel()
        return input.reshape(*input.shape[:first], flat, *input.shape[last + 1 :])
