"""Every layer computes what its twin in `torch.nn` computes: outputs, and gradients towards inputs and parameters."""

from collections.abc import Callable, Iterator

import pytest
import torch
from tests.nn.cases import CASES, NORMS, Case
from torch import Tensor

from chainrule import nn

TOLERANCE = 1e-9
SEEDS = range(3)


def backwards(x: Tensor) -> Tensor:
    """`x` with its dimensions in the opposite order, as a view."""
    return x.permute(tuple(reversed(range(x.dim()))))


LAYOUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "contiguous": torch.clone,
    "transposed": lambda x: backwards(backwards(x).contiguous()),
    "every second": lambda x: torch.stack([x, x + 1], dim=-1).select(-1, 0),
}


def pair_of(case: Case, seed: int, fused: bool = False) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Our layer and its twin, with the same parameters: none of them is 0 or 1, so that each one counts."""
    twin = case.make(torch.nn).double()
    chance = torch.Generator().manual_seed(seed)
    for parameter in twin.parameters():
        torch.nn.init.uniform_(parameter, 0.3, 1.2, generator=chance)
    ours = nn.fuse(case.make(nn).double(), fused)
    ours.load_state_dict(twin.state_dict())
    return ours, twin


def computed(
    layer: torch.nn.Module, inputs: tuple[Tensor, ...], layout: str, seed: int
) -> Iterator[tuple[str, Tensor]]:
    """What the layer gives for its inputs, and all gradients for a random upstream gradient."""
    first, *others = inputs
    x = LAYOUTS[layout](first)
    layer.zero_grad()
    if x.is_floating_point():
        x.requires_grad_()
    y = layer(x, *others)
    yield "output", y.detach()
    if not y.requires_grad:
        return
    y.backward(torch.randn(y.shape, dtype=y.dtype, generator=torch.Generator().manual_seed(seed)))
    if x.is_floating_point():
        yield "gradient of the input", x.grad
    for name, parameter in layer.named_parameters():
        yield f"gradient of {name}", parameter.grad


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs_and_gradients_are_those_of_the_twin(case: Case, training: bool, fused: bool) -> None:
    for seed in SEEDS:
        ours, twin = (layer.train(training) for layer in pair_of(case, seed, fused))
        inputs = case.inputs(torch.Generator().manual_seed(seed))
        for layout in LAYOUTS:
            for (name, got), (_, expected) in zip(
                computed(ours, inputs, layout, seed), computed(twin, inputs, layout, seed), strict=True
            ):
                torch.testing.assert_close(
                    got,
                    expected,
                    rtol=TOLERANCE,
                    atol=TOLERANCE,
                    msg=lambda text, name=name, layout=layout, seed=seed: f"{name}, {layout}, seed {seed}: {text}",
                )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_state_dicts_go_both_ways(case: Case) -> None:
    ours, twin = case.make(nn), case.make(torch.nn)
    twin.load_state_dict(ours.state_dict())
    ours.load_state_dict(twin.state_dict())
    assert {key: value.shape for key, value in ours.state_dict().items()} == {
        key: value.shape for key, value in twin.state_dict().items()
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_parameters_start_as_the_twins_do(case: Case) -> None:
    torch.manual_seed(5)
    ours = case.make(nn).state_dict()
    torch.manual_seed(5)
    twin = case.make(torch.nn).state_dict()
    assert all(torch.equal(ours[key], twin[key]) for key in twin)


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("case", [case for case in NORMS if "BatchNorm" in case.name], ids=str)
def test_running_statistics_follow_the_twins_over_many_batches(case: Case, fused: bool) -> None:
    ours, twin = pair_of(case, 0, fused)
    for seed in range(8):
        (x,) = case.inputs(torch.Generator().manual_seed(seed))
        ours(x * (seed + 1) + seed), twin(x * (seed + 1) + seed)
        for name, expected in twin.state_dict().items():
            torch.testing.assert_close(ours.state_dict()[name], expected, rtol=TOLERANCE, atol=TOLERANCE)
