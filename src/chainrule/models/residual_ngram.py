"""A deep n-gram model, with and without what lets depth learn: normalization and skip connections (lecture 19)."""

import math
from dataclasses import dataclass

from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.build import expect_sizes, expect_tokens, initialize
from chainrule.models.context import contexts


@dataclass(frozen=True)
class DeepNgramConfig:
    """Sizes as in `NeuralNgramConfig`; `width` of all hidden layers, of which each block has two.

    `normalization` and `skip` turn the two means on; `dropout` is the share of hidden units left out in training.
    Raises ValueError for a size below 1.
    """

    classes: int
    context: int = 8
    embedding: int = 24
    width: int = 100
    blocks: int = 2
    normalization: bool = True
    skip: bool = True
    dropout: float = 0.0
    start: int = 0

    def __post_init__(self) -> None:
        expect_sizes(self, "classes", "context", "embedding", "width", "blocks")


class Block(nn.Module):
    """x + f(x), with f(x) = W₂ relu(W₁ norm(x)); without `skip` relu(f(x)), without `normalization` f has no norm.

    With the skip, W₂ = 0 is the identity: a deeper model can do all that a shallower one can, and the gradient of x
    comes back whole beside that through f.

    Shapes: (..., width) -> (..., width).

    Source: K. He and others, Identity mappings in deep residual networks (2016), figure 4e.
    """

    def __init__(
        self,
        width: int,
        *,
        normalization: bool = True,
        skip: bool = True,
        dropout: float = 0.0,
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.skip = skip
        self.norm = nn.LayerNorm(width) if normalization else nn.Identity()
        self.relu = nn.ReLU()
        self.linear1 = nn.Linear(width, width)
        self.linear2 = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout, generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        f = self.linear2(self.dropout(self.relu(self.linear1(self.norm(x)))))  # (..., width)
        return x + f if self.skip else self.relu(f)


class DeepNgram(nn.Module):
    """Vectors of the last letters side by side, through a stack of blocks: with `skip` a residual network.

    x_0 = A (e(x_(t-c+1)), ..., e(x_t)) + a;  x_l = block(x_(l-1));  logits = U norm(x_L) + d.

    W₂ of each of L residual blocks begins divided by √L, so that their sum is no larger for many; U begins small: at
    first all tokens are nearly as likely as one another.

    Shapes: tokens (N, T) -> logits (N, T, K); the state is the last c - 1 tokens.

    >>> import torch
    >>> model = DeepNgram(DeepNgramConfig(classes=27))
    >>> model(torch.zeros(5, 8, dtype=torch.int64)).shape
    torch.Size([5, 8, 27])
    """

    def __init__(self, config: DeepNgramConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        normalization, skip, width = config.normalization, config.skip, config.width
        self.embedding = nn.Embedding(config.classes, config.embedding, generator=generator)
        self.into = nn.Linear(config.context * config.embedding, width)
        self.blocks = nn.Sequential(
            *(
                Block(width, normalization=normalization, skip=skip, dropout=config.dropout, generator=generator)
                for _ in range(config.blocks)
            )
        )
        self.norm = nn.LayerNorm(width) if normalization else nn.Identity()
        self.out = nn.Linear(width, config.classes)
        initialize(self, generator=generator, fused=fused)
        for block in self.blocks.modules():
            if isinstance(block, Block) and skip:
                block.linear2.weight.data /= math.sqrt(config.blocks)
        self.out.weight.data *= 0.1

    def extend(self, tokens: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        expect_tokens(tokens, "DeepNgram")
        windows, state = contexts(tokens, state, self.config.context, self.config.start)  # (N, T, c)
        x = self.into(self.embedding(windows).flatten(2))  # (N, T, width)
        return self.out(self.norm(self.blocks(x))), state  # (N, T, K)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.extend(tokens)[0]
