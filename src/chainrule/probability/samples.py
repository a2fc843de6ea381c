"""How far two samples lie apart, and whether one was copied from the other (lecture 28).

For what draws points or pictures and gives no density: rows are compared with rows. A picture is flattened, or brought
to features, before.
"""

import torch
from torch import Tensor

from chainrule.probability.information import Estimate


def energy_distance(x: Tensor, y: Tensor) -> Estimate:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'|, which is zero for equal distributions alone; without bias.

    Means are over pairs of different examples, so that an estimate may be below zero. Its variance is that of its
    Hoeffding decomposition: what comes of each example, and what comes of each pair, which is all there is where the
    distributions are equal.

    Shapes: x (N, D), y (M, D). Raises ValueError for other shapes, and for fewer than two examples of either.

    >>> x = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    >>> same, moved = energy_distance(x[:250], x[250:]), energy_distance(x[:250], x[250:] + 1)
    >>> abs(same.value) < 3 * same.standard_error, moved.value > 5 * moved.standard_error
    (tensor(True), tensor(True))

    Source: G. Székely, M. Rizzo, Energy statistics (2013), section 1; W. Hoeffding, A class of statistics with
    asymptotically normal distribution (1948), section 5.
    """
    x, y = pair_of_samples("energy_distance", x, y)
    n, m = len(x), len(y)
    between, in_x, in_y = torch.cdist(x, y), torch.cdist(x, x), torch.cdist(y, y)  # (N, M), (N, N), (M, M)
    of_x, of_y = in_x.sum(1) / (n - 1), in_y.sum(1) / (m - 1)  # how far the others are, on average
    value = 2 * between.mean() - of_x.mean() - of_y.mean()

    pair_xy = (between - between.mean(1, keepdim=True) - between.mean(0) + between.mean()).square().mean()
    pair_xx, pair_yy = (variance_of_pairs(each) for each in (in_x, in_y))
    one_x = (2 * (between.mean(1) - of_x)).var() - 4 * (pair_xy / m + pair_xx / (n - 1))
    one_y = (2 * (between.mean(0) - of_y)).var() - 4 * (pair_xy / n + pair_yy / (m - 1))
    pairs = 4 * pair_xy / (n * m) + 2 * pair_xx / (n * (n - 1)) + 2 * pair_yy / (m * (m - 1))
    return Estimate(value, ((one_x / n + one_y / m).clamp(min=0) + pairs).sqrt())


def variance_of_pairs(distances: Tensor) -> Tensor:
    """The variance of |X - X'| that neither of the two explains by itself. Shape (N, N), zero on the diagonal."""
    n = len(distances)
    mean = distances.sum(1) / (n - 1)
    rest = (distances - mean[:, None] - mean + mean.mean()).fill_diagonal_(0.0)
    return rest.square().sum() / (n * (n - 1))


def frechet_distance(x: Tensor, y: Tensor) -> Tensor:
    """|μ_x - μ_y|² + tr(Σ_x + Σ_y - 2 (Σ_x Σ_y)^½): the squared distance between the normal fits of two samples.

    The trace of (Σ_x Σ_y)^½ is that of (A Σ_y A)^½ with A = Σ_x^½, which is symmetric: both roots are those of
    eigenvalues. Few examples make it too large, the fewer the more: compare distances of samples of one size.

    Shapes: x (N, D), y (M, D). Raises ValueError for other shapes, and for fewer than two examples of either.

    >>> x = torch.randn(100, 3)
    >>> frechet_distance(x, x + torch.tensor([3.0, 4.0, 0.0]))
    tensor(25.0000, dtype=torch.float64)

    Source: D. Dowson, B. Landau, The Fréchet distance between multivariate normal distributions (1982); M. Heusel and
    others, GANs trained by a two time-scale update rule (2017), for features of pictures.
    """
    x, y = pair_of_samples("frechet_distance", x, y)
    covariance_x, covariance_y = (torch.atleast_2d(each.T.cov()) for each in (x, y))  # (D, D)
    root = square_root(covariance_x)
    together = square_root(root @ covariance_y @ root)
    apart = (x.mean(0) - y.mean(0)).square().sum()
    return apart + (covariance_x + covariance_y - 2 * together).trace()


def square_root(matrix: Tensor) -> Tensor:
    """S with S S = matrix, for a symmetric matrix without negative eigenvalues: Q √Λ Qᵀ. (D, D) -> (D, D).

    >>> square_root(torch.tensor([[4.0, 0.0], [0.0, 9.0]]))
    tensor([[2., 0.],
            [0., 3.]])
    """
    values, vectors = torch.linalg.eigh(matrix)
    return vectors * values.clamp(min=0).sqrt() @ vectors.T  # rounding makes a zero negative


def nearest(x: Tensor, among: Tensor) -> tuple[Tensor, Tensor]:
    """For each example, how far the nearest of others is, and which: |x_i - a_k|, least over k, and that k.

    Shapes: x (N, D), among (M, D); the results (N,). Raises ValueError for other shapes.

    >>> nearest(torch.tensor([[0.0], [9.0]]), among=torch.tensor([[1.0], [2.0], [5.0]]))
    (tensor([1., 4.]), tensor([0, 2]))
    """
    if x.dim() != 2 or among.dim() != 2 or x.shape[1] != among.shape[1] or not len(among):
        raise ValueError(f"nearest: samples must be (N, D) and (M, D), got {tuple(x.shape)} and {tuple(among.shape)}")
    found = [torch.cdist(part, among).min(1) for part in x.split(256)]
    return torch.cat([each.values for each in found]), torch.cat([each.indices for each in found])


def pair_of_samples(function: str, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Both in float64. ValueError unless they are (N, D) and (M, D), with two examples each."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1] or min(len(x), len(y)) < 2:
        raise ValueError(
            f"{function}: samples must be (N, D) and (M, D) with N and M of at least 2, "
            f"got {tuple(x.shape)} and {tuple(y.shape)}"
        )
    return x.double(), y.double()
