"""Distributions over real numbers and vectors: each has a density, and its integral is 1."""

import math
from collections.abc import Sequence

import torch
from torch import Generator, Tensor

from chainrule.probability.distribution import (
    Distribution,
    Parameter,
    at_least_float32,
    broadcast,
    one_of,
    parameters,
)
from chainrule.probability.rules import normal_log_prob, require

LOG_2PI = math.log(2 * math.pi)


class Reparameterized(Distribution):
    """A distribution whose draws are a function of its parameters and of noise that does not depend on them.

    So a gradient flows through `rsample` to the parameters: the trick that trains a variational autoencoder.
    Source: D. P. Kingma and M. Welling, Auto-encoding variational Bayes (2014), section 2.4.
    """

    def rsample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        """Independent draws, through which gradients reach the parameters."""
        raise NotImplementedError

    def sample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        with torch.no_grad():
            return self.rsample(sample_shape, generator=generator)


class Exponential(Reparameterized):
    """The time until the next event, when events come independently at the average `rate` λ.

    p(x) = λ e^(-λx) for x ≥ 0,  E[x] = 1/λ,  Var[x] = 1/λ².

    Twin: `torch.distributions.Exponential`.

    >>> Exponential(2.0).prob([0.0, 0.5])
    tensor([2.0000, 0.7358])
    """

    def __init__(self, rate: Parameter) -> None:
        (self.rate,) = parameters(rate=rate)
        require((self.rate > 0) & self.rate.isfinite(), self.rate, "Exponential: rate", "greater than 0")
        self.batch_shape = self.rate.shape

    def log_prob(self, value: Parameter) -> Tensor:
        x = self._value(value, lambda x: x >= 0, "0 or more")
        return self.rate.log() - self.rate * x

    def rsample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        u = torch.rand(self._shape(sample_shape), generator=generator, dtype=self.rate.dtype)
        return -torch.log1p(-u) / self.rate  # the inverse of the distribution function 1 - e^(-λx), at u from [0, 1)

    @property
    def mean(self) -> Tensor:
        return 1 / self.rate

    @property
    def variance(self) -> Tensor:
        return self.rate**-2

    def entropy(self) -> Tensor:
        return 1 - self.rate.log()

    def _kl_divergence(self, other: "Exponential") -> Tensor:
        """KL(p‖q) = log(λ/μ) + μ/λ - 1."""
        return self.rate.log() - other.rate.log() + other.rate / self.rate - 1


class Normal(Reparameterized):
    """The bell curve of mean μ (`loc`) and standard deviation σ (`scale`).

    log p(x) = -(x - μ)²/2σ² - log σ - ½ log 2π.

    Twin: `torch.distributions.Normal`. Source: Goodfellow et al., Deep Learning (2016), section 3.9.3.

    >>> Normal(0.0, 1.0).log_prob(0.0)
    tensor(-0.9189)
    """

    def __init__(self, loc: Parameter, scale: Parameter) -> None:
        self.loc, self.scale = parameters(loc=loc, scale=scale)
        require(self.loc == self.loc, self.loc, "Normal: loc", "a number")
        require(self.scale > 0, self.scale, "Normal: scale", "greater than 0")
        self.batch_shape = self.loc.shape

    def log_prob(self, value: Parameter) -> Tensor:
        x = self._value(value, lambda x: x == x, "a number")
        return normal_log_prob(x, self.loc, self.scale)

    def rsample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        noise = torch.randn(self._shape(sample_shape), generator=generator, dtype=self.loc.dtype)
        return self.loc + self.scale * noise

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        return self.scale**2

    def entropy(self) -> Tensor:
        return 0.5 + 0.5 * LOG_2PI + self.scale.log()

    def _kl_divergence(self, other: "Normal") -> Tensor:
        """KL(p‖q) = log(σ_q/σ_p) + (σ_p² + (μ_p - μ_q)²)/2σ_q² - ½."""
        ratio = (self.scale / other.scale) ** 2
        distance = ((self.loc - other.loc) / other.scale) ** 2
        return 0.5 * (ratio + distance - 1 - ratio.log())


