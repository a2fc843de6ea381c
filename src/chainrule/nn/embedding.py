"""A table with a vector to be learned for every word, letter or class."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn.checks import positive
from chainrule.nn.layer import Layer


def embedding(input: Tensor, weight: Tensor, padding_idx: int | None = None) -> Tensor:
    """y = the rows of the table at the indices: what a one-hot vector times the table would give.

    Shapes: input (...) of whole numbers below V, weight (V, D); the result (..., D).
    """
    return weight.index_select(0, input.flatten()).view(*input.shape, weight.shape[1])


class Embedding(Layer):
    """A table."""

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
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim).normal_(generator=generator))

    def forward(self, input: Tensor) -> Tensor:
        return (F.embedding if self.fused else embedding)(input, self.weight, self.padding_idx)
