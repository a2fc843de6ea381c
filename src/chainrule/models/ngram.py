"""N-grams by counting: the last tokens are looked up, and where they are rare, fewer of them (lecture 15)."""

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.context import contexts


class Ngram(nn.Module):
    """p(y | h) from how often y came after h, the n - 1 tokens before it: C(h, y).

    Add-k:     p(y | h) = (C(h, y) + k) / (C(h) + k K),  as if each pair had been seen k times more;
    back-off:  p(y | h) = (C(h, y) + k p(y | h')) / (C(h) + k),  as if k more tokens had come after h, distributed as
    after h', which is h without its oldest token; after no token at all, uniformly.

    This back-off interpolates: the rarer h, the more the shorter h' counts. In both forms the probabilities sum to 1,
    and k above 0 leaves none impossible; with k = 0, after an h that never came, back-off takes h', and add-k the
    uniform distribution. `start` fills the context at the beginning of a text.

    Shapes: tokens (N, T) -> log probabilities (N, T, K), which are logits too; the state is the last n - 2 tokens.
    Raises ValueError for an n below 2, a k below 0, and where the table would have more than 10⁸ entries.

    >>> model = Ngram(classes=3, n=3, k=0).count(torch.tensor([[1, 2, 1, 2, 1, 1]]))
    >>> model(torch.tensor([[1, 2]])).exp()[0, -1]
    tensor([0., 1., 0.])

    Source: D. Jurafsky and J. H. Martin, Speech and language processing (3rd ed.), sections 3.6 and 3.7; for back-off
    D. MacKay and L. Peto, A hierarchical Dirichlet language model (1995), equation 23.
    """

    counts: Tensor

    def __init__(self, classes: int, n: int = 4, k: float = 0.1, *, back_off: bool = False, start: int = 0) -> None:
        super().__init__()
        if n < 2 or k < 0:
            raise ValueError(f"Ngram: n must be at least 2 and k 0 or more, got n={n} and k={k}")
        if classes**n > 10**8:
            raise ValueError(f"Ngram: a table of {classes}^{n} entries is too large: take a smaller n")
        self.classes, self.n, self.k, self.back_off, self.start = classes, n, k, back_off, start
        self.register_buffer("counts", torch.zeros([classes] * n, dtype=torch.int32))

    def count(self, tokens: Tensor, counts: Tensor | None = None) -> "Ngram":
        """Count what follows what in tokens (N, T); with a mask `counts` (N, T), what is True in it alone.

        The first token of a row is never an answer. What was counted before stays. Gives back the model.
        """
        h, _ = contexts(tokens[:, :-1], None, self.n - 1, self.start)  # (N, T - 1, n - 1)
        grams = torch.cat((h, tokens[:, 1:, None]), -1)  # (N, T - 1, n)
        chosen = grams.flatten(0, 1) if counts is None else grams[counts[:, 1:]]  # (M, n)
        self.counts.index_put_(tuple(chosen.unbind(1)), self.counts.new_ones(len(chosen)), accumulate=True)
        return self

    def after(self, h: Tensor) -> Tensor:
        """p(y | h) for contexts h (..., n - 1): (..., K)."""
        p = torch.full((self.classes,), 1 / self.classes, device=self.counts.device)  # after no token at all
        weight = self.k if self.back_off else self.k * self.classes  # so many tokens are distributed as p
        for table in self.tables() if self.back_off else [self.counts]:
            length = table.dim() - 1
            seen = table[tuple(h[..., self.n - 1 - length :].unbind(-1))]  # (..., K)
            total = seen.sum(-1, keepdim=True) + weight
            p = torch.where(total > 0, (seen + weight * p) / total, p)
        return p

    def tables(self) -> list[Tensor]:
        """C(h, y) for an h of no token, (K,), of one, (K, K), and so on to n - 1."""
        tables = [self.counts]
        while tables[-1].dim() > 1:
            tables.append(tables[-1].sum(0))  # over the oldest token
        return tables[::-1]

    def extend(self, tokens: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        h, state = contexts(tokens, state, self.n - 1, self.start)  # (N, T, n - 1)
        return self.after(h).log(), state

    def forward(self, tokens: Tensor) -> Tensor:
        return self.extend(tokens)[0]  # (N, T, K)
