"""The twins of attention, called as our layers are: PyTorch's modules call a mask what may *not* be looked at.

`forbidden` is the one place where that is translated.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch
from torch import Generator, Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

import chainrule.nn
from chainrule.nn.attention import fused_attention, with_causal


def forbidden(mask: Tensor | None, causal: bool, x: Tensor, keys: int, heads: int) -> Tensor | None:
    """Our mask (N, 1, T, S), or anything that broadcasts to it, as PyTorch's modules want theirs (N heads, T, S)."""
    if causal:
        mask = with_causal(mask, x.shape[1], keys)
    if mask is None or len(x) == 0:  # PyTorch's modules take no mask for an empty batch
        return None
    return ~mask.expand(len(x), heads, x.shape[1], keys).flatten(0, 1)


class MultiheadAttentionTwin(torch.nn.MultiheadAttention):
    """`torch.nn.MultiheadAttention` with our arguments."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, batch_first=True, **options)

    def forward(
        self, x: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        memory = x if memory is None else memory
        mask = forbidden(mask, causal, x, memory.shape[1], self.num_heads)
        with sdpa_kernel(SDPBackend.MATH):  # the one kernel that can go back twice
            return super().forward(x, memory, memory, attn_mask=mask, need_weights=False)[0]


class EncoderTwin(torch.nn.TransformerEncoderLayer):
    """`torch.nn.TransformerEncoderLayer` with our arguments."""

    def forward(
        self, x: Tensor, memory: None = None, mask: Tensor | None = None, causal: bool = False, **_: Any
    ) -> Tensor:
        mask = forbidden(mask, causal, x, x.shape[1], self.self_attn.num_heads)
        with sdpa_kernel(SDPBackend.MATH):
            return super().forward(x, src_mask=mask)


class DecoderTwin(torch.nn.TransformerDecoderLayer):
    """`torch.nn.TransformerDecoderLayer` with our arguments."""

    def forward(
        self,
        x: Tensor,
        memory: Tensor,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        causal: bool = False,
    ) -> Tensor:
        heads = self.self_attn.num_heads
        own = forbidden(mask, causal, x, x.shape[1], heads)
        others = forbidden(memory_mask, False, x, memory.shape[1], heads)
        with sdpa_kernel(SDPBackend.MATH):
            return super().forward(x, memory, tgt_mask=own, memory_mask=others)


class Attend(chainrule.nn.Layer):
    """The function of attention as a layer."""

    def __init__(self, function: Any, causal: bool) -> None:
        super().__init__()
        self.function, self.causal = function, causal

    def forward(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
        return (fused_attention if self.fused else self.function)(q, k, v, mask, causal=self.causal)


class AttendTwin(torch.nn.Module):
    """PyTorch's function: its causal flag lets query t see keys up to t, wherever the text ends."""

    def __init__(self, causal: bool) -> None:
        super().__init__()
        self.causal = causal

    def forward(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.causal:
            mask = with_causal(mask, q.shape[-2], k.shape[-2])
        with sdpa_kernel(SDPBackend.MATH):
            return torch.nn.functional.scaled_dot_product_attention(q, k, v, mask)


class Causal(torch.nn.Module):
    """A layer with its causal flag up."""

    def __init__(self, layer: torch.nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.layer(*inputs, causal=True)


def attend(library: ModuleType, causal: bool = False) -> torch.nn.Module:
    if library is torch.nn:
        return AttendTwin(causal)
    return Attend(library.functional.scaled_dot_product_attention, causal)


def multihead(library: ModuleType, *arguments: Any, **options: Any) -> torch.nn.Module:
    return (MultiheadAttentionTwin if library is torch.nn else library.MultiheadAttention)(*arguments, **options)


def block(
    library: ModuleType,
    activation: str = "GELU",
    norm_first: bool = True,
    bias: bool = True,
    cross: bool = False,
) -> torch.nn.Module:
    """A block of width 6 with 2 heads and 10 hidden units."""
    if library is torch.nn:
        twin = DecoderTwin if cross else EncoderTwin
        names = {"GELU": torch.nn.functional.gelu, "ReLU": torch.nn.functional.relu}
        return twin(6, 2, 10, 0.0, names[activation], batch_first=True, norm_first=norm_first, bias=bias)
    norm = library.LayerNorm if bias else lambda width: library.LayerNorm(width, bias=False)
    kind = getattr(library, activation)
    return library.TransformerBlock(6, 2, 10, 0.0, kind, norm, norm_first=norm_first, cross=cross, bias=bias)


def heads(*sizes: int, keys: int = 5, masked: bool = False) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Queries, keys and values (N, heads, T or S, d), and a mask under which one query may look nowhere."""

    def draw(chance: Generator) -> tuple[Tensor, ...]:
        of_keys = (*sizes[:-2], keys, sizes[-1])
        drawn = [torch.randn(size, generator=chance, dtype=torch.float64) for size in (sizes, of_keys, of_keys)]
        return (*drawn, mask(sizes[0], sizes[-2], keys, chance)) if masked else tuple(drawn)

    return draw


def mask(examples: int, queries: int, keys: int, chance: Generator) -> Tensor:
    """Where one may look (N, 1, T, S): the first query of the first example nowhere."""
    may_look = torch.rand(examples, 1, queries, keys, generator=chance) < 0.6
    may_look[0, 0, 0] = False
    return may_look


def vectors(*lengths: int, masked: int | None = None) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Sequences of 6 numbers (3, T, 6), one of each length; and a mask from the first to the `masked`th of them."""

    def draw(chance: Generator) -> tuple[Tensor, ...]:
        drawn = [torch.randn(3, length, 6, generator=chance, dtype=torch.float64) for length in lengths]
        return tuple(drawn) if masked is None else (*drawn, mask(3, lengths[0], lengths[masked], chance))

    return draw
