"""Distributions over whole numbers: each has a PMF, and its probabilities sum to 1."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor
from torch.nn.functional import logsigmoid

from chainrule.probability.distribution import Distribution, Parameter, broadcast, one_of, parameters
from chainrule.probability.rules import bernoulli_log_prob, require, times_log

TAIL = 40.0  # standard deviations after which the rest of a Poisson distribution is less than rounding


def _log_success(name: str, probs: Parameter | None, logits: Parameter | None) -> tuple[Tensor, Tensor, Tensor]:
    """p, log p and log(1 - p) from p or from its logit log(p / (1 - p)); a logit keeps its digits for p near 1."""
    given, parameter = one_of(name, probs=probs, logits=logits)
    (x,) = parameters(**{given: parameter})
    if given == "logits":
        require(x == x, x, f"{name}: logits", "numbers")
        return x.sigmoid(), logsigmoid(x), logsigmoid(-x)
    require((x >= 0) & (x <= 1), x, f"{name}: probs", "from 0 to 1")
    return x, _log(x), _log(x, lambda x: torch.log1p(-x), at=1.0)


def _log(x: Tensor, log: Callable[[Tensor], Tensor] = torch.log, at: float = 0.0) -> Tensor:
    """log x, which is -inf for x = `at`; the gradient there is taken to be 0: 0 times its true inf would be NaN."""
    impossible = x == at
    return log(x.masked_fill(impossible, 0.5)).masked_fill(impossible, -math.inf)


class Bernoulli(Distribution):
    """One toss of a coin: 1 with probability p, else 0.

    p(x) = pˣ (1 - p)¹⁻ˣ,  E[x] = p,  Var[x] = p (1 - p).  Give `probs` (p) or `logits` (log p/(1 - p)). At p = 0 and
    p = 1 the gradient of log p(x) is exact for the x that is certain; for the impossible x it is 0, as in PyTorch.

    Twin: `torch.distributions.Bernoulli`. Source: Goodfellow et al., Deep Learning (2016), section 3.9.1.

    >>> coin = Bernoulli(0.75)
    >>> coin.prob([0.0, 1.0]), coin.variance
    (tensor([0.2500, 0.7500]), tensor(0.1875))
    """

    def __init__(self, probs: Parameter | None = None, logits: Parameter | None = None) -> None:
        self.probs, self._log_p, self._log_q = _log_success("Bernoulli", probs, logits)
        self.batch_shape = self.probs.shape

    def log_prob(self, value: Parameter) -> Tensor:
        x = self._value(value, lambda x: (x == 0) | (x == 1), "0 or 1")
        return bernoulli_log_prob(x, self._log_p, self._log_q)

    def expected_log_prob(self, share: Parameter) -> Tensor:
        """E[log p(x)] for an x that is 1 with probability s: s log p + (1 - s) log(1 - p).

        It is the likelihood of soft pixels: a grey of s stands for pixels of which the share s is white. For s of 0 and
        1 it is `log_prob`. Shapes as there; raises ValueError for a share that is not from 0 to 1.

        >>> Bernoulli(0.75).expected_log_prob([0.0, 0.5, 1.0])
        tensor([-1.3863, -0.8370, -0.2877])
        """
        s = self._value(share, lambda s: (s >= 0) & (s <= 1), "a share from 0 to 1")
        return bernoulli_log_prob(s, self._log_p, self._log_q)  # whose formula holds for a share, too

    def sample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        with torch.no_grad():
            return torch.bernoulli(self.probs.expand(self._shape(sample_shape)), generator=generator)

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def entropy(self) -> Tensor:
        return -times_log(self.probs, self._log_p) - times_log(1 - self.probs, self._log_q)

    def _kl_divergence(self, other: "Bernoulli") -> Tensor:
        """KL(p‖q) = p log(p/q) + (1 - p) log((1 - p)/(1 - q))."""
        p = self.probs
        cross = times_log(p, other._log_p + 0 * p) + times_log(1 - p, other._log_q + 0 * p)
        return -self.entropy() - cross


class Categorical(Distribution):
    """One of K classes, 0 to K - 1, class k with probability p_k; also called multinoulli.

    Give `probs` of shape (..., K), which are divided by their sum, or `logits`, of which the softmax is taken: -inf is
    an impossible class. The mean and the variance are NaN, as in PyTorch: the numbers of the classes are names and
    have no average.

    Twin: `torch.distributions.Categorical`. Source: Goodfellow et al., Deep Learning (2016), section 3.9.2.

    >>> weather = Categorical(probs=[1.0, 1.0, 2.0])
    >>> weather.prob([0, 2])
    tensor([0.2500, 0.5000])
    """

    indices = True

    def __init__(self, probs: Parameter | None = None, logits: Parameter | None = None) -> None:
        given, parameter = one_of("Categorical", probs=probs, logits=logits)
        (x,) = parameters(**{given: parameter})
        if x.dim() == 0 or x.shape[-1] == 0:
            raise ValueError(f"Categorical: {given} needs a last axis with the classes, got shape {tuple(x.shape)}")
        if given == "probs":
            require(x >= 0, x, "Categorical: probs", "0 or more")
            total = x.sum(-1, keepdim=True)
            require((total > 0) & total.isfinite(), total, "Categorical: the sum of probs", "greater than 0")
            self.probs = x / total
            self.log_probs = _log(self.probs)
        else:
            largest = x.amax(-1)
            require(largest.isfinite(), largest, "Categorical: the largest of the logits", "a finite number")
            self.log_probs = x - x.logsumexp(-1, keepdim=True)
            self.probs = self.log_probs.exp()
        self.batch_shape = x.shape[:-1]

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return self.probs.shape[-1]

    def log_prob(self, value: Parameter) -> Tensor:
        x = self._value(
            value, lambda x: (x >= 0) & (x < self.classes) & (x == x.long()), f"a class from 0 to {self.classes - 1}"
        )
        shape = torch.broadcast_shapes(x.shape, self.batch_shape)
        chosen = x.long().expand(shape)[..., None]  # (..., 1)
        return self.log_probs.expand(*shape, self.classes).gather(-1, chosen)[..., 0]

    def sample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        with torch.no_grad():
            rows = self.probs.expand(*sample_shape, *self.probs.shape).reshape(-1, self.classes)
            if not len(rows):
                return torch.empty(self._shape(sample_shape), dtype=torch.int64)
            return torch.multinomial(rows, 1, generator=generator).reshape(self._shape(sample_shape))

    @property
    def mean(self) -> Tensor:
        return torch.full(self.batch_shape, torch.nan, dtype=self.probs.dtype)

    @property
    def variance(self) -> Tensor:
        return self.mean

    def entropy(self) -> Tensor:
        return -times_log(self.probs, self.log_probs).sum(-1)

    def _kl_divergence(self, other: "Categorical") -> Tensor:
        """KL(p‖q) = Σ p_k log(p_k/q_k): infinite where q calls impossible what p does not."""
        if self.classes != other.classes:
            raise ValueError(f"KL of two Categoricals needs the same classes, got {self.classes} and {other.classes}")
        p, log_p, log_q = torch.broadcast_tensors(self.probs, self.log_probs, other.log_probs)
        return (times_log(p, log_p) - times_log(p, log_q)).sum(-1)


class Binomial(Distribution):
    """How many of n independent tosses of the same coin come up 1.

    p(k) = (n choose k) pᵏ (1 - p)ⁿ⁻ᵏ,  E[k] = n p,  Var[k] = n p (1 - p).

    Twin: `torch.distributions.Binomial`.

    >>> Binomial(4, 0.5).prob([0.0, 1.0, 2.0])
    tensor([0.0625, 0.2500, 0.3750])
    """

    def __init__(
        self, total_count: Parameter = 1, probs: Parameter | None = None, logits: Parameter | None = None
    ) -> None:
        p, log_p, log_q = _log_success("Binomial", probs, logits)
        n = torch.as_tensor(total_count, dtype=p.dtype)
        require((n >= 0) & (n == n.floor()) & n.isfinite(), n, "Binomial: total_count", "a whole number, 0 or more")
        self.batch_shape = broadcast(
            "Binomial", **{"total_count": n.shape, "probs" if logits is None else "logits": p.shape}
        )
        self.total_count, self.probs, self._log_p, self._log_q = torch.broadcast_tensors(n, p, log_p, log_q)

    def log_prob(self, value: Parameter) -> Tensor:
        n = self.total_count
        k = self._value(value, lambda k: (k >= 0) & (k <= n) & (k == k.floor()), "a whole number from 0 to total_count")
        k, n, log_p, log_q = torch.broadcast_tensors(k, n, self._log_p, self._log_q)
        log_choose = torch.lgamma(n + 1) - torch.lgamma(k + 1) - torch.lgamma(n - k + 1)
        return log_choose + times_log(k, log_p) + times_log(n - k, log_q)

    def sample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        shape = self._shape(sample_shape)
        with torch.no_grad():
            return torch.binomial(
                self.total_count.expand(shape).contiguous(), self.probs.expand(shape).contiguous(), generator=generator
            )

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.probs

    @property
    def variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def entropy(self) -> Tensor:
        """-Σ p(k) log p(k), added up over every k from 0 to n."""
        if not self.total_count.numel():
            return torch.zeros(self.batch_shape, dtype=self.probs.dtype)
        k = torch.arange(int(self.total_count.max()) + 1, dtype=self.probs.dtype)
        k = k.reshape(-1, *(1,) * self.total_count.dim())  # (K, 1, ...), before the batch
        possible = k <= self.total_count
        log_p = self.log_prob(torch.where(possible, k, 0.0))
        return -torch.where(possible, times_log(log_p.exp(), log_p), 0.0).sum(0)

    def _kl_divergence(self, other: "Binomial") -> Tensor:
        """n times the divergence of one toss. Raises ValueError where the two do not toss equally often."""
        if not bool((self.total_count == other.total_count).all()):
            raise ValueError("KL of two Binomials is known for the same total_count alone; use kl_by_sampling")
        p = self.probs
        cross = times_log(p, other._log_p + 0 * p) + times_log(1 - p, other._log_q + 0 * p)
        own = times_log(p, self._log_p) + times_log(1 - p, self._log_q)
        return self.total_count * (own - cross)


class Poisson(Distribution):
    """How many events come in a unit of time, when they come independently at the average `rate` λ.

    p(k) = λᵏ e^-λ / k!,  E[k] = Var[k] = λ.

    Twin: `torch.distributions.Poisson`.

    >>> Poisson(2.0).prob([0.0, 1.0, 2.0])
    tensor([0.1353, 0.2707, 0.2707])
    """

    def __init__(self, rate: Parameter) -> None:
        (self.rate,) = parameters(rate=rate)
        require((self.rate >= 0) & self.rate.isfinite(), self.rate, "Poisson: rate", "0 or more")
        self.batch_shape = self.rate.shape

    def log_prob(self, value: Parameter) -> Tensor:
        k = self._value(value, lambda k: (k >= 0) & (k == k.floor()) & k.isfinite(), "a whole number, 0 or more")
        k, rate = torch.broadcast_tensors(k, self.rate)
        return times_log(k, _log(rate)) - rate - torch.lgamma(k + 1)

    def sample(self, sample_shape: Sequence[int] = (), *, generator: Generator | None = None) -> Tensor:
        with torch.no_grad():
            return torch.poisson(self.rate.expand(self._shape(sample_shape)), generator=generator)

    @property
    def mean(self) -> Tensor:
        return self.rate

    @property
    def variance(self) -> Tensor:
        return self.rate

    def entropy(self) -> Tensor:
        """-Σ p(k) log p(k), added up until what is left is less than rounding: no closed form is known."""
        if not self.rate.numel():
            return torch.zeros(self.batch_shape, dtype=self.rate.dtype)
        largest = self.rate.detach().max().item()
        k = torch.arange(int(largest + TAIL * (largest**0.5 + 1)), dtype=self.rate.dtype)
        log_p = self.log_prob(k.reshape(-1, *(1,) * self.rate.dim()))
        return -times_log(log_p.exp(), log_p).sum(0)

    def _kl_divergence(self, other: "Poisson") -> Tensor:
        """KL(p‖q) = λ log(λ/μ) - λ + μ."""
        ours, theirs = torch.broadcast_tensors(self.rate, other.rate)
        return times_log(ours, _log(ours)) - times_log(ours, _log(theirs)) - ours + theirs
