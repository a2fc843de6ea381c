"""What a Tensor holds, how it behaves beside arrays and numbers, and what is refused in which words."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from chainrule.autograd import (
    Tensor,
    avg_pool2d,
    concatenate,
    cross_correlate2d,
    cross_entropy,
    linear,
    log_softmax,
    max_pool2d,
    maximum,
    no_grad,
    pad,
    softmax,
    stack,
    where,
)


def zeros(*shape: int) -> Tensor:
    return Tensor(np.zeros(shape), requires_grad=True)


def test_an_array_is_shared_and_its_dtype_kept() -> None:
    for dtype in (np.float32, np.float64, np.int64, np.uint8, np.bool_):
        x = np.zeros(3, dtype=dtype)
        assert Tensor(x).data is x
        assert Tensor(x).dtype == dtype
    assert Tensor([1, 2]).dtype == np.int64
    assert Tensor([1, 2], dtype=np.float32, requires_grad=True).dtype == np.float32


def test_a_number_takes_the_dtype_of_its_partner() -> None:
    single = Tensor(np.ones(2, dtype=np.float32), requires_grad=True)
    for result in (single + 1, 2.0 * single, 1 / single, 2.0**single, single**2, single.mean(), single.var(), -single):
        assert result.dtype == np.float32
    assert where([True, False], single, 0.0).dtype == np.float32
    assert maximum(0.5, single).dtype == np.float32
    assert (Tensor([1, 2]) * 0.5).dtype == np.float64


def test_float32_and_float64_mix_as_in_numpy_and_each_gradient_keeps_its_own() -> None:
    single, double = Tensor(np.ones(2, dtype=np.float32), requires_grad=True), Tensor([2.0, 3.0], requires_grad=True)
    product = single * double
    product.sum().backward()
    assert (product.dtype, single.grad.dtype, double.grad.dtype) == (np.float64, np.float32, np.float64)


def test_an_array_may_stand_on_either_side() -> None:
    x, array = Tensor([1.0, 2.0]), np.array([3.0, 4.0])
    for result in (array + x, array - x, array * x, array / x, array**x, array @ x, np.float64(2) * x):
        assert isinstance(result, Tensor)
    assert (array - x).data.tolist() == [2.0, 2.0]
    assert (array @ x).item() == 11.0


def test_a_comparison_gives_an_array_of_booleans() -> None:
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    for result, expected in (
        (x < 2, [True, False, False]),
        (x <= 2, [True, True, False]),
        (x > 2, [False, False, True]),
        (x >= [2, 2, 2], [False, True, True]),
        (x == Tensor([1.0, 0.0, 3.0]), [True, False, True]),
        (x != 1, [False, True, True]),
    ):
        assert type(result) is np.ndarray
        assert result.tolist() == expected
    assert {x: "found"}[x] == "found"  # a key is the node, not its numbers


def test_numpy_does_not_lose_a_graph() -> None:
    x = zeros(2)
    for attempt in (x.numpy, lambda: np.asarray(x), lambda: np.stack([x, x])):
        with pytest.raises(TypeError, match="lose the graph"):
            attempt()
    with pytest.raises(TypeError):
        np.exp(x)
    assert x.detach().numpy() is x.data
    assert np.asarray(x.detach()) is not None
    assert not x.detach().requires_grad


def test_it_has_a_length_and_is_gone_through_row_by_row() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    assert (len(x), x.size, x.ndim, x.shape) == (2, 4, 2, (2, 2))
    first, second = x
    (first * second).sum().backward()
    assert x.grad.tolist() == [[3.0, 4.0], [1.0, 2.0]]
    with pytest.raises(TypeError, match="no length"):
        len(Tensor(1.0))
    assert Tensor([2.5]).item() == 2.5
    assert bool(Tensor([0.0])) is False


def test_repr_shows_what_a_tensor_is() -> None:
    x = Tensor(np.array([1.0, 2.0], dtype=np.float32), requires_grad=True)
    assert repr(x) == "Tensor([1., 2.], dtype=float32, requires_grad=True)"
    assert repr(x * 2) == "Tensor([2., 4.], dtype=float32, operation='*')"
    assert repr(Tensor([[1, 2], [3, 4]])) == "Tensor([[1, 2],\n        [3, 4]])"


def test_a_tensor_has_no_room_for_misspelt_attributes() -> None:
    with pytest.raises(AttributeError):
        zeros(1).gradient = 2.0


def test_no_grad_builds_no_graph() -> None:
    w = Tensor([1.0, 2.0], requires_grad=True)
    with no_grad():
        y = (w * 2).relu()
        with no_grad():
            pass
        z = w + 1
    assert (y.requires_grad, y.parents, y.vjps, z.requires_grad) == (False, (), (), False)
    assert (w * 2).requires_grad

    @no_grad()
    def predict() -> Tensor:
        return w * 2

    assert not predict().requires_grad
    assert (w * 2).requires_grad


def test_no_grad_holds_in_each_step_of_a_generator_function_and_not_between_them() -> None:
    w, closed = Tensor([1.0, 2.0], requires_grad=True), []

    @no_grad()
    def steps() -> Iterator[object]:
        try:
            got = yield (w * 2).requires_grad
            try:
                yield got, (w * 2).requires_grad
            except KeyError:
                yield "caught", (w * 2).requires_grad
            return (w * 2).requires_grad
        finally:
            closed.append((w * 2).requires_grad)

    walk = steps()
    assert next(walk) is False
    assert (w * 2).requires_grad
    assert walk.send("sent") == ("sent", False)
    assert walk.throw(KeyError()) == ("caught", False)
    with pytest.raises(StopIteration) as end:
        next(walk)
    assert end.value.value is False
    left = steps()
    next(left)
    left.close()
    assert closed == [False, False]


def test_no_grad_holds_in_an_async_function() -> None:
    w = zeros(1)

    @no_grad()
    async def predict() -> bool:
        await asyncio.sleep(0)
        return (w * 2).requires_grad

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(predict())).result() is False


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, bool, np.int64], ids=str)
def test_pooling_of_whole_numbers(dtype: type) -> None:
    largest = np.array(250 if dtype is not bool else 1).astype(dtype)
    x = Tensor(np.full((1, 1, 2, 2), largest))
    mean = avg_pool2d(x, 2)
    assert mean.data.item() == largest
    assert mean.dtype.kind == "f"
    below = np.full((1, 1, 2, 2), -7).astype(dtype)
    assert np.array_equal(max_pool2d(Tensor(below), 2, padding=1).data, below)


def test_a_number_is_written_by_a_format() -> None:
    assert f"{Tensor(1.23456):.3f} {Tensor([2.0]):.1f}" == "1.235 2.0"
    assert f"{Tensor([1.0, 2.0])}" == "Tensor([1., 2.])"
    with pytest.raises(ValueError, match="size 1"):
        f"{Tensor([1.0, 2.0]):.3f}"


def test_no_grad_ends_with_an_error_inside() -> None:
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert (zeros(1) * 2).requires_grad


def test_no_grad_holds_for_its_own_thread_and_task_alone() -> None:
    w, seen = zeros(1), []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append((w * 2).requires_grad))
        thread.start()
        thread.join()
    assert seen == [True]

    async def without() -> bool:
        with no_grad():
            await asyncio.sleep(0)
            return (w * 2).requires_grad

    async def with_graph() -> bool:
        await asyncio.sleep(0)
        return (w * 2).requires_grad

    async def both() -> list[bool]:
        return list(await asyncio.gather(without(), with_graph(), without()))

    with ThreadPoolExecutor(1) as pool:  # in this thread a loop may run already: that of Playwright
        assert pool.submit(lambda: asyncio.run(both())).result() == [False, True, False]


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: Tensor([1, 2], requires_grad=True), "only floats have gradients, not int64: write 1.0 for 1"),
        (lambda: Tensor([True], requires_grad=True), "only floats have gradients, not bool"),
        (lambda: Tensor(["a"]), "real numbers, not list of dtype <U1"),
        (lambda: Tensor([1j]), "take its real part"),
        (lambda: Tensor(None), "real numbers, not NoneType"),
        (lambda: Tensor([object()]), "real numbers, not list of dtype object"),
        (lambda: Tensor(Tensor(1.0)), "it is one already"),
        (lambda: zeros(2) + "a", "real numbers, not str"),
        (lambda: cross_entropy(zeros(2, 3), [0.0, 1.0]), "targets are the integers of classes, not float64"),
    ],
)
def test_what_is_not_a_real_number_is_refused_by_its_type(attempt, words: str) -> None:
    with pytest.raises(TypeError) as caught:
        attempt()
    assert words in str(caught.value)


ARRAY = np.ones((1, 1, 2, 2))


@pytest.mark.parametrize(
    ("attempt", "name"),
    [
        (lambda: softmax(ARRAY), "x"),
        (lambda: log_softmax(ARRAY), "x"),
        (lambda: cross_entropy(ARRAY, [0]), "logits"),
        (lambda: pad(ARRAY, [(0, 0)]), "x"),
        (lambda: linear(ARRAY, zeros(1, 2)), "x"),
        (lambda: linear(zeros(1, 2), ARRAY), "weight"),
        (lambda: linear(zeros(1, 2), zeros(1, 2), ARRAY), "bias"),
        (lambda: cross_correlate2d(ARRAY, zeros(1, 1, 1, 1)), "x"),
        (lambda: cross_correlate2d(zeros(1, 1, 2, 2), ARRAY), "weight"),
        (lambda: cross_correlate2d(zeros(1, 1, 2, 2), zeros(1, 1, 1, 1), ARRAY), "bias"),
        (lambda: max_pool2d(ARRAY, 2), "x"),
        (lambda: avg_pool2d(ARRAY, 2), "x"),
    ],
)
def test_an_array_where_a_tensor_is_needed_is_refused_by_the_name_of_the_argument(attempt, name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} needs to be a Tensor, not ndarray: write Tensor\\({name}\\)$"):
        attempt()


@pytest.mark.parametrize("of_bias", [np.float32, np.float64])
@pytest.mark.parametrize("of_others", [np.int64, np.float32, np.float64])
def test_a_layer_mixes_dtypes_as_its_product_and_sum_do(of_others: type, of_bias: type) -> None:
    x, weight = Tensor(np.ones((2, 3), of_others)), Tensor(np.ones((4, 3), of_others))
    bias = Tensor(np.full(4, 0.5, of_bias), requires_grad=True)
    y, expected = linear(x, weight, bias), x @ weight.T + bias
    assert y.dtype == expected.dtype
    assert y.data.tolist() == expected.data.tolist()
    picture, kernel = Tensor(np.ones((1, 1, 3, 3), of_others)), Tensor(np.ones((4, 1, 3, 3), of_others))
    z = cross_correlate2d(picture, kernel, bias)
    assert z.dtype == expected.dtype
    assert z.data.flatten().tolist() == [9.5] * 4
    (y.sum() + z.sum()).backward()
    assert (bias.grad.dtype, bias.grad.tolist()) == (of_bias, [3.0] * 4)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: zeros(2, 3) + zeros(4), ["a + b", "(2, 3) of a and (4,) of b", "length 1"]),
        (lambda: np.zeros(4) * zeros(3), ["a * b", "(4,) of a and (3,) of b"]),
        (lambda: zeros(2) < zeros(3), ["a < b", "(2,)", "(3,)"]),
        (lambda: maximum(zeros(2), zeros(3)), ["maximum", "(2,)", "(3,)"]),
        (lambda: where(np.ones(5, bool), zeros(2), zeros(2)), ["where", "(5,)", "(2,)"]),
        (lambda: zeros(2, 3) @ zeros(4, 5), ["a @ b", "not 3 and 4", "(2, 3) and (4, 5)"]),
        (lambda: zeros(2) @ Tensor(1.0), ["at least one axis", "(2,) of a and () of b"]),
        (lambda: zeros(2, 3, 4) @ zeros(5, 4, 3), ["a @ b", "(2,)", "(5,)"]),
        (lambda: linear(zeros(2, 3), zeros(4, 5)), ["x (..., inputs)", "(2, 3) and (4, 5)"]),
        (lambda: linear(zeros(2, 3), zeros(4, 3), zeros(3)), ["bias of shape (4,)", "not (3,)"]),
        (lambda: zeros(2, 3).reshape(4), ["size 6", "(4,)"]),
        (lambda: zeros(2).sum(1), ["axis 1", "dimension 1"]),
        (lambda: zeros(0).max(), ["max", "no elements", "(0,)"]),
        (lambda: concatenate([]), ["concatenate", "at least one"]),
        (lambda: concatenate([zeros(2, 3), zeros(2, 4)]), ["concatenate", "(2, 3), (2, 4)", "but for axis 0"]),
        (lambda: stack([zeros(2), zeros(3)]), ["stack", "(2,), (3,)"]),
        (lambda: pad(zeros(2, 3), [(1, 1)]), ["widths", "2 axes", "[(1, 1)]"]),
        (lambda: pad(zeros(2), [(-1, 1)]), ["widths", "at least 0"]),
        (lambda: cross_entropy(zeros(2, 3), [0]), ["targets (N,)", "(2, 3) and (1,)"]),
        (lambda: cross_entropy(zeros(2, 3), []), ["targets (N,)", "(2, 3) and (0,)"]),
        (lambda: softmax(zeros(0, 3), 2), ["axis 2", "dimension 2"]),
        (lambda: cross_entropy(zeros(2, 3), [0, 3]), ["targets must be from 0 to 2", "from 0 to 3"]),
        (lambda: cross_entropy(zeros(2, 3), [-1, 1]), ["targets must be from 0 to 2", "from -1 to 1"]),
        (lambda: cross_entropy(zeros(2, 3, 4), zeros(2, 3).data.astype(int)), ["logits (N, classes)", "(2, 3, 4)"]),
        (lambda: cross_correlate2d(zeros(2, 5, 5), zeros(1, 1, 3, 3)), ["x needs", "(2, 5, 5)"]),
        (lambda: cross_correlate2d(zeros(1, 1, 5, 5), zeros(3, 3)), ["weight needs", "(3, 3)"]),
        (lambda: cross_correlate2d(zeros(1, 4, 5, 5), zeros(2, 3, 3, 3)), ["weight needs 4 input channels", "not 3"]),
        (
            lambda: cross_correlate2d(zeros(1, 4, 5, 5), zeros(2, 4, 3, 3), groups=2),
            ["weight needs 2 input channels, the 4 of x in 2 groups", "not 4"],
        ),
        (lambda: cross_correlate2d(zeros(1, 4, 5, 5), zeros(2, 2, 3, 3), groups=3), ["groups must divide the 4", "3"]),
        (lambda: cross_correlate2d(zeros(1, 1, 5, 5), zeros(2, 1, 3, 3), zeros(1)), ["bias needs", "(2,)", "(1,)"]),
        (lambda: cross_correlate2d(zeros(1, 1, 2, 5), zeros(2, 1, 3, 3)), ["2 x 5 pixels", "smaller than the kernel"]),
        (lambda: cross_correlate2d(zeros(1, 1, 5, 5), zeros(1, 1, 3, 3), stride=0), ["stride needs", "not 0"]),
        (lambda: cross_correlate2d(zeros(1, 1, 5, 5), zeros(1, 1, 3, 3), padding=-1), ["padding needs", "not -1"]),
        (
            lambda: cross_correlate2d(zeros(1, 1, 5, 5), zeros(1, 1, 3, 3), dilation=(1, 0)),
            ["dilation needs", "(1, 0)"],
        ),
        (lambda: max_pool2d(zeros(3, 3), 2), ["x needs the shape (N, channels, height, width)", "(3, 3)"]),
        (lambda: max_pool2d(zeros(1, 1, 3, 3), 4), ["3 x 3 pixels", "smaller than the kernel"]),
        (lambda: avg_pool2d(zeros(1, 1, 9, 9), 3, padding=2), ["padding must be at most half", "(3, 3)", "(2, 2)"]),
        (lambda: zeros(2, 2).backward(), ["upstream is missing", "(2, 2)", "sum() or mean()"]),
        (lambda: zeros(2, 2).backward(np.ones(2)), ["upstream needs the shape of the tensor, (2, 2), not (2,)"]),
        (lambda: Tensor(1.0).backward(), ["nothing to go back to", "requires_grad=True", "no_grad()"]),
    ],
)
def test_a_wrong_shape_or_step_is_named_with_what_was_expected_and_what_came(attempt, words: list[str]) -> None:
    with pytest.raises(ValueError) as caught:
        attempt()
    for word in words:
        assert word in str(caught.value)


def test_an_index_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError, match="index 5 is out of bounds for axis 0 with size 2"):
        zeros(2)[5]


def test_tensors_of_integers_and_arrays_of_booleans_choose_elements() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    x[Tensor([1, 1, 0]), [0, 0, 1]].sum().backward()
    assert x.grad.tolist() == [[0.0, 1.0], [2.0, 0.0]]
    x.zero_grad()
    x[x > 1.5].sum().backward()
    assert x.grad.tolist() == [[0.0, 1.0], [1.0, 1.0]]


def test_equal_elements_share_the_gradient_as_in_pytorch() -> None:
    numbers, upstream = [[2.0, 2.0, 1.0], [0.0, 3.0, 3.0]], [1.0, -5.0]
    for ours, theirs in ((lambda x: x.max(1), lambda x: x.amax(1)), (lambda x: x.min(1), lambda x: x.amin(1))):
        x, twin = Tensor(numbers, requires_grad=True), torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
        ours(x).backward(upstream)
        theirs(twin).backward(torch.tensor(upstream, dtype=torch.float64))
        assert x.grad.tolist() == twin.grad.tolist()
    a, b = zeros(1), zeros(1)
    maximum(a, b).sum().backward()
    assert (a.grad.item(), b.grad.item()) == (0.5, 0.5)


def test_the_first_of_equal_pixels_of_a_window_gets_the_gradient() -> None:
    picture = np.ones((1, 1, 4, 4))
    x, twin = Tensor(picture, requires_grad=True), torch.tensor(picture, requires_grad=True)
    max_pool2d(x, 3, stride=1).sum().backward()
    torch.nn.functional.max_pool2d(twin, 3, stride=1).sum().backward()
    assert x.grad.tolist() == twin.grad.tolist()


def test_at_kinks_the_derivative_is_that_of_pytorch() -> None:
    for name in ("relu", "abs"):
        x = zeros(1)
        getattr(x, name)().sum().backward()
        assert x.grad.tolist() == [0.0]
