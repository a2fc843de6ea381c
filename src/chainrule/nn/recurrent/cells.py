"""One step of a recurrent network: of an input and the state before, the state after (lecture 20).

A step takes what comes of its input, a = W_ih x + b_ih, and not x itself: that product waits for no other step, so a
layer makes it for all steps at once.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.checks import positive, wrong_shape
from chainrule.nn.layer import Layer
from chainrule.nn.linear import linear
from chainrule.nn.precision import HALF

State = tuple[Tensor, ...]  # (h,), or (h, c) of an LSTM; each (N, H)


def rnn_step(a: Tensor, state: State, weight: Tensor, bias: Tensor | None, nonlinearity: str = "tanh") -> State:
    """h' = tanh(a + W_hh h + b_hh), or with max(0, .) in place of tanh.

    Shapes: a and h (N, H), weight (H, H), bias (H,); the new state (h',). Source: J. L. Elman, Finding structure in
    time (1990).

    >>> one = torch.ones(1, 1)
    >>> rnn_step(one, (one,), 0.5 * one, None)      # tanh(1 + 0.5)
    (tensor([[0.9051]]),)
    """
    (h,) = state
    activation = torch.tanh if nonlinearity == "tanh" else torch.relu
    return (activation(a + linear(h, weight, bias)),)


def lstm_step(a: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
    """i, f, g, o = the four parts of a + W_hh h + b_hh; c' = σ(f) c + σ(i) tanh(g); h' = σ(o) tanh(c').

    The cell c changes by sums alone: where the gate f is open, its gradient passes through many steps as it is.

    Shapes: a (N, 4 H), h and c (N, H), weight (4 H, H), bias (4 H,); the new state (h', c'). Source: S. Hochreiter,
    J. Schmidhuber, Long short-term memory (1997); F. Gers and others, Learning to forget (2000), for f.

    >>> zero = torch.zeros(1, 1)
    >>> lstm_step(torch.zeros(1, 4), (zero, zero + 1), torch.zeros(4, 1), None)      # all gates half open
    (tensor([[0.2311]]), tensor([[0.5000]]))
    """
    h, c = state
    i, f, g, o = (a + linear(h, weight, bias)).chunk(4, -1)  # (N, H) each
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def gru_step(a: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
    """r = σ(a_r + b_r), z = σ(a_z + b_z), n = tanh(a_n + r b_n), where b = W_hh h + b_hh; h' = (1 - z) n + z h.

    The gate r says how much of the state is looked at, z how much of it stays.

    Shapes: a (N, 3 H), h (N, H), weight (3 H, H), bias (3 H,); the new state (h',). Source: K. Cho and others, Learning
    phrase representations using RNN encoder-decoder (2014); as in PyTorch, r comes after the product, not before it.

    >>> one = torch.ones(1, 1)
    >>> gru_step(torch.zeros(1, 3), (one,), torch.zeros(3, 1), None)      # half of the state stays
    (tensor([[0.5000]]),)
    """
    (h,) = state
    a_r, a_z, a_n = a.chunk(3, -1)  # (N, H) each
    b_r, b_z, b_n = linear(h, weight, bias).chunk(3, -1)  # (N, H) each
    r, z = torch.sigmoid(a_r + b_r), torch.sigmoid(a_z + b_z)
    n = torch.tanh(a_n + r * b_n)
    return ((1 - z) * n + z * h,)


class Cell(Layer):
    """What the three cells have in common: four parameters, and a state that is zero where none is given.

    All parameters start uniform between -1/sqrt(hidden_size) and 1/sqrt(hidden_size), as in PyTorch, from `generator`.
    """

    gates: int  # how many blocks of `hidden_size` rows the weights have
    states: int = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        name = type(self).__name__
        self.input_size = positive(name, "input_size", input_size)
        self.hidden_size = positive(name, "hidden_size", hidden_size)
        self.bias = bias
        rows = self.gates * hidden_size
        self.weight_ih = nn.Parameter(torch.empty(rows, input_size))
        self.weight_hh = nn.Parameter(torch.empty(rows, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(rows)) if bias else None
        self.bias_hh = nn.Parameter(torch.empty(rows)) if bias else None
        start_(self.parameters(), hidden_size, generator)

    def step(self, a: Tensor, state: State) -> State:
        """The formula of the cell."""
        raise NotImplementedError

    def after(self, input: Tensor, state: State | None) -> State:
        """The state after this input. Half precision is computed in float32 and rounded once."""
        name = type(self).__name__
        if input.dim() != 2 or input.shape[1] != self.input_size:
            raise wrong_shape(name, "input", f"shape (N, {self.input_size})", input)
        wide = input.float() if input.dtype in HALF else input  # (N, D)
        state = require_state(name, state, self.states, wide.new_zeros(len(input), self.hidden_size))
        after = self.step(linear(wide, self.weight_ih, self.bias_ih), state)
        return tuple(each.to(input.dtype) for each in after) if input.dtype in HALF else after


class RNNCell(Cell):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh), one step of an `RNN`; see `rnn_step`. `nonlinearity`: or "relu".

    Shapes: x (N, input_size), h and h' (N, hidden_size); without h it is zero.

    >>> RNNCell(3, 4)(torch.zeros(2, 3)).shape
    torch.Size([2, 4])
    """

    gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, fused=fused, generator=generator)
        self.nonlinearity = require_nonlinearity("RNNCell", nonlinearity)

    def step(self, a: Tensor, state: State) -> State:
        return rnn_step(a, state, self.weight_hh, self.bias_hh, self.nonlinearity)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        if self.fused:
            kernel = torch.rnn_tanh_cell if self.nonlinearity == "tanh" else torch.rnn_relu_cell
            hx = input.new_zeros(len(input), self.hidden_size) if hx is None else hx
            return kernel(input, hx, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        return self.after(input, None if hx is None else (hx,))[0]


class LSTMCell(Cell):
    """One step of an `LSTM`: of x and (h, c) it makes (h', c'); see `lstm_step`.

    The rows of the weights are those of the gates i, f, g, o, one behind the other. Shapes: x (N, input_size), each
    state (N, hidden_size); without any they are zero.

    >>> h, c = LSTMCell(3, 4)(torch.zeros(2, 3))
    >>> h.shape, c.shape
    (torch.Size([2, 4]), torch.Size([2, 4]))
    """

    gates, states = 4, 2

    def step(self, a: Tensor, state: State) -> State:
        return lstm_step(a, state, self.weight_hh, self.bias_hh)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        if self.fused:
            zeros = input.new_zeros(len(input), self.hidden_size)
            kernel, parameters = torch.lstm_cell, (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
            return kernel(input, hx or (zeros, zeros), *parameters)
        h, c = self.after(input, hx)
        return h, c


class GRUCell(Cell):
    """One step of a `GRU`: of x and h it makes h'; see `gru_step`.

    The rows of the weights are those of r, z, n, one behind the other. Shapes: x (N, input_size), h and h'
    (N, hidden_size); without h it is zero.

    >>> GRUCell(3, 4)(torch.zeros(2, 3)).shape
    torch.Size([2, 4])
    """

    gates = 3

    def step(self, a: Tensor, state: State) -> State:
        return gru_step(a, state, self.weight_hh, self.bias_hh)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        if self.fused:
            hx = input.new_zeros(len(input), self.hidden_size) if hx is None else hx
            return torch.gru_cell(input, hx, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        return self.after(input, None if hx is None else (hx,))[0]


def start_(parameters: Iterable[nn.Parameter], hidden_size: int, generator: torch.Generator | None) -> None:
    """Draw each, in its order, uniform between -1/sqrt(hidden_size) and 1/sqrt(hidden_size)."""
    bound = 1 / math.sqrt(hidden_size)
    for parameter in parameters:
        init.uniform_(parameter, -bound, bound, generator)


def require_state(layer: str, state: State | None, states: int, like: Tensor) -> State:
    """The state, in the type of `like`; where there is none, `like`, which is zeros. ValueError for other shapes."""
    state = (like,) * states if state is None else tuple(state)
    if len(state) != states:
        raise ValueError(f"{layer}: hx must be the {states} tensors (h, c), got {len(state)}")
    for name, each in zip("hc", state, strict=False):
        if each.shape != like.shape:
            raise wrong_shape(layer, "hx" if states == 1 else name, f"shape {tuple(like.shape)}", each)
    return tuple(each.to(like.dtype) for each in state)


def require_nonlinearity(layer: str, nonlinearity: str) -> str:
    """ "tanh" or "relu", else ValueError."""
    if nonlinearity not in ("tanh", "relu"):
        raise ValueError(f'{layer}: nonlinearity must be "tanh" or "relu", got {nonlinearity!r}')
    return nonlinearity
