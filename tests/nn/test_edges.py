"""At the edges of what can be computed: empty batches, one example, huge scores, infinity and NaN."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.nn.cases import ACTIVATIONS, ATTENTION, CASES, Case

from chainrule import nn

# Where all numbers of a batch count as one, one NaN among the inputs of an example must still show in its outputs.
OF_PICTURES = [
    case
    for case in CASES
    if not any(word in case.name for word in ("Loss", "Embedding", "one vector", "gaps")) and case not in ATTENTION
]
NAN = math.nan
INF = math.inf


def of_batch(case: Case, examples: int) -> tuple[torch.Tensor, ...]:
    """Inputs of a case with so many examples in their batch."""
    inputs = case.inputs(torch.Generator().manual_seed(0))
    return tuple(x[:examples].clone() for x in inputs)


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("examples", [0, 1])
@pytest.mark.parametrize("case", [case for case in CASES if "one " not in case.name or "1" in case.name], ids=str)
def test_batches_of_none_and_one_give_what_the_twin_gives(
    case: Case, examples: int, training: bool, fused: bool
) -> None:
    twin = case.make(torch.nn).double().train(training)
    ours = nn.fuse(case.make(nn).double().train(training), fused)
    ours.load_state_dict(twin.state_dict())
    inputs = of_batch(case, examples)
    try:
        expected = twin(*inputs)
    except (ValueError, RuntimeError) as refused:
        with pytest.raises(type(refused)):
            ours(*inputs)
        return
    torch.testing.assert_close(ours(*inputs), expected, rtol=1e-9, atol=1e-9, equal_nan=True)
    for name, buffer in twin.named_buffers():
        torch.testing.assert_close(ours.get_buffer(name), buffer, equal_nan=True)


@pytest.mark.parametrize("case", OF_PICTURES, ids=str)
def test_gradients_of_an_empty_batch_are_zero(case: Case) -> None:
    ours = case.make(nn).double()
    x, *others = of_batch(case, 0)
    ours(x.requires_grad_(), *others).sum().backward()
    assert x.grad is not None
    assert x.grad.shape == x.shape
    assert all(parameter.grad is not None and not parameter.grad.any() for parameter in ours.parameters())


@pytest.mark.parametrize("case", OF_PICTURES, ids=str)
def test_nan_in_gives_nan_out(case: Case) -> None:
    ours = case.make(nn).double()
    x, *others = case.inputs(torch.Generator().manual_seed(0))
    x = torch.full_like(x, NAN).requires_grad_()
    y = ours(x, *others)
    assert y.isnan().any() if "Dropout" in case.name else y.isnan().all()
    y.sum().backward()


@pytest.mark.parametrize("case", [case for case in CASES if "Max" in case.name], ids=str)
def test_one_nan_in_a_window_is_its_largest_number(case: Case) -> None:
    (x,) = case.inputs(torch.Generator().manual_seed(0))
    x[0, 0, 3, 3] = NAN
    assert torch.equal(case.make(nn)(x).isnan(), case.make(torch.nn)(x).isnan())


@pytest.mark.parametrize("case", ACTIVATIONS, ids=str)
def test_huge_numbers_do_not_overflow(case: Case) -> None:
    for scale in (1e4, -1e4, 1e30):
        x = (scale * torch.linspace(-1, 1, 9)).view(1, 3, 3).requires_grad_()
        other = x.detach().clone().requires_grad_()
        y, expected = case.make(nn)(x), case.make(torch.nn)(other)
        torch.testing.assert_close(y, expected)
        y.sum().backward()
        expected.sum().backward()
        torch.testing.assert_close(x.grad, other.grad, equal_nan=True)


@pytest.mark.parametrize("name", ["Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU"])
def test_infinity_has_its_limit(name: str) -> None:
    x = torch.tensor([-INF, INF])
    torch.testing.assert_close(getattr(nn, name)()(x), getattr(torch.nn, name)()(x))


@given(
    st.lists(st.lists(st.floats(-1e4, 1e4, width=32), min_size=4, max_size=4), min_size=1, max_size=5),
    st.floats(0, 1),
)
def test_cross_entropy_of_any_scores_is_the_twins(scores: list[list[float]], smoothing: float) -> None:
    x = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    other = x.detach().clone().requires_grad_()
    target = torch.arange(len(scores)) % 4
    loss = nn.CrossEntropyLoss(label_smoothing=smoothing)(x, target)
    expected = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)(other, target)
    loss.backward(), expected.backward()
    assert loss.isfinite()
    torch.testing.assert_close(loss, expected, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(x.grad, other.grad, rtol=1e-9, atol=1e-9)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=20))
def test_softmax_is_a_distribution(scores: list[float]) -> None:
    p = nn.Softmax(0)(torch.tensor(scores, dtype=torch.float64))
    assert (p >= 0).all()
    torch.testing.assert_close(p.sum(), torch.tensor(1.0, dtype=torch.float64))


@pytest.mark.parametrize("loss", ["CrossEntropyLoss", "NLLLoss", "MSELoss", "BCEWithLogitsLoss", "HuberLoss", "L1Loss"])
def test_a_nan_among_the_predictions_shows_in_the_loss(loss: str) -> None:
    x = torch.zeros(3, 4)
    x[1] = NAN
    target = torch.tensor([0, 1, 2]) if loss in ("CrossEntropyLoss", "NLLLoss") else torch.zeros(3, 4)
    assert getattr(nn, loss)()(x, target).isnan()


@pytest.mark.parametrize("loss", ["MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss", "BCEWithLogitsLoss"])
def test_the_sum_of_many_losses_in_half_precision_is_not_too_large_for_their_mean(loss: str) -> None:
    x = torch.full((100_000,), 7.0, dtype=torch.float16)
    torch.testing.assert_close(*(getattr(library, loss)()(x, torch.zeros_like(x)) for library in (nn, torch.nn)))


def test_very_small_and_very_large_spreads_keep_their_gradients() -> None:
    for spread in (1e-15, 1e15):
        x = (torch.randn(4, 64, generator=torch.Generator().manual_seed(0)) * spread).requires_grad_()
        upstream = torch.randn(4, 64, generator=torch.Generator().manual_seed(1))
        one, twin = (
            torch.autograd.grad(library.functional.layer_norm(x, [64], eps=0.0), x, upstream)[0]
            for library in (nn, torch.nn)
        )
        torch.testing.assert_close(one, twin, rtol=1e-4, atol=1e-4 * float(twin.abs().max()))


@pytest.mark.parametrize("before", [nn.Linear(6, 8), torch.nn.Linear(6, 8)], ids=["ours", "twin"])
@pytest.mark.parametrize("norm", [nn.BatchNorm1d(8), nn.LayerNorm(8), nn.GroupNorm(2, 8), nn.RMSNorm(8)], ids=repr)
def test_norms_take_what_autocast_gives_them(before: torch.nn.Module, norm: torch.nn.Module) -> None:
    with torch.autocast("cpu", torch.bfloat16):
        y = norm(before(torch.randn(4, 6)))
    y.float().square().sum().backward()
    assert all(parameter.grad is not None for parameter in norm.parameters())
    norm.eval()(before(torch.randn(4, 6)).bfloat16())


def test_layers_work_under_autocast() -> None:
    small, large = nn.Conv2d(3, 8, 3, padding=1), nn.ConvTranspose2d(8, 2, 4, 2, 1)
    encoder = [small, nn.BatchNorm2d(8), nn.GELU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 128)]
    decoder = [torch.nn.Unflatten(1, (8, 4, 4)), nn.ReLU(), large, nn.Conv2d(2, 3, 1), nn.Flatten()]
    model = nn.Sequential(*encoder, *decoder)  # the linear layer gives bfloat16, which the convolutions take in
    x = torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.autocast("cpu", torch.bfloat16):
        loss = nn.CrossEntropyLoss()(model(x), torch.tensor([0, 1, 2, 3]))
    loss.backward()
    assert all(parameter.grad is not None and parameter.grad.isfinite().all() for parameter in model.parameters())


@pytest.mark.parametrize("name", ["layer_norm", "group_norm"])
def test_a_norm_may_have_a_bias_and_no_weight(name: str) -> None:
    draw = torch.Generator().manual_seed(0)
    x, bias, upstream = (torch.randn(size, dtype=torch.float64, generator=draw) for size in ((5, 4), (4,), (5, 4)))
    setting = [4] if name == "layer_norm" else 2  # the numbers of one vector, or two groups of them
    both = []
    for library, weight in ((nn.functional, None), (torch.nn.functional, torch.ones_like(bias))):
        inputs = (x.clone().requires_grad_(), bias.clone().requires_grad_())
        y = getattr(library, name)(inputs[0], setting, weight, inputs[1])
        both.append((y, *torch.autograd.grad(y, inputs, upstream)))
    for mine, other in zip(*both, strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weight", [None, torch.tensor([0.0, 1.0, 2.0, 3.0])], ids=["alike", "weighted"])
def test_where_all_labels_are_left_out_nothing_is_learned(weight: torch.Tensor | None, smoothing: float) -> None:
    found = []
    for library in (nn.functional, torch.nn.functional):
        x = torch.randn(3, 4, generator=torch.Generator().manual_seed(0)).requires_grad_()
        loss = library.cross_entropy(x, torch.full((3,), -100), weight, label_smoothing=smoothing)
        loss.backward()
        found.append((loss, x.grad))
    assert found[0][0].isnan()
    assert found[1][0].isnan()
    assert torch.equal(found[0][1], torch.zeros(3, 4))
    assert torch.equal(found[1][1], torch.zeros(3, 4))


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("setting", [(3, 2, 1), (2, 1, 1), (3, 3, 1, 1), (3, 2, 1, 2)], ids=str)
def test_a_window_of_minus_infinity_gives_its_gradient_to_a_pixel(setting: tuple[int, ...], fused: bool) -> None:
    gradients = []
    for layer in (nn.MaxPool2d(*setting, ceil_mode=True, fused=fused), torch.nn.MaxPool2d(*setting, ceil_mode=True)):
        x = torch.full((1, 2, 7, 8), -INF)
        x[0, 1, 3:5, 3:6] = 1.0
        y = layer(x.requires_grad_())
        y.backward(torch.arange(1.0, y.numel() + 1).view(y.shape))
        gradients.append(x.grad)
    assert torch.equal(*gradients)


@pytest.mark.parametrize("name", ["Softmax", "LogSoftmax"])
def test_over_nothing_there_are_no_probabilities(name: str) -> None:
    assert getattr(nn, name)(-1)(torch.zeros(2, 3, 0)).shape == (2, 3, 0)