class MultivariateNormal(Reparameterized):
    """The bell over D-dimensional space with mean μ (`loc`, shape (..., D)) and covariance Σ (shape (..., D, D)).

    log p(x) = -½ (x - μ)ᵀ Σ⁻¹ (x - μ) - ½ log det Σ - D/2 log 2π. Give `covariance_matrix`, or its Cholesky factor
    `scale_tril`, the lower triangular L with L Lᵀ = Σ. All is computed with L: z = L⁻¹ (x - μ) is standard normal, and
    log det Σ is twice the sum of the logarithms on L's diagonal.

    Raises ValueError where the covariance is not symmetric and positive definite, and for NaN.

    Twin: `torch.distributions.MultivariateNormal`. Source: Goodfellow et al., Deep Learning (2016), section 3.9.3.

    >>> MultivariateNormal([0.0, 0.0], [[1.0, 0.0], [0.0, 4.0]]).log_prob([0.0, 2.0])
    tensor(-3.0310)
    """

    def __init__(
        self, loc: Parameter, covariance_matrix: Parameter | None = None, *, scale_tril: Parameter | None = None
    ) -> None:
        given, matrix = one_of("MultivariateNormal", covariance_matrix=covariance_matrix, scale_tril=scale_tril)
        mu, m = torch.as_tensor(loc), torch.as_tensor(matrix)
        dtype = at_least_float32(mu.dtype, m.dtype)
        mu, m = mu.to(dtype), m.to(dtype)
        if mu.dim() < 1 or m.dim() < 2 or m.shape[-2:] != (mu.shape[-1], mu.shape[-1]):
            raise ValueError(
                "MultivariateNormal: loc needs the shape (..., D) and its matrix (..., D, D), "
                f"got {tuple(mu.shape)} and {tuple(m.shape)}"
            )
        require(mu == mu, mu, "MultivariateNormal: loc", "a number")
        require(m == m, m, f"MultivariateNormal: {given}", "numbers")
        self.batch_shape = broadcast(
            "MultivariateNormal", **{"the batch of loc": mu.shape[:-1], f"that of {given}": m.shape[:-2]}
        )
        self.scale_tril = cholesky(m) if given == "covariance_matrix" else _lower_triangular(m)
        self.event_shape = mu.shape[-1:]
        self.loc = mu.expand(self.batch_shape + self.event_shape)

    @property
    def covariance_matrix(self) -> Tensor:
        """Σ = L Lᵀ, of shape (..., D, D)."""
        return (self.scale_tril @ self.scale_tril.mT).expand(self.batch_shape + 2 * self.event_shape)

    def log_prob(self, value: Parameter) -> Tensor:
        x = self._value(value, lambda x: x == x, "a number")
        z = _solve(self.scale_tril, x - self.loc)  # (..., D)
        return -0.5 * (z**2).sum(-1) - self._half_log_det() - 0.5 * self.event_shape[0] * LOG_2PI

    def rsample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        noise = torch.randn(self._shape(sample_shape), generator=generator, dtype=self.loc.dtype)
        return self.loc + (self.scale_tril @ noise[..., None])[..., 0]

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        return (self.scale_tril**2).sum(-1).expand(self.loc.shape)

    def entropy(self) -> Tensor:
        nats = 0.5 * self.event_shape[0] * (1 + LOG_2PI) + self._half_log_det()
        return nats.expand(self.batch_shape)

    def _kl_divergence(self, other: "MultivariateNormal") -> Tensor:
        """KL(p‖q) = ½ (tr(Σ_q⁻¹ Σ_p) + (μ_q - μ_p)ᵀ Σ_q⁻¹ (μ_q - μ_p) - D + log det Σ_q/det Σ_p)."""
        if self.event_shape != other.event_shape:
            sizes = f"{self.event_shape[0]} and {other.event_shape[0]}"
            raise ValueError(f"KL of two MultivariateNormals needs the same dimension, got {sizes}")
        trace = (torch.linalg.solve_triangular(other.scale_tril, self.scale_tril, upper=False) ** 2).sum((-2, -1))
        distance = (_solve(other.scale_tril, other.loc - self.loc) ** 2).sum(-1)
        return 0.5 * (trace + distance - self.event_shape[0]) + other._half_log_det() - self._half_log_det()

    def _half_log_det(self) -> Tensor:
        """½ log det Σ."""
        return self.scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def cholesky(covariance: Tensor) -> Tensor:
    """The lower triangular L with L Lᵀ = Σ. Raises ValueError where Σ is not symmetric and positive definite."""
    if not torch.allclose(covariance, covariance.mT, rtol=1e-5, atol=1e-6):
        raise ValueError("MultivariateNormal: covariance_matrix must be symmetric")
    factor, failed = torch.linalg.cholesky_ex(covariance)
    if failed.any():
        raise ValueError(
            "MultivariateNormal: covariance_matrix must be positive definite: "
            "no direction may have a variance of zero or less"
        )
    return factor


def _lower_triangular(matrix: Tensor) -> Tensor:
    if not torch.equal(matrix, matrix.tril()):
        raise ValueError("MultivariateNormal: scale_tril must be zero above its diagonal")
    diagonal = matrix.diagonal(dim1=-2, dim2=-1)
    require(diagonal > 0, diagonal, "MultivariateNormal: the diagonal of scale_tril", "greater than 0")
    return matrix


def _solve(factor: Tensor, x: Tensor) -> Tensor:
    """L⁻¹ x for vectors x of shape (..., D)."""
    return torch.linalg.solve_triangular(factor, x[..., None], upper=False)[..., 0]
