"""Entropy, cross-entropy and the Kullback-Leibler divergence, in nats: in closed form and by sampling (lecture 25)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Generator, Tensor

from chainrule.probability.distribution import Distribution, broadcast


def entropy(p: Distribution) -> Tensor:
    """H(p) = -E_p[log p(x)], the nats that a draw of p tells on average.

    >>> from chainrule.probability import Bernoulli
    >>> entropy(Bernoulli(0.5)) / math.log(2)  # in bits
    tensor(1.)
    """
    return p.entropy()


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """KL(p‖q) = E_p[log p(x) - log q(x)] in closed form, of the broadcast batch shape: 0 where p = q.

    It is not symmetric: where p puts mass that q calls impossible, KL(p‖q) is infinite.

    Raises TypeError for two different families, for which no closed form stands here: use `kl_by_sampling`. Raises
    ValueError where the batches, or the sizes of an event, do not fit.

    Source: Goodfellow et al., Deep Learning (2016), section 3.13.

    >>> from chainrule.probability import Normal
    >>> kl_divergence(Normal(0.0, 1.0), Normal(1.0, 1.0))
    tensor(0.5000)
    """
    name = f"KL({type(p).__name__}‖{type(q).__name__})"
    if type(p) is not type(q) or not hasattr(p, "_kl_divergence"):
        raise TypeError(f"no closed form of {name} stands here; use kl_by_sampling(p, q, ...)")
    broadcast(name, **{"the batch of p": p.batch_shape, "the batch of q": q.batch_shape})
    closed_form: Callable[[Any], Tensor] = p._kl_divergence
    return closed_form(q)


def cross_entropy(p: Distribution, q: Distribution) -> Tensor:
    """H(p, q) = -E_p[log q(x)] = H(p) + KL(p‖q): the average loss of a model q on data from p.

    Since H(p) does not depend on q, the q of least cross-entropy is also that of least KL(p‖q).

    Raises TypeError and ValueError as `kl_divergence` does.

    >>> from chainrule.probability import Categorical
    >>> label, model = Categorical([0.0, 1.0, 0.0]), Categorical([0.2, 0.5, 0.3])
    >>> cross_entropy(label, model)  # -log 0.5
    tensor(0.6931)
    """
    return p.entropy() + kl_divergence(p, q)


@dataclass(frozen=True)
class Estimate:
    """An average over random draws, and the standard deviation that it would have if it were taken again and again.

    About two times in three the truth lies within one standard error of the value, 19 times in 20 within two.
    """

    value: Tensor
    standard_error: Tensor

    def __str__(self) -> str:
        if self.value.dim():
            return f"{self.value.tolist()} ± {self.standard_error.tolist()}"
        return f"{self.value.item():.4g} ± {self.standard_error.item():.2g}"


def expectation(
    p: Distribution, function: Callable[[Tensor], Tensor], samples: int, *, generator: Generator | None = None
) -> Estimate:
    """E_p[f(x)] by Monte Carlo: the mean of f over `samples` independent draws, with its standard error s/√n.

    `function` gets the draws, of shape (samples,) + batch + event, and returns (samples, ...). Raises ValueError for
    fewer than two draws, which tell nothing about the error.

    >>> import torch
    >>> from chainrule.probability import Normal
    >>> mean_square = expectation(Normal(0.0, 1.0), lambda x: x**2, 10_000, generator=torch.Generator().manual_seed(0))
    >>> abs(mean_square.value - 1) < 4 * mean_square.standard_error
    tensor(True)
    """
    if samples < 2:
        raise ValueError(f"an expectation by sampling needs 2 samples or more, got {samples}")
    values = function(p.sample((samples,), generator=generator))
    if values.shape[:1] != (samples,):
        raise ValueError(f"the function must return a value for each of {samples} draws, got {tuple(values.shape)}")
    return Estimate(values.mean(0), values.std(0, correction=1) / math.sqrt(samples))


def kl_by_sampling(p: Distribution, q: Distribution, samples: int, *, generator: Generator | None = None) -> Estimate:
    """KL(p‖q) as the mean of log p(x) - log q(x) over draws of p; unbiased, so that it may fall below zero.

    For families of which no closed form is known. Both must allow the same values.

    >>> import torch
    >>> from chainrule.probability import Normal
    >>> p, q = Normal(0.0, 1.0), Normal(1.0, 1.0)
    >>> estimate = kl_by_sampling(p, q, 10_000, generator=torch.Generator().manual_seed(0))
    >>> abs(estimate.value - kl_divergence(p, q)) < 4 * estimate.standard_error
    tensor(True)
    """
    return expectation(p, lambda x: p.log_prob(x) - q.log_prob(x), samples, generator=generator)
