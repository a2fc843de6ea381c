"""Attention: each query takes a mean of the values, weighted by how well their keys fit it (lectures 21 and 22).

It grows in four steps, each of which gives what the one before gives, and more: one query, all queries, only what a
mask allows, many heads.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.activations import softmax, tanh
from chainrule.nn.checks import positive, wrong_shape
from chainrule.nn.dropout import dropout
from chainrule.nn.layer import Layer
from chainrule.nn.linear import Linear, linear
from chainrule.nn.low_rank import LowRank
from chainrule.nn.positions import RotaryPositions
from chainrule.nn.precision import HALF, floating_point

KeysValues = tuple[Tensor, Tensor]


def attention_of_one_query(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Step 1. One query q (d,) looks at keys k (S, d) and takes a mean of the values v (S, e): the result (e,).

    >>> k, v = 10 * torch.eye(2), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> attention_of_one_query(torch.tensor([0.0, 10.0]), k, v)  # it fits the second key
    tensor([3., 4.])
    """
    scores = k @ q / math.sqrt(len(q))  # (S,)
    weights = softmax(scores, 0)  # (S,), which add up to 1
    return weights @ v  # (e,)


def attention_of_all_queries(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Step 2. All queries q (T, d) at once: the scores become a table, a row for each query. The result (T, e)."""
    scores = q @ k.T / math.sqrt(q.shape[1])  # (T, S)
    weights = softmax(scores, 1)  # (T, S)
    return weights @ v  # (T, e)


def masked_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Step 3. A query looks only where its row of the mask (T, S) is True: e to the score -inf is a weight of 0."""
    scores = q @ k.T / math.sqrt(q.shape[1])  # (T, S)
    scores = torch.where(mask, scores, -torch.inf)  # (T, S)
    weights = softmax(scores, 1)  # (T, S)
    return weights @ v  # (T, e)


@floating_point
def scaled_dot_product_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None = None,
    causal: bool = False,
    dropout_p: float = 0.0,
    *,
    scale: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Step 4. softmax(q k^T / sqrt(d)) v, in many heads at once: whatever stands before the last two dimensions.

    A boolean `mask` is True where a query may look; one of floating-point numbers is added to the scores, as relative
    positions are. `causal` lets query t of T look at the keys up to S - T + t. A query that may look nowhere gives
    zeros, and no gradient. `dropout_p` is the share of the weights that are left out, drawn from `generator`, and
    `scale` stands for 1 / sqrt(d) where it is given.

    Shapes: q (N, heads, T, d), k (N, heads, S, d), v (N, heads, S, e), mask broadcast to (N, heads, T, S); the result
    (N, heads, T, e). Raises ValueError where they do not fit, TypeError for a mask of whole numbers.

    Source: A. Vaswani and others, Attention is all you need (2017), section 3.2.1.

    >>> q = k = v = torch.eye(3)
    >>> scaled_dot_product_attention(q, k, v, causal=True)[0]  # the first query sees the first key alone
    tensor([1., 0., 0.])
    """
    require_heads("scaled_dot_product_attention", q, k, v)
    k, v = k.to(q.dtype), v.to(q.dtype)
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    scores = scale * q @ k.transpose(-2, -1)  # (N, heads, T, S)
    if causal:
        mask = with_causal(mask, scores.shape[-2], scores.shape[-1], q.device)
    weights = attention_weights(scores, mask)  # (N, heads, T, S)
    return dropout(weights, dropout_p, generator=generator) @ v  # (N, heads, T, e)


def attention_weights(scores: Tensor, mask: Tensor | None = None) -> Tensor:
    """softmax(scores) over the last dimension, of what the mask allows. Where it allows nothing all weights are 0.

    Shapes: scores (..., T, S), mask broadcast to it, boolean or to be added; the result as scores.

    >>> attention_weights(torch.zeros(2, 2), torch.tensor([[True, False], [False, False]]))
    tensor([[1., 0.],
            [0., 0.]])
    """
    if mask is None:
        return softmax(scores, -1)
    require_mask(mask, scores)
    if mask.is_floating_point():
        added, mask = mask, mask > -torch.inf
        scores = scores + torch.where(mask, added, 0.0).to(scores.dtype)
    nowhere = ~mask.any(-1, keepdim=True)  # (..., T, 1)
    scores = torch.where(mask | nowhere, scores, -torch.inf)  # a row of nothing but -inf would have no softmax
    return softmax(scores, -1).masked_fill(nowhere, 0.0)


def attention_backward(
    upstream: Tensor, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """dL/dq, dL/dk and dL/dv of Y = A V with A = softmax(S) and S = Q K^T / sqrt(d), from upstream = dL/dY, by hand.

    Through a product go dA = dY V^T and dV = A^T dY; through the softmax of a row dS = A (dA - sum of dA A), because
    what one weight gains the others lose; through the scores dQ = dS K / sqrt(d) and dK = dS^T Q / sqrt(d).

    Shapes and mask: see `scaled_dot_product_attention`; upstream as its result, the results as q, k and v.

    >>> q, k, v = torch.zeros(1, 2), torch.ones(4, 2), torch.ones(4, 3)
    >>> attention_backward(torch.ones(1, 3), q, k, v)[2]  # a mean of four values
    tensor([[0.2500, 0.2500, 0.2500],
            [0.2500, 0.2500, 0.2500],
            [0.2500, 0.2500, 0.2500],
            [0.2500, 0.2500, 0.2500]])
    """
    scale = 1 / math.sqrt(q.shape[-1])
    a = attention_weights(scale * q @ k.transpose(-2, -1), mask)  # (N, heads, T, S)
    to_v = a.transpose(-2, -1) @ upstream  # (N, heads, S, e)
    to_a = upstream @ v.transpose(-2, -1)  # (N, heads, T, S)
    to_scores = a * (to_a - (to_a * a).sum(-1, keepdim=True))  # (N, heads, T, S)
    return scale * to_scores @ k, scale * to_scores.transpose(-2, -1) @ q, to_v


def fused_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, causal: bool = False, dropout_p: float = 0.0
) -> Tensor:
    """`scaled_dot_product_attention` by PyTorch's kernel, which never holds all of the scores: memory of T, not T^2.

    What is dropped is drawn from PyTorch's own generator.

    Source: T. Dao and others, FlashAttention (2022).

    >>> q = torch.randn(1, 2, 5, 8)
    >>> torch.allclose(fused_attention(q, q, q), scaled_dot_product_attention(q, q, q), atol=1e-5)
    True
    """
    require_heads("fused_attention", q, k, v)
    if q.dtype in HALF and q.device.type == "cpu" and torch.is_grad_enabled():
        with torch.autocast("cpu", enabled=False):  # the processor's way back is far slower in half precision
            return fused_attention(q.float(), k.float(), v.float(), mask, causal, dropout_p).to(q.dtype)
    queries, keys = q.shape[-2], k.shape[-2]
    if causal and queries == 1:  # the last query sees all
        causal = False
    if causal and (mask is not None or queries != keys):  # the kernel's own flag takes neither
        mask, causal = with_causal(mask, queries, keys, q.device), False
    if mask is not None and mask.is_floating_point():
        mask = mask.to(q.dtype)
    return F.scaled_dot_product_attention(q, k, v, mask, dropout_p, is_causal=causal)


def with_causal(mask: Tensor | None, queries: int, keys: int, device: torch.device | None = None) -> Tensor:
    """The mask, and that query t looks at the keys up to keys - queries + t alone.

    >>> with_causal(None, 2, 3)
    tensor([[ True,  True, False],
            [ True,  True,  True]])
    """
    past = torch.ones(queries, keys, dtype=torch.bool, device=device).tril(keys - queries)  # (T, S)
    if mask is None:
        return past
    return torch.where(past, mask, -torch.inf) if mask.is_floating_point() else mask & past


class AdditiveAttention(Layer):
    """score(q, k) = w^T tanh(W q + U k): queries and keys may be of different sizes, and meet in `hidden` units.

    The result is the mean of the values by softmax(score); without values the keys are the values too. Masks: see
    `scaled_dot_product_attention`.

    Shapes: query (N, T, query_dim), key (N, S, key_dim), value (N, S, E), mask broadcast to (N, T, S); the result
    (N, T, E).

    Source: D. Bahdanau, K. Cho, Y. Bengio, Neural machine translation by jointly learning to align and translate
    (2015), appendix A.1.2.

    >>> layer = AdditiveAttention(8, 6, hidden=16)
    >>> layer(torch.zeros(2, 1, 8), torch.zeros(2, 5, 6)).shape
    torch.Size([2, 1, 6])
    """

    def __init__(
        self,
        query_dim: int,
        key_dim: int,
        hidden: int,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        self.query = Linear(query_dim, hidden, bias=False, generator=generator)
        self.key = Linear(key_dim, hidden, bias=False, generator=generator)
        self.score = Linear(hidden, 1, bias=False, generator=generator)
        for layer in (self.query, self.key, self.score):
            layer.fused = fused

    def forward(self, query: Tensor, key: Tensor, value: Tensor | None = None, mask: Tensor | None = None) -> Tensor:
        return self.weights(query, key, mask) @ (key if value is None else value)  # (N, T, E)

    def weights(self, query: Tensor, key: Tensor, mask: Tensor | None = None) -> Tensor:
        """Where each query looks: (N, T, S), rows that add up to 1. It is the picture to draw."""
        both = self.query(query).unsqueeze(2) + self.key(key).unsqueeze(1)  # (N, T, S, hidden)
        scores = self.score((torch.tanh if self.fused else tanh)(both)).squeeze(3)  # (N, T, S)
        return attention_weights(scores, mask)


class MultiheadAttention(Layer):
    """Attention in `num_heads` parts of the vectors: each looks for something else; with all weights to be learned.

    head_h = attention(x W_q,h, m W_k,h, m W_v,h), and the result is all heads side by side, times W_o. The memory m is
    x itself (self-attention), or another sequence (cross-attention). Parameters and keys are those of
    `torch.nn.MultiheadAttention`: `in_proj_weight` is W_q, W_k and W_v one below another.

    With fewer `kv_heads` than heads a head of keys and values serves several heads of queries, so that a cache is that
    much smaller. `rotary` turns queries and keys in self-attention. `dropout` is the share of the weights that are left
    out in training, drawn from `generator`. Masks and `causal`: see `scaled_dot_product_attention`.

    Shapes: x (N, T, embed_dim), memory (N, S, embed_dim), mask broadcast to (N, heads, T, S); the result as x. Raises
    ValueError where heads do not divide `embed_dim`, or `kv_heads` the heads.

    Source: A. Vaswani and others, Attention is all you need (2017), section 3.2.2; J. Ainslie and others, GQA (2023).

    >>> layer = MultiheadAttention(16, num_heads=4, kv_heads=2)
    >>> layer(torch.zeros(2, 5, 16), causal=True).shape
    torch.Size([2, 5, 16])
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        *,
        kv_heads: int | None = None,
        rotary: RotaryPositions | None = None,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        self.kv_heads = require_parts(embed_dim, num_heads, num_heads if kv_heads is None else kv_heads)
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.head_dim = embed_dim // num_heads
        self.sizes = (embed_dim, self.kv_heads * self.head_dim, self.kv_heads * self.head_dim)  # of q, k and v
        self.rotary, self.generator = rotary, generator
        self.lora: LowRank | None = None  # an adapter of in_proj_weight, which `nn.lora.adapt` puts here
        self.in_proj_weight = nn.Parameter(torch.empty(sum(self.sizes), embed_dim))
        self.in_proj_bias = nn.Parameter(torch.zeros(sum(self.sizes))) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias, fused=fused, generator=generator)
        if self.out_proj.bias is not None:
            init.zeros_(self.out_proj.bias)
        init.xavier_uniform_(self.in_proj_weight, generator=generator)

    def forward(
        self, x: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        if memory is None:
            return self.extend(x, None, mask, causal)[0]
        return self.look(x, self.remember(memory), mask, causal)

    def extend(
        self, x: Tensor, state: KeysValues | None, mask: Tensor | None = None, causal: bool = True
    ) -> tuple[Tensor, KeysValues]:
        """Self-attention of x that comes after what `state` holds the keys and values of; and the new state.

        >>> layer, x = MultiheadAttention(4, 2), torch.randn(1, 3, 4)
        >>> first, state = layer.extend(x[:, :2], None)
        >>> last, state = layer.extend(x[:, 2:], state)
        >>> torch.allclose(torch.cat((first, last), 1), layer(x, causal=True), atol=1e-6)
        True
        """
        q, k, v = map(self.heads, self.projected(x, 0, 3).split(self.sizes, -1))  # (N, heads, T, d)
        if self.rotary is not None:
            before = 0 if state is None else state[0].shape[2]
            q, k = self.rotary(q, offset=before), self.rotary(k, offset=before)
        if state is not None:
            k, v = torch.cat((state[0], k), 2), torch.cat((state[1], v), 2)  # (N, kv_heads, S, d)
        return self.attend(q, k, v, mask, causal), (k, v)

    def remember(self, memory: Tensor) -> KeysValues:
        """The keys and values (N, kv_heads, S, d) of another sequence, for `look`."""
        k, v = map(self.heads, self.projected(memory, 1, 3).split(self.sizes[1:], -1))
        return k, v

    def look(self, x: Tensor, memory: KeysValues, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """Cross-attention to what was remembered."""
        return self.attend(self.heads(self.projected(x, 0, 1)), *memory, mask, causal)

    def projected(self, x: Tensor, first: int, end: int) -> Tensor:
        """x times some of W_q, W_k and W_v, in one product."""
        rows = slice(sum(self.sizes[:first]), sum(self.sizes[:end]))
        bias = None if self.in_proj_bias is None else self.in_proj_bias[rows]
        y = (F.linear if self.fused else linear)(x, self.in_proj_weight[rows], bias)
        return y if self.lora is None or self.lora.merged else y + self.lora(x, rows)

    def heads(self, x: Tensor) -> Tensor:
        """(N, T, heads d) -> (N, heads, T, d)."""
        return x.unflatten(-1, (-1, self.head_dim)).transpose(1, 2)

    def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
        """Attention in all heads, and what they found put together."""
        if self.kv_heads < self.num_heads:
            k, v = (x.repeat_interleave(self.num_heads // self.kv_heads, 1) for x in (k, v))  # (N, heads, S, d)
        p = self.dropout if self.training else 0.0
        if self.fused and (p == 0.0 or self.generator is None):
            y = fused_attention(q, k, v, mask, causal, p)  # (N, heads, T, d)
        else:
            y = scaled_dot_product_attention(q, k, v, mask, causal, p, generator=self.generator)
        return self.out_proj(y.transpose(1, 2).flatten(2))  # (N, T, D)


def require_heads(function: str, q: Tensor, k: Tensor, v: Tensor) -> None:
    """ValueError unless the keys are as wide as the queries, and there are as many values as keys."""
    if q.dim() < 2 or k.shape[-1:] != q.shape[-1:]:
        raise wrong_shape(function, "k", f"a last dimension of {q.shape[-1]}, as q has", k)
    if v.shape[:-1] != k.shape[:-1]:
        raise wrong_shape(function, "v", f"as many values as k has keys, {tuple(k.shape[:-1])}", v)


def require_mask(mask: Tensor, scores: Tensor) -> None:
    """TypeError unless the mask is boolean or floating-point, ValueError unless it can be broadcast to the scores."""
    if mask.dtype != torch.bool and not mask.is_floating_point():
        raise TypeError(f"attention: mask must be boolean, True where one may look, got {mask.dtype}; use mask.bool()")
    sizes = zip(reversed(mask.shape), reversed(scores.shape), strict=False)
    if mask.dim() > scores.dim() or not all(size in (1, wanted) for size, wanted in sizes):
        raise wrong_shape("attention", "mask", f"a shape that broadcasts to {tuple(scores.shape)}", mask)


def require_parts(embed_dim: int, num_heads: int, kv_heads: int) -> int:
    """`kv_heads`, if it divides the heads, and these the width. ValueError if not."""
    if embed_dim % positive("MultiheadAttention", "num_heads", num_heads):
        raise ValueError(f"MultiheadAttention: num_heads must divide embed_dim, got {num_heads} for {embed_dim}")
    if num_heads % positive("MultiheadAttention", "kv_heads", kv_heads):
        raise ValueError(f"MultiheadAttention: kv_heads must divide num_heads, got {kv_heads} for {num_heads}")
    return kv_heads
