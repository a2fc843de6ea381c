"""Whether operations on Tensors build the graph: they do, but under `no_grad`."""

import inspect
from collections.abc import Callable, Generator
from contextvars import ContextVar, Token
from functools import partial, wraps
from typing import Any

recording: ContextVar[bool] = ContextVar("recording", default=True)  # every thread and every asyncio task has its own


class no_grad:
    """Compute without building a graph: nothing made inside requires a gradient. Also a decorator of functions.

    It holds for the thread, or the asyncio task, that it is used in. Of a generator function it holds while that
    runs, not while it waits for the next `yield` to be asked for.

    >>> from chainrule.autograd import Tensor
    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> with no_grad():
    ...     y = w * 2
    >>> y.requires_grad, (w * 2).requires_grad
    (False, True)
    """

    def __init__(self) -> None:
        self.before: list[Token[bool]] = []

    def __enter__(self) -> None:
        self.before.append(recording.set(False))

    def __exit__(self, *error: object) -> None:
        recording.reset(self.before.pop())

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def without_graph(*arguments: Any, **options: Any) -> Any:
            with no_grad():
                return function(*arguments, **options)

        @wraps(function)
        async def awaited_without_graph(*arguments: Any, **options: Any) -> Any:
            with no_grad():
                return await function(*arguments, **options)

        @wraps(function)
        def each_step_without_graph(*arguments: Any, **options: Any) -> Generator[Any, Any, Any]:
            steps = function(*arguments, **options)
            go_on = partial(next, steps)
            while True:
                try:
                    with no_grad():
                        item = go_on()
                except StopIteration as end:
                    return end.value
                try:
                    go_on = partial(steps.send, (yield item))
                except GeneratorExit:
                    with no_grad():
                        steps.close()
                    raise
                except BaseException as error:
                    go_on = partial(steps.throw, error)

        if inspect.iscoroutinefunction(function):
            return awaited_without_graph
        return each_step_without_graph if inspect.isgeneratorfunction(function) else without_graph
