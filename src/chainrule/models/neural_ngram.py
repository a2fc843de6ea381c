"""The neural n-gram model: vectors of the last letters, side by side, through a hidden layer (lecture 15)."""

from dataclasses import dataclass

from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.build import expect_sizes, expect_tokens, initialize
from chainrule.models.context import contexts


@dataclass(frozen=True)
class NeuralNgramConfig:
    """How many kinds of tokens, how many of the last are seen, and how wide their vectors and the hidden layer are.

    `start` fills the context at the beginning of a text. Raises ValueError for a size below 1.
    """

    classes: int
    context: int = 3
    embedding: int = 10
    hidden: int = 200
    start: int = 0

    def __post_init__(self) -> None:
        expect_sizes(self, "classes", "context", "embedding", "hidden")


class NeuralNgram(nn.Module):
    """x = (e(x_(t-c+1)), ..., e(x_t)) side by side;  h = tanh(W x + b);  logits = U h + d.

    e is a table of vectors to be learned: tokens that are followed by the same get vectors that are near each other, so
    that what was learned of one context serves others, which a table of counts cannot do. U begins small: at first all
    tokens are nearly as likely as one another.

    Shapes: tokens (N, T) -> logits (N, T, K); the state is the last c - 1 tokens.

    >>> import torch
    >>> model = NeuralNgram(NeuralNgramConfig(classes=27))
    >>> model(torch.zeros(5, 8, dtype=torch.int64)).shape
    torch.Size([5, 8, 27])

    Source: Y. Bengio and others, A neural probabilistic language model (2003), section 2, without the direct
    connections from x to the logits.
    """

    def __init__(self, config: NeuralNgramConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.classes, config.embedding, generator=generator)
        self.hidden = nn.Linear(config.context * config.embedding, config.hidden)
        self.tanh = nn.Tanh()
        self.out = nn.Linear(config.hidden, config.classes)
        initialize(self, activation=nn.Tanh, generator=generator, fused=fused)
        self.out.weight.data *= 0.1

    def extend(self, tokens: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        expect_tokens(tokens, "NeuralNgram")
        windows, state = contexts(tokens, state, self.config.context, self.config.start)  # (N, T, c)
        x = self.embedding(windows).flatten(2)  # (N, T, c D)
        h = self.tanh(self.hidden(x))  # (N, T, H)
        return self.out(h), state  # (N, T, K)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.extend(tokens)[0]
