"""A table that holds a vector to be learned for every word, letter or class (lectures 8 and 14)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import positive
from chainrule.nn.layer import Layer


def embedding(input: Tensor, weight: Tensor, padding_idx: int | None = None) -> Tensor:
    """The rows of a table at the given indices: what one-hot vectors times the table would give, for less.

    Shapes: input (...) of whole numbers from 0 to V - 1, weight (V, D); the result (..., D). The row `padding_idx`
    gets no gradient. Raises TypeError where input holds no whole numbers, IndexError where there is no such row.

    >>> embedding(torch.tensor([1, 1, 0]), weight=torch.tensor([[0.1, 0.2], [0.3, 0.4]]))
    tensor([[0.3000, 0.4000],
            [0.3000, 0.4000],
            [0.1000, 0.2000]])
    """
    require_indices("embedding", input)
    try:
        rows = weight.index_select(0, input.flatten()).view(*input.shape, weight.shape[1])  # (..., D)
    except IndexError:
        raise no_such_row("embedding", input, len(weight)) from None
    if padding_idx is None:
        return rows
    is_padding = (input == padding_idx % len(weight)).unsqueeze(-1)  # (..., 1)
    return torch.where(is_padding, rows.detach(), rows)


def require_indices(layer: str, input: Tensor) -> None:
    """TypeError unless `input` holds whole numbers of a kind that can be an index."""
    if input.dtype not in (torch.int64, torch.int32):
        raise TypeError(f"{layer}: input must hold indices, as torch.int64, got {input.dtype}")


def no_such_row(layer: str, input: Tensor, rows: int) -> IndexError:
    """The error for an index outside of the table: it names the first one."""
    outside = input[(input < 0) | (input >= rows)]
    return IndexError(f"{layer}: input must hold indices from 0 to {rows - 1}, got {int(outside[0])}")


class Embedding(Layer):
    """A table `weight` of `num_embeddings` rows, each a vector of `embedding_dim` numbers to be learned.

    It starts out normal with mean 0 and standard deviation 1, drawn from `generator`, and with zeros in the row
    `padding_idx`, which stands for "nothing here" and never learns.

    >>> layer = Embedding(27, 10)
    >>> layer(torch.tensor([[5, 13, 13, 1]])).shape
    torch.Size([1, 4, 10])

    Source: Y. Bengio and others, A neural probabilistic language model (2003), section 2.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        self.num_embeddings = positive("Embedding", "num_embeddings", num_embeddings)
        self.embedding_dim = positive("Embedding", "embedding_dim", embedding_dim)
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ValueError(f"Embedding: padding_idx must be one of the {num_embeddings} rows, got {padding_idx}")
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim).normal_(generator=generator))
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0.0

    def forward(self, input: Tensor) -> Tensor:
        require_indices("Embedding", input)
        try:
            return (F.embedding if self.fused else embedding)(input, self.weight, self.padding_idx)
        except IndexError:
            raise no_such_row("Embedding", input, self.num_embeddings) from None

    def extra_repr(self) -> str:
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
