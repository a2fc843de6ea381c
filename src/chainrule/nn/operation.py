"""A forward operation and its backward, side by side: where autograd's own way back would be slow or not exact."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from torch.autograd import Function
from torch.autograd.function import once_differentiable

Backward = TypeVar("Backward", bound=Callable[..., Any])


class Operation(Function):
    """`forward(ctx, ...)` computes, and keeps in `ctx` what `backward(ctx, upstream)` will need.

    `backward` returns the upstream gradient times the slope towards each argument of `forward`: None towards those
    that are no tensors.

    >>> import torch
    >>> class Square(Operation):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...
    ...     @staticmethod
    ...     def backward(ctx, upstream):
    ...         (x,) = ctx.saved_tensors
    ...         return upstream * 2 * x
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> Square.apply(x).backward()
    >>> x.grad
    tensor(6.)
    """

    if TYPE_CHECKING:  # PyTorch does not say what these take and give

        @classmethod
        def apply(cls, *arguments: Any) -> Any: ...

        @staticmethod
        def forward(*arguments: Any) -> Any: ...

        @staticmethod
        def backward(*arguments: Any) -> Any: ...


def once(backward: Backward) -> Backward:
    """Mark a `backward` that gives no gradient of the gradient: asking for one raises RuntimeError."""
    return cast("Backward", once_differentiable(backward))
