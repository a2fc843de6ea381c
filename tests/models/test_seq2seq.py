"""Encoder and decoder: beside the same from `torch.nn`; padding does not count; step by step it is the whole."""

import pytest
import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from chainrule.models.seq2seq import Seq2Seq, Seq2SeqConfig
from chainrule.training.objectives import answering

FUSED = pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
ATTENTION = pytest.mark.parametrize("attention", [True, False], ids=["attention", "none"])
SOURCE = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0], [3, 0, 0, 0]])
TARGET = torch.tensor([[1, 4, 3], [1, 5, 5], [1, 6, 2]])


def model(attention: bool, fused: bool = False, dropout: float = 0.0) -> Seq2Seq:
    config = Seq2SeqConfig(9, 7, embedding=3, hidden=4, attention=attention, dropout=dropout)
    return Seq2Seq(config, torch.Generator().manual_seed(0), fused).double()


class Twin(torch.nn.Module):
    """The same of `torch.nn`, with packed sequences and the score spelt out."""

    def __init__(self, attention: bool) -> None:
        super().__init__()
        self.source, self.target = torch.nn.Embedding(9, 3), torch.nn.Embedding(7, 3)
        self.encoder = torch.nn.GRU(3, 4, batch_first=True, bidirectional=True)
        self.bridge = torch.nn.Linear(8, 4)
        self.decoder = torch.nn.GRU(3, 4, batch_first=True)
        if attention:
            parts = {"query": (4, 4), "key": (8, 4), "score": (4, 1)}
            self.attention = torch.nn.ModuleDict(
                {name: torch.nn.Linear(*sizes, bias=False) for name, sizes in parts.items()}
            )
            self.combine = torch.nn.Linear(12, 4)
        self.head = torch.nn.Linear(4, 7)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        packed = pack_padded_sequence(self.source(source), (source != 0).sum(1), True, enforce_sorted=False)
        memory, ends = self.encoder(packed)
        memory, _ = pad_packed_sequence(memory, batch_first=True)
        outputs, _ = self.decoder(self.target(target), torch.tanh(self.bridge(torch.cat((ends[0], ends[1]), 1)))[None])
        if hasattr(self, "attention"):
            scores = self.attention["query"](outputs)[:, :, None] + self.attention["key"](memory)[:, None]
            scores = self.attention["score"](torch.tanh(scores))[..., 0]
            weights = scores.masked_fill((source == 0)[:, None], -torch.inf).softmax(-1)
            outputs = torch.tanh(self.combine(torch.cat((outputs, weights @ memory), 2)))
        return self.head(outputs)


@FUSED
@ATTENTION
def test_logits_and_gradients_are_those_of_the_twin(attention: bool, fused: bool) -> None:
    ours, twin = model(attention, fused), Twin(attention).double()
    twin.load_state_dict(ours.state_dict())
    results = []
    for network in (ours, twin):
        logits = network(SOURCE, TARGET)
        results.append([logits, *torch.autograd.grad((logits**2).sum(), list(network.parameters()))])
    named = dict(twin.named_parameters())
    order = [0, *(1 + list(named).index(name) for name, _ in ours.named_parameters())]
    for one, place in zip(results[0], order, strict=True):
        torch.testing.assert_close(one, results[1][place], rtol=1e-9, atol=1e-9)


@FUSED
@ATTENTION
def test_more_padding_changes_nothing(attention: bool, fused: bool) -> None:
    ours = model(attention, fused)
    padded = torch.cat((SOURCE, torch.zeros(3, 2, dtype=torch.int64)), 1)
    torch.testing.assert_close(ours(padded, TARGET), ours(SOURCE, TARGET), rtol=1e-12, atol=1e-12)
    alone = ours(SOURCE[1:2, :2], TARGET[1:2])
    torch.testing.assert_close(ours(SOURCE, TARGET)[1:2], alone, rtol=1e-12, atol=1e-12)


@ATTENTION
def test_step_by_step_is_what_teacher_forcing_gives_at_once(attention: bool) -> None:
    ours = model(attention)
    state, steps = ours.begin(SOURCE), []
    for t in range(3):
        logits, state = ours.extend(TARGET[:, t : t + 1], state)
        steps.append(logits)
    torch.testing.assert_close(torch.cat(steps, 1), ours(SOURCE, TARGET), rtol=1e-9, atol=1e-9)


@ATTENTION
def test_a_later_letter_of_the_target_changes_nothing_before_it(attention: bool) -> None:
    other = TARGET.clone()
    other[:, 2] = 0
    ours = model(attention)
    assert torch.equal(ours(SOURCE, other)[:, :2], ours(SOURCE, TARGET)[:, :2])


def test_without_attention_all_is_in_one_vector() -> None:
    (h,) = model(attention=False).begin(SOURCE)
    assert h.shape == (3, 4)
    with pytest.raises(ValueError, match="looks nowhere"):
        model(attention=False).looks(SOURCE, TARGET)


def test_where_it_looks_is_a_distribution_over_what_is_no_padding() -> None:
    weights = model(attention=True).looks(SOURCE, TARGET)
    assert weights.shape == (3, 3, 4)
    torch.testing.assert_close(weights.sum(2), torch.ones(3, 3, dtype=torch.float64))
    assert not weights[1, :, 2:].any()
    assert (weights[2, :, 0] == 1).all()


def test_padding_of_the_answers_does_not_count() -> None:
    ours, target = model(attention=True), torch.tensor([[1, 4, 2, 0], [1, 5, 5, 2], [1, 2, 0, 0]])
    total, count, metrics = answering(ours, (SOURCE, target), torch.Generator())
    assert count == 2 + 3 + 1
    rows = [answering(ours, (SOURCE[n : n + 1], target[n : n + 1]), torch.Generator())[0] for n in range(3)]
    torch.testing.assert_close(total, sum(rows))
    assert 0 <= metrics["accuracy"] <= count


def test_dropout_draws_from_the_generator_of_the_model() -> None:
    one, other = model(True, dropout=0.5), model(True, dropout=0.5)
    assert torch.equal(one(SOURCE, TARGET), other(SOURCE, TARGET))
    assert not torch.equal(one(SOURCE, TARGET), one(SOURCE, TARGET))


def test_a_source_of_padding_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="lengths must be from 1 to 2, got \\[0\\]"):
        model(True).begin(torch.tensor([[0, 0]]))
