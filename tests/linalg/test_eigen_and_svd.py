"""Power iteration, deflation and the SVD by it: against numpy.linalg, and by what makes them such."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.linalg import NotConvergedError, eigenvectors, power_iteration, svd

quick = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 10**6)
sizes = st.integers(1, 6)


def chance(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def rotation(n: int, seed: int) -> np.ndarray:
    return np.linalg.qr(chance(seed).normal(size=(n, n)))[0]


def falling(n: int, seed: int, scale: float = 1.0) -> np.ndarray:
    """n numbers of either sign, each at most 0.8 times the size of that before it."""
    draw = chance(seed)
    return scale * np.cumprod(draw.uniform(0.4, 0.8, n)) * draw.choice([-1.0, 1.0], n)


@quick
@given(sizes, seeds, st.sampled_from([1e-100, 1.0, 1e100]))
def test_power_iteration_finds_the_eigenvalue_of_the_largest_size(n: int, seed: int, scale: float) -> None:
    values = falling(n, seed, scale)
    basis = chance(seed).normal(size=(n, n)) + 3 * np.eye(n)
    a = basis @ np.diag(values) @ np.linalg.inv(basis)  # not symmetric
    value, v = power_iteration(a, generator=chance(seed), tolerance=1e-11)
    assert np.linalg.norm(v) == pytest.approx(1.0)
    np.testing.assert_allclose(a @ v, value * v, atol=1e-9 * np.abs(a).max())
    assert value == pytest.approx(values[0], rel=1e-6)


@quick
@given(sizes, seeds)
def test_eigenvectors_of_a_symmetric_matrix_are_all_found_and_orthonormal(n: int, seed: int) -> None:
    q, values = rotation(n, seed), falling(n, seed)
    a = (q * values) @ q.T
    a = (a + a.T) / 2
    found, vectors = eigenvectors(a, generator=chance(seed))
    np.testing.assert_allclose(found, values, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(np.sort(found), np.linalg.eigvalsh(a), rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(n), atol=1e-10)
    np.testing.assert_allclose((vectors * found) @ vectors.T, a, atol=1e-10)


@quick
@given(sizes, sizes, seeds)
def test_of_a_matrix_without_full_rank_the_other_eigenvalues_are_zero(n: int, rank: int, seed: int) -> None:
    rank = min(n, rank)
    q = rotation(n, seed)[:, :rank]
    a = (q * np.abs(falling(rank, seed))) @ q.T
    a = (a + a.T) / 2
    found, vectors = eigenvectors(a, generator=chance(seed))
    assert (np.abs(found) > 1e-9).sum() == rank
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(n), atol=1e-9)
    np.testing.assert_allclose((vectors * found) @ vectors.T, a, atol=1e-9)


def test_only_the_first_are_computed_where_only_these_are_asked_for() -> None:
    values, vectors = eigenvectors(np.diag([1.0, 9.0, 4.0]), 2, generator=chance())
    np.testing.assert_allclose(values, [9.0, 4.0])
    np.testing.assert_allclose(np.abs(vectors), [[0, 0], [1, 0], [0, 1]], atol=1e-9)
    assert eigenvectors(np.eye(2), 0, generator=chance())[1].shape == (2, 0)


def test_an_eigenvalue_that_comes_twice_has_two_vectors() -> None:
    values, vectors = eigenvectors(np.diag([3.0, 3.0, 1.0]), generator=chance())
    np.testing.assert_allclose(values, [3.0, 3.0, 1.0])
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(3), atol=1e-12)


def test_a_matrix_of_zeros_and_one_that_ends_in_zero_have_the_eigenvalue_zero() -> None:
    assert power_iteration(np.zeros((2, 2)), generator=chance())[0] == 0.0
    value, v = power_iteration([[0.0, 1.0], [0.0, 0.0]], generator=chance())
    assert (value, np.abs(v).tolist()) == (0.0, [1.0, 0.0])


@pytest.mark.parametrize(
    "a",
    [
        [[0.0, 1.0], [1.0, 0.0]],  # 1 and -1
        [[0.0, -1.0], [1.0, 0.0]],  # a quarter turn: i and -i
        [[1.0, 0.0], [0.0, 1.0 - 1e-7]],
    ],
)
def test_where_no_direction_wins_it_says_so(a) -> None:
    with pytest.raises(NotConvergedError, match=r"after 500 steps: the two largest .* a multiple of the identity"):
        power_iteration(a, generator=chance(), most_steps=500)


def test_the_advice_of_that_error_helps() -> None:
    values, vectors = eigenvectors(np.array([[0.0, 1.0], [1.0, 0.0]]) + 2 * np.eye(2), generator=chance())
    np.testing.assert_allclose(values - 2, [1.0, -1.0], atol=1e-9)
    np.testing.assert_allclose(np.abs(vectors), 0.5**0.5, atol=1e-9)


def test_the_same_generator_gives_the_same_vectors() -> None:
    a = np.diag([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(*(eigenvectors(a, generator=chance(5))[1] for _ in range(2)))


@quick
@given(sizes, sizes, sizes, seeds)
def test_the_svd_is_numpys_also_where_the_rank_is_not_full(m: int, n: int, rank: int, seed: int) -> None:
    rank = min(m, n, rank)
    values = np.abs(falling(rank, seed))
    a = (rotation(m, seed)[:, :rank] * values) @ rotation(n, seed + 1)[:rank]
    u, s, vt = svd(a, generator=chance(seed))
    assert (u.shape, s.shape, vt.shape) == ((m, rank), (rank,), (rank, n))
    np.testing.assert_allclose(s, values, rtol=1e-8)
    np.testing.assert_allclose(s, np.linalg.svd(a, compute_uv=False)[:rank], rtol=1e-8)
    np.testing.assert_allclose(u.T @ u, np.eye(rank), atol=1e-10)
    np.testing.assert_allclose(vt @ vt.T, np.eye(rank), atol=1e-10)
    np.testing.assert_allclose((u * s) @ vt, a, atol=1e-10)


@quick
@given(sizes, sizes, seeds)
def test_the_svd_of_any_random_matrix(m: int, n: int, seed: int) -> None:
    a = chance(seed).normal(size=(m, n))
    try:
        u, s, vt = svd(a, generator=chance(seed))
    except NotConvergedError:
        expected = np.linalg.svd(a, compute_uv=False)
        assert (expected[1:] / expected[:-1]).max() > 0.99, "only values that are nearly the same are an excuse"
        return
    np.testing.assert_allclose((u * s) @ vt, a, atol=1e-9)
    assert (np.diff(s) <= 1e-9).all()


def test_the_svd_of_zeros_and_of_nothing_has_rank_zero() -> None:
    for shape in ((3, 2), (0, 2), (3, 0)):
        u, s, vt = svd(np.zeros(shape), generator=chance())
        assert (u.shape, s.shape, vt.shape) == ((shape[0], 0), (0,), (0, shape[1]))


def test_equal_singular_values_and_opposite_signs_are_no_trouble() -> None:
    u, s, vt = svd([[0.0, 1.0], [1.0, 0.0]], generator=chance())
    np.testing.assert_allclose(s, [1.0, 1.0])
    np.testing.assert_allclose((u * s) @ vt, [[0.0, 1.0], [1.0, 0.0]], atol=1e-12)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: power_iteration(np.zeros((2, 3)), generator=chance()), "a needs to be square and not empty, not of"),
        (lambda: power_iteration(np.zeros((0, 0)), generator=chance()), "not of shape (0, 0)"),
        (lambda: power_iteration([1.0], generator=chance()), "a needs to be a matrix of shape (m, n)"),
        (lambda: power_iteration([[math.inf]], generator=chance()), "a holds inf or NaN"),
        (lambda: eigenvectors([[1.0, 2.0], [0.0, 1.0]], generator=chance()), "a needs to be symmetric"),
        (lambda: eigenvectors(np.eye(2), 3, generator=chance()), "count must be from 0 to 2, not 3"),
        (lambda: svd([1.0, 2.0], generator=chance()), "a needs to be a matrix of shape (m, n), not of shape (2,)"),
        (lambda: svd([[math.nan]], generator=chance()), "a holds inf or NaN"),
    ],
)
def test_what_does_not_fit_is_named(attempt, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        attempt()
    assert words in str(caught.value)
