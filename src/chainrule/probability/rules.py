"""The rules of probability as functions of tensors: what tables and distributions stand on, and what lab 9 builds.

A distribution over K states is a tensor of K probabilities along its last axis; a joint distribution of several
variables has an axis for each of them.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

SUM_TOLERANCE = 1e-4


def expected_value(values: Tensor, probs: Tensor) -> Tensor:
    """E[x] = Σ x p(x): the average of the values, each weighted by its probability.

    Shapes: values (K,), or (..., K); probs (..., K); the result (...).

    >>> expected_value(torch.tensor([0.0, 10.0]), torch.tensor([0.9, 0.1]))
    tensor(1.)
    """
    return (values * probs).sum(-1)


def variance_of(values: Tensor, probs: Tensor) -> Tensor:
    """Var[x] = E[(x - E[x])²]: the expected squared distance from the mean. Shapes as for `expected_value`.

    Written as E[x²] - E[x]² it would be the difference of two large numbers, and lose its digits, where the mean is
    large beside the spread.

    >>> variance_of(torch.tensor([0.0, 10.0]), torch.tensor([0.9, 0.1]))
    tensor(9.)
    """
    deviations = values - expected_value(values, probs)[..., None]  # (..., K)
    return expected_value(deviations**2, probs)


def marginal(joint: Tensor, *axes: int) -> Tensor:
    """p of the variables on `axes` alone, in that order: the sum over the states of all the others.

    Shapes: joint (K0, K1, ...); the result (K of the first axis that is named, of the second, ...).

    >>> joint = torch.tensor([[0.25, 0.25], [0.5, 0.0]])
    >>> marginal(joint, 0), marginal(joint, 1)
    (tensor([0.5000, 0.5000]), tensor([0.7500, 0.2500]))
    """
    others = [axis for axis in range(joint.dim()) if axis not in axes]
    kept = joint.sum(others) if others else joint
    left = sorted(axes)  # how the sum has them
    return kept.permute([left.index(axis) for axis in axes])


def condition(joint: Tensor, axis: int, state: int) -> Tensor:
    """p(the others | the variable on `axis` is in `state`): its slice of the table, divided by the slice's sum.

    Shapes: joint (K0, K1, ...); the result no longer has that axis. Raises ValueError for a state of probability 0.

    >>> condition(torch.tensor([[0.25, 0.25], [0.5, 0.0]]), axis=0, state=1)
    tensor([1., 0.])
    """
    part = joint.select(axis, state)
    if not part.sum() > 0:
        raise ValueError(f"condition: state {state} has probability 0, so nothing can be said given it")
    return part / part.sum()


def product_of_marginals(joint: Tensor) -> Tensor:
    """p(x) p(y) for every pair of states: the table that two variables would have if they were independent.

    Shapes: joint (K, M); the result (K, M).

    >>> product_of_marginals(torch.tensor([[0.5, 0.0], [0.0, 0.5]]))
    tensor([[0.2500, 0.2500],
            [0.2500, 0.2500]])
    """
    return joint.sum(1, keepdim=True) * joint.sum(0)


def covariance_of(x: Tensor, y: Tensor, joint: Tensor) -> Tensor:
    """Cov[x, y] = E[(x - E[x]) (y - E[y])]: above 0 where the two are often on the same side of their means.

    Shapes: x (K,) and y (M,), the numbers that the states stand for; joint (K, M); the result ().

    >>> bits = torch.tensor([0.0, 1.0])
    >>> covariance_of(bits, bits, torch.tensor([[0.5, 0.0], [0.0, 0.5]]))
    tensor(0.2500)
    """
    deviations_x = x - expected_value(x, joint.sum(1))
    deviations_y = y - expected_value(y, joint.sum(0))
    return (deviations_x[:, None] * deviations_y * joint).sum()


def bayes(prior: Tensor, likelihood: Tensor) -> Tensor:
    """p(h | data) = p(data | h) p(h) / Σ p(data | h') p(h'), for hypotheses along the last axis.

    `prior` p(h) has the shape (H,), `likelihood` p(data | h) (..., H): a row for each thing that may be observed.

    Raises ValueError where the prior is no distribution, a likelihood is negative, or what was observed is impossible
    under every hypothesis.

    >>> sick = torch.tensor([0.01, 0.99])  # one in a hundred is sick
    >>> positive = torch.tensor([0.9, 0.05])  # the test finds 90% of them, and 5% of the healthy
    >>> bayes(sick, positive)
    tensor([0.1538, 0.8462])
    """
    refuse_no_bayes(prior, likelihood)
    joint = likelihood * prior  # (..., H)
    evidence = joint.sum(-1, keepdim=True)
    if not (evidence > 0).all():
        raise ValueError("bayes: what was observed is impossible under every hypothesis")
    return joint / evidence


def naive_bayes(log_prior: Tensor, log_likelihoods: Tensor) -> Tensor:
    """p(h | x_1, ..., x_N), where the N observations are independent once h is known: p(h) Π p(x_n | h), normalized.

    All stays in logarithms until the end, for a product of many probabilities is rounded to 0. Only differences count,
    so that the largest sum is taken off before the exponential.

    Shapes: log_prior (H,); log_likelihoods (..., N, H), log p(x_n | h) of each observation; the result (..., H).

    >>> naive_bayes(torch.tensor([0.5, 0.5]).log(), torch.full((2000, 2), 0.1).log())
    tensor([0.5000, 0.5000])
    """
    log_joint = log_prior + log_likelihoods.sum(-2)  # (..., H)
    return torch.softmax(log_joint, -1)


def fit_shares(x: Tensor, labels: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """For a naive Bayes classifier of ones and zeros: the prior of each class, and the share of ones per feature.

    p(h) = examples of class h / all, and p(x_d = 1 | h) = (ones among them + 1) / (examples of class h + 2). The 1 and
    the 2 stand for one more example with and one without (add-one smoothing): what was never seen does not get the
    probability 0.

    Shapes: x (N, D) of zeros and ones, labels (N,) from 0 to H - 1; the results (H,) and (H, D).

    >>> fit_shares(torch.tensor([[1.0], [1.0], [0.0], [0.0]]), torch.tensor([0, 0, 0, 1]), classes=2)
    (tensor([0.7500, 0.2500]), tensor([[0.6000],
            [0.3333]]))
    """
    belongs = (labels[:, None] == torch.arange(classes)).to(x.dtype)  # (N, H)
    counts = belongs.sum(0)  # (H,)
    return counts / len(x), (belongs.T @ x + 1) / (counts[:, None] + 2)


def bernoulli_log_prob(x: Tensor, log_p: Tensor, log_q: Tensor) -> Tensor:
    """log p(x) = x log p + (1 - x) log q for x of 0 or 1, from log p and the log of q = 1 - p.

    A term with the factor 0 is 0, also where its logarithm is -inf: use `times_log`. Shapes broadcast.

    >>> bernoulli_log_prob(torch.tensor([0.0, 1.0]), torch.tensor(0.25).log(), torch.tensor(0.75).log()).exp()
    tensor([0.7500, 0.2500])
    """
    x, log_p, log_q = torch.broadcast_tensors(x, log_p, log_q)
    return times_log(x, log_p) + times_log(1 - x, log_q)


def normal_log_prob(x: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
    """log of the normal density: -½ ((x - μ)/σ)² - log σ - ½ log 2π. Shapes broadcast.

    Far from the mean the density itself is rounded to 0, and its logarithm would be -inf: the square never is.

    >>> normal_log_prob(torch.tensor(300.0), torch.tensor(300.0), torch.tensor(40.0)).exp()
    tensor(0.0100)
    """
    z = (x - loc) / scale
    return -0.5 * z**2 - scale.log() - 0.5 * math.log(2 * math.pi)


def area(density: Callable[[Tensor], Tensor], low: float, high: float, pieces: int = 1000) -> Tensor:
    """P(low ≤ x ≤ high) = ∫ p(x) dx, as the areas of so many rectangles, each as high as the density in its middle.

    `density` takes the (pieces,) middles and gives a number for each; the result has the shape ().

    >>> area(lambda x: 2 * x, 0.0, 0.5)
    tensor(0.2500)
    """
    width = (high - low) / pieces
    middles = low + width * (torch.arange(pieces) + 0.5)
    return density(middles).sum() * width


def choose(probs: Tensor, uniform: Tensor) -> Tensor:
    """A draw of a multinoulli for each number u, drawn evenly from [0, 1): the first k with p_0 + ... + p_k > u.

    The classes lie side by side on the line from 0 to 1, each as long as its probability; u falls into one of them.

    Shapes: probs (K,), uniform of any shape; the result int64 of that shape.

    >>> choose(torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.1, 0.5, 0.79, 0.9]))
    tensor([0, 1, 1, 2])
    """
    ends = probs.cumsum(-1)
    return torch.bucketize(uniform, ends, right=True).clamp(max=len(probs) - 1)  # the last end may be 0.9999999


def times_log(count: Tensor, log_p: Tensor) -> Tensor:
    """count · log p, and 0 where the count is 0 even if log p is -inf: an impossible event that did not happen."""
    return torch.where(count == 0, 0.0, count * log_p.masked_fill(count == 0, 0.0))


def refuse_no_bayes(prior: Tensor, likelihood: Tensor) -> None:
    """Raise ValueError unless the prior is a distribution over as many hypotheses as the likelihood has."""
    if prior.dim() != 1 or likelihood.dim() < 1 or likelihood.shape[-1] != len(prior):
        shapes = f"{tuple(prior.shape)} and {tuple(likelihood.shape)}"
        raise ValueError(f"bayes needs a prior of shape (H,) and a likelihood of shape (..., H), got {shapes}")
    require(prior >= 0, prior, "bayes: prior", "0 or more")
    require(likelihood >= 0, likelihood, "bayes: likelihood", "0 or more")
    if not abs(prior.sum().item() - 1) <= SUM_TOLERANCE:
        raise ValueError(f"bayes: the prior must sum to 1, got {prior.sum().item():g}")


def require(condition: Tensor, value: Tensor, what: str, words: str) -> None:
    """Raise ValueError with the first value for which the condition does not hold; NaN holds none."""
    wrong = ~condition
    if wrong.any():
        example = value.expand(wrong.shape)[wrong].flatten()[0].item()
        raise ValueError(f"{what} must be {words}, got {example:g}")
