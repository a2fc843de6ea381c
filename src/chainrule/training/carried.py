"""Truncated backpropagation through time: the state goes on from window to window of a text, its gradient does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Generator, Tensor, nn

from chainrule.data import Text
from chainrule.training.hooks import Hook
from chainrule.training.objectives import answers
from chainrule.training.sums import Found, Model

State = tuple[Tensor, ...]
Batch = tuple[Tensor, bool]


@dataclass(frozen=True, eq=False)
class Streams:
    """A text cut into `size` long pieces that are read side by side, `length` tokens at a time, for `Carried`.

    A batch is the next windows (size, length + 1), each of which begins with the token that its row of the batch before
    ended with, and whether the texts begin here. `epoch` begins to cut at a place drawn from the generator, and leaves
    out what fills no window. Iterated over, as for an evaluation, every token comes once as an answer: the last window
    may be shorter, and what makes no row is a batch of its own.

    It has no `part` for several processes: a checkpoint keeps the state of one.

    Raises ValueError for a text that has no window for each row, and for a length or size below 1.

    >>> streams = Streams(Text(torch.arange(10)), length=2, size=2)
    >>> [(tokens.tolist(), first) for tokens, first in streams]
    [([[0, 1, 2], [4, 5, 6]], True), ([[2, 3, 4], [6, 7, 8]], False), ([[8, 9]], True)]

    Source: R. J. Williams, J. Peng, An efficient gradient-based algorithm for on-line training of recurrent network
    trajectories (1990).
    """

    text: Text
    length: int
    size: int

    def __post_init__(self) -> None:
        if self.length < 1 or self.size < 1:
            raise ValueError(f"Streams: length and size must be at least 1, got {self.length} and {self.size}")
        if not len(self):
            needed = self.size * self.length + 1
            raise ValueError(f"Streams: {self.size} windows need {needed} tokens, the text has {len(self.text)}")

    def __len__(self) -> int:
        """The number of batches of an epoch."""
        return (len(self.text) - 1) // (self.size * self.length)

    def epoch(self, generator: Generator) -> Iterator[Batch]:
        """The windows in their order, from a place drawn by `generator`."""
        each = len(self) * self.length  # the answers of a row
        room = len(self.text) - 1 - self.size * each
        first = int(torch.randint(min(room, self.length) + 1, (), generator=generator))
        return self._windows(first, each)

    def __iter__(self) -> Iterator[Batch]:
        each = (len(self.text) - 1) // self.size
        yield from self._windows(0, each)
        rest = self.text.tokens[self.size * each :]
        if len(rest) > 1:
            yield rest[None], True

    def _windows(self, first: int, each: int) -> Iterator[Batch]:
        """Rows of `each` answers, the first row from the token `first` on, in windows."""
        starts = first + torch.arange(self.size)[:, None] * each  # (B, 1)
        for t in range(0, each, self.length):
            steps = torch.arange(t, min(t + self.length, each) + 1)  # T + 1
            yield self.text.tokens[starts + steps], t == 0  # (B, T + 1)

    def about(self) -> dict[str, object]:
        """What a run must have begun with in order to go on."""
        return {"the batch size": self.size, "the length of a window": self.length, "the data": self.text.digest()}


class Extends(Protocol):
    """A language model whose state is a tuple of tensors."""

    def extend(self, tokens: Tensor, state: State | None) -> tuple[Tensor, State]: ...


class Extending(nn.Module):
    """A language model of which a call is its `extend`: model(tokens, state) gives logits and the state after them.

    `fit` trains this in place of the model, whose weights are the same, because what is trained may be wrapped, and
    then it can be called and nothing else.
    """

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: Tensor, state: State | None) -> tuple[Tensor, State]:
        made: tuple[Tensor, State] = self.model.extend(tokens, state)  # type: ignore[operator]
        return made


class Carried(Hook):
    """The objective of `Streams`: total = -Σ log p(x_t | all before), backward through one window at a time.

    It keeps the state after each window for the next one, cut off from the graph, and forgets it where texts begin.
    An evaluation has a state of its own. `fit` keeps it in the checkpoint, so that a run goes on bit for bit in the
    middle of a text. Logs accuracy and perplexity.

    >>> from chainrule.models.char_rnn import CharRNN, CharRNNConfig
    >>> from chainrule import optim
    >>> from chainrule.training import fit
    >>> text, draw = Text(torch.arange(400) % 5), Generator().manual_seed(0)
    >>> model = CharRNN(CharRNNConfig(vocabulary=5, hidden=8), generator=draw)
    >>> optimizer = optim.Adam(model.parameters(), lr=0.02)
    >>> history = fit(
    ...     Extending(model), Streams(text, 10, 4), optimizer, epochs=4, generator=draw, objective=Carried()
    ... )
    >>> history.losses[-1] < history.losses[0]
    True
    """

    def __init__(self) -> None:
        self.state: State | None = None
        self.state_of_evaluation: State | None = None

    def __call__(self, model: Model, batch: Batch, generator: Generator) -> Found:
        tokens, first = batch  # (B, T + 1)
        trains = torch.is_grad_enabled()
        before = None if first else self.state if trains else self.state_of_evaluation
        logits, after = model(tokens[:, :-1], before)  # (B, T, K)
        cut = tuple(each.detach() for each in after)
        if trains:
            self.state = cut
        else:
            self.state_of_evaluation = cut
        return answers(logits.flatten(0, 1), tokens[:, 1:].flatten())

    def state_dict(self) -> dict[str, Any]:
        tensors = {str(place): each for place, each in enumerate(self.state or ())}
        return {"tensors": len(tensors), **tensors}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        # Copied to where memory is aligned, because how a product is rounded may depend on that.
        self.state = tuple(state[str(place)].clone() for place in range(state["tensors"])) or None
