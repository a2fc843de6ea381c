"""Attention grows in four steps that agree; its way back by hand is autograd's; what may not be seen is not seen."""

import pytest
import torch
from torch import Tensor

from chainrule import nn
from chainrule.nn.attention import (
    attention_backward,
    attention_of_all_queries,
    attention_of_one_query,
    fused_attention,
    masked_attention,
    scaled_dot_product_attention,
    with_causal,
)


def drawn(*sizes: int, seed: int = 0) -> Tensor:
    return torch.randn(sizes, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def close(one: Tensor, other: Tensor, tolerance: float = 1e-9) -> None:
    torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance)


q, k, v = drawn(3, 8), drawn(5, 8, seed=1), drawn(5, 6, seed=2)
MASK = torch.rand(3, 5, generator=torch.Generator().manual_seed(3)) < 0.7


def test_all_queries_get_what_each_gets_alone() -> None:
    close(attention_of_all_queries(q, k, v), torch.stack([attention_of_one_query(each, k, v) for each in q]))


def test_a_mask_that_allows_everything_changes_nothing() -> None:
    close(masked_attention(q, k, v, torch.ones(3, 5, dtype=torch.bool)), attention_of_all_queries(q, k, v))


def test_masked_attention_is_attention_to_the_keys_that_are_left() -> None:
    one = torch.stack([attention_of_one_query(q[t], k[MASK[t]], v[MASK[t]]) for t in range(3)])
    close(masked_attention(q, k, v, MASK), one)


def test_many_heads_get_what_each_gets_alone() -> None:
    heads, keys, values = drawn(2, 4, 3, 8), drawn(2, 4, 5, 8, seed=1), drawn(2, 4, 5, 6, seed=2)
    together = scaled_dot_product_attention(heads, keys, values, MASK)
    for n in range(2):
        for head in range(4):
            alone = masked_attention(heads[n, head], keys[n, head], values[n, head], MASK)
            close(together[n, head], alone)


def test_multihead_attention_is_the_attention_of_each_part_put_together() -> None:
    layer, x = nn.MultiheadAttention(6, 2).double(), drawn(1, 4, 6)
    of_q, of_k, of_v = (x[0] @ weight.T for weight in layer.in_proj_weight.split(6))
    parts = [attention_of_all_queries(of_q[:, h], of_k[:, h], of_v[:, h]) for h in (slice(0, 3), slice(3, 6))]
    close(layer(x)[0], torch.cat(parts, 1) @ layer.out_proj.weight.T)


@pytest.mark.parametrize("masked", [False, True], ids=["all", "masked"])
def test_the_way_back_by_hand_is_what_autograd_finds(masked: bool) -> None:
    """First and second differences, with a query that may look nowhere."""
    inputs = [drawn(2, 3, 4, 5), drawn(2, 3, 6, 5, seed=1), drawn(2, 3, 6, 7, seed=2)]
    mask = torch.rand(2, 1, 4, 6, generator=torch.Generator().manual_seed(3)) < 0.5
    mask[0, 0, 1] = False
    upstream = drawn(2, 3, 4, 7, seed=4).requires_grad_()
    wanted = [each.requires_grad_() for each in inputs]
    y = scaled_dot_product_attention(*inputs, mask if masked else None)
    found = []
    for first in (
        torch.autograd.grad(y, wanted, upstream, create_graph=True),
        attention_backward(upstream, *inputs, mask if masked else None),
    ):
        second = torch.autograd.grad(sum((each**3).sum() for each in first), [*wanted, upstream])
        found.append((*first, *second))
    for one, other in zip(*found, strict=True):
        close(one, other)


@pytest.mark.parametrize("attend", [scaled_dot_product_attention, fused_attention], ids=["written out", "fused"])
@pytest.mark.parametrize("added", [False, True], ids=["boolean", "added"])
def test_a_query_that_may_look_nowhere_gives_zeros_and_finite_gradients(attend: object, added: bool) -> None:
    inputs = [drawn(1, 2, 3, 4, seed=seed).requires_grad_() for seed in range(3)]
    mask = torch.tensor([[True, False, True], [False, False, False], [True, True, True]])
    y = attend(*inputs, torch.zeros(3, 3).double().masked_fill(~mask, -torch.inf) if added else mask)
    assert not y[:, :, 1].any()
    to_q, to_k, to_v = torch.autograd.grad((y**2).sum(), inputs)
    assert not to_q[:, :, 1].any()
    assert all(each.isfinite().all() and each.any() for each in (to_q, to_k, to_v))


@pytest.mark.parametrize("attend", [scaled_dot_product_attention, fused_attention], ids=["written out", "fused"])
def test_a_mask_of_numbers_is_added_to_the_scores(attend: object) -> None:
    bias = drawn(2, 3, 5, seed=7)
    scores = drawn(1, 2, 3, 8) @ drawn(1, 2, 5, 8, seed=1).mT / 8**0.5 + bias
    y = attend(drawn(1, 2, 3, 8), drawn(1, 2, 5, 8, seed=1), drawn(1, 2, 5, 6, seed=2), bias)
    close(y, scores.softmax(-1) @ drawn(1, 2, 5, 6, seed=2))


