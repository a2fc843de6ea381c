"""Windows over a text: every token is an answer once in an epoch; nobody sees across a cut."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator

from chainrule import nn, optim
from chainrule.data import Characters, Text
from chainrule.training import Windows, evaluate, fit
from chainrule.training.objectives import next_token


@given(st.integers(3, 200), st.integers(1, 20), st.integers(1, 9), st.integers(1, 3), st.integers(0, 5))
def test_an_epoch_goes_through_the_text_once(count: int, length: int, size: int, processes: int, seed: int) -> None:
    length = min(length, count - 1)
    windows = Windows(Text(torch.arange(count)), length, size)
    batches = list(windows.epoch(Generator().manual_seed(seed)))
    assert len(batches) == len(windows)
    answers = torch.cat([batch[:, 1:].flatten() for batch in batches]).tolist()
    assert len(set(answers)) == len(answers)
    assert max(answers) - min(answers) + 1 == len(answers)  # one piece of the text
    assert count - 1 - len(answers) < 2 * length
    assert all(batch.diff(dim=1).eq(1).all() for batch in batches)
    parts = [list(windows.part(rank, processes).epoch(Generator().manual_seed(seed))) for rank in range(processes)]
    for number, batch in enumerate(batches):
        together = torch.cat([part[number] for part in parts])
        assert sorted(together[:, 0].tolist()) == sorted(batch[:, 0].tolist())
    in_order = torch.cat([batch[:, 1:].flatten() for batch in windows])
    assert in_order.tolist() == list(range(1, count))


def test_another_epoch_cuts_elsewhere() -> None:
    windows = Windows(Text(torch.arange(100)), 10, 100)
    firsts = {int(next(iter(windows.epoch(Generator().manual_seed(seed)))).min()) for seed in range(20)}
    assert len(firsts) > 5


@pytest.mark.parametrize(
    ("length", "size", "words"),
    [(0, 1, "at least 1, got 0 and 1"), (1, 0, "at least 1, got 1 and 0"), (5, 1, "holds 6 tokens, the text 5")],
)
def test_windows_that_cannot_be_are_refused(length: int, size: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Windows(Text(torch.arange(5)), length, size)


def test_a_language_model_learns_a_text_by_heart_and_perplexity_is_logged() -> None:
    text = "the quick brown fox jumps over the lazy dog. " * 20
    alphabet = Characters.of(text)
    train, validation = alphabet.encode(text).cut(100)
    draw = Generator().manual_seed(0)
    model = nn.Sequential(nn.Embedding(len(alphabet), 16), nn.Linear(16, len(alphabet)))
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.1, generator=draw)
    history = fit(
        model,
        Windows(train, 16, 8),
        optim.AdamW(model.parameters(), lr=0.03),
        epochs=10,
        generator=draw,
        objective=next_token,
        validation=Windows(validation, 16, 8),
    )
    perplexities = history.metric("perplexity")
    assert perplexities[0] > 2 * perplexities[-1]
    assert perplexities[-1] < 4
    assert history.epochs[-1].trained["perplexity"] < 4
    assert evaluate(model, Windows(validation, 7, 3), next_token).loss == pytest.approx(history.metric("loss")[-1])
    assert "perplexity" in history.epochs_csv().splitlines()[0]
