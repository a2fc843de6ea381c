"""The bigram model twice: by counting, and as one layer that learns the same table by gradients (lecture 14)."""

import torch
from torch import Tensor

from chainrule import nn


class CountBigram(nn.Module):
    """p(y | x) = (C(x, y) + k) / Σ_y' (C(x, y') + k), where C(x, y) counts how often y came after x.

    `k` above 0 leaves no pair impossible (add-k; Laplace's rule for k = 1). With k = 0 these are the probabilities that
    make the counted text most likely; after a token that never came, all are then as likely as one another.

    Shapes: tokens (N, T) -> log probabilities (N, T, K), which are logits too. There is nothing to keep in a state.
    Raises ValueError for a k below 0.

    >>> model = CountBigram(3, k=0).count(torch.tensor([[0, 1, 1, 2], [0, 1, 2, 0]]))
    >>> model.table()
    tensor([[0.0000, 1.0000, 0.0000],
            [0.0000, 0.3333, 0.6667],
            [1.0000, 0.0000, 0.0000]])

    Source: D. Jurafsky and J. H. Martin, Speech and language processing (3rd ed.), sections 3.1 and 3.6.
    """

    counts: Tensor

    def __init__(self, classes: int, k: float = 1.0) -> None:
        super().__init__()
        if k < 0:
            raise ValueError(f"CountBigram: k must be 0 or more, got {k}")
        self.classes, self.k = classes, k
        self.register_buffer("counts", torch.zeros(classes, classes, dtype=torch.int64))

    def count(self, tokens: Tensor, counts: Tensor | None = None) -> "CountBigram":
        """Count the pairs of neighbours in tokens (N, T); with a mask `counts` (N, T), those whose second is True.

        What was counted before stays. Gives back the model.
        """
        x, y = tokens[:, :-1], tokens[:, 1:]
        pairs = x * self.classes + y  # (N, T - 1): a number for each pair
        chosen = pairs.flatten() if counts is None else pairs[counts[:, 1:]]
        self.counts += torch.bincount(chosen, minlength=self.classes**2).view(self.classes, self.classes)
        return self

    def table(self) -> Tensor:
        """p(y | x): (K, K), each row sums to 1."""
        smoothed = self.counts + self.k  # (K, K)
        total = smoothed.sum(1, keepdim=True)
        return torch.where(total > 0, smoothed / total, 1 / self.classes)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.table().log()[tokens]  # (N, T, K)

    def extend(self, tokens: Tensor, state: None = None) -> tuple[Tensor, None]:
        return self(tokens), None


class Bigram(nn.Layer):
    """logits = one_hot(x) W: a layer without bias, whose row for each token holds log p(y | x) + a constant.

    The mean negative log-likelihood is convex in W, and smallest where softmax(W) is the table of counts with k = 0: so
    gradient descent finds that table. It begins with zeros, all tokens as likely as one another. Fused, a row is looked
    up, which is the same and costs no product.

    Shapes: tokens (N, T) -> logits (N, T, K). There is nothing to keep in a state.

    >>> Bigram(27)(torch.zeros(5, 8, dtype=torch.int64)).shape
    torch.Size([5, 8, 27])

    Source: A. Karpathy, makemore (2022), part 1.
    """

    def __init__(self, classes: int, *, fused: bool = False) -> None:
        super().__init__(fused=fused)
        self.classes = classes
        self.weight = nn.Parameter(torch.zeros(classes, classes))

    def forward(self, tokens: Tensor) -> Tensor:
        if self.fused:
            return self.weight[tokens]
        one_hot = torch.nn.functional.one_hot(tokens, self.classes).to(self.weight.dtype)  # (N, T, K)
        return one_hot @ self.weight  # (N, T, K)

    def extend(self, tokens: Tensor, state: None = None) -> tuple[Tensor, None]:
        return self(tokens), None
