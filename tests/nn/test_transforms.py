"""What PyTorch can do with a layer it can do with ours: each column of the table of cases, beside the twin.

Gradients of gradients, half precision, autocast, checkpoints, `vmap`, `torch.func.grad` and `torch.compile`. It is the
written-out form that is tried: fused, a layer is PyTorch's own.
"""

from collections.abc import Callable

import pytest
import torch
from tests.nn.cases import CASES, HALVES, Case
from tests.nn.test_twins import TOLERANCE, pair_of
from torch import Tensor
from torch.func import functional_call, grad, vmap
from torch.utils.checkpoint import checkpoint

from chainrule import nn

DIFFERENTIABLE = [case for case in CASES if "Embedding" not in case.name]  # towards the input, which indices are not
SMOOTH = [case for case in DIFFERENTIABLE if not any(word in case.name for word in ("NLL", "L1Loss", "Flatten"))]
TRAINING = pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
Layer = Callable[..., Tensor]


def inputs_of(case: Case, seed: int = 0) -> tuple[Tensor, ...]:
    return case.inputs(torch.Generator().manual_seed(seed))


def upstream_of(y: Tensor) -> Tensor:
    return torch.randn(y.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(9)).to(y.dtype)


def close(one: Tensor, other: Tensor, tolerance: float = TOLERANCE) -> None:
    torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance * max(1.0, float(other.abs().max())))


@TRAINING
@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=str)
def test_gradients_of_gradients_by_autograd_grad(case: Case, training: bool) -> None:
    found = []
    for layer in pair_of(case, 0):
        x, *others = inputs_of(case)
        wanted = [x.requires_grad_(), *layer.train(training).parameters()]
        y = layer(x, *others)
        first = torch.autograd.grad((y**3).sum() + (x**3).sum(), wanted, create_graph=True)
        second = torch.autograd.grad(sum((each**2).sum() for each in first), wanted)
        found.append((*first, *second))
    for one, twin in zip(*found, strict=True):
        close(one, twin)


@pytest.mark.parametrize("case", SMOOTH, ids=str)
def test_the_hessian_by_autograd_functional(case: Case) -> None:
    x, *others = inputs_of(case)
    directions = torch.stack([upstream_of(x), upstream_of(x).flip(-1), x])
    found = []
    for layer in pair_of(case, 0):

        def along(steps: Tensor, layer: Layer = layer) -> Tensor:
            return (layer(x + torch.tensordot(steps, directions, 1), *others) ** 3).mean()

        found.append(torch.autograd.functional.hessian(along, torch.zeros(3, dtype=torch.float64)))
    close(*found, tolerance=1e-7)


def test_the_hessian_of_a_convolution_is_the_one_worked_out_by_hand() -> None:
    """x = 1..9 as 3 x 3, a kernel of ones, y = sum x^3 + sum conv^2: each pixel has 6 x, and 2 for each pair of pixels
    in a window."""
    x = torch.arange(1.0, 10.0).view(1, 1, 3, 3).requires_grad_()
    seen = nn.functional.conv2d(x, torch.ones(1, 1, 2, 2))
    (slope,) = torch.autograd.grad((x**3).sum() + (seen**2).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(slope.sum(), x)
    assert second.flatten()[:3].tolist() == [14, 28, 26]


@TRAINING
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("case", [*CASES, *HALVES], ids=str)
def test_half_precision_is_computed_in_float32(case: Case, dtype: torch.dtype, training: bool) -> None:
    """Outputs and gradients are those of float32, rounded."""
    _, twin = pair_of(case, 0)
    ours = case.make(nn).to(dtype).train(training)
    ours.load_state_dict(twin.state_dict())
    exact = case.make(torch.nn).float().train(training)
    exact.load_state_dict(ours.state_dict())
    found = []
    for layer, kind in ((ours, dtype), (exact, torch.float32)):
        x, *others = (t.to(dtype).to(kind) if t.is_floating_point() else t for t in inputs_of(case))
        wanted = [*([x.requires_grad_()] if x.is_floating_point() else []), *layer.parameters()]
        y = layer(x, *others)
        assert y.dtype == kind
        given = upstream_of(y).to(dtype).to(kind)
        found.append([y, *torch.autograd.grad(y, wanted, given), *layer.buffers()])
    assert len(found[0]) == len(found[1])
    for one, other in zip(*found, strict=True):
        rounding = 2 * case.steps * torch.finfo(dtype).eps
        scale = max(1e-3, float(other.detach().abs().max()))
        torch.testing.assert_close(one.double(), other.double(), rtol=rounding, atol=rounding / 4 * scale)


# The twin's local response norm is float32 under autocast for pictures only: it is made of pooling in 3 dimensions.
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("case", [case for case in CASES if "LocalResponse" not in case.name], ids=str)
def test_types_under_autocast_are_the_twins(case: Case, dtype: torch.dtype) -> None:
    ours, twin = (layer.float() for layer in pair_of(case, 0))
    inputs = [t.to(dtype) if t.is_floating_point() else t for t in inputs_of(case)]
    with torch.autocast("cpu", torch.bfloat16):
        y, expected = ours(*inputs), twin(*inputs)
    assert y.dtype == expected.dtype
    torch.testing.assert_close(y, expected, rtol=0.05, atol=0.05 * max(1.0, float(expected.detach().abs().max())))


@pytest.mark.parametrize("reentrant", [True, False], ids=["reentrant", "not reentrant"])
@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=str)
def test_gradients_under_a_checkpoint(case: Case, reentrant: bool) -> None:
    found = []
    for run in (lambda layer, *inputs: layer(*inputs), lambda *a: checkpoint(*a, use_reentrant=reentrant)):
        ours, _ = pair_of(case, 0)
        x, *others = inputs_of(case)
        y = run(ours, x.requires_grad_(), *others)
        y.backward(upstream_of(y))
        found.append([x.grad, *(parameter.grad for parameter in ours.parameters())])
    for one, other in zip(*found, strict=True):
        assert torch.equal(one, other)


