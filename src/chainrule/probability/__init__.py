"""Distributions, likelihood and information (lectures 9 and 25); distances between samples (lecture 28).

Who calls it: lectures 9, 25 and 28, and recipes. It must not know a model. The names are those of
`torch.distributions`; `rsample` is there where draws are reparameterized; generators are passed; information is in
nats.
"""

from chainrule.probability.continuous import Exponential, MultivariateNormal, Normal
from chainrule.probability.discrete import Bernoulli, Binomial, Categorical, Poisson
from chainrule.probability.distribution import Distribution
from chainrule.probability.information import (
    Estimate,
    cross_entropy,
    entropy,
    expectation,
    kl_by_sampling,
    kl_divergence,
)
from chainrule.probability.likelihood import covariance, log_likelihood, maximum_likelihood, negative_log_likelihood
from chainrule.probability.rules import (
    area,
    bayes,
    choose,
    condition,
    covariance_of,
    expected_value,
    fit_shares,
    marginal,
    naive_bayes,
    product_of_marginals,
    variance_of,
)
from chainrule.probability.samples import energy_distance, frechet_distance, nearest
from chainrule.probability.tables import Table

__all__ = [
    "Bernoulli",
    "Binomial",
    "Categorical",
    "Distribution",
    "Estimate",
    "Exponential",
    "MultivariateNormal",
    "Normal",
    "Poisson",
    "Table",
    "area",
    "bayes",
    "choose",
    "condition",
    "covariance",
    "covariance_of",
    "cross_entropy",
    "energy_distance",
    "entropy",
    "expectation",
    "expected_value",
    "fit_shares",
    "frechet_distance",
    "kl_by_sampling",
    "kl_divergence",
    "log_likelihood",
    "marginal",
    "maximum_likelihood",
    "naive_bayes",
    "nearest",
    "negative_log_likelihood",
    "product_of_marginals",
    "variance_of",
]
