"""Softmax over the rows of a matrix."""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """exp(z_j) / sum_k exp(z_k) for every row of `logits` (N, C), whatever the size of its entries."""
    largest = logits.max(axis=1, keepdims=True)  # (N, 1)
    exponentials = np.exp(logits - largest)  # (N, C)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
