"""Recurrent layers beyond the table of cases: lengths, states that are carried, dropout between layers, cells."""

import pytest
import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from chainrule import nn

KINDS = ["RNN", "LSTM", "GRU"]
FUSED = pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
LENGTHS = torch.tensor([3, 6, 1, 5])


def randn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def close(one: Tensor, other: Tensor) -> None:
    torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


def states(made: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return made if isinstance(made, tuple) else (made,)


@FUSED
@pytest.mark.parametrize("kind", KINDS)
def test_sequences_of_several_lengths_are_those_that_the_twin_packs(kind: str, fused: bool) -> None:
    twin = getattr(torch.nn, kind)(3, 4, 2, batch_first=True, bidirectional=True).double()
    ours = getattr(nn, kind)(3, 4, 2, bidirectional=True, fused=fused).double()
    ours.load_state_dict(twin.state_dict())
    x, other = randn(4, 6, 3).requires_grad_(), randn(4, 6, 3).requires_grad_()
    begin = tuple(randn(4, 4, 4, seed=seed) for seed in range(1, 1 + ours.states))
    hx = begin if kind == "LSTM" else begin[0]
    outputs, end = ours(x, hx, LENGTHS)
    packed, twins_end = twin(pack_padded_sequence(other, LENGTHS, batch_first=True, enforce_sorted=False), hx)
    expected, _ = pad_packed_sequence(packed, batch_first=True)
    close(outputs, expected)
    for one, another in zip(states(end), states(twins_end), strict=True):
        close(one, another)
    (outputs**2).sum().backward(), (expected**2).sum().backward()
    close(x.grad, other.grad)
    for one, another in zip(ours.parameters(), twin.parameters(), strict=True):
        close(one.grad, another.grad)


@FUSED
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_sequence_is_filled_up_with_does_not_count(kind: str, fused: bool) -> None:
    layer = getattr(nn, kind)(3, 4, bidirectional=True, fused=fused).double()
    x = randn(4, 6, 3)
    filled = torch.where((torch.arange(6) < LENGTHS[:, None])[:, :, None], x, 1e6)
    for one, other in zip(layer(x, None, LENGTHS), layer(filled, None, LENGTHS), strict=True):
        assert all(map(torch.equal, states(one), states(other)))


@FUSED
@pytest.mark.parametrize("kind", KINDS)
def test_a_sequence_in_two_pieces_with_the_state_carried_is_the_whole_one(kind: str, fused: bool) -> None:
    layer = getattr(nn, kind)(3, 4, 2, fused=fused).double()
    x = randn(2, 7, 3)
    whole, end = layer(x)
    first, state = layer(x[:, :3])
    second, state = layer(x[:, 3:], state)
    close(torch.cat([first, second], 1), whole)
    for one, other in zip(states(state), states(end), strict=True):
        close(one, other)


@FUSED
@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_its_cell_step_by_step(kind: str, fused: bool) -> None:
    layer, cell = getattr(nn, kind)(3, 4).double(), getattr(nn, f"{kind}Cell")(3, 4, fused=fused).double()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    x, state = randn(2, 5, 3), None
    outputs, _ = layer(x)
    for t in range(5):
        state = cell(x[:, t], state)
        close(states(state)[0], outputs[:, t])


@FUSED
@pytest.mark.parametrize("kind", KINDS)
def test_dropout_leaves_out_what_is_between_layers_in_training_alone(kind: str, fused: bool) -> None:
    chance = torch.Generator().manual_seed(0)
    layer = getattr(nn, kind)(3, 50, 2, dropout=0.5, fused=fused, generator=chance)
    x = torch.randn(2, 5, 3)
    plain = getattr(nn, kind)(3, 50, 2)
    plain.load_state_dict(layer.state_dict())
    torch.testing.assert_close(layer.eval()(x)[0], plain(x)[0])
    layer.train()
    before = chance.get_state()
    one, other = layer(x)[0], layer(x)[0]
    assert not torch.allclose(one, other)
    chance.set_state(before)
    assert torch.equal(layer(x)[0], one)  # all that is drawn comes from the generator
    first = getattr(nn, kind)(3, 50)
    first.load_state_dict({name: value for name, value in layer.state_dict().items() if "_l0" in name})
    ends = layer(x)[1], first(x)[1]
    torch.testing.assert_close(*(states(end)[0][0] for end in ends))  # the first layer itself is whole


def test_everything_dropped_leaves_the_second_layer_with_its_biases() -> None:
    layer = nn.LSTM(3, 4, 2, dropout=1.0)
    assert torch.equal(layer(torch.randn(2, 5, 3))[0], layer(torch.zeros(2, 5, 3))[0])


@FUSED
@pytest.mark.parametrize("kind", KINDS)
def test_training_in_bfloat16_goes_down(kind: str, fused: bool) -> None:
    torch.manual_seed(0)
    layer = getattr(nn, kind)(3, 8, 2, fused=fused).bfloat16()
    x, losses = torch.randn(4, 6, 3).bfloat16(), []
    for _ in range(10):
        loss = (layer(x)[0].float() - 0.3).square().mean()
        layer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for parameter in layer.parameters():
                parameter -= parameter.grad
    assert losses[-1] < 0.7 * losses[0]


def test_the_gate_of_an_lstm_carries_its_cell_over_many_steps() -> None:
    """With f open and i shut c stays as it was, and its gradient is 1: what an RNN forgets after a few steps."""
    layer = nn.LSTM(1, 1).double()
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()
        layer.bias_ih_l0.copy_(torch.tensor([-50.0, 50.0, 0.0, 0.0]))
    c = torch.tensor([[[0.7]]], dtype=torch.float64, requires_grad=True)
    _, (_, end) = layer(randn(1, 200, 1), (torch.zeros_like(c), c))
    (slope,) = torch.autograd.grad(end.sum(), c)
    close(end, c)
    close(slope, torch.ones_like(slope))
