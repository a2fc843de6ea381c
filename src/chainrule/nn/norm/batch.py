"""Batch normalization: every channel gets mean 0 and variance 1 over the batch (lecture 13)."""

from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import positive, require_parameters, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.precision import floating_point


@floating_point
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float | Tensor = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """y = (x - mean) / sqrt(var + eps) * weight + bias, with the mean and the variance of each channel.

    In training they are those of the batch, and the running ones move by `momentum` towards them (the variance with
    Bessel's correction, as the estimate for all data that it is meant to be). In evaluation the running ones are taken.

    Shapes: input (N, C) or (N, C, ...), all others (C,); the result as input. Raises ValueError in training for one
    value per channel, which would always become 0. An empty batch leaves the running statistics as they are.

    Source: S. Ioffe, C. Szegedy, Batch normalization (2015), algorithms 1 and 2.

    >>> x = torch.tensor([[1.0], [3.0]])
    >>> running_mean, running_var = torch.zeros(1), torch.ones(1)
    >>> batch_norm(x, running_mean, running_var, training=True, eps=0.0)
    tensor([[-1.],
            [ 1.]])
    >>> running_mean, running_var  # 0 + 0.1 (2 - 0), and 1 + 0.1 (2 - 1)
    (tensor([0.2000]), tensor([1.1000]))
    """
    if input.dim() < 2:
        raise wrong_shape("batch_norm", "input", "at least 2 dimensions (N, C)", input)
    parameters = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    require_parameters("batch_norm", input, input.shape[1:2], **parameters)
    others = [0, *range(2, input.dim())]  # all dimensions but that of the channels
    shape = (-1, *(1,) * (input.dim() - 2))  # (C, 1, 1) for pictures
    if training or running_mean is None or running_var is None:
        count = input.numel() // max(1, input.shape[1])  # values of each channel
        if training and count == 1:
            raise wrong_shape("batch_norm", "input", "more than one value for each channel in training", input)
        mean = input.mean(others)  # (C,)
        var = (input - mean.view(shape)).square().mean(others)  # (C,)
        if training and count and running_mean is not None and running_var is not None:
            running_mean += momentum * (mean.detach() - running_mean)
            running_var += momentum * (var.detach() * count / (count - 1) - running_var)
    else:
        mean, var = running_mean, running_var
    y = (input - mean.view(shape)) / torch.sqrt(var + eps).view(shape)
    y = y if weight is None else y * weight.view(shape)
    return y if bias is None else y + bias.view(shape)


class BatchNorm(Layer):
    """What BatchNorm1d and BatchNorm2d have in common: weight and bias of each channel, and the running statistics.

    With `momentum=None` these are the plain mean over all batches so far. With `track_running_stats=False` there are
    none, and evaluation normalizes by its own batch too. One that is `frozen` (see `chainrule.nn.freezing`) computes in
    training as in evaluation.
    """

    dimensions: ClassVar[dict[int, str]]  # the names of those that it takes, by their number
    frozen = False
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.num_features = positive(type(self).__name__, "num_features", num_features)
        self.eps, self.momentum, self.affine, self.track_running_stats = eps, momentum, affine, track_running_stats
        self.weight = nn.Parameter(torch.ones(num_features)) if affine else None
        self.bias = nn.Parameter(torch.zeros(num_features)) if affine else None
        self.register_buffer("running_mean", torch.zeros(num_features) if track_running_stats else None)
        self.register_buffer("running_var", torch.ones(num_features) if track_running_stats else None)
        self.register_buffer("num_batches_tracked", torch.tensor(0) if track_running_stats else None)

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in self.dimensions:
            known = " or ".join(self.dimensions.values())
            raise wrong_shape(type(self).__name__, "input", f"dimensions {known}", input)
        momentum: float | Tensor = 0.0 if self.momentum is None else self.momentum
        training = self.training and not self.frozen
        if training and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:  # the mean of all batches so far; a tensor, for torch.compile
                momentum = 1 / self.num_batches_tracked.double()
        from_batch = training or self.running_mean is None
        parameters = (self.running_mean, self.running_var, self.weight, self.bias)
        if self.fused:
            return F.batch_norm(input, *parameters, from_batch, float(momentum), self.eps)
        return batch_norm(input, *parameters, from_batch, momentum, self.eps)


class BatchNorm1d(BatchNorm):
    """Batch normalization of vectors (N, C) or sequences (N, C, L); see `batch_norm`.

    >>> layer = BatchNorm1d(3)
    >>> layer(torch.randn(100, 3)).var(0, correction=0)
    tensor([1.0000, 1.0000, 1.0000], grad_fn=<VarBackward0>)
    """

    dimensions: ClassVar = {2: "(N, C)", 3: "(N, C, L)"}


class BatchNorm2d(BatchNorm):
    """Batch normalization of pictures (N, C, H, W); see `batch_norm`.

    >>> layer = BatchNorm2d(16)
    >>> layer(torch.randn(8, 16, 5, 5)).shape
    torch.Size([8, 16, 5, 5])
    """

    dimensions: ClassVar = {4: "(N, C, H, W)"}
