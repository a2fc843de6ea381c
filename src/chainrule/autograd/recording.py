"""Whether operations on Tensors build the graph: they do, but under `no_grad`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

recording: ContextVar[bool] = ContextVar("recording", default=True)  # every thread and every asyncio task has its own


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without building a graph: nothing made inside requires a gradient. Also a decorator of functions.

    It holds for the thread, or the asyncio task, that it is used in.

    >>> from chainrule.autograd import Tensor
    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> with no_grad():
    ...     y = w * 2
    >>> y.requires_grad, (w * 2).requires_grad
    (False, True)
    """
    before = recording.set(False)
    try:
        yield
    finally:
        recording.reset(before)
