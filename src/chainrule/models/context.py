"""What a model of n-grams sees: the last tokens before each answer, and no others."""

import torch
from torch import Tensor


def contexts(tokens: Tensor, before: Tensor | None, length: int, start: int) -> tuple[Tensor, Tensor]:
    """The `length` tokens up to each of `tokens`, and the last `length` - 1 of all, the `before` of what comes next.

    At the beginning of a text, where `before` is None, the token `start` fills what is missing.

    Shapes: tokens (N, T), before (N, length - 1); the results (N, T, length) and (N, length - 1).

    >>> windows, before = contexts(torch.tensor([[5, 6]]), None, length=3, start=0)
    >>> windows.tolist(), before.tolist()
    ([[[0, 0, 5], [0, 5, 6]]], [[5, 6]])
    >>> contexts(torch.tensor([[7]]), before, length=3, start=0)[0]
    tensor([[[5, 6, 7]]])
    """
    if before is None:
        before = tokens.new_full((len(tokens), length - 1), start)
    text = torch.cat((before, tokens), dim=1)  # (N, length - 1 + T)
    return text.unfold(1, length, 1), text[:, text.shape[1] - (length - 1) :]
