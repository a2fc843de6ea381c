"""Softmax over the rows of a matrix."""

import torch


def softmax(logits: torch.Tensor) -> torch.Tensor:
    """exp(z_j) / sum_k exp(z_k) for every row of `logits` (N, C), whatever the size of its entries."""
    largest = logits.max(dim=1, keepdim=True).values  # (N, 1)
    exponentials = torch.exp(logits - largest)  # (N, C)
    return exponentials / exponentials.sum(dim=1, keepdim=True)