def keeps_statistics(layer: torch.nn.Module) -> bool:
    return any("running" in name for name, _ in layer.named_buffers())


@TRAINING
@pytest.mark.parametrize("case", CASES, ids=str)
def test_vmap_gives_what_a_loop_gives(case: Case, training: bool) -> None:
    ours, _ = pair_of(case, 0)
    ours.train(training and not keeps_statistics(ours))  # where the twin refuses too, to change them
    batches = [inputs_of(case, 0), tuple(t.flip(0) if t.dim() else t for t in inputs_of(case, 0))]
    together = vmap(ours, randomness="different")(*(torch.stack(parts) for parts in zip(*batches, strict=True)))
    for one, batch in zip(together, batches, strict=True):
        close(one, ours(*batch))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_vmap_over_parameters_gives_what_a_loop_gives(case: Case) -> None:
    ours, _ = pair_of(case, 0)
    ours.train(not keeps_statistics(ours))
    inputs, parameters = inputs_of(case), dict(ours.named_parameters())
    if not parameters:
        return
    both = {name: torch.stack([value, 1 - value]) for name, value in parameters.items()}
    together = vmap(lambda values: functional_call(ours, values, inputs))(both)
    for place, one in enumerate(together):
        close(one, functional_call(ours, {name: value[place] for name, value in both.items()}, inputs))


@TRAINING
@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=str)
def test_gradients_by_torch_func(case: Case, training: bool) -> None:
    ours, twin = pair_of(case, 0)
    for layer in (ours, twin):
        layer.train(training and not keeps_statistics(layer))
    x, *others = inputs_of(case)
    parameters = dict(ours.named_parameters())

    def loss(x: Tensor, parameters: dict[str, Tensor]) -> Tensor:
        return (functional_call(ours, parameters, (x, *others)) ** 2).sum()

    to_x, to_parameters = grad(loss, argnums=(0, 1))(x, parameters)
    expected = torch.autograd.grad((twin(x.requires_grad_(), *others) ** 2).sum(), [x, *twin.parameters()])
    for one, other in zip((to_x, *to_parameters.values()), expected, strict=True):
        close(one, other)


SAMPLE = ("Conv2d", "CrossEntropyLoss, ignored", "BatchNorm2d")


def compiled(case: Case) -> None:
    """In one graph, forward and backward, what comes without. No machine code is made: that needs a C++ compiler."""
    found = []
    for ours in (pair_of(case, 0)[0], torch.compile(pair_of(case, 0)[0], fullgraph=True, backend="aot_eager")):
        x, *others = inputs_of(case)
        wanted = [*([x.requires_grad_()] if x.is_floating_point() else []), *ours.parameters()]
        y = ours(x, *others)
        found.append([y.detach(), *torch.autograd.grad(y, wanted, upstream_of(y)), *ours.buffers()])
    torch.compiler.reset()
    for one, other in zip(*found, strict=True):
        close(one, other)


@pytest.mark.parametrize("case", [case for case in CASES if case.name in SAMPLE], ids=str)
def test_a_layer_is_compiled_in_one_graph(case: Case) -> None:
    compiled(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if case.name not in SAMPLE], ids=str)
def test_every_layer_is_compiled_in_one_graph(case: Case) -> None:
    compiled(case)
