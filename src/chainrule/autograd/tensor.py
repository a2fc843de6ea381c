"""An array that remembers how it was computed: what `Value` is for one number, in n dimensions on NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from chainrule.autograd import arrays
from chainrule.autograd.arrays import Array, Axis
from chainrule.autograd.recording import recording
from chainrule.autograd.unbroadcast import unbroadcast
from chainrule.autograd.value import topological_order

VJP = Callable[[Array], Array]


class Tensor:
    """An array in a computational graph.

    Operations on Tensors build the graph as they run (the forward pass). Every node keeps what it was made of
    (`parents`) and, for each of these, a function from the upstream gradient dL/d(node) to this parent's share of it:
    a vector-Jacobian product (`vjps`). `backward()` goes through the graph from its end, and leaves dL/d(leaf) in the
    `grad` of every leaf that asked for it with `requires_grad`.

    >>> w = Tensor([[1.0, -2.0], [3.0, 4.0]], requires_grad=True)
    >>> loss = ((w @ [1.0, 2.0]).relu() ** 2).sum()
    >>> loss
    Tensor(121., operation='sum')
    >>> loss.backward()
    >>> w.grad                  # 2 relu(w x) x, a row for each row of w
    array([[ 0.,  0.],
           [22., 44.]])

    `data` is an array, or what NumPy makes one of: real numbers or booleans, else TypeError. An array is shared, not
    copied. Its dtype is kept: float32 and float64 mix as in NumPy, and a Python number takes the dtype of its partner.
    Shapes broadcast as in NumPy; two that do not fit raise a ValueError that shows both.

    What float arithmetic refuses becomes inf or NaN, with NumPy's RuntimeWarning. NaN is passed on: it goes in and
    comes out. Whoever changes `data` in place between forward and backward changes the gradients.
    """

    __slots__ = ("data", "grad", "operation", "parents", "requires_grad", "vjps")
    __array_ufunc__ = None  # so that NumPy leaves `array * tensor` to us
    __hash__ = object.__hash__  # a node of a graph is itself, whatever its numbers equal

    data: Array
    grad: Array | None
    operation: str
    parents: tuple[Tensor, ...]
    requires_grad: bool
    vjps: tuple[VJP, ...]

    def __init__(self, data: npt.ArrayLike, *, dtype: npt.DTypeLike | None = None, requires_grad: bool = False) -> None:
        if isinstance(data, Tensor):
            raise TypeError("a Tensor needs an array, not Tensor: it is one already (detach() gives one without graph)")
        self.data = arrays.as_array(data, dtype)
        if requires_grad and self.data.dtype.kind != "f":
            raise TypeError(f"only floats have gradients, not {self.data.dtype}: write 1.0 for 1, or dtype=float")
        self.grad = None
        self.operation = ""
        self.parents = ()
        self.requires_grad = requires_grad
        self.vjps = ()

    # Every operation stands together: what comes out, what it was made of, and what each parent receives of g, the
    # upstream gradient. It has the shape of what came out: `backward` sums up, for all, where a parent was broadcast.

    def __add__(self, other: Operand) -> Tensor:
        a, b = operands(self, other, "+")
        return new_node(a.data + b.data, "+", (a, b), (lambda g: g, lambda g: g))

    def __sub__(self, other: Operand) -> Tensor:
        a, b = operands(self, other, "-")
        return new_node(a.data - b.data, "-", (a, b), (lambda g: g, lambda g: -g))

    def __mul__(self, other: Operand) -> Tensor:
        a, b = operands(self, other, "*")
        x, y = a.data, b.data
        return new_node(x * y, "*", (a, b), (lambda g: g * y, lambda g: g * x))

    def __truediv__(self, other: Operand) -> Tensor:
        a, b = operands(self, other, "/")
        y, q = b.data, a.data / b.data
        return new_node(q, "/", (a, b), (lambda g: g / y, lambda g: -g * q / y))

    def __pow__(self, other: Operand) -> Tensor:
        """a**n for a number n, or a**b for an array or Tensor b: then a below zero gives NaN towards b."""
        if isinstance(other, int | float):
            n, x = other, self.data
            return new_node(x**n, f"**{n:g}", (self,), (lambda g: g * (n * x ** (n - 1)) if n else 0.0 * g,))
        a, b = operands(self, other, "**")
        x, y = a.data, b.data
        z = x**y
        slopes = lambda g: g * arrays.power_slope(x, y), lambda g: g * arrays.exponent_slope(x, y, z)
        return new_node(z, "**", (a, b), slopes)

    def __neg__(self) -> Tensor:
        return new_node(-self.data, "neg", (self,), (lambda g: -g,))

    def __matmul__(self, other: Operand) -> Tensor:
        """The matrix product over the last two axes; those before broadcast. One axis alone: a row; in b, a column."""
        a, b = self, as_tensor(other, like=self)
        arrays.check_matmul(a.shape, b.shape)
        if b.ndim == 1:
            return (a @ b[:, None])[..., 0]
        if a.ndim == 1:
            return (a[None, :] @ b)[..., 0, :]
        x, y = a.data, b.data  # (..., n, k), (..., k, m)
        return new_node(x @ y, "@", (a, b), (lambda g: g @ y.swapaxes(-1, -2), lambda g: x.swapaxes(-1, -2) @ g))

    def exp(self) -> Tensor:
        """e**a."""
        y = np.exp(self.data)
        return new_node(y, "exp", (self,), (lambda g: g * y,))

    def log(self) -> Tensor:
        """The natural logarithm of a: -inf at zero, NaN below."""
        x = self.data
        return new_node(np.log(x), "log", (self,), (lambda g: g / x,))

    def sqrt(self) -> Tensor:
        """The square root of a: NaN below zero. The slope at zero is inf."""
        y = np.sqrt(self.data)
        return new_node(y, "sqrt", (self,), (lambda g: g / (2 * y),))

    def abs(self) -> Tensor:
        """The larger of a and -a. The derivative at a = 0 is taken to be 0, as in PyTorch."""
        x = self.data
        return new_node(np.abs(x), "abs", (self,), (lambda g: g * np.sign(x),))

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of a, (e**a - e**-a) / (e**a + e**-a)."""
        y = np.tanh(self.data)
        return new_node(y, "tanh", (self,), (lambda g: g * (1 - y * y),))

    def sigmoid(self) -> Tensor:
        """1 / (1 + e**-a)."""
        y = arrays.sigmoid(self.data)
        return new_node(y, "sigmoid", (self,), (lambda g: g * (y * (1 - y)),))

    def relu(self) -> Tensor:
        """The larger of 0 and a. The derivative at a = 0 is taken to be 0, as in PyTorch."""
        y = np.maximum(self.data, 0)
        return new_node(y, "relu", (self,), (lambda g: g * (y != 0),))

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The sum over `axis`: an axis, several, or all of them (None). `keepdims` keeps them, with length 1."""
        x, axes = self.data, arrays.axes_of(axis, self.ndim)

        def vjp(g: Array) -> Array:
            return np.broadcast_to(g if keepdims else np.expand_dims(g, axes), x.shape)

        return new_node(x.sum(axes, keepdims=keepdims), "sum", (self,), (vjp,))

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The sum over `axis` by the number of its elements; NaN where there are none."""
        return self.sum(axis, keepdims) / arrays.count(self.shape, axis)

    def var(self, axis: Axis = None, keepdims: bool = False, *, correction: int = 1) -> Tensor:
        """The sum of squared distances from the mean, by n - `correction`: 1 as in PyTorch, 0 for the plain mean."""
        distance = self - self.mean(axis, keepdims=True)
        return (distance * distance).sum(axis, keepdims) / max(0, arrays.count(self.shape, axis) - correction)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The largest element over `axis`. Where several are, they share the gradient evenly (`torch.amax`)."""
        return self._extreme("max", np.less, axis, keepdims)

    def min(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The smallest element over `axis`. Where several are, they share the gradient evenly (`torch.amin`)."""
        return self._extreme("min", np.greater, axis, keepdims)

    def _extreme(self, name: str, loses: np.ufunc, axis: Axis, keepdims: bool) -> Tensor:
        x, axes = self.data, arrays.axes_of(axis, self.ndim)
        if not arrays.count(self.shape, axes):
            raise ValueError(f"{name} over axis {axis} of a tensor of shape {self.shape}: there are no elements")
        y = getattr(np, name)(x, axis=axes, keepdims=True)

        def vjp(g: Array) -> Array:
            won = ~loses(x, y)  # NaN loses to nobody, so that it is not lost itself
            share: Array = won / won.sum(axes, keepdims=True)
            return share * (g if keepdims else np.expand_dims(g, axes))

        return new_node(y if keepdims else y.squeeze(axes), name, (self,), (vjp,))

    def reshape(self, *shape: Any) -> Tensor:
        """The same elements in another shape: `reshape(2, 3)` or `reshape((2, 3))`; one length may be -1."""
        x = self.data
        return new_node(x.reshape(*shape), "reshape", (self,), (lambda g: g.reshape(x.shape),))

    def transpose(self, first: int, second: int) -> Tensor:
        """The axes `first` and `second` exchanged."""
        y = self.data.swapaxes(first, second)
        return new_node(y, "transpose", (self,), (lambda g: g.swapaxes(first, second),))

    def permute(self, *axes: Any) -> Tensor:
        """All axes in another order: `permute(2, 0, 1)` or `permute((2, 0, 1))`."""
        y = self.data.transpose(*axes)
        order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
        way_back = np.argsort([axis % self.ndim for axis in order])
        return new_node(y, "permute", (self,), (lambda g: g.transpose(way_back),))

    @property
    def T(self) -> Tensor:
        """All axes in reverse order."""
        return new_node(self.data.T, "T", (self,), (lambda g: g.T,))

    def __getitem__(self, index: Any) -> Tensor:
        """As in NumPy: numbers, slices, None, `...`, arrays of integers and of booleans. Slices share memory."""
        x, index = self.data, arrays.plain_index(index)
        return new_node(x[index], "[]", (self,), (lambda g: arrays.scatter_sum(g, index, x),))

    # `2 * tensor`: the number does not know how, so Python asks the tensor for the reflected operation.

    def __radd__(self, other: Operand) -> Tensor:
        return as_tensor(other, like=self) + self

    def __rsub__(self, other: Operand) -> Tensor:
        return as_tensor(other, like=self) - self

    def __rmul__(self, other: Operand) -> Tensor:
        return as_tensor(other, like=self) * self

    def __rtruediv__(self, other: Operand) -> Tensor:
        return as_tensor(other, like=self) / self

    def __rpow__(self, other: Operand) -> Tensor:
        return as_tensor(other, like=self) ** self

    def __rmatmul__(self, other: Operand) -> Tensor:
        return as_tensor(other, like=self) @ self

    # A comparison has no derivative: it gives an array of booleans and no Tensor.

    def __eq__(self, other: Operand) -> Array:  # type: ignore[override]
        return np.equal(*plain(self, other, "=="))

    def __ne__(self, other: Operand) -> Array:  # type: ignore[override]
        return np.not_equal(*plain(self, other, "!="))

    def __lt__(self, other: Operand) -> Array:
        return np.less(*plain(self, other, "<"))

    def __le__(self, other: Operand) -> Array:
        return np.less_equal(*plain(self, other, "<="))

    def __gt__(self, other: Operand) -> Array:
        return np.greater(*plain(self, other, ">"))

    def __ge__(self, other: Operand) -> Array:
        return np.greater_equal(*plain(self, other, ">="))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def ndim(self) -> int:
        return self.data.ndim

    @property
    def size(self) -> int:
        """The number of elements."""
        return self.data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.data.dtype

    def __len__(self) -> int:
        if self.ndim == 0:
            raise TypeError("a Tensor without axes has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[index] for index in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.data)

    def __repr__(self) -> str:
        numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
        dtype = "" if self.dtype in (np.float64, np.int64, np.bool_) else f", dtype={self.dtype}"
        operation = f", operation={self.operation!r}" if self.operation else ""
        leaf = ", requires_grad=True" if self.requires_grad and not self.parents else ""
        return f"Tensor({numbers}{dtype}{operation}{leaf})"

    def __format__(self, spec: str) -> str:
        return format(self.item() if spec else repr(self), spec)

    def item(self) -> float:
        """The number in a tensor that holds only one."""
        return cast("float", self.data.item())

    def detach(self) -> Tensor:
        """The same array, which is shared, as a leaf without a graph."""
        return Tensor(self.data)

    def numpy(self) -> Array:
        """The array itself. TypeError where it is part of a graph, which NumPy would lose: `detach()` it first."""
        if self.requires_grad:
            raise TypeError("NumPy would lose the graph of this tensor: take detach().numpy(), or .data")
        return self.data

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def zero_grad(self) -> None:
        """Forget the gradient, as before each training step."""
        self.grad = None

    def backward(self, upstream: Operand | None = None) -> None:
        """Add dL/d(leaf) to the `grad` of every leaf with `requires_grad` that `self` was made of.

        `upstream` is dL/d(self), of the shape of `self`; without it, a single number is L itself, and upstream is 1.
        When called again, leaves add the new gradient to the one they hold, as in PyTorch: call `zero_grad` between
        training steps. Inner nodes pass their gradient on and keep nothing.

        Raises ValueError for an upstream gradient of another shape, where it is missing, and where nothing in the
        graph requires a gradient.

        >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> (x * x).backward([1.0, 10.0, 100.0])
        >>> x.grad
        array([  2.,  40., 600.])
        """
        gradients = {self: self._upstream(upstream)}
        summed = set()  # the nodes whose gradient is an array of its own, which may be added to in place
        order = cast("list[Tensor]", topological_order(cast("Any", self)))  # it asks a node its parents alone
        for node in reversed(order):
            if node not in gradients:
                continue  # a constant
            gradient = gradients.pop(node)  # complete, because all that used the node came before it
            if not node.parents:
                node.grad = np.array(gradient) if node.grad is None else node.grad + gradient
            for parent, vjp in zip(node.parents, node.vjps, strict=True):
                if not parent.requires_grad:
                    continue
                share = unbroadcast(vjp(gradient), parent.shape).astype(parent.dtype, copy=False)
                if parent not in gradients:
                    gradients[parent] = share  # perhaps the very array that another parent has, as in a + b
                elif parent not in summed:
                    gradients[parent] = gradients[parent] + share
                    summed.add(parent)
                else:
                    gradients[parent] += share

    def _upstream(self, upstream: Operand | None) -> Array:
        if not self.requires_grad:
            raise ValueError("nothing to go back to: nothing here has requires_grad=True, or it was under no_grad()")
        if upstream is None:
            if self.size != 1:
                raise ValueError(
                    f"upstream is missing: backward() starts from one number, and this tensor has shape {self.shape}; "
                    "take its sum() or mean(), or give backward the gradient with respect to it"
                )
            return np.ones_like(self.data)
        g = as_tensor(upstream, like=self).data.astype(self.dtype, copy=False)
        if g.shape != self.shape:
            raise ValueError(f"upstream needs the shape of the tensor, {self.shape}, not {g.shape}")
        return g


Operand = Tensor | npt.ArrayLike


def as_tensor(x: Operand, like: Tensor | None = None) -> Tensor:
    """`x` itself if it is a Tensor, else a new leaf. Beside `like`, a Python number takes its dtype, as in NumPy."""
    if isinstance(x, Tensor):
        return x
    if like is not None and isinstance(x, int | float):
        return Tensor(x, dtype=np.result_type(like.data, x))
    return Tensor(x)


def operands(a: Tensor, other: Operand, operation: str) -> tuple[Tensor, Tensor]:
    """Both operands as Tensors. ValueError unless their shapes fit."""
    b = as_tensor(other, like=a)
    if a.shape != b.shape:
        arrays.check_broadcast(a.shape, b.shape, operation)
    return a, b


def plain(a: Tensor, other: Operand, operation: str) -> tuple[Array, Array]:
    """The arrays of both operands."""
    a, b = operands(a, other, operation)
    return a.data, b.data


def new_node(data: Any, operation: str, parents: tuple[Tensor, ...], vjps: tuple[VJP, ...]) -> Tensor:
    """What came out of an operation. It has an edge to each of its parents if one of them requires a gradient."""
    node = Tensor.__new__(Tensor)  # and not Tensor(data), which would check again what is known to be real numbers
    node.data = np.asarray(data)  # a sum over all axes is a NumPy scalar
    node.grad = None
    node.operation = operation
    node.requires_grad = recording.get() and any(parent.requires_grad for parent in parents)
    node.parents, node.vjps = (parents, vjps) if node.requires_grad else ((), ())
    return node
