"""The block that every transformer is a stack of: attention, then a feed-forward network, each beside a way past it."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor, nn

from chainrule.nn.activations import GELU
from chainrule.nn.attention import KeysValues, MultiheadAttention
from chainrule.nn.dropout import Dropout
from chainrule.nn.layer import Layer, fuse
from chainrule.nn.linear import Linear
from chainrule.nn.norm import LayerNorm
from chainrule.nn.positions import RotaryPositions

BlockState = tuple[KeysValues, KeysValues | None]  # of the tokens before, and of the memory


class TransformerBlock(Layer):
    """x + attention(norm(x)), then x + feed_forward(norm(x)), of vectors of width `d_model`.

    feed_forward(x) = W_2 activation(W_1 x); `gated`, it is W_2 (activation(W_g x) * W_1 x), which with SiLU is SwiGLU.
    In the order of 2017, `norm_first=False`, it is norm(x + attention(x)). With `cross` a second attention stands
    between the two, to a memory: a decoder. `norm` makes a norm from the width, as `LayerNorm` and `RMSNorm` do, and
    `activation` what stands between the two linear layers. `dropout` is the share that is left out of the weights of
    attention, and of what comes back into x. `kv_heads`, `rotary`, `bias` and `generator`: see `MultiheadAttention`.

    Parameters and keys are those of `torch.nn.TransformerEncoderLayer`, with `cross` of `TransformerDecoderLayer`.
    Masks are True where one may look. Shapes: x (N, T, d_model), memory (N, S, d_model), mask broadcast to
    (N, heads, T, T), memory_mask to (N, heads, T, S); the result as x. Raises ValueError for a memory that is missing,
    or not asked for.

    Source: A. Vaswani and others, Attention is all you need (2017), section 3.1; R. Xiong and others, On layer
    normalization in the transformer architecture (2020), for `norm_first`; N. Shazeer, GLU variants improve transformer
    (2020), for `gated`.

    >>> block = TransformerBlock(16, nhead=4)
    >>> block(torch.zeros(2, 5, 16), causal=True).shape
    torch.Size([2, 5, 16])
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int | None = None,
        dropout: float = 0.0,
        activation: Callable[[], nn.Module] = GELU,
        norm: Callable[[int], nn.Module] = LayerNorm,
        *,
        norm_first: bool = True,
        cross: bool = False,
        gated: bool = False,
        bias: bool = True,
        kv_heads: int | None = None,
        rotary: RotaryPositions | None = None,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        hidden = 4 * d_model if dim_feedforward is None else dim_feedforward
        attention = partial(MultiheadAttention, d_model, nhead, dropout, bias, kv_heads=kv_heads, generator=generator)
        self.norm_first = norm_first
        self.self_attn = attention(rotary=rotary)
        self.multihead_attn = attention() if cross else None
        self.linear1 = Linear(d_model, hidden, bias, generator=generator)
        self.gate = Linear(d_model, hidden, bias, generator=generator) if gated else None
        self.linear2 = Linear(hidden, d_model, bias, generator=generator)
        self.activation = activation()
        self.norm1, self.norm2 = norm(d_model), norm(d_model)
        self.norm3 = norm(d_model) if cross else None
        self.dropout = Dropout(dropout, generator=generator)
        fuse(self, fused)

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        causal: bool = False,
    ) -> Tensor:
        return self.extend(x, None, memory, mask, memory_mask, causal)[0]

    def extend(
        self,
        x: Tensor,
        state: BlockState | None,
        memory: Tensor | None = None,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        causal: bool = True,
    ) -> tuple[Tensor, BlockState]:
        """The same for x that comes after what is in `state`, and the new state, which has the memory in it too.

        >>> block, x = TransformerBlock(4, 2), torch.randn(1, 3, 4)
        >>> first, state = block.extend(x[:, :2], None)
        >>> last, state = block.extend(x[:, 2:], state)
        >>> torch.allclose(torch.cat((first, last), 1), block(x, causal=True), atol=1e-5)
        True
        """
        before, remembered = state or (None, None)
        seen, now = self.self_attn.extend(self.ahead(self.norm1, x), before, mask, causal)
        x = self.added(x, seen, self.norm1)
        if self.multihead_attn is not None:
            if remembered is None:
                remembered = self.multihead_attn.remember(required(memory))
            x = self.added(x, self.multihead_attn.look(self.ahead(self.norm2, x), remembered, memory_mask), self.norm2)
        elif memory is not None:
            raise ValueError("TransformerBlock: it was made without cross=True, and looks at no memory")
        last = self.norm2 if self.norm3 is None else self.norm3
        return self.added(x, self.feed_forward(self.ahead(last, x)), last), (now, remembered)

    def ahead(self, norm: nn.Module, x: Tensor) -> Tensor:
        """What a sublayer takes in."""
        return norm(x) if self.norm_first else x

    def added(self, x: Tensor, made: Tensor, norm: nn.Module) -> Tensor:
        """What a sublayer made, beside the way past it."""
        x = x + self.dropout(made)
        return x if self.norm_first else norm(x)

    def feed_forward(self, x: Tensor) -> Tensor:
        """Each vector by itself: (N, T, D) -> (N, T, hidden) -> (N, T, D)."""
        if self.gate is None:
            return self.linear2(self.activation(self.linear1(x)))
        return self.linear2(self.activation(self.gate(x)) * self.linear1(x))


def length(state: Sequence[BlockState] | None) -> int:
    """How many tokens came before, from the states of a model's blocks."""
    return state[0][0][0].shape[2] if state else 0


def required(memory: Tensor | None) -> Tensor:
    """The memory. ValueError where there is none."""
    if memory is None:
        raise ValueError("TransformerBlock: with cross=True it needs a memory to look at")
    return memory
