"""Recurrent layers over whole sequences: steps in a row, both directions, layers above each other (lecture 20)."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from chainrule.nn.checks import positive, wrong_shape
from chainrule.nn.dropout import dropout
from chainrule.nn.layer import Layer
from chainrule.nn.linear import linear
from chainrule.nn.precision import HALF
from chainrule.nn.recurrent.cells import (
    State,
    gru_step,
    lstm_step,
    require_nonlinearity,
    require_state,
    rnn_step,
    start_,
)

Parameters = tuple[Tensor, Tensor, Tensor | None, Tensor | None]


class Recurrent(Layer):
    """What `RNN`, `LSTM` and `GRU` have in common; a subclass has the formula of its step, and PyTorch's kernel.

    Sequences are (N, T, input_size), which PyTorch calls `batch_first`. The outputs (N, T, D hidden_size) are the h of
    the last layer at every step; the state is (num_layers D, N, hidden_size), as it is after the last step. D is 2 with
    `bidirectional`: then every layer reads the sequence from the end too, with weights of its own. `dropout` is the
    share of each layer's outputs that the one above does not see in training. Without a state it is zero.

    `lengths` (N,) says how many steps of each sequence count, where shorter ones were filled up: what lies behind has
    outputs of zero, and changes no state.

    Parameters are `weight_ih_l0` (gates hidden_size, input_size), `weight_hh_l0`, `bias_ih_l0` and `bias_hh_l0`, then
    those of `l0_reverse`, `l1` and so on. They start uniform between -1/sqrt(hidden_size) and 1/sqrt(hidden_size), as
    in PyTorch, drawn from `generator`, from which dropout draws too. Raises ValueError for shapes and settings that do
    not fit.
    """

    gates: int  # how many blocks of `hidden_size` rows the weights have
    states: int = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__(fused=fused)
        name = type(self).__name__
        if not batch_first:
            raise ValueError(f"{name}: sequences are (N, T, D) here: batch_first must be True, got {batch_first}")
        if not 0.0 <= dropout <= 1.0:
            raise ValueError(f"{name}: dropout must be a probability from 0 to 1, got {dropout}")
        self.input_size = positive(name, "input_size", input_size)
        self.hidden_size = positive(name, "hidden_size", hidden_size)
        self.num_layers = positive(name, "num_layers", num_layers)
        self.bias, self.dropout, self.bidirectional, self.generator = bias, dropout, bidirectional, generator
        self.directions = ("", "_reverse") if bidirectional else ("",)
        rows = self.gates * hidden_size
        for layer in range(num_layers):
            inputs = len(self.directions) * hidden_size if layer else input_size
            shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, inputs), "weight_hh": (rows, hidden_size)}
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)} if bias else {}
            for direction in self.directions:
                for kind, shape in shapes.items():
                    setattr(self, f"{kind}_l{layer}{direction}", nn.Parameter(torch.empty(shape)))
        start_(self.parameters(), hidden_size, generator)

    def step(self, a: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
        """The state after a step, of a = W_ih x + b_ih and the state before."""
        raise NotImplementedError

    def kernel(self, *arguments: Any) -> tuple[Tensor, ...]:
        """PyTorch's: outputs, then each state."""
        raise NotImplementedError

    def unrolled(self, input: Tensor, hx: State | None, lengths: Tensor | None) -> tuple[Tensor, State]:
        """Layer after layer: outputs, and the states of all layers and directions."""
        name = type(self).__name__
        require_sequences(name, input, self.input_size, lengths)
        wide = not self.fused and input.dtype in HALF  # half precision is computed in float32 and rounded once
        x = input.float() if wide else input  # (N, T, D)
        count = self.num_layers * len(self.directions)
        begin = require_state(name, hx, self.states, x.new_zeros(count, len(x), self.hidden_size))
        over_layer = self.by_kernel if self.fused else self.by_steps
        ends: list[State] = []
        for layer in range(self.num_layers):
            if layer:
                x = dropout(x, self.dropout, self.training, self.generator)
            places = slice(layer * len(self.directions), (layer + 1) * len(self.directions))
            x, end = over_layer(layer, x, tuple(each[places] for each in begin), lengths)
            ends.append(end)
        state = tuple(torch.cat(each) for each in zip(*ends, strict=True))  # (layers D, N, H)
        return (x.to(input.dtype), tuple(each.to(input.dtype) for each in state)) if wide else (x, state)

    def by_steps(self, layer: int, x: Tensor, begin: State, lengths: Tensor | None) -> tuple[Tensor, State]:
        """One layer, written out, in each direction."""
        outputs: list[Tensor] = []
        ends: list[State] = []
        for place, direction in enumerate(self.directions):
            times = list(range(x.shape[1]))
            order = times[::-1] if direction else times
            state = tuple(each[place] for each in begin)  # (N, H)
            made, end = self.one_way(x, state, self.parameters_of(layer, direction), order, lengths)
            outputs.append(made)
            ends.append(end)
        return torch.cat(outputs, -1), tuple(torch.stack(each) for each in zip(*ends, strict=True))

    def one_way(
        self, x: Tensor, state: State, parameters: Parameters, order: Sequence[int], lengths: Tensor | None
    ) -> tuple[Tensor, State]:
        """A step for every input, in this order of t, with the state of the step before."""
        weight_ih, weight_hh, bias_ih, bias_hh = parameters
        inputs = linear(x, weight_ih, bias_ih).unbind(1)  # T of (N, gates H)
        outputs = list(inputs)
        for t in order:
            before, state = state, self.step(inputs[t], state, weight_hh, bias_hh)
            outputs[t] = state[0]  # (N, H)
            if lengths is not None:
                counts = (t < lengths)[:, None]  # (N, 1)
                outputs[t] = torch.where(counts, state[0], 0.0)
                state = tuple(torch.where(counts, new, old) for new, old in zip(state, before, strict=True))
        return torch.stack(outputs, 1), state  # (N, T, H)

    def by_kernel(self, layer: int, x: Tensor, begin: State, lengths: Tensor | None) -> tuple[Tensor, State]:
        """One layer by PyTorch's kernel, which takes sequences of several lengths without what they are filled with."""
        hx = begin if self.states > 1 else begin[0]
        weights = [
            each for direction in self.directions for each in self.parameters_of(layer, direction) if each is not None
        ]
        settings = (self.bias, 1, 0.0, self.training, self.bidirectional)
        if lengths is None:
            outputs, *end = self.kernel(x, hx, weights, *settings, True)
            return outputs, tuple(end)
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        order, back = packed.sorted_indices, packed.unsorted_indices
        hx = tuple(each[:, order] for each in begin) if self.states > 1 else begin[0][:, order]
        data, *end = self.kernel(packed.data, packed.batch_sizes, hx, weights, *settings)
        made = PackedSequence(data, packed.batch_sizes, order, back)
        outputs, _ = pad_packed_sequence(made, batch_first=True, total_length=x.shape[1])
        return outputs, tuple(each[:, back] for each in end)

    def parameters_of(self, layer: int, direction: str) -> Parameters:
        """Those of one layer in one direction: weight_ih, weight_hh, bias_ih, bias_hh."""
        weights = (getattr(self, f"{kind}_l{layer}{direction}") for kind in ("weight_ih", "weight_hh"))
        biases = (getattr(self, f"{kind}_l{layer}{direction}", None) for kind in ("bias_ih", "bias_hh"))
        return (*weights, *biases)


