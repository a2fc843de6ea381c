"""Encoder and decoder: one network reads, another writes the answer, with and without attention (lectures 20, 21)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import expect_tokens

State = tuple[Tensor, ...]  # (h,), and with attention (h, memory, mask); each has N first


@dataclass(frozen=True)
class Seq2SeqConfig:
    """Vocabularies of the `source` and of the `target`, and the sizes; `padding` fills shorter sources at their end.

    >>> Seq2SeqConfig(source=30, target=40).attention
    True
    """

    source: int
    target: int
    embedding: int = 32
    hidden: int = 64
    attention: bool = True
    dropout: float = 0.0
    padding: int = 0


class Seq2Seq(nn.Module):
    """h = encoder(source) is where the decoder begins; after each target token its state says what may come next.

    The encoder reads the source from both ends. Without attention all that the decoder ever knows of the source is in
    one vector of `hidden` numbers, however long the source is: the bottleneck. With `attention` it looks, at each step,
    at what the encoder gave at every place: c_t = Σ_s a_ts memory_s, and says what comes next by both,
    tanh(W [h_t; c_t]).

    Shapes: source (N, S) and target (N, T) -> logits (N, T, target vocabulary), each of the token after the target's so
    far (teacher forcing: the decoder is told the right tokens, whatever it would have said). Sources end in padding;
    one of nothing else is refused.

    Sources: I. Sutskever, O. Vinyals, Q. Le, Sequence to sequence learning (2014); K. Cho and others, Learning phrase
    representations using RNN encoder-decoder (2014); D. Bahdanau, K. Cho, Y. Bengio, Neural machine translation by
    jointly learning to align and translate (2015), for the score; M.-T. Luong, H. Pham, C. Manning, Effective
    approaches to attention-based neural machine translation (2015), section 3, for where it stands.

    >>> model = Seq2Seq(Seq2SeqConfig(source=30, target=40), torch.Generator().manual_seed(0))
    >>> model(torch.tensor([[5, 6, 7], [8, 0, 0]]), torch.tensor([[1, 2], [1, 2]])).shape
    torch.Size([2, 2, 40])
    """

    def __init__(self, config: Seq2SeqConfig, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        width, hidden = config.embedding, config.hidden
        self.source = nn.Embedding(config.source, width, generator=generator)
        self.target = nn.Embedding(config.target, width, generator=generator)
        self.encoder = nn.GRU(width, hidden, bidirectional=True, generator=generator)
        self.bridge = nn.Linear(2 * hidden, hidden, generator=generator)
        self.decoder = nn.GRU(width, hidden, generator=generator)
        if config.attention:
            self.attention = nn.AdditiveAttention(hidden, 2 * hidden, hidden, generator=generator)
            self.combine = nn.Linear(3 * hidden, hidden, generator=generator)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        self.head = nn.Linear(hidden, config.target, generator=generator)
        nn.fuse(self, fused)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.extend(target, self.begin(source))[0]

    def begin(self, source: Tensor) -> State:
        """Read the sources (N, S): the state of the decoder before its first token."""
        expect_tokens(source, "Seq2Seq")
        mask = source != self.config.padding  # (N, S), True where one may look
        memory, ends = self.encoder(self.dropout(self.source(source)), lengths=mask.sum(1))  # (N, S, 2 H), (2, N, H)
        h = torch.tanh(self.bridge(torch.cat((ends[0], ends[1]), 1)))  # (N, H)
        return (h, memory, mask) if self.config.attention else (h,)

    def extend(self, target: Tensor, state: State) -> tuple[Tensor, State]:
        """Logits (N, T, K) after each of these target tokens, and the state after them; the first is from `begin`.

        >>> model = Seq2Seq(Seq2SeqConfig(source=30, target=40))
        >>> state = model.begin(torch.tensor([[5, 6, 7]]))
        >>> logits, state = model.extend(torch.tensor([[1]]), state)
        >>> model.extend(logits.argmax(2), state)[0].shape
        torch.Size([1, 1, 40])
        """
        expect_tokens(target, "Seq2Seq")
        h, *seen = state
        y = self.dropout(self.target(target))  # (N, T, D)
        outputs, end = self.decoder(y, h[None])  # (N, T, H), (1, N, H)
        if self.config.attention:
            memory, mask = seen
            context = self.attention(outputs, memory, mask=mask[:, None])  # (N, T, 2 H)
            outputs = torch.tanh(self.combine(torch.cat((outputs, context), 2)))  # (N, T, H)
        return self.head(self.dropout(outputs)), (end[0], *seen)

    def looks(self, source: Tensor, target: Tensor) -> Tensor:
        """Where the decoder looks as it writes each token after the target's (N, T): weights (N, T, S) to draw."""
        if not self.config.attention:
            raise ValueError("Seq2Seq: without attention it looks nowhere")
        h, memory, mask = self.begin(source)
        outputs, _ = self.decoder(self.target(target), h[None])
        return self.attention.weights(outputs, memory, mask[:, None])
