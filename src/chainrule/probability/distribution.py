"""What all distributions have in common: shapes, the checks of their arguments, and what follows from `log_prob`."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor

from chainrule.probability.rules import require

Parameter = Tensor | float | Sequence[float]


class Distribution(ABC):
    """A probability distribution, or a batch of them side by side.

    `batch_shape` is the shape of the batch, `event_shape` that of one draw: () for a number, (D,) for a vector. The
    names are those of `torch.distributions`, which every class here is tested against. All logarithms are natural;
    entropies are in nats. Parameters in half precision are taken as float32, which all that comes of them then is:
    bfloat16 has not even the number 257.
    """

    batch_shape: torch.Size
    event_shape: torch.Size = torch.Size()
    indices = False  # whether values are numbers of classes, which stay whole numbers of any size

    @abstractmethod
    def log_prob(self, value: Parameter) -> Tensor:
        """log p(value), of shape `batch_shape` broadcast with that of the values.

        p is the probability (PMF) of a discrete distribution and the density (PDF) of a continuous one. Raises
        ValueError for a value that the distribution cannot take, and so for NaN, and for one whose shape does not fit.
        """

    def prob(self, value: Parameter) -> Tensor:
        """p(value): the PMF or the PDF. A density may be larger than 1."""
        return self.log_prob(value).exp()

    @abstractmethod
    def sample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        """Independent draws, of shape `sample_shape` + `batch_shape` + `event_shape`, without a gradient."""

    @property
    @abstractmethod
    def mean(self) -> Tensor:
        """E[x], of shape `batch_shape` + `event_shape`."""

    @property
    @abstractmethod
    def variance(self) -> Tensor:
        """Var[x] = E[(x - E[x])²], elementwise, of shape `batch_shape` + `event_shape`."""

    @property
    def stddev(self) -> Tensor:
        """The standard deviation √Var[x]."""
        return self.variance.sqrt()

    @abstractmethod
    def entropy(self) -> Tensor:
        """H(p) = -E[log p(x)] in nats, of shape `batch_shape`; for a density this may be negative."""

    def _shape(self, sample_shape: Sequence[int]) -> torch.Size:
        return torch.Size(sample_shape) + self.batch_shape + self.event_shape

    def _value(self, value: Parameter, allowed: Callable[[Tensor], Tensor], words: str) -> Tensor:
        """The value as a tensor like the parameters, when its shape fits and all of it is allowed."""
        x = torch.as_tensor(value, device=self.mean.device)
        x = x if self.indices and not x.is_floating_point() else x.to(self.mean.dtype)
        name, event = type(self).__name__, self.event_shape
        if x.shape[x.dim() - len(event) :] != event:
            raise ValueError(f"{name}: value needs the shape (..., {event[0]}), got {tuple(x.shape)}")
        broadcast(name, value=x.shape, distribution=self.batch_shape + event)
        require(allowed(x), x, f"{name}: value", words)
        return x


def parameters(**given: Parameter) -> tuple[Tensor, ...]:
    """Parameters as floating-point tensors, broadcast against each other."""
    tensors = {name: torch.as_tensor(value) for name, value in given.items()}
    floating = [tensor.dtype for tensor in tensors.values() if tensor.is_floating_point()]
    dtype = at_least_float32(*floating)
    broadcast("parameters", **{name: tensor.shape for name, tensor in tensors.items()})
    return tuple(torch.broadcast_tensors(*(tensor.to(dtype) for tensor in tensors.values())))


def at_least_float32(*dtypes: torch.dtype) -> torch.dtype:
    """The floating-point type of them all, or the default one; float32 where that is a half type."""
    floating = [dtype for dtype in dtypes if dtype.is_floating_point] or [torch.get_default_dtype()]
    found = floating[0]
    for dtype in floating[1:]:
        found = torch.promote_types(found, dtype)
    return torch.float32 if found in (torch.float16, torch.bfloat16) else found


def broadcast(what: str, **shapes: torch.Size) -> torch.Size:
    """The shape to which all of these broadcast. Raises ValueError, with each of them, where there is none."""
    try:
        return torch.broadcast_shapes(*shapes.values())
    except RuntimeError as error:
        got = ", ".join(f"{name} has {tuple(shape)}" for name, shape in shapes.items())
        raise ValueError(f"{what}: the shapes do not broadcast: {got}") from error


def one_of(name: str, **given: Parameter | None) -> tuple[str, Parameter]:
    """The one argument that was given, of several that say the same thing. Raises ValueError for none or two."""
    there = [(key, value) for key, value in given.items() if value is not None]
    if len(there) != 1:
        raise ValueError(f"{name}: give one of {' and '.join(given)}, got {'both' if there else 'neither'}")
    return there[0]
