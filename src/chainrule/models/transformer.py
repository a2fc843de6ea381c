"""The Transformer of 2017: an encoder reads one text, a decoder writes another and looks back at it (lecture 22)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import expect_heads, expect_tokens
from chainrule.nn.transformer import BlockState, length


@dataclass(frozen=True)
class TransformerConfig:
    """The sizes of an encoder-decoder: two vocabularies, `layers` blocks of `heads` heads on either side.

    `padding` is the token that fills a source up, if there is one, and is not looked at. With `norm_first` the blocks
    normalize first, and both sides once more at their end; the paper normalizes last. `tied` makes the decoder's table
    of tokens that of the logits too. Raises ValueError for what does not fit.

    >>> TransformerConfig(source=30, target=40).width
    128
    """

    source: int
    target: int
    layers: int = 2
    heads: int = 4
    width: int = 128
    hidden: int | None = None
    dropout: float = 0.0
    padding: int | None = None
    norm_first: bool = False
    tied: bool = True

    def __post_init__(self) -> None:
        expect_heads(self, self.heads, self.width)
        if self.width % 2:
            raise ValueError(f"TransformerConfig: width must be even, for sinusoids, got {self.width}")


class Transformer(nn.Module):
    """Encode the source once; then say for each token of the target which one comes next.

    Tokens are embedded, times sqrt(width), and sinusoids added. Each block of the encoder sees the whole source; each
    of the decoder sees the target so far, and what the encoder made of the source.

    Shapes: source (N, S) and target (N, T) int64 -> logits (N, T, target vocabulary). Raises ValueError for others.

    Matrices start uniform by Glorot, tables of tokens normal with variance 1 / width, biases at 0.

    Source: A. Vaswani and others, Attention is all you need (2017).

    >>> model = Transformer(TransformerConfig(source=30, target=40), generator=torch.Generator().manual_seed(0))
    >>> source, target = torch.zeros(2, 7, dtype=torch.int64), torch.zeros(2, 5, dtype=torch.int64)
    >>> model(source, target).shape
    torch.Size([2, 5, 40])
    """

    def __init__(
        self, config: TransformerConfig, generator: torch.Generator | None = None, fused: bool = False
    ) -> None:
        super().__init__()
        self.config = config
        self.source = nn.Embedding(config.source, config.width)
        self.target = nn.Embedding(config.target, config.width)
        self.positions = nn.SinusoidalPositions(config.width)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        self.encoder = nn.ModuleList(self.block(generator) for _ in range(config.layers))
        self.decoder = nn.ModuleList(self.block(generator, cross=True) for _ in range(config.layers))
        self.encoder_norm = nn.LayerNorm(config.width) if config.norm_first else nn.Identity()
        self.decoder_norm = nn.LayerNorm(config.width) if config.norm_first else nn.Identity()
        self.head = nn.Linear(config.width, config.target, bias=False)
        self.draw_weights(generator)
        if config.tied:
            self.head.weight = self.target.weight
        nn.fuse(self, on=fused)

    def block(self, generator: torch.Generator | None, cross: bool = False) -> nn.TransformerBlock:
        """One of the encoder, or with `cross` of the decoder."""
        config = self.config
        return nn.TransformerBlock(
            config.width,
            config.heads,
            config.hidden,
            config.dropout,
            nn.ReLU,
            norm_first=config.norm_first,
            cross=cross,
            generator=generator,
        )

    @torch.no_grad()
    def draw_weights(self, generator: torch.Generator | None) -> None:
        """The first weights, as the class says; norms stay at ones and zeros."""
        for name, parameter in self.named_parameters():
            if "norm" in name:
                continue
            if "bias" in name:
                parameter.zero_()
            elif name.startswith(("source", "target", "head")):
                parameter.normal_(0.0, self.config.width**-0.5, generator=generator)
            else:
                nn.init.xavier_uniform_(parameter, generator=generator)

    def embed(self, table: nn.Module, tokens: Tensor, offset: int = 0) -> Tensor:
        """Tokens (N, T) as vectors (N, T, D) that know where they stand, the first at `offset`."""
        expect_tokens(tokens, "Transformer")
        return self.dropout(self.positions(table(tokens) * self.config.width**0.5, offset=offset))

    def encode(self, source: Tensor) -> Tensor:
        """What the decoder looks at: (N, S) -> (N, S, D)."""
        x, mask = self.embed(self.source, source), self.may_look(source)
        for block in self.encoder:
            x = block(x, mask=mask)
        return self.encoder_norm(x)

    def may_look(self, source: Tensor) -> Tensor | None:
        """Where the source is no padding, as a mask (N, 1, 1, S)."""
        return None if self.config.padding is None else (source != self.config.padding)[:, None, None]

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.extend(target, None, self.encode(source), self.may_look(source))[0]

    def extend(
        self, target: Tensor, state: list[BlockState] | None, memory: Tensor, memory_mask: Tensor | None = None
    ) -> tuple[Tensor, list[BlockState]]:
        """Logits of target tokens that come after those in `state`, and the new state; `memory` is what `encode` gave.

        >>> model = Transformer(TransformerConfig(source=30, target=40))
        >>> source, target = torch.tensor([[5, 6, 7]]), torch.tensor([[1, 2, 3]])
        >>> memory = model.encode(source)
        >>> first, state = model.extend(target[:, :2], None, memory)
        >>> last, state = model.extend(target[:, 2:], state, memory)
        >>> torch.allclose(last, model(source, target)[:, 2:], atol=1e-5)
        True
        """
        x = self.embed(self.target, target, offset=length(state))  # (N, T, D)
        new = []
        for number, block in enumerate(self.decoder):
            assert isinstance(block, nn.TransformerBlock)
            x, of_block = block.extend(x, state[number] if state else None, memory, memory_mask=memory_mask)
            new.append(of_block)
        return self.head(self.decoder_norm(x)), new  # (N, T, target vocabulary)
