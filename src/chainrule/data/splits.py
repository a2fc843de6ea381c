"""Parts of data sets: tensors of examples, by the names of what they are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import torch
from torch import Tensor


class Examples:
    """Examples that can be taken one by one: tensors of the same length, an entry for each example.

    What they are called is up to the class, a frozen dataclass: `Split` has images, `Points` has points. `Records` has
    what one names.
    """

    def tensors(self) -> dict[str, Tensor]:
        """All of it, by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    def __post_init__(self) -> None:
        lengths = {name: len(tensor) for name, tensor in self.tensors().items()}
        if len(set(lengths.values())) > 1:
            got = ", ".join(f"{count} {name}" for name, count in lengths.items())
            raise ValueError(f"{type(self).__name__}: there must be as many of each, got {got}")

    def __len__(self) -> int:
        return len(next(iter(self.tensors().values())))

    def take(self, index: Tensor | slice) -> Self:
        """The examples at `index`: a slice, whole numbers or a mask.

        >>> from chainrule.data import load
        >>> len(load("digits").train.take(slice(100)))
        100
        """
        return type(self)(**{name: tensor[index] for name, tensor in self.tensors().items()})

    def batch(self, index: Tensor) -> Any:
        """The examples at these places, as a model is given them: a tuple of the tensors."""
        # Many times as fast as tensor[index] for uint8.
        return tuple(tensor.index_select(0, index) for tensor in self.tensors().values())

    def digest(self) -> str:
        """SHA-256 of all of it."""
        return digest(self.tensors())


@dataclass(frozen=True, eq=False)
class Split(Examples):
    """Pictures with labels: `images` (N, C, H, W) uint8 and `labels` (N,) int64. Batches are pairs of both."""

    images: Tensor
    labels: Tensor


@dataclass(frozen=True, eq=False)
class Points(Examples):
    """Points with labels: `points` (N, D) and `labels` (N,). Batches are pairs of both."""

    points: Tensor
    labels: Tensor


class Records(Examples):
    """Anything: tensors by name, each with an entry for every example. Batches are dicts.

    Raises ValueError for none, and for tensors of different lengths.

    >>> pairs = Records(source=torch.arange(6).reshape(3, 2), target=torch.arange(3))
    >>> len(pairs), pairs.take(slice(1)).tensors()
    (3, {'source': tensor([[0, 1]]), 'target': tensor([0])})
    """

    def __init__(self, **tensors: Tensor) -> None:
        if not tensors:
            raise ValueError("Records: name at least one tensor")
        self._tensors = tensors
        self.__post_init__()

    def tensors(self) -> dict[str, Tensor]:
        return self._tensors

    def batch(self, index: Tensor) -> dict[str, Tensor]:
        return {name: tensor.index_select(0, index) for name, tensor in self._tensors.items()}


def digest(tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 of names, types, shapes and bytes."""
    whole = hashlib.sha256()
    for name, tensor in tensors.items():
        whole.update(f"{name}:{tensor.dtype}:{tuple(tensor.shape)}:".encode())
        whole.update(tensor.cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data if tensor.numel() else b"")
    return whole.hexdigest()
