"""The GPT in PyTorch: the file over Tensors again, with the names of PyTorch, whose arrays it takes."""

import torch
from torch import Tensor

from chainrule.microgpt.start import Config, Weights
from chainrule.nn.functional import cross_entropy, linear, softmax


def norm(x: Tensor) -> Tensor:
    mean_square = (x * x).mean(-1, keepdim=True)
    return x * (mean_square + 1e-5) ** -0.5


class GPT:
    """See `chainrule.microgpt`.

    >>> from random import Random
    >>> from chainrule.microgpt import first_weights
    >>> config = Config(vocabulary=5, width=4, heads=2)
    >>> model = GPT(config, first_weights(config, Random(0)))
    >>> losses = [model.step([0, 1, 2, 3, 4, 0], rate=0.01) for _ in range(10)]
    >>> losses[-1] < losses[0]
    True
    """

    def __init__(self, config: Config, weights: Weights) -> None:
        self.config = config
        self.w = {name: torch.tensor(rows, dtype=torch.float64, requires_grad=True) for name, rows in weights.items()}
        self.parameters = list(self.w.values())
        zeros = [torch.zeros_like(p) for p in self.parameters]
        self.mean, self.square, self.steps = zeros, [zero.clone() for zero in zeros], 0

    def logits(self, tokens: list[int]) -> Tensor:
        """After each token a score for every token that may come next: (T, K)."""
        x = self.w["tokens"][tokens] + self.w["positions"][: len(tokens)]  # (T, D)
        for layer in range(self.config.layers):
            x = x + self.attention(layer, norm(x))
            x = x + self.mlp(layer, norm(x))
        return linear(norm(x), self.w["head"])

    def attention(self, layer: int, x: Tensor) -> Tensor:
        """In each head a token takes the mean of its and all earlier values, weighted by softmax(q k / sqrt(d))."""
        q, k, v = (linear(x, self.w[f"{name}{layer}"]) for name in ("query", "key", "value"))  # (T, D)
        length, heads, d = len(x), self.config.heads, self.config.width // self.config.heads
        q, k, v = (each.reshape(length, heads, d).transpose(0, 1) for each in (q, k, v))  # (heads, T, d)
        past = torch.ones(length, length, dtype=torch.bool).tril()  # (T, T), True where a token may look
        weights = softmax(torch.where(past, q @ k.transpose(1, 2) / d**0.5, -torch.inf), -1)  # (heads, T, T)
        seen = (weights @ v).transpose(0, 1).reshape(length, heads * d)  # (T, D)
        return linear(seen, self.w[f"out{layer}"])

    def mlp(self, layer: int, x: Tensor) -> Tensor:
        """Each token by itself: wider, cut off at zero, and back."""
        up = linear(x, self.w[f"up{layer}"])  # (T, 4 D)
        return linear(up.relu(), self.w[f"down{layer}"])

    def loss(self, tokens: list[int]) -> Tensor:
        """The mean of -log p(next token | those before), in nats."""
        return cross_entropy(self.logits(tokens[:-1]), torch.tensor(tokens[1:]))

    def step(self, tokens: list[int], rate: float, beta1: float = 0.9, beta2: float = 0.99) -> float:
        """A step of Adam down the loss of these tokens, which it gives back."""
        loss = self.loss(tokens)
        for p in self.parameters:
            p.grad = None
        loss.backward()
        self.steps += 1
        for i, p in enumerate(self.parameters):
            assert p.grad is not None
            self.mean[i] = beta1 * self.mean[i] + (1 - beta1) * p.grad
            self.square[i] = beta2 * self.square[i] + (1 - beta2) * p.grad**2
            mean, square = self.mean[i] / (1 - beta1**self.steps), self.square[i] / (1 - beta2**self.steps)
            p.data -= rate * mean / (square**0.5 + 1e-8)
        return loss.item()
