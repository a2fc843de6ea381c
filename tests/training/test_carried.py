"""Truncated backpropagation through time: the state goes on, gradients do not, and a run goes on bit for bit."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator

from chainrule import nn, optim
from chainrule.data import Text
from chainrule.models.char_rnn import CharRNN, CharRNNConfig
from chainrule.training import Carried, Checkpoint, Extending, History, Logger, Settings, Streams, evaluate, fit

TEXT = Text(torch.randint(5, (200,), generator=Generator().manual_seed(0)))


@given(st.integers(3, 200), st.integers(1, 20), st.integers(1, 9), st.integers(0, 5))
def test_each_row_goes_on_where_it_ended(count: int, length: int, size: int, seed: int) -> None:
    length = min(length, count - 1)
    size = min(size, (count - 1) // length)
    streams = Streams(Text(torch.arange(count)), length, size)
    batches = list(streams.epoch(Generator().manual_seed(seed)))
    assert len(batches) == len(streams)
    assert [first for _, first in batches] == [True] + [False] * (len(batches) - 1)
    assert all(batch.shape == (size, length + 1) for batch, _ in batches)
    rows = torch.cat([batch[:, :-1] for batch, _ in batches] + [batches[-1][0][:, -1:]], 1)
    assert rows.diff(dim=1).eq(1).all()
    assert torch.equal(rows[1:, 0], rows[:-1, -1])  # one piece of the text
    in_order = sorted(torch.cat([batch[:, 1:].flatten() for batch, _ in streams]).tolist())
    assert in_order == list(range(1, count))


def test_another_epoch_cuts_elsewhere() -> None:
    streams = Streams(Text(torch.arange(129)), 10, 4)
    assert len({int(next(iter(streams.epoch(Generator().manual_seed(seed))))[0][0, 0]) for seed in range(20)}) > 5


@pytest.mark.parametrize(
    ("length", "size", "words"),
    [(0, 1, "at least 1, got 0 and 1"), (1, 0, "at least 1, got 1 and 0"), (3, 2, "need 7 tokens, the text has 5")],
)
def test_streams_that_cannot_be_are_refused(length: int, size: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Streams(Text(torch.arange(5)), length, size)


def network(kind: str = "lstm") -> tuple[CharRNN, Generator]:
    draw = Generator().manual_seed(1)
    config = CharRNNConfig(vocabulary=5, kind=kind, embedding=4, hidden=6, layers=2, dropout=0.2)
    return CharRNN(config, generator=draw), draw


@pytest.mark.parametrize("length", [1, 7, 49])
def test_the_loss_of_a_text_does_not_depend_on_where_it_is_cut_into_windows(length: int) -> None:
    model, _ = network()
    found = evaluate(Extending(model), Streams(TEXT, length, 4), Carried())
    rows = TEXT.tokens[torch.arange(4)[:, None] * 49 + torch.arange(50)]
    logits = model.eval()(rows[:, :-1])
    last = model(TEXT.tokens[None, 196:-1])
    total = nn.functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten(), reduction="sum")
    total = total + nn.functional.cross_entropy(last[0], TEXT.tokens[197:], reduction="sum")
    assert found.count == 199
    assert found.loss == pytest.approx(total.item() / 199, rel=1e-5)


def test_the_gradient_ends_where_the_window_begins() -> None:
    """That of the second window is the one with the state before it as a plain number."""
    model, _ = network()
    model.double().eval()
    carried, chance = Carried(), Generator()
    (one, _), (two, _) = list(Streams(TEXT, 5, 2))[:2]
    carried(Extending(model), (one, True), chance)
    total, _, _ = carried(Extending(model), (two, False), chance)
    found = torch.autograd.grad(total, list(model.parameters()))
    with torch.no_grad():
        _, state = model.extend(one[:, :-1], None)
    logits, _ = model.extend(two[:, :-1], state)
    expected = nn.functional.cross_entropy(logits.flatten(0, 1), two[:, 1:].flatten(), reduction="sum")
    for mine, plain in zip(found, torch.autograd.grad(expected, list(model.parameters())), strict=True):
        torch.testing.assert_close(mine, plain, rtol=1e-9, atol=1e-9)


class Stop(Exception):
    pass


class StopAt(Logger):
    def __init__(self, step: int) -> None:
        self.at = step

    def step(self, history: History) -> None:
        if history.step == self.at:
            raise Stop


def run(kind: str, checkpoint: Checkpoint | None, stop: int = 0) -> tuple[History, CharRNN]:
    model, draw = network(kind)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    history = fit(
        Extending(model),
        Streams(TEXT, 5, 4),
        optimizer,
        epochs=3,
        generator=draw,
        objective=Carried(),
        validation=Streams(TEXT, 7, 2),
        checkpoint=checkpoint,
        settings=Settings(clip_norm=1.0),
        loggers=[StopAt(stop)],
    )
    return history, model


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_run_that_was_stopped_in_the_middle_of_a_text_goes_on_bit_for_bit(kind: str, tmp_path: Path) -> None:
    history, model = run(kind, None)
    for stop in (4, 13):  # of 9 steps an epoch
        with pytest.raises(Stop):
            run(kind, Checkpoint(tmp_path, every_steps=2), stop)
    again, other = run(kind, Checkpoint(tmp_path))
    assert again.losses == history.losses
    assert [epoch.metrics for epoch in again.epochs] == [epoch.metrics for epoch in history.epochs]
    assert all(torch.equal(one, two) for one, two in zip(model.parameters(), other.parameters(), strict=True))


def test_an_evaluation_in_between_does_not_touch_the_state_of_the_training() -> None:
    model, _ = network()
    model.eval()
    (one, _), (two, _) = list(Streams(TEXT, 5, 2))[:2]
    totals = []
    for disturbed in (False, True):
        carried = Carried()
        carried(Extending(model), (one, True), Generator())
        if disturbed:
            evaluate(Extending(model), Streams(TEXT, 7, 3), carried)
        totals.append(float(carried(Extending(model), (two, False), Generator())[0]))
    assert totals[0] == totals[1]
    fresh = float(Carried()(Extending(model), (two, True), Generator())[0])
    assert fresh != totals[0]  # what was carried counts
