"""A recurrent language model: beside the same from `torch.nn`, and read in one piece or in several."""

import pytest
import torch
from torch import Tensor

from chainrule.models.char_rnn import CharRNN, CharRNNConfig

KINDS = ["rnn", "lstm", "gru"]


class Twin(torch.nn.Module):
    def __init__(self, kind: str) -> None:
        super().__init__()
        layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind]
        self.embedding = torch.nn.Embedding(7, 3)
        self.recurrent = layer(3, 5, 2, batch_first=True)
        self.head = torch.nn.Linear(5, 7)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.recurrent(self.embedding(tokens))[0])


def model(kind: str, fused: bool = False, dropout: float = 0.0) -> CharRNN:
    config = CharRNNConfig(vocabulary=7, kind=kind, embedding=3, hidden=5, layers=2, dropout=dropout)
    return CharRNN(config, generator=torch.Generator().manual_seed(0), fused=fused).double()


TOKENS = torch.randint(7, (2, 9), generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("kind", KINDS)
def test_logits_and_gradients_are_those_of_the_twin(kind: str, fused: bool) -> None:
    ours, twin = model(kind, fused), Twin(kind).double()
    twin.load_state_dict(ours.state_dict())
    y, expected = ours(TOKENS), twin(TOKENS)
    torch.testing.assert_close(y, expected, rtol=1e-9, atol=1e-9)
    found = (torch.autograd.grad((each**2).sum(), list(m.parameters())) for each, m in ((y, ours), (expected, twin)))
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_read_in_pieces_gives_the_logits_of_the_whole(kind: str) -> None:
    ours, state, pieces = model(kind), None, []
    for piece in TOKENS.split([4, 1, 1, 3], dim=1):
        logits, state = ours.extend(piece, state)
        pieces.append(logits)
    torch.testing.assert_close(torch.cat(pieces, 1), ours(TOKENS), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_later_changes_nothing(kind: str) -> None:
    ours, other = model(kind), TOKENS.clone()
    other[:, 5] = (other[:, 5] + 1) % 7
    before, after = ours(TOKENS), ours(other)
    assert torch.equal(before[:, :5], after[:, :5])
    assert not torch.equal(before[:, 5], after[:, 5])


def test_dropout_draws_from_the_generator_of_the_model_in_training_alone() -> None:
    one, other = model("gru", dropout=0.5), model("gru", dropout=0.5)
    assert torch.equal(one(TOKENS), other(TOKENS))
    assert not torch.equal(one(TOKENS), one(TOKENS))
    assert torch.equal(one.eval()(TOKENS), one(TOKENS))


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="CharRNNConfig: kind must be 'rnn' or 'lstm' or 'gru', got 'transformer'"):
        CharRNNConfig(vocabulary=7, kind="transformer")
