"""The instruments record what really passed, and change nothing."""

import math

import pytest
import torch
from torch import nn

from chainrule.training.instruments import BINS, Recording, statistics


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Sequential(nn.Linear(8, 8), nn.Tanh()), nn.Linear(8, 2))


def test_every_layer_is_recorded_with_what_it_passed_forward_and_what_came_back() -> None:
    model, x = network(), torch.randn(32, 6)
    with Recording(model) as recording:
        hidden = model[0](x)
        hidden.retain_grad()
        model[3](model[2](model[1](hidden))).square().sum().backward()
    assert [layer.name for layer in recording.layers] == ["0", "1", "2.0", "2.1", "3"]
    first = recording.layers[0]
    assert first.activations[0].mean == pytest.approx(hidden.mean().item(), abs=1e-6)
    assert first.activations[0].std == pytest.approx(hidden.std(correction=0).item(), abs=1e-6)
    assert first.gradients[0].std == pytest.approx(hidden.grad.std(correction=0).item(), abs=1e-6)
    assert first.weight_gradients[0].std == pytest.approx(model[0].weight.grad.std(correction=0).item(), abs=1e-6)
    relu = recording.layers[1]
    assert relu.activations[0].zeros == pytest.approx((hidden <= 0).float().mean().item())
    assert relu.weight_gradients == []


def test_recording_changes_no_number_and_ends_with_its_block() -> None:
    x = torch.randn(16, 6)
    plain, watched = network(), network()
    plain(x).square().sum().backward()
    with Recording(watched) as recording:
        watched(x).square().sum().backward()
    for one, other in zip(plain.parameters(), watched.parameters(), strict=True):
        assert torch.equal(one.grad, other.grad)
    watched(x).sum().backward()
    assert all(len(layer.activations) == len(layer.gradients) == 1 for layer in recording.layers)


def test_every_pass_is_an_entry_and_no_gradient_is_expected_without_one() -> None:
    model = network()
    with Recording(model, ["3"]) as recording:
        for _ in range(3):
            model(torch.randn(4, 6))
        with torch.no_grad():
            model(torch.randn(4, 6))
    assert len(recording.layers[0].activations) == 4
    assert recording.layers[0].gradients == []


def test_an_unknown_layer_is_named() -> None:
    with pytest.raises(ValueError, match=r"no layer '7'; it has 0, 1, 2, 2\.0"):
        Recording(network(), ["7"])


@pytest.mark.parametrize(
    ("numbers", "zeros", "bad", "std"),
    [
        ([], 0, 0, 0),
        ([3.0], 0, 0, 0),
        ([0.0, 0.0, 0.0], 1, 0, 0),
        ([math.nan, math.inf], 0, 1, 0),
        ([math.nan, 0.0, 2.0, -math.inf], 0.25, 0.5, 1),
        ([1e38, -1e38], 0, 0, 1e38),
    ],
)
def test_statistics_of_odd_tensors(numbers: list[float], zeros: float, bad: float, std: float) -> None:
    seen = statistics(torch.tensor(numbers))
    assert (seen.zeros, seen.bad) == (zeros, bad)
    assert seen.std == pytest.approx(std, rel=1e-6)
    assert len(seen.counts) == BINS
    assert sum(seen.counts) == round(len(numbers) * (1 - bad))


def test_a_layer_that_is_used_twice_has_its_gradients_in_the_order_of_its_passes() -> None:
    """They come back in the other order: first that of the last use."""
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, 3.0)
    with Recording(layer) as recording:
        layer(layer(torch.ones(1, 1))).sum().backward()  # 3, then 9; dL/d(3) = 3, dL/d(9) = 1
        layer(torch.ones(1, 1)).detach()
        (layer(torch.ones(1, 1)) * 5).sum().backward()
    [record] = recording.layers
    assert [seen.mean for seen in record.activations] == [3, 9, 3, 3]
    assert [seen.mean for seen in record.gradients] == [3, 1, 5]
    assert sorted(record.by_pass) == [0, 1, 3]


def test_what_a_layer_gives_in_tuples_is_recorded_part_by_part() -> None:
    class Named(nn.Module):
        def forward(self, x: torch.Tensor) -> dict[str, object]:
            return {"twice": 2 * x, "pair": [x, None]}

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm, self.named, self.last = nn.LSTM(3, 4), Named(), nn.Linear(4, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            output, (_, cell) = self.lstm(x)
            return self.last(self.named(output)["twice"]).sum() + 7 * cell.sum()

    model, x = Model(), torch.randn(5, 2, 3)
    with Recording(model) as recording:
        model(x).backward()
    layers = {layer.name: layer for layer in recording.layers}
    names = ["lstm[0]", "lstm[1][0]", "lstm[1][1]", "named[twice]", "named[pair][0]", "last"]
    assert list(layers) == names
    assert layers["lstm[0]"].kind == "LSTM"
    assert [len(layers[name].activations) for name in names] == [1] * 6
    assert layers["lstm[1][1]"].gradients[0].mean == 7
    assert layers["lstm[1][0]"].gradients == []  # nothing went back through it
    assert layers["named[twice]"].gradients[0].std == pytest.approx(
        model.last.weight.std(correction=0).item(), rel=1e-4
    )
