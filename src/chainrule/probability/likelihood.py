"""Which parameters make the data most likely? Maximum likelihood, in closed form (lectures 9 and 25)."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from chainrule.probability.continuous import Exponential, MultivariateNormal, Normal
from chainrule.probability.discrete import Bernoulli, Binomial, Categorical, Poisson
from chainrule.probability.distribution import Distribution, at_least_float32
from chainrule.probability.rules import require


def log_likelihood(distribution: Distribution, data: Tensor) -> Tensor:
    """Σ log p(x) over N independent observations, data of shape (N,) + batch + event: log of the product of the p(x).

    >>> log_likelihood(Bernoulli(0.5), torch.tensor([1.0, 0.0, 1.0]))
    tensor(-2.0794)
    """
    return distribution.log_prob(data).sum(0)


def negative_log_likelihood(distribution: Distribution, data: Tensor) -> Tensor:
    """-1/N Σ log p(x): the nats per observation, which training makes small.

    >>> negative_log_likelihood(Bernoulli(0.5), torch.tensor([1.0, 0.0, 1.0]))
    tensor(0.6931)
    """
    return -log_likelihood(distribution, data) / _count(data)


def maximum_likelihood(
    family: type[Distribution],
    data: Tensor | Sequence[float],
    *,
    classes: int | None = None,
    total_count: int | None = None,
) -> Distribution:
    """The member of a family under which N independent observations are most likely. Data has the shape (N, ...).

    | family               | parameter | estimate |
    |----------------------|-----------|----------|
    | `Bernoulli`          | p | the share of ones |
    | `Categorical`        | p_k | the share of class k; `classes` says K |
    | `Binomial`           | p | the mean over n; `total_count` says n |
    | `Poisson`            | λ | the mean |
    | `Exponential`        | λ | one over the mean |
    | `Normal`             | μ, σ | the mean, and √(Σ(x - μ)²/N): divided by N, so too small on average by (N - 1)/N |
    | `MultivariateNormal` | μ, Σ | the mean, and Σ(x - μ)(x - μ)ᵀ/N, for data of shape (N, D) |

    Raises ValueError where there are no data, where they are nothing that the family can give, and where the best
    distribution is none (a normal one of a single value).

    >>> maximum_likelihood(Bernoulli, [1.0, 0.0, 1.0, 1.0]).mean
    tensor(0.7500)
    """
    x = torch.as_tensor(data)
    x = x.to(at_least_float32(x.dtype)) if family is not Categorical else x
    if x.dim() == 0 or not len(x):
        raise ValueError(f"maximum_likelihood needs one observation or more, got shape {tuple(x.shape)}")
    if family is Categorical:
        return _categorical(x, classes)
    if family is Binomial:
        if total_count is None:
            raise ValueError("maximum_likelihood of a Binomial needs total_count, the tosses of each observation")
        best: Distribution = Binomial(total_count, probs=(x / max(total_count, 1)).mean(0).clamp(0, 1))
    elif family in CLOSED_FORMS:
        best = CLOSED_FORMS[family](x)
    else:
        raise TypeError(f"the maximum-likelihood estimate of {family.__name__} is not written here")
    best.log_prob(x)  # refuses data that the family cannot give
    return best


def _categorical(x: Tensor, classes: int | None) -> Categorical:
    if classes is None or x.dim() != 1:
        raise ValueError(
            f"maximum_likelihood of a Categorical needs classes=K and data of shape (N,), got {tuple(x.shape)}"
        )
    require((x >= 0) & (x < classes) & (x == x.long()), x, "Categorical: data", f"classes from 0 to {classes - 1}")
    return Categorical(probs=torch.bincount(x.long(), minlength=classes).to(at_least_float32(x.dtype)))


def _normal(x: Tensor) -> Normal:
    return Normal(x.mean(0), x.std(0, correction=0))


def _multivariate_normal(x: Tensor) -> MultivariateNormal:
    return MultivariateNormal(x.mean(0), covariance(x, correction=0))


CLOSED_FORMS: dict[type[Distribution], Callable[[Tensor], Distribution]] = {
    Bernoulli: lambda x: Bernoulli(x.mean(0).clamp(0, 1)),
    Poisson: lambda x: Poisson(x.mean(0).clamp(min=0)),
    Exponential: lambda x: Exponential(1 / x.mean(0)),
    Normal: _normal,
    MultivariateNormal: _multivariate_normal,
}


def covariance(samples: Tensor, *, correction: int = 1) -> Tensor:
    """Cov[x_i, x_j] = Σ (x_i - mean_i)(x_j - mean_j) / (N - correction), from (N, D) samples to a (D, D) matrix.

    With a correction of 1 it is right on average; with 0 it is the maximum-likelihood estimate.

    Raises ValueError where the samples are no (N, D) matrix of more than `correction` rows.

    >>> covariance(torch.tensor([[1.0, 2.0], [3.0, 6.0]]))
    tensor([[2., 4.],
            [4., 8.]])
    """
    if samples.dim() != 2 or len(samples) <= correction:
        raise ValueError(
            f"covariance needs samples of shape (N, D) with N greater than {correction}, got {tuple(samples.shape)}"
        )
    deviations = samples - samples.mean(0)  # (N, D)
    return deviations.T @ deviations / (len(samples) - correction)


def _count(data: Tensor) -> int:
    if data.dim() == 0 or not len(data):
        raise ValueError(f"the data need a first axis with one observation or more, got shape {tuple(data.shape)}")
    return len(data)
