"""Norms, angles and projections: against numpy.linalg, and by what makes them such."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chainrule.linalg import cosine, frobenius, gram_schmidt, inner, norm, project, project_onto_subspace

number = st.floats(-1e3, 1e3, allow_subnormal=False)
powers = st.sampled_from([1.0, 1.5, 2.0, 3.0, 7.5, math.inf])
quick = settings(max_examples=60, deadline=None)


def vectors(count: int):
    """`count` vectors of one length."""
    return st.integers(1, 6).flatmap(lambda n: st.tuples(*[arrays(float, n, elements=number)] * count))


matrices = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(lambda shape: arrays(float, shape, elements=number))


@quick
@given(vectors(1), powers)
def test_a_norm_is_numpys(x, p: float) -> None:
    assert norm(x[0], p) == pytest.approx(np.linalg.norm(x[0], p), rel=1e-12)


@quick
@given(vectors(2), powers, number)
def test_a_norm_obeys_its_laws(pair, p: float, factor: float) -> None:
    x, y = pair
    assert norm(x + y, p) <= (norm(x, p) + norm(y, p)) * (1 + 1e-12)
    assert norm(factor * x, p) == pytest.approx(abs(factor) * norm(x, p), rel=1e-9)
    assert (norm(x, p) == 0.0) == (not x.any())


def test_a_norm_neither_overflows_nor_hides_what_is_no_number() -> None:
    assert norm([3e200, 4e200]) == pytest.approx(5e200)
    assert norm([3e-200, 4e-200]) == pytest.approx(5e-200)
    assert norm([1.0, math.inf], 3) == math.inf
    assert norm([]) == 0.0
    for p in (1, 2, math.inf):
        assert math.isnan(norm([1.0, math.nan], p))


@quick
@given(matrices)
def test_frobenius_is_numpys(a) -> None:
    assert frobenius(a) == pytest.approx(np.linalg.norm(a), rel=1e-12)


@quick
@given(vectors(3), number, number)
def test_the_inner_product_is_symmetric_linear_and_bounded(three, c: float, d: float) -> None:
    x, y, z = three
    size = (norm(c * x) + norm(d * y)) * norm(z) + 1e-9
    assert inner(x, y) == inner(y, x) == pytest.approx(np.dot(x, y), rel=1e-12, abs=1e-9 * (1 + norm(x) * norm(y)))
    assert abs(inner(c * x + d * y, z) - (c * inner(x, z) + d * inner(y, z))) <= 1e-9 * size
    assert abs(inner(x, y)) <= norm(x) * norm(y) * (1 + 1e-12)  # Cauchy-Schwarz


@quick
@given(vectors(2).filter(lambda pair: min(map(norm, pair)) > 1e-3), st.floats(0.1, 1e6))
def test_the_cosine_is_that_of_the_directions_alone(pair, factor: float) -> None:
    x, y = pair
    assert -1.0 <= cosine(x, y) <= 1.0
    assert cosine(factor * x, y) == pytest.approx(cosine(x, y), abs=1e-12)
    assert cosine(-x, y) == pytest.approx(-cosine(x, y), abs=1e-12)
    assert cosine(x, x) == pytest.approx(1.0)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("other", [[1.0, 1.0], [0.0, 1.0], [math.inf, 1.0]])
def test_the_cosine_of_what_is_no_number_is_nan(odd: float, other: list[float]) -> None:
    for x in ([odd, 0.0], [1.0, odd]):
        assert math.isnan(cosine(x, other))
        assert math.isnan(cosine(other, x))


@pytest.mark.parametrize("size", [5e-324, 1e-200, 1e200, 1.7e308])
def test_a_cosine_neither_overflows_nor_vanishes(size: float) -> None:
    assert cosine([size, size], [size, 0.0]) == pytest.approx(math.sqrt(0.5))
    assert cosine([size, size], [-size, -size]) == pytest.approx(-1.0)


@quick
@given(vectors(2).filter(lambda pair: norm(pair[1]) > 1e-3))
def test_what_remains_of_a_projection_is_orthogonal_to_the_line(pair) -> None:
    x, a = pair
    shadow = project(x, onto=a)
    assert abs(inner(x - shadow, a / norm(a))) <= 1e-10 * (1 + norm(x))
    np.testing.assert_allclose(project(shadow, onto=a), shadow, 1e-9, 1e-9)
    np.testing.assert_allclose(project_onto_subspace(x, a[:, None]), shadow, 1e-9, 1e-9)


def of_rank(m: int, n: int, rank: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return chance.normal(size=(m, rank)) @ chance.normal(size=(rank, n))


sizes = st.integers(1, 7)


@quick
@given(sizes, sizes, sizes, st.integers(0, 10**6))
def test_gram_schmidt_gives_an_orthonormal_basis_of_the_same_space(m: int, n: int, rank: int, seed: int) -> None:
    a = of_rank(m, n, min(m, n, rank), seed)
    q = gram_schmidt(a)
    assert q.shape == (m, min(m, n, rank))
    np.testing.assert_allclose(q.T @ q, np.eye(q.shape[1]), atol=1e-12)
    np.testing.assert_allclose(q @ (q.T @ a), a, 1e-8, 1e-9)


def test_gram_schmidt_stays_orthonormal_where_columns_are_nearly_the_same() -> None:
    hilbert = 1.0 / (1.0 + np.add.outer(np.arange(7.0), np.arange(7.0)))
    q = gram_schmidt(hilbert)
    np.testing.assert_allclose(q.T @ q, np.eye(7), atol=1e-12)


def test_no_columns_and_columns_of_zeros_span_nothing() -> None:
    assert gram_schmidt(np.zeros((3, 2))).shape == gram_schmidt(np.zeros((3, 0))).shape == (3, 0)
    assert project_onto_subspace([1.0, 2.0, 3.0], np.zeros((3, 2))).tolist() == [0.0, 0.0, 0.0]


@quick
@given(sizes, sizes, sizes, st.integers(0, 10**6))
def test_a_projection_onto_a_subspace_is_the_point_of_least_squares(m: int, n: int, rank: int, seed: int) -> None:
    a = of_rank(m, n, min(m, n, rank), seed)
    x = np.random.default_rng(seed + 1).normal(size=m)
    w, *_ = np.linalg.lstsq(a, x, rcond=1e-10)
    np.testing.assert_allclose(project_onto_subspace(x, a), a @ w, 1e-7, 1e-8)


@pytest.mark.parametrize(
    ("attempt", "error", "words"),
    [
        (lambda: norm([[1.0]]), ValueError, "x needs to be a vector of shape (n,), not of shape (1, 1)"),
        (lambda: norm([1.0], 0.5), ValueError, "p must be at least 1, or inf, not 0.5"),
        (lambda: norm([1.0], math.nan), ValueError, "p must be at least 1"),
        (lambda: norm(["a"]), TypeError, "x needs real numbers, not list of dtype <U1"),
        (lambda: norm([1j]), TypeError, "complex128"),
        (lambda: frobenius([1.0]), ValueError, "a needs to be a matrix of shape (m, n), not of shape (1,)"),
        (lambda: inner([1.0, 2.0], [1.0]), ValueError, "not 2 (x) and 1 (y)"),
        (lambda: cosine([1.0, 2.0], [1.0]), ValueError, "not 2 (x) and 1 (y)"),
        (lambda: cosine([1.0], [0.0]), ValueError, "the zero vector has no direction"),
        (lambda: project([1.0, 2.0], [0.0, 0.0]), ValueError, "onto is the zero vector"),
        (lambda: project([1.0, 2.0], [1.0]), ValueError, "not 2 (x) and 1 (y)"),
        (
            lambda: project_onto_subspace([1.0], [[1.0], [2.0]]),
            ValueError,
            "x has 1 numbers and the columns of a have 2",
        ),
        (lambda: gram_schmidt([1.0]), ValueError, "a needs to be a matrix"),
        (lambda: gram_schmidt([[math.nan]]), ValueError, "a holds inf or NaN"),
    ],
)
def test_what_does_not_fit_is_named(attempt, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        attempt()
    assert words in str(caught.value)


def test_arguments_are_left_as_they_are() -> None:
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    gram_schmidt(a)
    project(a[0], a[1])
    assert a.tolist() == [[1.0, 2.0], [3.0, 4.0]]
