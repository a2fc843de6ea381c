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
    if input.dtype not in (torch.int64, torch.int32):
        raise TypeError(f"embedding: input must hold indices, as torch.int64, got {input.dtype}")
    try:
        rows = weight.index_select(0, input.flatten()).view(*input.shape, weight.shape[1])  # (..., D)
    except IndexError:
        outside = input[(input < 0) | (input >= len(weight))]
        raise IndexError(
            f"embedding: input must hold indices from 0 to {len(weight) - 1}, got {int(outside[0])}"
        ) from None
    if padding_idx is None:
        return rows
    is_padding = (input == padding_idx % len(weight)).unsqueeze(-1)  # (..., 1)
    return torch.where(is_padding, rows.detach(), rows)


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
        return (F.embedding if self.fused else embedding)(input, self.weight, self.padding_idx)