class RNN(Recurrent):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh) for each t: see `rnn_step`. `nonlinearity`: or "relu".

    Arguments, shapes and errors: see `Recurrent`.

    >>> outputs, h = RNN(3, 4, num_layers=2)(torch.zeros(5, 7, 3))
    >>> outputs.shape, h.shape
    (torch.Size([5, 7, 4]), torch.Size([2, 5, 4]))
    """

    gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        fused: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        sizes = (input_size, hidden_size, num_layers)
        super().__init__(*sizes, bias, batch_first, dropout, bidirectional, fused=fused, generator=generator)
        self.nonlinearity = require_nonlinearity("RNN", nonlinearity)

    def step(self, a: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
        return rnn_step(a, state, weight, bias, self.nonlinearity)

    def kernel(self, *arguments: Any) -> tuple[Tensor, ...]:
        return (torch.rnn_tanh if self.nonlinearity == "tanh" else torch.rnn_relu)(*arguments)

    def forward(self, input: Tensor, hx: Tensor | None = None, lengths: Tensor | None = None) -> tuple[Tensor, Tensor]:
        output, (h,) = self.unrolled(input, None if hx is None else (hx,), lengths)
        return output, h


class LSTM(Recurrent):
    """h_t and c_t of x_t, h_(t-1) and c_(t-1), for each t: see `lstm_step`.

    The rows of the weights are those of the gates i, f, g, o, one behind the other; the state is the pair (h, c).
    Arguments, shapes and errors: see `Recurrent`.

    >>> outputs, (h, c) = LSTM(3, 4, bidirectional=True)(torch.zeros(5, 7, 3))
    >>> outputs.shape, h.shape, c.shape
    (torch.Size([5, 7, 8]), torch.Size([2, 5, 4]), torch.Size([2, 5, 4]))
    """

    gates, states = 4, 2

    def step(self, a: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
        return lstm_step(a, state, weight, bias)

    def kernel(self, *arguments: Any) -> tuple[Tensor, ...]:
        return torch.lstm(*arguments)

    def forward(
        self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None, lengths: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        output, (h, c) = self.unrolled(input, hx, lengths)
        kind = input.device.type
        if torch.is_autocast_enabled(kind):  # its type is the one that PyTorch's gives, but for float64
            h, c, output = (each.to(torch.get_autocast_dtype(kind)) for each in (h, c, output))
        return output, (h, c)


class GRU(Recurrent):
    """h_t of x_t and h_(t-1) for each t: see `gru_step`.

    The rows of the weights are those of r, z, n, one behind the other. Arguments, shapes and errors: see `Recurrent`.

    >>> outputs, h = GRU(3, 4)(torch.zeros(5, 7, 3), lengths=torch.tensor([7, 6, 4, 4, 1]))
    >>> outputs.shape, h.shape
    (torch.Size([5, 7, 4]), torch.Size([1, 5, 4]))
    """

    gates = 3

    def step(self, a: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
        return gru_step(a, state, weight, bias)

    def kernel(self, *arguments: Any) -> tuple[Tensor, ...]:
        return torch.gru(*arguments)

    def forward(self, input: Tensor, hx: Tensor | None = None, lengths: Tensor | None = None) -> tuple[Tensor, Tensor]:
        output, (h,) = self.unrolled(input, None if hx is None else (hx,), lengths)
        return output, h


def require_sequences(layer: str, input: Tensor, size: int, lengths: Tensor | None) -> None:
    """ValueError unless the input is (N, T, size) with T > 0, and `lengths` are from 1 to T, one for each sequence."""
    if input.dim() != 3 or input.shape[2] != size or not input.shape[1]:
        raise wrong_shape(layer, "input", f"shape (N, T, {size}) with a T of at least 1", input)
    if lengths is None:
        return
    if lengths.shape != input.shape[:1]:
        raise wrong_shape(layer, "lengths", f"shape ({len(input)},), one for each sequence", lengths)
    if ((lengths < 1) | (lengths > input.shape[1])).any():
        raise ValueError(f"{layer}: lengths must be from 1 to {input.shape[1]}, got {lengths.tolist()}")
