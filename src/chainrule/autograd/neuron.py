"""The parts of a neuron, each as one node: weighted sum, squared distance, activations that `Tensor` does not have."""

import numpy as np

from chainrule.autograd.arguments import check_tensors
from chainrule.autograd.arrays import sigmoid
from chainrule.autograd.tensor import Tensor, new_node


def leaky_relu(z: Tensor, slope: float = 0.01) -> Tensor:
    """z above zero, `slope` times z elsewhere; number by number. Shapes: any, and the result the same.

    The derivative is 1 above zero and `slope` elsewhere, zero included, as in PyTorch.

    Source: A. Maas, A. Hannun, A. Ng, Rectifier nonlinearities improve neural network acoustic models (2013).

    >>> leaky_relu(Tensor([-2.0, 3.0]), 0.1)
    Tensor([-0.2,  3. ], operation='leaky_relu')
    """
    check_tensors(z=z)
    rates = np.where(z.data > 0, 1.0, slope).astype(z.dtype)
    return new_node(rates * z.data, "leaky_relu", (z,), (lambda g: g * rates,))


def softplus(z: Tensor) -> Tensor:
    """log(1 + e**z), number by number: a ReLU without a kink, and the loss of a yes-or-no question (lecture 6).

    Nothing overflows: for a large z the result is z, for a very negative one 0. Shapes: any, and the result the same.

    Source: C. Dugas and others, Incorporating second-order functional knowledge for better option pricing (2000).

    >>> softplus(Tensor([-1000.0, 0.0, 1000.0])).data.round(4).tolist()
    [0.0, 0.6931, 1000.0]
    """
    check_tensors(z=z)
    x = z.data
    y = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))  # the power of e is at most 1
    return new_node(y, "softplus", (z,), (lambda g: g * sigmoid(x),))


def silu(z: Tensor) -> Tensor:
    """z times sigmoid(z), number by number, also called swish: it dips below zero before it rises.

    Nothing overflows. Shapes: any, and the result the same.

    Source: S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units (2017).

    >>> silu(Tensor([-1.0, 0.0, 3.0])).data.round(4).tolist()
    [-0.2689, 0.0, 2.8577]
    """
    check_tensors(z=z)
    x, s = z.data, sigmoid(z.data)
    return new_node(x * s, "silu", (z,), (lambda g: g * (s + x * s * (1 - s)),))


def weighted_sum(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """w1 x1 + ... + wN xN + b for every row of x: what a neuron computes before its activation, as one node.

    Shapes: x (..., N), w (N,), b (); the result (...). With upstream g, x receives g w in each row, w the sum over the
    rows of g x, and b the sum of g. Raises ValueError for shapes that do not fit, TypeError for what is no Tensor.

    >>> rides, w, b = Tensor([[2.0, 5.0], [4.0, 4.0]]), Tensor([-1.0, 0.5]), Tensor(0.5)
    >>> weighted_sum(rides, w, b)
    Tensor([ 1. , -1.5], operation='weighted_sum')
    """
    check_tensors(x=x, w=w, b=b)
    if w.ndim != 1 or x.shape[-1:] != w.shape or b.shape != ():
        raise ValueError(f"weighted_sum needs x (..., N), w (N,) and b (), not {x.shape}, {w.shape} and {b.shape}")
    rows, weights = x.data, w.data
    vjps = (lambda g: g[..., None] * weights, lambda g: g[..., None] * rows, lambda g: g)  # backward sums the rows
    return new_node(rows @ weights + b.data, "weighted_sum", (x, w, b), vjps)


def squared_distance(x: Tensor, centre: Tensor) -> Tensor:
    """(x1 - c1)**2 + ... + (xN - cN)**2 for every row of x, as one node: small near the centre, on every side of it.

    Shapes: x (..., N), centre (N,); the result (...). Raises ValueError for shapes that do not fit, TypeError for what
    is no Tensor.

    >>> squared_distance(Tensor([[3.0, 5.0], [0.0, 0.0]]), Tensor([0.0, 1.0]))
    Tensor([25.,  1.], operation='squared_distance')
    """
    check_tensors(x=x, centre=centre)
    if centre.ndim != 1 or x.shape[-1:] != centre.shape:
        raise ValueError(f"squared_distance needs x (..., N) and centre (N,), not {x.shape} and {centre.shape}")
    away = x.data - centre.data  # (..., N)
    vjps = (lambda g: 2 * g[..., None] * away, lambda g: -2 * g[..., None] * away)  # backward sums the rows
    return new_node((away * away).sum(-1), "squared_distance", (x, centre), vjps)