@pytest.mark.parametrize("grad", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("mask", [None, MASK, drawn(3, 5, seed=9)], ids=["all", "boolean", "added"])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_fused_attention_in_half_precision_is_that_of_float32_rounded(
    dtype: torch.dtype, mask: Tensor | None, grad: bool
) -> None:
    half = [drawn(2, 4, size, 8, seed=seed).to(dtype).requires_grad_(grad) for seed, size in enumerate((3, 5, 5))]
    exact = [each.detach().float().requires_grad_(grad) for each in half]
    with torch.set_grad_enabled(grad):
        y, expected = fused_attention(*half, mask), scaled_dot_product_attention(*exact, mask)
    assert y.dtype == dtype
    found = [(y, expected)]
    if grad:
        found += zip(torch.autograd.grad(y.sum(), half), torch.autograd.grad(expected.sum(), exact), strict=True)
    for one, other in found:
        torch.testing.assert_close(one.float(), other.to(torch.float32), rtol=0.02, atol=0.02)


def test_the_last_query_sees_all_that_came_before() -> None:
    assert with_causal(None, 1, 4).tolist() == [[True, True, True, True]]
    assert with_causal(None, 4, 4).tolist() == torch.ones(4, 4).tril().bool().tolist()


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_a_cached_step_gives_what_all_at_once_gives(kv_heads: int, fused: bool) -> None:
    rotary = nn.RotaryPositions(2)
    layer = nn.MultiheadAttention(8, 4, kv_heads=kv_heads, rotary=rotary, fused=fused).double()
    x, state, steps = drawn(2, 7, 8), None, []
    for part in x.split([3, 1, 2, 1], dim=1):
        y, state = layer.extend(part, state)
        steps.append(y)
    close(torch.cat(steps, 1), layer(x, causal=True))
    assert state[0].shape == (2, kv_heads, 7, 2)


def test_grouped_queries_are_heads_that_share_their_keys_and_values() -> None:
    shared, x = nn.MultiheadAttention(8, 4, kv_heads=2).double(), drawn(2, 5, 8)
    own = nn.MultiheadAttention(8, 4).double()
    to_q, to_k, to_v = shared.in_proj_weight.detach().split([8, 4, 4])
    doubled = [each.view(2, 2, 8).repeat_interleave(2, 0).reshape(8, 8) for each in (to_k, to_v)]
    own.load_state_dict({**own.state_dict(), "in_proj_weight": torch.cat([to_q, *doubled])})
    own.out_proj.load_state_dict(shared.out_proj.state_dict())
    close(shared(x), own(x))


def test_self_attention_without_positions_does_not_know_the_order() -> None:
    layer, x = nn.MultiheadAttention(8, 2).double(), drawn(2, 6, 8)
    order = torch.randperm(6, generator=torch.Generator().manual_seed(0))
    close(layer(x[:, order]), layer(x)[:, order])


def test_cross_attention_does_not_care_for_the_order_of_the_memory() -> None:
    layer, x, memory = nn.MultiheadAttention(8, 2).double(), drawn(2, 3, 8), drawn(2, 6, 8, seed=1)
    order = torch.randperm(6, generator=torch.Generator().manual_seed(0))
    close(layer(x, memory[:, order]), layer(x, memory))


def test_dropout_of_weights_is_drawn_from_the_generator_of_the_layer() -> None:
    def twice(fused: bool) -> list[Tensor]:
        draw = torch.Generator().manual_seed(0)
        layer = nn.MultiheadAttention(8, 2, dropout=0.5, generator=draw, fused=fused)
        return [layer(drawn(2, 6, 8).float()) for _ in range(2)]

    plain, fused = twice(False), twice(True)
    close(torch.stack(plain), torch.stack(fused), 1e-5)
    assert not torch.allclose(plain[0], plain[1])


def test_additive_attention_is_its_formula() -> None:
    layer = nn.AdditiveAttention(4, 3, hidden=5).double()
    queries, keys, values = drawn(2, 2, 4), drawn(2, 6, 3, seed=1), drawn(2, 6, 7, seed=2)
    mask = torch.rand(2, 2, 6, generator=torch.Generator().manual_seed(3)) < 0.6
    mask[0, 0] = False
    w, u, to_score = (each.weight for each in (layer.query, layer.key, layer.score))
    y = layer(queries, keys, values, mask)
    close(nn.fuse(layer)(queries, keys, values, mask), y)
    assert not y[0, 0].any()
    for n, t in ((0, 1), (1, 0), (1, 1)):
        scores = torch.stack([to_score[0] @ torch.tanh(w @ queries[n, t] + u @ key) for key in keys[n]])
        weights = scores.masked_fill(~mask[n, t], -torch.inf).softmax(0)
        close(y[n, t], weights @ values[n])


def test_additive_attention_can_be_differentiated_twice() -> None:
    layer = nn.AdditiveAttention(2, 2, hidden=3).double()
    inputs = (drawn(1, 2, 2).requires_grad_(), drawn(1, 3, 2, seed=1).requires_grad_())
    assert torch.autograd.gradgradcheck(layer, inputs)
