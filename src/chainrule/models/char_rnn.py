"""A recurrent language model: it reads a text token by token, and says after each what may come next (lecture 20)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import expect_one_of, expect_tokens

LAYERS: dict[str, type[nn.RNN] | type[nn.LSTM] | type[nn.GRU]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
State = tuple[Tensor, ...]  # (h,), or (h, c) of an LSTM; each (N, layers, hidden)


@dataclass(frozen=True)
class CharRNNConfig:
    """`kind` is "rnn", "lstm" or "gru"; `vocabulary` the number K of tokens, `embedding` the length of their vectors.

    Raises ValueError for another kind; the layers refuse other sizes.

    >>> CharRNNConfig(vocabulary=27, hidden=96).kind
    'lstm'
    """

    vocabulary: int
    kind: str = "lstm"
    embedding: int = 32
    hidden: int = 128
    layers: int = 1
    dropout: float = 0.0

    def __post_init__(self) -> None:
        expect_one_of(self, kind=LAYERS)


class CharRNN(nn.Module):
    """x_t = E[token_t]; h_t = step(x_t, h_(t-1)); logits_t = W h_t + b: p(next | all before) = softmax(logits_t).

    All that came before is in the state, which has the same size after ten tokens as after a thousand. In training
    `dropout` leaves out a share of x_t, of h_t, and of what goes up between layers, and nothing along the text.

    Shapes: tokens (N, T) -> logits (N, T, K). Weights are drawn from `generator`, as their layers do, and dropout draws
    from it too.

    Sources: T. Mikolov and others, Recurrent neural network based language model (2010); W. Zaremba, I. Sutskever,
    O. Vinyals, Recurrent neural network regularization (2014), for where dropout is put.

    >>> model = CharRNN(CharRNNConfig(vocabulary=27), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 5, dtype=torch.int64)).shape
    torch.Size([2, 5, 27])
    """

    def __init__(self, config: CharRNNConfig, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        sizes = (config.embedding, config.hidden, config.layers)
        self.embedding = nn.Embedding(config.vocabulary, config.embedding, generator=generator)
        self.recurrent = LAYERS[config.kind](*sizes, dropout=config.dropout, generator=generator)
        self.head = nn.Linear(config.hidden, config.vocabulary, generator=generator)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        nn.fuse(self, fused)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.extend(tokens, None)[0]

    def extend(self, tokens: Tensor, state: State | None) -> tuple[Tensor, State]:
        """Logits (N, T, K) after each of the tokens (N, T), and the state after them; None begins a text.

        >>> model = CharRNN(CharRNNConfig(vocabulary=27))
        >>> logits, state = model.extend(torch.tensor([[1, 2, 3]]), None)
        >>> model.extend(torch.tensor([[4]]), state)[0].shape         # goes on behind the 3
        torch.Size([1, 1, 27])
        """
        expect_tokens(tokens, "CharRNN")
        x = self.dropout(self.embedding(tokens))  # (N, T, D)
        hx = None if state is None else tuple(each.transpose(0, 1).contiguous() for each in state)
        outputs, end = self.recurrent(x, hx[0] if hx is not None and len(hx) == 1 else hx)  # (N, T, H)
        after = end if isinstance(end, tuple) else (end,)  # each (layers, N, H)
        return self.head(self.dropout(outputs)), tuple(each.transpose(0, 1) for each in after)
