"""GPT: a stack of blocks that see the past alone, and say which token comes next (lectures 22 and 24)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import ACTIVATIONS, expect_heads, expect_one_of, expect_tokens
from chainrule.models.published import Names, Source, activation_of, load, read, require, turned
from chainrule.nn.transformer import BlockState, length

STD = 0.02  # of the first weights


@dataclass(frozen=True)
class GPTConfig:
    """The sizes of a GPT: `vocabulary` tokens, `context` of them at a time, `layers` blocks of `heads` heads.

    `positions` are "learned" or "rotary", `norm` is "layer" or "rms", `activation` one of `ACTIVATIONS`. The
    feed-forward network has `hidden` units, 4 width where it is None, and with `gated` a gate. `kv_heads`: see
    `nn.MultiheadAttention`. `tied` makes the table of tokens that of the logits too. By default all of these are as in
    GPT-2.

    Raises ValueError for what does not fit.

    >>> GPTConfig(vocabulary=65).width
    128
    >>> GPTConfig(vocabulary=65, width=100, heads=3)
    Traceback (most recent call last):
    ValueError: GPTConfig: heads must divide width, got 3 for 100
    """

    vocabulary: int
    context: int = 64
    layers: int = 4
    heads: int = 4
    width: int = 128
    hidden: int | None = None
    dropout: float = 0.0
    bias: bool = True
    activation: str = "gelu_tanh"
    gated: bool = False
    positions: str = "learned"
    norm: str = "layer"
    kv_heads: int | None = None
    tied: bool = True
    eps: float = 1e-5

    def __post_init__(self) -> None:
        expect_heads(self, self.heads, self.width)
        expect_one_of(self, positions=("learned", "rotary"), norm=("layer", "rms"), activation=ACTIVATIONS)


class GPT(nn.Module):
    """Embed the tokens and their positions, pass them through all blocks, and ask the table of tokens what comes next.

    Shapes: tokens (N, T) int64 -> logits (N, T, vocabulary). A position knows itself and those before it. Raises
    ValueError for other shapes, and for more tokens than there are learned positions.

    First weights are normal with standard deviation 0.02, biases 0; what goes back into the residual stream, twice in
    each block, starts smaller by sqrt(2 layers), so that the stream does not grow with the depth.

    Source: A. Radford and others, Language models are unsupervised multitask learners (2019), section 2.3.

    >>> model = GPT(GPTConfig(vocabulary=27, context=16), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 5, dtype=torch.int64)).shape
    torch.Size([2, 5, 27])
    """

    def __init__(self, config: GPTConfig, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocabulary, config.width, generator=generator)
        rotary = config.positions == "rotary"
        self.positions = None if rotary else nn.LearnedPositions(config.context, config.width, generator=generator)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        norm = norm_of(config)
        self.blocks = nn.ModuleList(
            nn.TransformerBlock(
                config.width,
                config.heads,
                config.hidden,
                config.dropout,
                ACTIVATIONS[config.activation],
                norm,
                gated=config.gated,
                bias=config.bias,
                kv_heads=config.kv_heads,
                rotary=nn.RotaryPositions(config.width // config.heads) if rotary else None,
                generator=generator,
            )
            for _ in range(config.layers)
        )
        self.norm = norm(config.width)
        self.head = nn.Linear(config.width, config.vocabulary, bias=False, generator=generator)
        self.draw_weights(generator)
        if config.tied:
            self.head.weight = self.tokens.weight
        nn.fuse(self, on=fused)

    @torch.no_grad()
    def draw_weights(self, generator: torch.Generator | None) -> None:
        """The first weights, as the class says; norms stay at ones and zeros."""
        for name, parameter in self.named_parameters():
            if "norm" in name:
                continue
            if "bias" in name:
                parameter.zero_()
                continue
            into_stream = name.endswith(("out_proj.weight", "linear2.weight"))
            std = STD / (2 * self.config.layers) ** 0.5 if into_stream else STD
            parameter.normal_(0.0, std, generator=generator)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.extend(tokens, None)[0]

    def extend(self, tokens: Tensor, state: list[BlockState] | None) -> tuple[Tensor, list[BlockState]]:
        """Logits of tokens that come after those in `state`, and the new state: the keys and values of all layers.

        >>> model, tokens = GPT(GPTConfig(vocabulary=27)), torch.tensor([[3, 1, 4, 1]])
        >>> first, state = model.extend(tokens[:, :3], None)
        >>> last, state = model.extend(tokens[:, 3:], state)
        >>> torch.allclose(last, model(tokens)[:, 3:], atol=1e-6)
        True
        """
        expect_tokens(tokens, "GPT")
        x = self.tokens(tokens)  # (N, T, D)
        if self.positions is not None:
            x = self.positions(x, offset=length(state))
        x = self.dropout(x)
        new = []
        for number, block in enumerate(self.blocks):
            assert isinstance(block, nn.TransformerBlock)
            x, of_block = block.extend(x, state[number] if state else None)
            new.append(of_block)
        return self.head(self.norm(x)), new  # (N, T, vocabulary)

    @classmethod
    def from_hf(cls, source: Source, fused: bool = False) -> "GPT":
        """The GPT of a `GPT2LMHeadModel`, or of the folder or safetensors file where one was saved: see `published`."""
        settings, weights = read(source)
        require(settings, scale_attn_weights=True, scale_attn_by_inverse_layer_idx=False, add_cross_attention=False)
        config = GPTConfig(
            vocabulary=settings["vocab_size"],
            context=settings["n_positions"],
            layers=settings["n_layer"],
            heads=settings["n_head"],
            width=settings["n_embd"],
            hidden=settings.get("n_inner"),
            dropout=settings["resid_pdrop"],
            activation=activation_of(settings["activation_function"]),
            tied=settings.get("tie_word_embeddings", True),
            eps=settings["layer_norm_epsilon"],
        )
        return load(
            cls(config, fused=fused), weights, NAMES, prefix="transformer.", ignored=(r".*\.attn\.(masked_)?bias",)
        )


def norm_of(config: GPTConfig) -> Callable[[int], nn.Module]:
    """What makes a norm from its width."""
    if config.norm == "rms":
        return partial(nn.RMSNorm, eps=config.eps)
    return partial(nn.LayerNorm, eps=config.eps, bias=config.bias)


# Our names and those of GPT2LMHeadModel, whose linear layers hold their weights transposed.
NAMES: Names = {
    "tokens": "transformer.wte",
    "positions": "transformer.wpe",
    "blocks.{}.norm1": "transformer.h.{}.ln_1",
    "blocks.{}.self_attn.in_proj_weight": turned("transformer.h.{}.attn.c_attn.weight"),
    "blocks.{}.self_attn.in_proj_bias": "transformer.h.{}.attn.c_attn.bias",
    "blocks.{}.self_attn.out_proj": turned("transformer.h.{}.attn.c_proj"),
    "blocks.{}.norm2": "transformer.h.{}.ln_2",
    "blocks.{}.linear1": turned("transformer.h.{}.mlp.c_fc"),
    "blocks.{}.linear2": turned("transformer.h.{}.mlp.c_proj"),
    "norm": "transformer.ln_f",
    "head": "lm_head",
}
